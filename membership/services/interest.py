"""Who wishes to take part in an activity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from membership.models import ActivityInterest, ActivityPage, City, CityContact

#: Those whose interest counts: an active contact of an active city.
STANDING = {"contact__status": CityContact.Status.ACTIVE, "contact__city__status": City.Status.ACTIVE}


def set_interest(contact: CityContact, activity: UUID, *, interested: bool) -> bool:
    """Keep whether the contact wishes to take part in the activity with this translation key; say whether that is new.

    Said twice, it is kept once. An activity that is over, or that nobody may read, takes none: nothing is kept.
    """
    if not interested:
        return bool(ActivityInterest.objects.filter(contact=contact, activity=activity).delete()[0])
    if not coming().filter(translation_key=activity).exists():
        return False
    return ActivityInterest.objects.get_or_create(contact=contact, activity=activity)[1]


def coming() -> QuerySet[ActivityPage]:
    """Return the activities that are not over, in every language."""
    activities: QuerySet[ActivityPage] = ActivityPage.objects.live().filter(ends_at__gte=timezone.now())
    return activities


def of_reader(user: Any) -> Exists:
    """Return the condition, for a query over activities, that this person has said so."""
    return Exists(ActivityInterest.objects.filter(activity=OuterRef("translation_key"), contact__user_id=user.pk))


def said_by(user: Any, activity: UUID) -> bool | None:
    """Say whether this person has said so of this activity; None for whoever is no city's contact. One query."""
    said = ActivityInterest.objects.filter(contact=OuterRef("pk"), activity=activity)
    contacts = CityContact.objects.filter(
        user_id=user.pk, status=CityContact.Status.ACTIVE, city__status=City.Status.ACTIVE
    )
    return contacts.annotate(said=Exists(said)).values_list("said", flat=True).first()


def contacts_for(activity: UUID) -> QuerySet[ActivityInterest]:
    """Return the interest in the activity with its contacts and cities, the first to say so first."""
    return (
        ActivityInterest.objects.filter(activity=activity, **STANDING)
        .select_related("contact__city")
        .order_by("at", "pk")
    )


def counts(activities: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many contacts are interested in each of the activities. One query."""
    rows = ActivityInterest.objects.filter(activity__in=list(activities), **STANDING)
    return dict(rows.order_by().values_list("activity").annotate(Count("pk")))
