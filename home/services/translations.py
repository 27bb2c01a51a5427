"""Pages in the reader's language: the queries behind menus, breadcrumbs, switchers and links."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Locale, Page


@dataclass(frozen=True)
class LanguageLink:
    """A language of the site and where the switcher leads for it."""

    code: str
    name: str
    url: str
    translated: bool
    current: bool
    full_url: str = ""
    """With the host; empty where no page of the CMS is shown."""


@dataclass(frozen=True)
class PageLink:
    """A page as menus and lists show it. `language` is set where it is not the reader's own."""

    title: str
    url: str
    language: str = ""
    introduction: str = ""
    page_id: int = 0


@dataclass(frozen=True)
class PageFrame:
    """What surrounds a page's own text."""

    breadcrumbs: list[PageLink] = field(default_factory=list)
    languages: list[LanguageLink] = field(default_factory=list)
    canonical: str = ""
    source: PageLink | None = None
    source_changed_at: datetime | None = None


def language_name(code: str) -> str:
    """Return the language's name in itself."""
    return dict(settings.LANGUAGES).get(code, code)


def localised(pages: Iterable[Page], language: str | None = None) -> dict[int, Page]:
    """Return each page's live, public translation into `language` (the active one), or itself, by its id.

    One query, however many pages there are.
    """
    language = language or get_language() or settings.LANGUAGE_CODE
    pages = list(pages)
    keys = [page.translation_key for page in pages]
    translations = {
        page.translation_key: page
        for page in Page.objects.live().filter(translation_key__in=keys, locale__language_code=language)
    }
    return {page.pk: translations.get(page.translation_key, page) for page in pages}


def locale_codes(request: HttpRequest | None) -> dict[int, str]:
    """Return the language code of each locale, by its id. One query, remembered for the request."""
    if request is None:
        return dict(Locale.objects.values_list("pk", "language_code"))
    if not hasattr(request, "locale_codes"):
        request.locale_codes = dict(Locale.objects.values_list("pk", "language_code"))  # type: ignore[attr-defined]
    return request.locale_codes  # type: ignore[attr-defined]


def language_of(page: Page, request: HttpRequest | None = None) -> str:
    """Return the code of the page's language."""
    return locale_codes(request)[page.locale_id]


def link_to(page: Page, request: HttpRequest, language: str | None = None) -> PageLink:
    """Return the page as a link, marked with its language where that is not `language` (the active one)."""
    own = language_of(page, request)
    return PageLink(
        title=page.title,
        url=page.get_url(request) or "",
        language="" if own == (language or get_language()) else own,
        introduction=getattr(page, "introduction", ""),
        page_id=page.pk,
    )


def children_of(page: Page, request: HttpRequest) -> list[PageLink]:
    """Return the live, public pages below `page`, in the editors' order, as links with their introductions."""
    children = page.get_children().live().public().defer_streamfields().specific()
    return [link_to(child, request) for child in children]


def links_with_texts(pages: Iterable[tuple[Page | None, str]], request: HttpRequest) -> list[PageLink]:
    """Return a link to each live page in the reader's language, with its text. A page that is gone is left out."""
    found = [(page, text) for page, text in pages if page]
    translations = localised(page for page, _ in found)
    return [
        replace(link_to(translations[page.pk], request), introduction=text)
        for page, text in found
        if translations[page.pk].live
    ]


def page_frame(page: Page, request: HttpRequest) -> PageFrame:
    """Return what surrounds `page`: the way to it, its other languages, and the source that it follows."""
    translations = {
        language_of(other, request): other for other in Page.objects.filter(translation_key=page.translation_key).live()
    }
    own = language_of(page, request)
    translations[own] = page
    source = translations.get(settings.LANGUAGE_CODE)
    return PageFrame(
        breadcrumbs=[link_to(ancestor, request) for ancestor in _ancestors(page)],
        languages=_language_links(page, own, translations, request),
        canonical=page.get_full_url(request) or "",
        source=link_to(source, request, own) if source and source.pk != page.pk else None,
        source_changed_at=source.last_published_at if source and source.pk != page.pk else None,
    )


def _ancestors(page: Page) -> list[Page]:
    if page.depth <= 2:
        return []
    return list(page.get_ancestors().filter(depth__gte=2))


def _language_links(page: Page, own: str, translations: dict[str, Page], request: HttpRequest) -> list[LanguageLink]:
    links = []
    for code, name in settings.LANGUAGES:
        target = translations.get(code) or translations.get(settings.LANGUAGE_CODE) or page
        links.append(
            LanguageLink(
                code=code,
                name=name,
                url=target.get_url(request) or f"/{code}/",
                translated=code in translations,
                current=code == own,
                full_url=target.get_full_url(request) or "",
            )
        )
    return links
