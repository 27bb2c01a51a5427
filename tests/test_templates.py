"""What no template may hold: inline styles, scripts and handlers, and text that is not marked for translation."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
# E-mail programs read no style sheets.
PUBLIC = [path for path in TEMPLATES if not {"email", "emails"} & set(path.parts)]
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "content", "label", "placeholder", "title"}
MARKED = re.compile(
    r"{%-?\s*(?:blocktranslate|blocktrans)\b.*?{%-?\s*(?:endblocktranslate|endblocktrans)\s*%}"
    # A block that fills in a class attribute.
    r"|{%\s*block \w*(?:class|modifier)\w*\s*%}.*?{%\s*endblock[^%]*%}"
    r"|{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
# The ending of a file's name is written alike in every language.
NAMES = {".ics", "SHA-256", "corrections.json", "verify_corrections.py"}
# A template that writes attributes alone.
ATTRIBUTES = re.compile(r'^[\w-]+="')


class Reader(HTMLParser):
    """Collects what a template writes itself: texts, and what a content policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[int, str]] = []
        self.inline: list[tuple[int, str]] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        names = {name for name, _value in attrs}
        # Data for a script, or for a search engine, is none: no browser runs it.
        is_data = dict(attrs).get("type") in {"application/json", "application/ld+json"}
        if tag == "style" or (tag == "script" and "src" not in names and not is_data):
            self.inline.append((line, f"<{tag}>"))
        for name, value in attrs:
            if name == "style" or name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.inline.append((line, name))
            described = tag != "meta" or dict(attrs).get("name") == "description"
            if name in SPOKEN_ATTRIBUTES and described and value:
                self.texts.append((line, value))
        if tag in {"script", "style", "svg", "code"}:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.texts.append((self.getpos()[0], data))


def read(path: Path) -> Reader:
    reader = Reader()
    # What Django writes is replaced by as many lines of nothing, so that line numbers stay right.
    reader.feed(MARKED.sub(lambda match: "\n" * match[0].count("\n"), path.read_text(encoding="utf-8")))
    return reader


def untranslated(path: Path) -> Iterator[str]:
    for line, text in read(path).texts:
        words = text.strip()
        if words not in NAMES and not ATTRIBUTES.match(words) and re.search(r"[^\W\d_]{2,}", words):
            yield f"line {line}: {words}"


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_inline(path: Path) -> None:
    """The content policy refuses it from the first day."""
    assert read(path).inline == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_is_marked_for_translation(path: Path) -> None:
    assert list(untranslated(path)) == []


def test_the_reader_sees_what_is_wrong(tmp_path: Path) -> None:
    """A guard that finds nothing guards nothing."""
    path = tmp_path / "wrong.html"
    path.write_text('<p onclick="x()" style="color: red">Plain {% translate "marked" %}</p>\n<script>1</script>')
    assert read(path).inline == [(1, "onclick"), (1, "style"), (2, "<script>")]
    assert list(untranslated(path)) == ["line 1: Plain"]
