"""Reads a segment as wagtail-localize keeps it: HTML with inline tags, in which a link's only attribute is its id."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: The tags that a segment may have. They are wagtail-localize's own list (`strings.INLINE_TAGS`).
ALLOWED = frozenset({"a", "abbr", "acronym", "b", "br", "code", "em", "i", "strong"})
#: Tags that mean the same.
SAME_TAG = {"b": "strong", "i": "em", "acronym": "abbr"}
#: Signs that steer the direction of text, and take no room: marks, embeddings and isolates.
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
#: What takes no room and has no sound.
UNSEEN = re.compile(f"[{BIDI}\u00ad\u180e\u200b-\u200d\u2060\ufeff]")


@dataclass
class Reading:
    """What stands in one segment."""

    text: str = ""
    """Its words, a line break as “\\n”."""
    links: list[str] = field(default_factory=list)
    """The id of each link, in their order; "" for a link that has none."""
    linked: dict[str, str] = field(default_factory=dict)
    """The words of each link, by its id."""
    tags: Counter[str] = field(default_factory=Counter)
    """How often each tag stands there, links and line breaks left out, tags of one meaning counted together."""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """What no segment may have: (“unclosed”, “unopened”, “crossed”, “disallowed”, “attribute”) and the tag."""

    @property
    def seen(self) -> str:
        """The words without what takes no room."""
        return UNSEEN.sub("", self.text)


def read(html: str) -> Reading:
    """Return what stands in `html`. Whatever it is, it is read: faults are noted, none is raised."""
    parser = _Reader()
    parser.feed(html)
    parser.close()
    return parser.result()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.reading = Reading()
        self.pieces: list[str] = []
        self.open: list[str] = []
        self.links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.reading.faults.append(("disallowed", tag))
        elif any(not (tag == "a" and name == "id") for name, _value in attrs):
            self.reading.faults.append(("attribute", tag))
        if tag == "br":
            self.pieces.append("\n")
            return
        self.open.append(tag)
        if tag == "a":
            link = next((value or "" for name, value in attrs if name == "id"), "")
            self.reading.links.append(link)
            self.links.append((link, len(self.pieces)))
        elif tag in ALLOWED:
            self.reading.tags[SAME_TAG.get(tag, tag)] += 1

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag != "br":
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "br":
            return
        if tag not in self.open:
            self.reading.faults.append(("unopened", tag))
            return
        if self.open[-1] != tag:
            self.reading.faults.append(("crossed", tag))
        del self.open[len(self.open) - 1 - self.open[::-1].index(tag)]
        if tag == "a" and self.links:
            link, begin = self.links.pop()
            self.reading.linked.setdefault(link, "".join(self.pieces[begin:]))

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        self.reading.faults.append(("disallowed", "!--"))

    def handle_decl(self, decl: str) -> None:
        self.reading.faults.append(("disallowed", "!"))

    def unknown_decl(self, data: str) -> None:
        self.reading.faults.append(("disallowed", "!"))

    def handle_pi(self, data: str) -> None:
        self.reading.faults.append(("disallowed", "?"))

    def result(self) -> Reading:
        self.reading.faults += [("unclosed", tag) for tag in self.open]
        self.reading.text = "".join(self.pieces)
        return self.reading
