"""Activities as calendar files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from icalendar import Calendar, Event

from membership.services.time_zones import time_zone_or_none

if TYPE_CHECKING:
    from membership.models import ActivityPage


def calendar_file(activity: ActivityPage, request: HttpRequest) -> bytes:
    """Return the activity as an iCalendar file (RFC 5545), in its own time zone.

    Its identifier stays the same in every language and version, so that a calendar replaces what it has.
    """
    zone = time_zone_or_none(activity.time_zone)
    event = Event()
    event.add("uid", f"{activity.translation_key}@{request.get_host()}")
    event.add("dtstamp", activity.last_published_at or timezone.now())
    event.add("dtstart", activity.starts_at.astimezone(zone))
    event.add("dtend", activity.ends_at.astimezone(zone))
    event.add("summary", activity.title)
    event.add("description", activity.introduction)
    event.add("location", activity.place)
    event.add("url", activity.get_full_url(request))
    calendar = Calendar()
    calendar.add("prodid", "-//Strong Cities Network//Activities//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
