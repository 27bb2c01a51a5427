"""The day's work on one day, and the e-mails that it wrote."""

import datetime

from home.models import OutgoingEmail
from membership.services import daily

#: A Wednesday.
NOW = datetime.datetime(2026, 9, 16, 6, tzinfo=datetime.UTC)


def days(number: float) -> datetime.timedelta:
    """Return so many days."""
    return datetime.timedelta(days=number)


def work(now: datetime.datetime = NOW) -> dict[str, int | None]:
    """Do the day's work; return what of it was something."""
    return {result.what: result.count for result in daily.work(now) if result.count != 0}


def events(part: str) -> list[str]:
    """Return the events of the e-mails of one kind."""
    return list(OutgoingEmail.objects.filter(event__contains=f"/{part}").order_by("pk").values_list("event", flat=True))


def emails(part: str) -> list[OutgoingEmail]:
    """Return the e-mails of one kind."""
    found = OutgoingEmail.objects.filter(event__contains=f"/{part}")
    return list(found.select_related("email").order_by("pk"))
