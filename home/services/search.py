"""What search finds."""

from collections.abc import Sequence

from wagtail.models import Locale, Page


def search_pages(query: str, language: str) -> Sequence[Page]:
    """Return the live, public pages in `language` that hold every word of `query`, the best first.

    Nothing is found for an empty query. Members' pages are never found: their gate makes them private.
    """
    if not query:
        return []
    locale = Locale.objects.get(language_code=language)
    pages = Page.objects.live().public().filter(depth__gte=2, locale=locale)
    return pages.search(query, operator="and")
