"""What a check finds, and the piece of text that shows it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

#: How many characters an excerpt shows on either side of what it is about.
AROUND = 24
#: An excerpt shows no more of a text than this, whatever it is about.
LONGEST = 160
#: Nor is it longer than this where invisible characters are named: it is kept in 255 characters.
LONGEST_SHOWN = 250


@dataclass(frozen=True)
class Found:
    """One fault, or one thing to look at, in one translation.

    `check` is a code of the registry. `excerpt` is plain text, cut from the source or the translation as the registry
    says of the check. `values` can be written as JSON. Only what `holds` keeps a translation from its readers.
    """

    check: str
    excerpt: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    holds: bool = False


def excerpt(text: str, start: int, end: int) -> str:
    """Return `text[start:end]` with some of what stands around it on one line, what nobody can see named by its code.

    Both are offsets in `text`; the excerpt ends in … where text is left out.
    """
    end = min(end, start + LONGEST - 2 * AROUND)
    begin, stop = _word_start(text, max(0, start - AROUND)), _word_end(text, min(len(text), end + AROUND))
    begin, stop = min(begin, start), max(stop, end)
    middle = visible(text[begin:stop]).strip()
    is_cut = stop < len(text) or len(middle) > LONGEST_SHOWN
    return f"{'…' if begin else ''}{middle[:LONGEST_SHOWN]}{'…' if is_cut else ''}"


def whole(text: str) -> str:
    """Return the text itself as an excerpt, shortened where it is long."""
    return excerpt(text, 0, min(len(text), LONGEST))


def visible(text: str) -> str:
    """Return the text with a line's end as ↵ and with every character that is not to be seen as “⟨U+200B⟩”."""
    return "".join(_visible(character) for character in text)


def name_of(character: str) -> str:
    """Return a character's code as Unicode writes it: U+200B."""
    return f"U+{ord(character):04X}"


def _visible(character: str) -> str:
    if character == "\n":
        return "↵"
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return f"⟨{name_of(character)}⟩"
    return character


def _word_start(text: str, position: int) -> int:
    """Return the beginning of the first whole word from `position` on, or `position` where no word ends near."""
    if position == 0:
        return 0
    space = text.find(" ", position, position + AROUND)
    return space + 1 if space >= 0 else position


def _word_end(text: str, position: int) -> int:
    if position == len(text):
        return position
    space = text.rfind(" ", max(0, position - AROUND), position)
    return space if space >= 0 else position
