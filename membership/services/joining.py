"""The way to membership."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from home.services.translations import PageLink, link_to

if TYPE_CHECKING:
    from membership.models import MembershipPage


@dataclass(frozen=True)
class PagesForJoining:
    """What a city reads before it joins, and where it applies."""

    application: PageLink | None
    to_read: list[PageLink]


def pages_below(page: MembershipPage, request: HttpRequest) -> PagesForJoining:
    """Return the live pages below `page`, the one on which a city applies by itself. One query."""
    from membership.models import ApplyPage

    application = None
    to_read = []
    for child in page.get_children().live():
        link = link_to(child, request)
        if child.specific_class is ApplyPage:
            application = link
        else:
            to_read.append(link)
    cities = PageLink(
        title=_("Member cities"),
        url=reverse("city_directory"),
        introduction=_("Those that have agreed to be named to everybody, on a map and by region."),
    )
    return PagesForJoining(application, [*to_read, cities])


def before_applying() -> dict[str, Any]:
    """Return what is read before a request is begun: whether one can be, for how long answers are kept, the clock."""
    from membership.models import TextVersion
    from membership.services import clock_reading, promise, terms

    return {
        "is_open": terms.in_force(TextVersion.Kind.PRIVACY) is not None,
        "kept_for": promise.periods().erase_drafts.days,
        "within": promise.current().within,
        "clock": clock_reading.service_clock(),
    }
