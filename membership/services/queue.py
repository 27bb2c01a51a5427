"""What is due from staff: how an application stands to the promise, in words, and what makes it late or soon so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from membership.models import Application
from membership.services import promise as promises
from membership.services.promise import Promise
from membership.services.working_days import add_working_days, local_day

State = Application.State


class Urgency(StrEnum):
    """How pressing it is; the words beside it say the same."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    IN_TIME = "in-time"
    WAITS = "waits"
    DONE = "done"


@dataclass(frozen=True)
class Standing:
    """How an application stands to the promise."""

    urgency: Urgency
    words: str


def standing_of(application: Application, promise: Promise, now: datetime) -> Standing:
    """Return what is due from staff and in how many working days, or for what the application waits."""
    if not application.is_open:
        return Standing(Urgency.DONE, _("closed"))
    if application.state == State.UNCONFIRMED:
        return Standing(Urgency.WAITS, _("waits for the address to be confirmed"))
    if application.asked_at:
        return Standing(Urgency.WAITS, _("waits for the applicant’s answer"))
    if application.due_on is None:
        return Standing(Urgency.WAITS, _("waits for the applicant’s form"))
    return _due(promise.days_left(application.due_on, now))


def overdue(promise: Promise, now: datetime) -> Q:
    """Return what selects the applications whose due day is over."""
    return Q(due_on__lt=local_day(promise.calendar, now))


def due_soon(promise: Promise, now: datetime) -> Q:
    """Return what selects the applications that are due today or on the next working day."""
    today = local_day(promise.calendar, now)
    return Q(due_on__gte=today, due_on__lte=next_working_day(promise, today))


def waiting() -> Q:
    """Return what selects the open applications in which the applicant has the next word."""
    return Q(state__in=[State.RECEIVED, State.FORM_SENT, State.FORM_RECEIVED], due_on=None)


def next_working_day(promise: Promise, today: date) -> date:
    """Return the first working day after `today`."""
    return add_working_days(promise.calendar, today, 1)


def now_standing(application: Application) -> Standing:
    """Return how the application stands now, by the promise in force."""
    return standing_of(application, promises.current(), timezone.now())


def _due(left: int) -> Standing:
    if left < 0:
        words = ngettext("overdue by %(count)d working day", "overdue by %(count)d working days", -left)
        return Standing(Urgency.OVERDUE, words % {"count": -left})
    if left == 0:
        return Standing(Urgency.TODAY, _("due today"))
    words = ngettext("%(count)d working day left", "%(count)d working days left", left)
    return Standing(Urgency.SOON if left == 1 else Urgency.IN_TIME, words % {"count": left})
