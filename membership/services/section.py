"""What the members' home page lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone

from home.services.translations import PageLink, link_to

if TYPE_CHECKING:
    from membership.models import ActivityPage, MembersHomePage


@dataclass(frozen=True)
class Listing:
    """What stands below the members' home page."""

    activities: list[tuple[ActivityPage, PageLink]]
    research: list[PageLink]
    resources: list[PageLink]


def listing_of(home: MembersHomePage, request: HttpRequest, limit: int = 20) -> Listing:
    """Return the coming activities, the soonest first, and the latest research and resources. Three queries."""
    from membership.models import ActivityPage, ResearchPage, ResourcePage

    coming = (
        ActivityPage.objects.child_of(home).live().filter(ends_at__gte=timezone.now()).order_by("starts_at")[:limit]
    )
    latest = [
        model.objects.child_of(home).live().order_by("-first_published_at")[:limit]
        for model in (ResearchPage, ResourcePage)
    ]
    return Listing(
        activities=[(activity, link_to(activity, request)) for activity in coming],
        research=[link_to(page, request) for page in latest[0]],
        resources=[link_to(page, request) for page in latest[1]],
    )


def time_zone_or_none(name: str) -> ZoneInfo | None:
    """Return the time zone of this IANA name, or None where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
