"""Where a segment's words stand on a page that was drawn.

The page is read, and marks are put into it; nothing else of it is changed, not by a sign. An HTML parser that writes
the page anew would spoil the drawings in it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape, unescape
from html.parser import HTMLParser

#: What stands within a line of text. Any other tag ends the line.
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd",
    "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
})  # fmt: skip
#: Into whose words no mark can be put, or which nobody sees.
CLOSED = frozenset({
    "head", "iframe", "math", "noscript", "option", "script", "select", "style", "svg", "template",
    "textarea", "title",
})  # fmt: skip
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
#: Attributes that are read out, sent to search engines, or shown when a thing is pointed at.
SPOKEN = frozenset({"alt", "aria-label", "content", "label", "placeholder", "title", "value"})


class Where(StrEnum):
    """Where a reader meets a segment's words."""

    PAGE = "page"
    #: Beside the text: the browser's tab, a picture's description, what search engines show.
    BESIDE = "beside"
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Mark:
    """Words to look for, and the tag to put around them.

    `near` names the ids of elements in or after which the words stand, the inmost first; the first that the page has
    counts. `everywhere` marks each place, not the likeliest alone.
    """

    words: str
    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)
    near: Sequence[str] = ()
    everywhere: bool = False


@dataclass(frozen=True)
class Marked:
    """The page with its marks, and where the words of each mark stand, in the order of the marks."""

    html: str
    where: list[Where]


def mark(html: str, marks: Iterable[Mark]) -> Marked:
    """Put marks around words on a page. White space, isolates and soft hyphens tell no words apart.

    Words that are on the page more than once are marked near what they are said to be near to, then within its main
    part, then where they stand alone, then where they come first. No mark is put into another: the earlier stays.
    """
    page = _Page(html)
    taken: set[int] = set()
    tags: list[tuple[int, str]] = []
    where: list[Where] = []
    for wanted in marks:
        signs = signs_of(wanted.words)
        places = [place for place in page.find(signs, wanted.near) if not taken & set(place.signs)] if signs else []
        for place in places if wanted.everywhere else places[:1]:
            if taken.isdisjoint(place.signs):
                taken |= set(place.signs)
                tags += _tags(html, page, place, wanted)
        where.append(_where(page, wanted.words, bool(places)))
    return Marked(_put_in(html, tags), where)


def signs_of(text: str) -> str:
    """Return what of a text tells it from another: all but its white space and what nobody sees of it."""
    return "".join(sign for sign in text if _counts(sign))


def _counts(sign: str) -> bool:
    return not sign.isspace() and unicodedata.category(sign) != "Cf"


@dataclass
class _Line:
    """The words between two tags that end a line: which of the page's signs they are."""

    start: int
    in_main: bool
    text: str = ""


@dataclass(frozen=True)
class _Place:
    signs: range
    rank: tuple[bool, bool, bool, int]


class _Page(HTMLParser):
    """Reads the lines of a page, and where in its HTML each of their signs stands."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.beside: list[str] = []
        #: Of each sign: where it begins and ends in the HTML, and whether a space is before it.
        self.spans: list[tuple[int, int]] = []
        self._after_space: list[bool] = []
        self._html = html
        self._starts = [0]
        for line in html.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._open: list[str] = []
        self._closed = 0
        self._space = True
        self._lines: list[_Line] = []
        self._signs: list[str] = []
        self._line_of_id: dict[str, int] = {}
        self._break_line()
        self.feed(html)
        self.close()
        self._break_line()

    def find(self, signs: str, near: Sequence[str]) -> list[_Place]:
        """Return the places of these signs, as whole words, the likeliest first."""
        first = next((self._line_of_id[anchor] for anchor in near if anchor in self._line_of_id), 0)
        places = []
        for number, line in enumerate(self._lines):
            at = line.text.find(signs)
            while at >= 0:
                start, end = line.start + at, line.start + at + len(signs)
                if self._is_edge(start, line) and self._is_edge(end, line):
                    alone = signs == line.text
                    places.append(_Place(range(start, end), (number < first, not line.in_main, not alone, start)))
                at = line.text.find(signs, at + 1)
        return sorted(places, key=lambda place: place.rank)

    def _is_edge(self, sign: int, line: _Line) -> bool:
        """Say whether no word goes on from the sign before to this one."""
        if sign in {line.start, line.start + len(line.text)} or self._after_space[sign]:
            return True
        before, after = line.text[sign - 1 - line.start], line.text[sign - line.start]
        return not (before.isalnum() and after.isalnum())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self._break_line()
        for name, value in attrs:
            if value and name in SPOKEN:
                self.beside.append(value)
            elif value and name == "id":
                self._line_of_id.setdefault(value, len(self._lines) - 1)
        if tag not in VOID:
            self._open.append(tag)
            if tag in CLOSED:
                self._closed += 1
                self.beside.append("")
        self._space = self._space or tag == "br"

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open:
                last = self._open.pop()
                self._closed -= last in CLOSED
                if last == tag:
                    break
        if tag not in INLINE:
            self._break_line()

    def handle_data(self, data: str) -> None:
        if self._closed:
            self.beside[-1] += data
            return
        line, column = self.getpos()
        at = self._starts[line - 1] + column
        for place, sign in enumerate(data, start=at):
            self._read(sign, place, place + 1)

    def handle_entityref(self, name: str) -> None:
        self._read_reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._read_reference(f"&#{name}")

    def _read_reference(self, reference: str) -> None:
        line, column = self.getpos()
        at = self._starts[line - 1] + column
        end = at + len(reference)
        end += self._html[end : end + 1] == ";"
        text = unescape(self._html[at:end])
        if self._closed:
            self.beside[-1] += text
            return
        for sign in text:
            self._read(sign, at, end)

    def _read(self, sign: str, start: int, end: int) -> None:
        if sign.isspace():
            self._space = True
        elif _counts(sign):
            self._signs.append(sign)
            self.spans.append((start, end))
            self._after_space.append(self._space)
            self._space = False

    def _break_line(self) -> None:
        if self._lines:
            line = self._lines[-1]
            line.text = "".join(self._signs[line.start :])
            if not line.text:
                line.in_main = "main" in self._open
                return
        self._lines.append(_Line(len(self._signs), "main" in self._open))
        self._space = True


def _tags(html: str, page: _Page, place: _Place, wanted: Mark) -> list[tuple[int, str]]:
    """Return the tags of one mark, and where they go: a pair around each piece of text that no other tag cuts."""
    pieces: list[list[int]] = []
    for number in place.signs:
        start, end = page.spans[number]
        if pieces and "<" not in html[pieces[-1][1] : start]:
            pieces[-1][1] = end
        else:
            pieces.append([start, end])
    tags = []
    for number, (start, end) in enumerate(pieces):
        attributes = {**(wanted.first if number == 0 else {}), **wanted.attributes}
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        tags += [(start, f"<{wanted.tag}{written}>"), (end, f"</{wanted.tag}>")]
    return tags


def _put_in(html: str, tags: list[tuple[int, str]]) -> str:
    parts = []
    done = 0
    # Where one mark ends and the next begins, the end comes first.
    for at, tag in sorted(tags, key=lambda entry: (entry[0], not entry[1].startswith("</"))):
        parts += [html[done:at], tag]
        done = at
    return "".join([*parts, html[done:]])


def _where(page: _Page, words: str, on_page: bool) -> Where:
    if on_page:
        return Where.PAGE
    signs = signs_of(words)
    return Where.BESIDE if signs and any(signs in signs_of(text) for text in page.beside) else Where.NOWHERE
