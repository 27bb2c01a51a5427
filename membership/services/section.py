"""What the members' home page lists, in whatever language it was published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page

from home.services.remembered import locale_codes
from home.services.translations import PageLink, link_to

if TYPE_CHECKING:
    from membership.models import ActivityPage

PageType = TypeVar("PageType", bound=Page)


@dataclass(frozen=True)
class Coming:
    """An activity that is still to come, and whether the reader has said that they wish to take part."""

    activity: ActivityPage
    link: PageLink
    interested: bool


@dataclass(frozen=True)
class Listing:
    """What stands below the members' home page."""

    activities: list[Coming]
    research: list[PageLink]
    resources: list[PageLink]


def listing_of(request: HttpRequest, activities: int = 20, texts: int = 10) -> Listing:
    """Return the coming activities, the soonest first, and the latest research and resources. Two queries.

    Each stands there once: in the reader's language, or in the one in which there is one.
    """
    from membership.models import ResearchPage, ResourcePage
    from membership.services import interest

    coming = one_of_each(interest.coming()).annotate(interested=interest.of_reader(request.user)).order_by("starts_at")
    own_introduction = [
        Subquery(model.objects.filter(pk=OuterRef("pk")).values("introduction"))
        for model in (ResearchPage, ResourcePage)
    ]
    latest = (
        one_of_each(Page.objects.live().exact_type(ResearchPage, ResourcePage))
        .annotate(introduction=Coalesce(*own_introduction))
        .order_by("-first_published_at", "pk")
    )
    links = [(page.specific_class, link_to(page, request)) for page in latest[:texts]]
    return Listing(
        activities=[
            Coming(activity, link_to(activity, request), activity.interested) for activity in coming[:activities]
        ],
        research=[link for model, link in links if model is ResearchPage],
        resources=[link for model, link in links if model is ResourcePage],
    )


def one_of_each(pages: QuerySet[PageType], language: str | None = None) -> QuerySet[PageType]:
    """Return each of the pages in one language alone: that of the reader, or else the source's, or else any.

    For pages that are live: one that nobody may read takes no other's place.
    """
    rank = _rank(language or get_language() or settings.LANGUAGE_CODE)
    better = Page.objects.live().annotate(rank=rank).filter(translation_key=OuterRef("translation_key"))
    return pages.annotate(rank=rank).filter(
        ~Exists(better.filter(Q(rank__lt=OuterRef("rank")) | Q(rank=OuterRef("rank"), pk__lt=OuterRef("pk"))))
    )


def _rank(language: str) -> Case:
    first = [pk for pk, code in locale_codes().items() if code == language]
    second = [pk for pk, code in locale_codes().items() if code == settings.LANGUAGE_CODE]
    return Case(
        When(locale_id__in=first, then=Value(0)),
        When(locale_id__in=second, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
