"""Pages in the reader's language: the queries behind menus, breadcrumbs, switchers and links."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Locale, Page

from home.registry import translation_line
from home.services.remembered import locale_codes


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
class Behind:
    """A translation that is behind its source, and what it follows."""

    follows: datetime | None
    """When the version that it follows was published, where that is on record."""
    language: str
    """The source language's name, in that language; empty where it is English, for which there are words."""


@dataclass(frozen=True)
class PageFrame:
    """What surrounds a page's own text."""

    breadcrumbs: list[PageLink] = field(default_factory=list)
    languages: list[LanguageLink] = field(default_factory=list)
    canonical: str = ""
    source: PageLink | None = None
    source_changed_at: datetime | None = None
    behind: Behind | None = None
    """Set where the source has changed since the page was translated, and not by a trifle."""

    @property
    def default_url(self) -> str:
        """The address for readers of none of the languages: the source's, or that of the first translation."""
        return next((link.full_url for link in self.languages if link.translated), self.canonical)


def language_name(code: str) -> str:
    """Return the language's name in itself."""
    return dict(settings.LANGUAGES).get(code, code)


def for_reader(page_ids: Iterable[int], language: str | None = None) -> dict[int, Page]:
    """Return, by each id, the live page for a reader of `language` (the active one): its translation, or else itself.

    A page that is not live in either is left out. Each page tells its `language`. One query, however many there are.
    """
    language = language or get_language() or settings.LANGUAGE_CODE
    page_ids = set(page_ids)
    named = Page.objects.filter(pk__in=page_ids).values("translation_key")
    versions: dict[UUID, dict[int, Page]] = {}
    for page in Page.objects.filter(translation_key__in=named).annotate(language=F("locale__language_code")):
        versions.setdefault(page.translation_key, {})[page.pk] = page
    found = {}
    for family in versions.values():
        live = [page for page in family.values() if page.live]
        translation = next((page for page in live if page.language == language), None)
        for pk in page_ids & family.keys():
            if page := translation or (family[pk] if family[pk].live else None):
                found[pk] = page
    return found


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


def locale_of(page: Page, request: HttpRequest | None = None) -> Locale:
    """Return the page's locale, without asking the database for each page."""
    return Locale(pk=page.locale_id, language_code=language_of(page, request))


def language_of(page: Page, request: HttpRequest | None = None) -> str:
    """Return the code of the page's language. The cache is asked once for each request."""
    codes: dict[int, str] | None = getattr(request, "locale_codes", None)
    if codes is None:
        codes = locale_codes()
        if request is not None:
            request.locale_codes = codes  # type: ignore[attr-defined]
    # A page that was made a moment ago may stand in a language that was, too.
    return codes[page.locale_id] if page.locale_id in codes else str(page.locale.language_code)


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
    """Return the live, public pages below `page`, in the editors' order, as links with their introductions.

    Two queries, of however many types the pages are. Whoever reads `page` has passed the restrictions above it.
    """
    children = list(page.get_children().live().filter(view_restrictions__isnull=True))
    introductions = _introductions(children)
    return [replace(link_to(child, request), introduction=introductions.get(child.pk, "")) for child in children]


def _introductions(pages: list[Page]) -> dict[int, str]:
    by_type: dict[type[Page], list[int]] = {}
    for page in pages:
        by_type.setdefault(page.specific_class or Page, []).append(page.pk)
    queries = [
        model.objects.filter(pk__in=ids).order_by().values_list("pk", "introduction")
        for model, ids in by_type.items()
        if hasattr(model, "introduction")
    ]
    return dict(queries[0].union(*queries[1:], all=True)) if queries else {}


def links_with_texts(texts: Iterable[tuple[int, str]], request: HttpRequest) -> list[PageLink]:
    """Return a link to each live page in the reader's language, by its id, with the text that goes with it."""
    texts = list(texts)
    pages = for_reader(page_id for page_id, _text in texts)
    return [replace(link_to(pages[page_id], request), introduction=text) for page_id, text in texts if page_id in pages]


def page_frame(page: Page, request: HttpRequest, below: str = "") -> PageFrame:
    """Return what surrounds `page`: the way to it, its other languages, and the source that it follows. One query.

    `below` is the rest of the address where a part of the page has one of its own (“2026/”): it is the same in every
    language, and the page itself is then the last step of the way.
    """
    ancestor_paths = [page.path[: depth * Page.steplen] for depth in range(2, page.depth or 0)]
    around = list(
        _with_line(
            Page.objects.filter(Q(translation_key=page.translation_key, live=True) | Q(path__in=ancestor_paths))
        ).order_by("depth")
    )
    behind = next((_behind(other) for other in around if other.pk == page.pk), None)
    translations = {
        language_of(other, request): other for other in around if other.translation_key == page.translation_key
    }
    own = language_of(page, request)
    translations[own] = page
    source = translations.get(settings.LANGUAGE_CODE)
    way = [*(other for other in around if other.path in ancestor_paths), *([page] if below else [])]
    return PageFrame(
        breadcrumbs=[link_to(other, request) for other in way],
        languages=_language_links(page, own, translations, request, below),
        canonical=f"{page.get_full_url(request) or ''}{below}",
        source=link_to(source, request, own) if source and source.pk != page.pk else None,
        source_changed_at=source.last_published_at if source and source.pk != page.pk else None,
        behind=behind if source and source.pk != page.pk else None,
    )


def _with_line(pages: QuerySet[Page]) -> QuerySet[Page]:
    line = translation_line()
    return pages.annotate(line_behind=line.behind_since, line_follows=line.follows) if line else pages


def _behind(page: Page) -> Behind | None:
    if getattr(page, "line_behind", None) is None:
        return None
    source = settings.LANGUAGE_CODE
    return Behind(page.line_follows, "" if source == "en" else language_name(source))


def _language_links(
    page: Page, own: str, translations: dict[str, Page], request: HttpRequest, below: str
) -> list[LanguageLink]:
    links = []
    for code, name in settings.LANGUAGES:
        target = translations.get(code) or translations.get(settings.LANGUAGE_CODE) or page
        links.append(
            LanguageLink(
                code=code,
                name=name,
                url=f"{target.get_url(request) or f'/{code}/'}{below}",
                translated=code in translations,
                current=code == own,
                full_url=f"{target.get_full_url(request) or ''}{below}",
            )
        )
    return links
