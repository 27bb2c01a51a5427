"""How links in text are written out."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

KEPT = ("class",)


class ReaderPageLinkHandler(PageLinkHandler):
    """Leads a link to its page in the reader's language; one query for all the links of a text.

    A link to a page that is not published keeps its words and leads nowhere.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tag of each link."""
        language = get_language() or settings.LANGUAGE_CODE
        pages = cls._pages([attrs.get("id", "") for attrs in attrs_list], language)
        return [cls._tag(pages.get(attrs.get("id", "")), attrs, language) for attrs in attrs_list]

    @classmethod
    def _pages(cls, ids: list[str], language: str) -> dict[str, Page]:
        named = Page.objects.filter(pk__in=[int(id_) for id_ in ids if id_.isdecimal()])
        everywhere = Page.objects.filter(translation_key__in=named.values("translation_key"))
        by_id: dict[str, Page] = {}
        translated: dict[UUID, Page] = {}
        for page in everywhere.annotate(language=F("locale__language_code")):
            by_id[str(page.pk)] = page
            if page.live and page.language == language:
                translated[page.translation_key] = page
        return {id_: translated.get(page.translation_key, page) for id_, page in by_id.items()}

    @staticmethod
    def _tag(page: Page | None, attrs: dict[str, Any], language: str) -> SafeString:
        kept = format_html_join("", ' {}="{}"', ((name, attrs[name]) for name in KEPT if name in attrs))
        if page is None or not page.live:
            return format_html("<a{}>", kept)
        foreign = format_html(' hreflang="{}"', page.language) if page.language != language else ""
        return format_html('<a href="{}"{}{}>', page.url, kept, foreign)
