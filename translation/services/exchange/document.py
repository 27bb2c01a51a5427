"""What a file of translations says, whatever its format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from django.utils.translation import gettext as _

from home.templatetags.site_tags import file_size

#: The largest file, out and in, in bytes: ten thousand long segments in Arabic, with their mark-up, are less.
LARGEST = 20 * 1024 * 1024
#: The most segments that one file holds, out and in: what a server reads within a request and a tool still opens.
MOST_SEGMENTS = 10_000
#: The longest text of a segment that is read, in characters: what a page has of text in all is less.
LONGEST_TEXT = 20_000
#: The longest note that is kept as a comment, in characters, and the most of them with one segment.
LONGEST_NOTE = 5_000
MOST_NOTES = 20
#: How a file names a translation and the version of its source: it comes back from every tool, as our own would not.
NAME = re.compile(r"t-(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.v(?P<version>\d{1,9})")


class Refused(Exception):
    """A file, or a segment of it, that is not taken in: why, in the reader's language, and the line (0: none)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        if not self.line:
            return self.reason
        return _("Line %(line)d: %(reason)s") % {"line": self.line, "reason": self.reason}


def not_the_texts_own(code: str) -> Refused:
    """Return the refusal of a placeholder that is not one of the text."""
    return Refused(
        _("The placeholder %(code)s is not one of this text’s. Take it out, or use those of the source.")
        % {"code": code[:40]}
    )


class Format(Enum):
    """A format in which translations go out and come in: its name, its ending and its media type."""

    XLIFF2 = ("xliff2", "xlf", "application/xliff+xml", "XLIFF 2")
    XLIFF1 = ("xliff1", "xlf", "application/x-xliff+xml", "XLIFF 1.2")
    PO = ("po", "po", "text/x-gettext-translation", "PO (gettext)")

    def __init__(self, code: str, ending: str, media_type: str, label: str) -> None:
        self.code = code
        self.ending = ending
        self.media_type = media_type
        self.label = label


class State(Enum):
    """How far a segment is. What is final comes back as confirmed: a file publishes nothing.

    Where a tool drops the state, nobody is taken to stand by words that it changed; what it left stays as it is.
    """

    NEW = "new"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    FINAL = "final"
    UNSAID = "unsaid"

    @property
    def settled(self) -> bool:
        """Whether a person stands by the words."""
        return self in {State.CONFIRMED, State.FINAL}


@dataclass(frozen=True)
class Unit:
    """A segment in a file. Texts are HTML as the desk keeps it: inline tags without attributes, but `<a id>`.

    `stamp` tells which words the file was made from (see `stamp_of`); empty: there were none, or the file lost it.
    `comments` are remarks of persons, out and in; `hints` only go out. `refused` says why a unit that came in cannot be
    read: it is told with the others.
    """

    place: str
    source: str
    target: str = ""
    state: State = State.NEW
    stamp: str = ""
    comments: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    line: int = 0
    refused: str = ""


@dataclass(frozen=True)
class Portion:
    """The segments of one page or snippet, in its order. `address` and `title` are for the eyes of who works on it."""

    translation: UUID
    version: int
    units: tuple[Unit, ...]
    title: str = ""
    address: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        """How a file names it: `NAME`."""
        return f"t-{self.translation}.v{self.version}"


@dataclass(frozen=True)
class Document:
    """A file: the translations of some pages and snippets from one language into one other, by their codes."""

    source_language: str
    target_language: str
    portions: tuple[Portion, ...] = field(default=())

    @property
    def count(self) -> int:
        """How many segments it holds."""
        return sum(len(portion.units) for portion in self.portions)


def named(name: str, line: int) -> tuple[UUID, int]:
    """Return the translation and the version that a file names. Raises Refused for a name that is not ours."""
    found = NAME.fullmatch(name)
    if found is None:
        raise Refused(
            _("Here the file does not name a page of this site. Keep its ids and contexts as they went out."), line
        )
    return UUID(found["uuid"]), int(found["version"])


def same_language(one: str, other: str) -> bool:
    """Say whether two codes mean one language: a tool may write `fr-FR` where it was given `fr`, or the reverse."""
    first, second = (code.replace("_", "-").lower().split("-") for code in (one, other))
    shorter = min(len(first), len(second))
    return first[:shorter] == second[:shorter]


def check_size(data: bytes) -> None:
    """Raise Refused for a file that is empty or too large."""
    if not data.strip():
        raise Refused(_("The file is empty."))
    if len(data) > LARGEST:
        raise Refused(_("The file is larger than %(limit)s. Split it by pages.") % {"limit": file_size(LARGEST)})


def check_count(count: int) -> None:
    """Raise Refused for more segments than a file may hold."""
    if count > MOST_SEGMENTS:
        raise Refused(
            _("These are more than %(limit)d segments. Choose a section, or only what is to do.")
            % {"limit": MOST_SEGMENTS}
        )
