"""What waits for a membership officer: what is late or due, contacts to agree to, mandates that end."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from home.tasks import SHOWN, Task, TaskList
from membership.models import Application, City
from membership.services import contacts, mandates, promise, queue
from membership.services.transitions import RIGHT


def overdue(user: Any) -> TaskList:
    """Return the overdue applications that this officer looks after, or nobody does."""
    return _applications(user, _("Applications that are overdue"), queue.overdue(promise.current(), timezone.now()))


def due(user: Any) -> TaskList:
    """Return those that this officer or nobody looks after and that can still be answered in time."""
    late = queue.overdue(promise.current(), timezone.now())
    return _applications(user, _("Applications to be answered"), ~late & Q(due_on__isnull=False))


def proposed_contacts(user: Any) -> TaskList:
    """Return the cities that propose a contact or a new liaison."""
    found = City.objects.none()
    if user.has_perm("membership.change_citycontact"):
        found = City.objects.filter(pk__in=contacts.awaiting().order_by().values("city"))
    return _cities(_("Contacts to agree to"), found)


def mandates_ending(user: Any) -> TaskList:
    """Return the cities whose liaison's mandate is over, or ends within the months that the settings name."""
    found = City.objects.none()
    if user.has_perm("membership.change_city"):
        today = timezone.localdate()
        liaisons = mandates.ending(today) | mandates.ended(today)
        found = City.objects.filter(pk__in=liaisons.order_by().values("city"))
    return _cities(_("Mandates that end"), found)


def mandates_end_by() -> date:
    """Return the day up to which a mandate counts as one that ends soon."""
    return mandates.months_after(timezone.localdate(), promise.periods().announce_mandate_months)


def _applications(user: Any, heading: str, which: Q) -> TaskList:
    found = Application.objects.none()
    if user.has_perm(RIGHT):
        found = Application.objects.filter(which).filter(Q(assigned_to=user) | Q(assigned_to=None))
    first = found.order_by("due_on", "pk").only("reference", "place_name", "language")[:SHOWN]
    tasks = [
        Task(
            title=f"\u2066{application.reference}\u2069 {application.place_name}",
            url=reverse("applications:edit", args=[application.pk]),
            language=application.language,
        )
        for application in first
    ]
    return TaskList(heading, tasks, found.count())


def _cities(heading: str, found: QuerySet[City]) -> TaskList:
    language = get_language() or settings.LANGUAGE_CODE
    tasks = [
        Task(title=city.name, url=reverse("cities:edit", args=[city.pk]), language=language)
        for city in found.order_by("name", "pk")[:SHOWN]
    ]
    return TaskList(heading, tasks, found.count())
