"""What the members' home page lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

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
    """Return the coming activities, the soonest first, and the latest research and resources. Two queries."""
    from membership.models import ActivityPage, ResearchPage, ResourcePage

    coming = (
        ActivityPage.objects.child_of(home).live().filter(ends_at__gte=timezone.now()).order_by("starts_at")[:limit]
    )
    own_introduction = [
        Subquery(model.objects.filter(pk=OuterRef("pk")).values("introduction"))
        for model in (ResearchPage, ResourcePage)
    ]
    texts = (
        Page.objects.child_of(home)
        .live()
        .exact_type(ResearchPage, ResourcePage)
        .annotate(introduction=Coalesce(*own_introduction))
        .order_by("-first_published_at")
    )
    links = [(page.specific_class, link_to(page, request)) for page in texts[:limit]]
    return Listing(
        activities=[(activity, link_to(activity, request)) for activity in coming],
        research=[link for model, link in links if model is ResearchPage],
        resources=[link for model, link in links if model is ResourcePage],
    )
