"""How links in text are written out."""

from typing import Any

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from home.services.translations import for_reader

KEPT = ("class",)


class ReaderPageLinkHandler(PageLinkHandler):
    """Leads a link to its page in the reader's language; one query for all the links of a text.

    A link to a page that is not published keeps its words and leads nowhere.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tag of each link."""
        language = get_language() or settings.LANGUAGE_CODE
        ids = [int(attrs["id"]) if attrs.get("id", "").isdecimal() else 0 for attrs in attrs_list]
        pages = for_reader(ids, language)
        return [cls._tag(pages.get(id_), attrs, language) for id_, attrs in zip(ids, attrs_list, strict=True)]

    @staticmethod
    def _tag(page: Page | None, attrs: dict[str, Any], language: str) -> SafeString:
        kept = format_html_join("", ' {}="{}"', ((name, attrs[name]) for name in KEPT if name in attrs))
        if page is None:
            return format_html("<a{}>", kept)
        foreign = format_html(' hreflang="{}"', page.language) if page.language != language else ""
        return format_html('<a href="{}"{}{}>', page.url, kept, foreign)
