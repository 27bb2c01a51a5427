"""The demo's texts as segments, each with its translations: a body of words that people have read."""

import re
from collections.abc import Iterator
from typing import Any

from demo.content import FOLDER, SOURCE, read
from wagtail_localize.strings import extract_strings

LINK = re.compile(r'<a page="([^"]*)">')


def pairs() -> Iterator[tuple[str, str, str]]:
    """Return (language, source, translation) for each segment of each text of the demo's content."""
    for path in sorted(FOLDER.glob("*.toml")):
        for text in _texts(read(path.stem)):
            segments = {language: _segments(words) for language, words in text.items()}
            for language, parts in segments.items():
                if language != SOURCE:
                    yield from ((language, *both) for both in zip(segments[SOURCE], parts, strict=True))


def _segments(words: str) -> list[str]:
    html = LINK.sub(r'<a href="\1">', words.strip())
    return [string.data for string, _attrs in extract_strings(f"<p>{html}</p>")[1]]


def _texts(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        text = {code: words for code, words in value.items() if len(code) == 2 and isinstance(words, str)}
        if SOURCE in text and len(text) > 1:
            yield text
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
