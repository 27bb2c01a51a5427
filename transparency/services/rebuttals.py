"""The rebuttals as the public finds them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.http import HttpRequest

from home.services.contents import anchor_of
from home.services.translations import PageLink, language_of, link_to
from transparency.services import evidence
from transparency.services.evidence import Evidence

if TYPE_CHECKING:
    from transparency.models import Correction, RebuttalIndexPage, RebuttalPage

#: How many facts one page of the index lists.
PER_PAGE = 20


def rebuttals_below(index: RebuttalIndexPage, request: HttpRequest) -> PageOfList[Any]:
    """Return one page of the live rebuttals, in the editors' order: the facts alone, never the claims. Two queries."""
    from transparency.models import RebuttalPage

    pages = RebuttalPage.objects.child_of(index).live().defer_streamfields().order_by("path")
    shown: PageOfList[Any] = Paginator(pages, PER_PAGE).get_page(request.GET.get("page"))
    shown.object_list = [link_to(page, request) for page in shown.object_list]
    return shown


@dataclass(frozen=True)
class Entry:
    """One rebuttal of the whole document."""

    page: RebuttalPage
    anchor: str
    link: PageLink
    evidence: list[Evidence]
    corrections: list[Correction]


def document_of(index: RebuttalIndexPage, request: HttpRequest) -> dict[str, Any]:
    """Return every live rebuttal of the index with its evidence, for paper, and the moment of the last change.

    The evidence of all rebuttals is looked up at once: the queries do not grow with their number, except those for
    what their bodies embed.
    """
    from transparency.models import RebuttalPage

    pages = list(RebuttalPage.objects.child_of(index).live().order_by("path").prefetch_related("corrections"))
    raw = [list(page.evidence.raw_data) for page in pages]
    found = iter(evidence.resolve([block for blocks in raw for block in blocks], language_of(index, request), request))
    entries = [
        Entry(
            page=page,
            anchor=anchor_of(str(page.translation_key)),
            link=link_to(page, request),
            evidence=[replace(next(found), number=number) for number, _block in enumerate(blocks, start=1)],
            corrections=sorted(page.corrections.all(), key=lambda correction: correction.number),
        )
        for page, blocks in zip(pages, raw, strict=True)
    ]
    changes: list[datetime] = [page.last_published_at for page in [index, *pages] if page.last_published_at]
    return {"entries": entries, "changed_at": max(changes, default=None)}
