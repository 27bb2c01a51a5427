"""The liaisons' mandates, and when they end."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.db.models import QuerySet

from membership.models import City, CityContact, ContactKind
from membership.services import promise


def ending(today: date) -> QuerySet[CityContact]:
    """Return the liaisons of member cities whose mandate ends within the months that staff set, the soonest first.

    A mandate that ends on the last of these days counts, and so does one that ends today; one that has ended does not.
    """
    horizon = months_after(today, promise.periods().announce_mandate_months)
    return _in_office().filter(mandate_until__gte=today, mandate_until__lte=horizon)


def ended(today: date) -> QuerySet[CityContact]:
    """Return the liaisons of member cities whose mandate has ended before today, the longest ago first."""
    return _in_office().filter(mandate_until__lt=today)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _in_office() -> QuerySet[CityContact]:
    return (
        CityContact.objects.filter(
            kind=ContactKind.LIAISON, status=CityContact.Status.ACTIVE, city__status=City.Status.ACTIVE
        )
        .select_related("city")
        .order_by("mandate_until", "pk")
    )
