"""The promise to answer within some working days, by the calendar that staff keep in the CMS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from home.services import remembered
from membership.services import working_days
from membership.services.time_zones import time_zone_or_none
from membership.services.working_days import WorkingCalendar

PROMISE = "membership.promise"


@dataclass(frozen=True)
class Promise:
    """How many working days, of which calendar."""

    within: int
    calendar: WorkingCalendar

    def due_on(self, since: datetime) -> date:
        """Return the network's day by which something received at `since` is answered."""
        return working_days.due_day(self.calendar, since, self.within)

    def days_left(self, due: date, now: datetime | None = None) -> int:
        """Return the working days left until `due`: 0 on the day itself, fewer when it has passed."""
        return working_days.days_left(self.calendar, due, now or timezone.now())

    def due_for(self, due: date, time_zone: str) -> date:
        """Return the date to tell a reader in `time_zone`: there, the network's `due` day ends on it.

        In a zone that is not known it is the network's own day.
        """
        zone = time_zone if time_zone_or_none(time_zone) else self.calendar.time_zone
        return working_days.due_day_for_reader(self.calendar, due, zone)


@dataclass(frozen=True)
class Periods:
    """For how long things wait and are kept."""

    remind_address: timedelta
    lapse_address: timedelta
    remind_form: timedelta
    lapse_form: timedelta
    link: timedelta
    invitation: timedelta
    erase: timedelta
    erase_drafts: timedelta
    announce_mandate_months: int


def current() -> Promise:
    """Return the promise as staff have set it. It is remembered until they change it."""
    return remembered.remember(PROMISE, _read)[0]


def periods() -> Periods:
    """Return the periods as staff have set them. They are remembered until they change them."""
    return remembered.remember(PROMISE, _read)[1]


def fault_of_calendar(country: str, region: str) -> str | None:
    """Return the name of the setting for which no public holidays are known, or None."""
    country, region = country.upper(), region.upper()
    if country and country not in dict(working_days.known_countries()):
        return "holiday_country"
    if region and not (country and region in working_days.subdivisions_of(country)):
        return "holiday_region"
    return None


def set_due_days() -> int:
    """Count every day that is due anew, after the calendar changed; return how many days moved."""
    from membership.models import Application

    promise = current()
    moved = 0
    waiting = Application.objects.filter(due_on__isnull=False).values_list("pk", "due_since", "due_on")
    for pk, since, due_on in waiting:
        if since and (due := promise.due_on(since)) != due_on:
            moved += Application.objects.filter(pk=pk, due_since=since).update(due_on=due)
    return moved


def _read() -> tuple[Promise, Periods]:
    from membership.models import CalendarException, MembershipSettings

    kept = MembershipSettings.load()
    exceptions = list(kept.exceptions.values_list("day", "kind")) if kept.pk else []
    calendar = WorkingCalendar(
        weekend=frozenset(int(day) for day in kept.weekend.split(",")),
        country=kept.holiday_country.upper(),
        subdivision=kept.holiday_region.upper(),
        closed=frozenset(day for day, kind in exceptions if kind == CalendarException.Kind.CLOSED),
        open=frozenset(day for day, kind in exceptions if kind == CalendarException.Kind.OPEN),
        time_zone=kept.time_zone,
    )
    return Promise(kept.reply_within, calendar), Periods(
        remind_address=timedelta(days=kept.remind_address_after),
        lapse_address=timedelta(days=kept.lapse_address_after),
        remind_form=timedelta(days=kept.remind_form_after),
        lapse_form=timedelta(days=kept.lapse_form_after),
        link=timedelta(days=kept.link_valid_for),
        invitation=timedelta(days=kept.invitation_valid_for),
        erase=timedelta(days=kept.erase_after),
        erase_drafts=timedelta(days=kept.erase_drafts_after),
        announce_mandate_months=kept.announce_mandate_months,
    )
