"""A fragment of HTML as the text that a reader sees, and where each of its characters stands in the fragment."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby

#: A tag with its quoted values; or, where it never ends, all that follows: nothing is ever written into a tag.
TAG = re.compile(r"""<[a-zA-Z/!?](?:[^>"']|"[^"]*"|'[^']*')*+>|<[a-zA-Z/!?].*""", re.DOTALL)
PIECE = re.compile(rf"(?P<tag>{TAG.pattern})|(?P<entity>&\#?\w{{1,32}};)", re.DOTALL)
#: What parts words though no space is written.
PARTING = re.compile(r"</?(?:br|p|div|li|ul|ol|h[1-6]|td|th|tr|table|blockquote|hr)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Run:
    """Characters of the text that stand together in the fragment, with no tag and no entity among them."""

    start: int
    """Where they begin in the text."""
    text: str
    source: str
    """How the fragment writes them."""
    shown: bool = True
    """False for a tag that parts words: a new line in the text, but nothing that could be marked."""


@dataclass(frozen=True)
class Plain:
    """The text of a fragment of HTML."""

    text: str
    parts: tuple[Run | str, ...]
    """The whole fragment in order: runs of text, and tags as they were written."""


def plain(html: str) -> Plain:
    """Return the text of `html`. Broken mark-up raises nothing: what may be a tag is no text."""
    parts: list[Run | str] = []
    length = 0

    def add(text: str, source: str, *, shown: bool = True) -> None:
        nonlocal length
        if text:
            parts.append(Run(length, text, source, shown))
            length += len(text)

    at = 0
    for piece in PIECE.finditer(html):
        add(html[at : piece.start()], html[at : piece.start()])
        at = piece.end()
        if piece["entity"]:
            add(unescape(piece[0]), piece[0])
        elif PARTING.match(piece[0]):
            add("\n", piece[0], shown=False)
        else:
            parts.append(piece[0])
    add(html[at:], html[at:])
    return Plain("".join(part.text for part in parts if isinstance(part, Run)), tuple(parts))


def wrap(html: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Return `html` with `<mark class="term" data-term="…">` around each span of its text: (start, end, name).

    Spans are in order and do not overlap. One that runs across a tag is wrapped piece by piece, so that no element
    is cut. The rest of the fragment stays as it was written, letter for letter.
    """
    waiting = list(spans)
    pieces: list[tuple[str, str]] = []
    for part in plain(html).parts:
        if isinstance(part, str) or not part.shown:
            pieces.append((part if isinstance(part, str) else part.source, ""))
            continue
        end_of_run = part.start + len(part.text)
        at = 0
        for start, end, name in waiting:
            if start >= end_of_run:
                break
            if end <= part.start:
                continue
            # An entity is one sign, of one letter or two: it is marked whole.
            whole = part.source != part.text
            first = 0 if whole else max(start - part.start, 0)
            last = len(part.source) if whole else min(end - part.start, len(part.text))
            if at > first:
                continue
            pieces += [(part.source[at:first], ""), (part.source[first:last], name)]
            at = last
        pieces.append((part.source[at:], ""))
        waiting = [span for span in waiting if span[1] > end_of_run]
    together = groupby((piece for piece in pieces if piece[0]), key=lambda piece: piece[1])
    return "".join(_mark("".join(source for source, _name in group), name) for name, group in together)


def _mark(source: str, name: str) -> str:
    return f'<mark class="term" data-term="{escape(name)}">{source}</mark>' if name else source
