"""What surrounds a page that membership makes itself: its title, the way to it, and its addresses in each language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language
from wagtail.models import Page, Site

from home.services.remembered import locale_codes
from home.services.translations import LanguageLink, PageFrame, PageLink, link_to


@dataclass(frozen=True)
class OwnPage:
    """What the frame's templates ask of a page, for one that the CMS does not make."""

    title: str
    introduction: str = ""
    motif: str = "membership"
    search_description: str = ""
    shows_record: bool = False


def framed(
    request: HttpRequest, page: OwnPage, section: type[Page], between: Sequence[PageLink] = ()
) -> dict[str, Any]:
    """Return the context of a page below the section's page of this type: `page` and `page_frame`. Two queries.

    `between` are the membership's own pages that stand between the two.
    """
    return {
        "page": page,
        "page_frame": PageFrame(
            breadcrumbs=[*_way_to(section, request), *between],
            languages=_languages(request),
            canonical=f"{_root_of(request)}{request.path}",
        ),
    }


def own_link(title: str, url: str) -> PageLink:
    """Return a link to one of membership's own pages, in the reader's language."""
    return PageLink(title=title, url=url)


def _way_to(section: type[Page], request: HttpRequest) -> list[PageLink]:
    codes = locale_codes()
    rank = {get_language(): 0, settings.LANGUAGE_CODE: 1}
    pages = [page for page in section.objects.live() if codes.get(page.locale_id) in rank]
    if not pages:
        return []
    nearest = min(pages, key=lambda page: rank[codes[page.locale_id]])
    return [link_to(page, request) for page in [*nearest.get_ancestors().filter(depth__gt=1), nearest]]


def _languages(request: HttpRequest) -> list[LanguageLink]:
    root = _root_of(request)
    addresses = {code: translate_url(request.path, code) for code, _name in settings.LANGUAGES}
    return [
        LanguageLink(
            code=code,
            name=name,
            url=addresses[code],
            translated=True,
            current=code == get_language(),
            full_url=f"{root}{addresses[code]}",
        )
        for code, name in settings.LANGUAGES
    ]


def _root_of(request: HttpRequest) -> str:
    site = Site.find_for_request(request)
    return str(site.root_url) if site else ""
