"""Reads the demo's content: TOML files in which every text stands in every language of the demo."""

import re
import tomllib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from wagtail_localize.strings import StringValue, extract_strings

FOLDER = Path(__file__).parent / "content"
SOURCE = "en"

Text = dict[str, str]
Linker = Callable[[str], int]
"""Returns the id of the source page with this path below the language's root; raises KeyError where none is."""


class Untranslated(Exception):
    """A text of the demo has no translation, or has two."""


@dataclass
class Glossary:
    """What each text of one page is in each other language, as wagtail-localize cuts texts into segments."""

    link: Linker
    entries: dict[str, Text] = field(default_factory=dict)

    def plain(self, text: Text) -> str:
        """Return the source text, and remember its translations."""
        segments = {language: StringValue.from_plaintext(words).data for language, words in text.items()}
        self._remember(segments[SOURCE], segments)
        return text[SOURCE]

    def rich(self, text: Text, tag: str) -> str:
        """Return the source text as rich text inside `tag`, its links resolved, and remember its translations."""
        html = {language: f"<{tag}>{self._with_links(words)}</{tag}>" for language, words in text.items()}
        segments = {language: extract_strings(words)[1] for language, words in html.items()}
        for parts in zip(*segments.values(), strict=True):
            translations = {language: part[0].data for language, part in zip(segments, parts, strict=True)}
            self._remember(translations[SOURCE], translations)
        return html[SOURCE]

    def translation(self, source: str, language: str) -> str:
        """Return what the segment `source` is in `language`; raises Untranslated where the content does not say."""
        try:
            return self.entries[source][language]
        except KeyError as missing:
            raise Untranslated(f"No {language} for “{source[:80]}”") from missing

    def _remember(self, source: str, text: Text) -> None:
        known = self.entries.setdefault(source, text)
        if known != text:
            raise Untranslated(f"Two translations on one page of “{source[:80]}”")

    def _with_links(self, words: str) -> str:
        return re.sub(r'<a page="([^"]*)">', lambda match: f'<a linktype="page" id="{self.link(match[1])}">', words)


def read(name: str) -> dict[str, Any]:
    """Return the content of one file, without its ending."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def body(blocks: list[dict[str, Any]], glossary: Glossary) -> list[dict[str, Any]]:
    """Return a body as StreamField data: neighbouring paragraphs, lists and sub-headings make one text block."""
    data: list[dict[str, Any]] = []
    for block in blocks:
        if block["kind"] in _TEXT:
            html = _TEXT[block["kind"]](block, glossary)
            if data and data[-1]["type"] == "text":
                data[-1]["value"] += html
            else:
                data.append(_block("text", html))
        else:
            data.append(_block(block["kind"], _STRUCTURED[block["kind"]](block, glossary)))
    return data


def _block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _triple(block: dict[str, Any]) -> Text:
    return {
        language: words.strip() for language, words in block.items() if isinstance(words, str) and len(language) == 2
    }


def _items(block: dict[str, Any], glossary: Glossary, tag: str) -> str:
    return f"<{tag}>{''.join(glossary.rich(item, 'li') for item in block['items'])}</{tag}>"


def _table(block: dict[str, Any], glossary: Glossary) -> dict[str, Any]:
    return {
        "columns": [{"type": "text", "heading": glossary.plain(heading)} for heading in block["header"]],
        "rows": [{"values": [glossary.plain(cell) for cell in row]} for row in block["rows"]],
        "caption": glossary.plain(block["caption"]),
    }


def _list_items(items: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_block("item", item) for item in items]


_TEXT: dict[str, Callable[[dict[str, Any], Glossary], str]] = {
    "paragraph": lambda block, glossary: glossary.rich(_triple(block), "p"),
    "heading": lambda block, glossary: glossary.rich(
        {language: escape(words, quote=False) for language, words in _triple(block).items()}, "h3"
    ),
    "list": lambda block, glossary: _items(block, glossary, "ul"),
    "numbered": lambda block, glossary: _items(block, glossary, "ol"),
}
_STRUCTURED: dict[str, Callable[[dict[str, Any], Glossary], Any]] = {
    "section": lambda block, glossary: {
        "heading": glossary.plain(block["heading"]),
        "content": body(block["content"], glossary),
    },
    "quotation": lambda block, glossary: {
        "text": glossary.plain(block["text"]),
        "attribution": glossary.plain(block["attribution"]) if "attribution" in block else "",
    },
    "callout": lambda block, glossary: {
        "tone": block.get("tone", "note"),
        "title": glossary.plain(block["title"]),
        "text": glossary.rich(block["text"], "p"),
    },
    "accordion": lambda block, glossary: {
        "items": _list_items(
            {"title": glossary.plain(item["title"]), "text": glossary.rich(item["text"], "p")}
            for item in block["items"]
        )
    },
    "table": _table,
}
