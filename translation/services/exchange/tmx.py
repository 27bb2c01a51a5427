"""The memory of a language as TMX 1.4: what persons translated and stand by, for the tools of whoever works elsewhere.

translate-toolkit keeps the file; the codes within a text are read off its elements, as with XLIFF. No name of a person
goes out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from lxml import etree
from translate.storage.tmx import tmxfile
from wagtail.models import Locale

from translation.services.exchange.document import MOST_SEGMENTS
from translation.services.exchange.inline import Mark, Token, tokens_of
from translation.services.exchange.xliff_inline import speakable
from translation.services.memory import confirmed

MEDIA_TYPE = "application/x-tmx+xml"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Store(tmxfile):
    """A TMX file without the document type that names a file beside it: no reader needs it, and some refuse it."""

    XMLskeleton = '<tmx version="1.4"><header></header><body></body></tmx>'


def memory_of(locale: Locale) -> bytes:
    """Return the memory of this language, newest first: each pair once, at most MOST_SEGMENTS of them."""
    found = (
        confirmed(locale.pk)
        .order_by("-updated_at", "-pk")
        .values_list("translation_of__locale__language_code", "translation_of__data", "data", "updated_at")
    )
    pairs: dict[tuple[str, str, str], datetime] = {}
    for source_language, source, target, at in found.iterator(chunk_size=2000):
        pairs.setdefault((source_language, source, target), at)
        if len(pairs) == MOST_SEGMENTS:
            break
    return write(((*pair, at) for pair, at in pairs.items()), locale.language_code)


def write(pairs: Iterable[tuple[str, str, str, datetime]], language: str) -> bytes:
    """Return (source language, source, target, when) as TMX into this language."""
    store = Store(sourcelanguage="en", targetlanguage=language)
    root = store.document.getroot()
    header = root.find("header")
    store.addheader()
    header.set("segtype", "block")
    header.set("adminlang", "en")
    header.set("datatype", "html")
    body = root.find("body")
    for source_language, source, target, at in pairs:
        stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        unit = etree.SubElement(body, "tu", {"srclang": source_language, "changedate": stamp})
        for code, text in ((source_language, source), (language, target)):
            variant = etree.SubElement(unit, "tuv", {XML_LANG: code})
            fill(etree.SubElement(variant, "seg"), tokens_of(text))
    return bytes(store)


def fill(segment: etree._Element, tokens: Iterable[Token]) -> None:
    """Put the pieces into a <seg>: `bpt` and `ept` around what is paired, `ph` for a break, with the mark-up inside."""
    pairs: dict[str, str] = {}
    for token in tokens:
        if token.mark is Mark.TEXT:
            _add_text(segment, speakable(token.value))
            continue
        if token.mark is Mark.SINGLE:
            element: Any = etree.SubElement(segment, "ph", {"type": "lb"})
        elif token.mark is Mark.OPEN:
            pairs[token.value] = str(len(pairs) + 1)
            element = etree.SubElement(segment, "bpt", {"i": pairs[token.value], "type": token.value})
        else:
            element = etree.SubElement(segment, "ept", {"i": pairs[token.value]})
        element.text = token.html


def _add_text(segment: etree._Element, text: str) -> None:
    if len(segment):
        segment[-1].tail = (segment[-1].tail or "") + text
    else:
        segment.text = (segment.text or "") + text
