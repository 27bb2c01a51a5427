"""Signs that steer the direction of text: each opened one is closed, and none turns letters round.

Source of the rules: Unicode Standard Annex 9, sections 2.1 to 2.5; Unicode Technical Standard 55 on what overrides
can hide. An isolate that is never closed turns the rest of the paragraph.
"""

from collections.abc import Iterator

from translation.checks.found import Found, excerpt, name_of
from translation.checks.reading import Reading

ISOLATES = "\u2066\u2067\u2068"
END_OF_ISOLATE = "\u2069"
EMBEDDINGS = "\u202a\u202b\u202d\u202e"
END_OF_EMBEDDING = "\u202c"
OVERRIDES = "\u202d\u202e"


def unbalanced(_source: Reading, target: Reading, _language: str) -> Iterator[Found]:
    """Find isolates and embeddings that are opened and not closed on the same line, or closed and not opened."""
    begin = 0
    for line in target.text.split("\n"):
        for position in _without_partner(line):
            start = begin + position
            name = name_of(target.text[start])
            yield Found("bidi_unbalanced", excerpt(target.text, start, start + 1), {"character": name}, holds=True)
        begin += len(line) + 1


def overrides(source: Reading, target: Reading, _language: str) -> Iterator[Found]:
    """Find signs that force letters and digits into another order than they are written in: 15 is then seen as 51."""
    for sign in OVERRIDES:
        start = target.text.find(sign)
        if start >= 0 and sign not in source.text:
            found = excerpt(target.text, start, start + 1)
            yield Found("bidi_override", found, {"character": name_of(sign)}, holds=True)


def _without_partner(line: str) -> list[int]:
    """Return where the signs stand that have no partner. An isolate's end cuts off the embeddings open inside it."""
    opened: list[int] = []
    isolates = 0
    alone = []
    for position, sign in enumerate(line):
        if sign in ISOLATES or sign in EMBEDDINGS:
            opened.append(position)
            isolates += sign in ISOLATES
        elif sign == END_OF_EMBEDDING:
            if opened and line[opened[-1]] in EMBEDDINGS:
                opened.pop()
            else:
                alone.append(position)
        elif sign == END_OF_ISOLATE:
            if not isolates:
                alone.append(position)
                continue
            while line[last := opened.pop()] not in ISOLATES:
                alone.append(last)
            isolates -= 1
    return sorted(alone + opened)
