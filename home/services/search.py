"""What search finds."""

import re
from collections.abc import Sequence

from wagtail.models import Locale, Page

# What readers type and texts do not hold: Arabic vowel signs and the tatweel, which only stretches a word.
NEVER_WRITTEN = re.compile("[\u0640\u064b-\u065f\u0670]")


def search_pages(query: str, language: str) -> Sequence[Page]:
    """Return the live, public pages in `language` that hold every word of `query`, the best first.

    Nothing is found for an empty query. Members' pages are never found: their gate makes them private.
    """
    query = as_query(query)
    locale = Locale.objects.filter(language_code=language).first()
    if not query or locale is None:
        return []
    pages = Page.objects.live().public().filter(depth__gte=2, locale=locale)
    return pages.search(query, operator="and")


def as_query(text: str) -> str:
    """Return what a reader typed as a search can take it; nothing where no word is left."""
    # SQLite's search fails on a quotation mark without its pair.
    return NEVER_WRITTEN.sub("", text).replace('"', " ").replace("\x00", " ").strip()
