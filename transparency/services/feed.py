"""The Atom feed of a language: its rebuttals and corrections, the facts alone. A claim is never sent on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.services.remembered import identity_in
from home.services.translations import language_of
from transparency.services import claims

if TYPE_CHECKING:
    from transparency.models import Correction, RebuttalIndexPage, RebuttalPage

#: How many of the newest entries a feed has.
NEWEST = 50
#: What a feed without any entry says of its last change.
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One entry: a rebuttal or a correction."""

    id: str
    title: str
    url: str
    summary: str
    published_at: datetime
    changed_at: datetime


class StableFeed(Atom1Feed):
    """A feed that says the same while nothing changed, also while it is empty."""

    def latest_post_date(self) -> datetime:
        """Return when the newest entry changed."""
        return max((item["updateddate"] for item in self.items), default=NEVER)


def answer(index: RebuttalIndexPage, request: HttpRequest) -> HttpResponse:
    """Return the feed, or “not modified” to a reader who has it."""
    language = language_of(index, request)
    address = index.get_full_url(request) or ""
    made = StableFeed(
        title=index.title,
        link=address,
        description=None,
        subtitle=index.introduction or None,
        language=language,
        author_name=identity_in(language).organisation_name,
        feed_url=f"{address}feed.atom",
        feed_guid=tag_of(index, request, "feed"),
    )
    for entry in entries(index, request, language):
        made.add_item(
            title=entry.title,
            link=entry.url,
            description=escape(entry.summary),
            unique_id=entry.id,
            pubdate=entry.published_at,
            updateddate=entry.changed_at,
        )
    body = made.writeString("utf-8").encode()
    changed = int(made.latest_post_date().timestamp())
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    response = HttpResponse(
        body, content_type=made.content_type, headers={"ETag": etag, "Last-Modified": http_date(changed)}
    )
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response


def entries(index: RebuttalIndexPage, request: HttpRequest, language: str) -> list[Entry]:
    """Return the newest rebuttals below the index and their corrections, the newest first. Two queries."""
    from transparency.models import Correction, RebuttalPage

    pages = RebuttalPage.objects.child_of(index).live().filter(last_published_at__isnull=False).defer_streamfields()
    found = [
        Entry(
            id=tag_of(page, request, "rebuttal"),
            title=page.title,
            url=page.get_full_url(request) or "",
            summary=page.search_description or page.introduction,
            published_at=page.first_published_at or page.last_published_at,
            changed_at=page.last_published_at,
        )
        for page in pages.order_by("-last_published_at")[:NEWEST]
    ]
    corrections = Correction.objects.filter(page__in=RebuttalPage.objects.child_of(index).live(), language=language)
    for correction in corrections.select_related("page").order_by("-published_at")[:NEWEST]:
        page = correction.page
        found.append(
            Entry(
                id=tag_of(page, request, f"correction-{correction.number}"),
                title=_("Correction %(number)d: %(fact)s") % {"number": correction.number, "fact": correction.fact},
                url=f"{page.get_full_url(request) or ''}#correction-{correction.number}",
                summary=_told(correction, page),
                published_at=correction.published_at,
                changed_at=correction.published_at,
            )
        )
    return sorted(found, key=lambda entry: entry.changed_at, reverse=True)[:NEWEST]


def tag_of(page: Page, request: HttpRequest, kind: str) -> str:
    """Return a tag URI (RFC 4151) that stays when the page is moved or renamed."""
    address = urlsplit(page.get_full_url(request) or "")
    since = (page.first_published_at or NEVER).date().isoformat()
    return f"tag:{address.hostname},{since}:{kind}:{page.translation_key}:{language_of(page, request)}"


def _told(correction: Correction, page: RebuttalPage) -> str:
    """Return what a correction says now, unless that repeats the claim, and the hash by which the chain is checked."""
    words = "" if claims.contains(correction.now, page.claim) else f"{correction.now} · "
    return f"{words}SHA-256 {correction.hash}"
