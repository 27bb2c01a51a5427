"""Spaces, line breaks and what takes no room."""

import re
import unicodedata
from collections.abc import Iterator

from translation.checks.found import Found, excerpt, name_of
from translation.checks.languages import ARABIC_SCRIPT, JOINING_SCRIPT, NO_BREAK, base
from translation.checks.reading import Reading

SPACE = rf"[ \t{NO_BREAK}]"
DOUBLE_SPACE = re.compile(rf"(?<=\S){SPACE}{{2,}}(?=\S)")
NO_WIDTH = re.compile("[\u00ad\u180e\u200b-\u200d\u2060\ufeff]")
JOINERS = "\u200c\u200d"
#: Between two letters. Before anything else it only shows how a letter joins: الـ21، لـISD، هـ.
TATWEEL = re.compile(
    "[\u0620-\u064a\u066e-\u06d3\u064b-\u0652]\u0640+[\u064b-\u0652]*(?=[\u0620-\u063f\u0641-\u064a\u066e-\u06d3])"
)


def ends(source: Reading, target: Reading, _language: str) -> Iterator[Found]:
    """Find a space at the beginning or end that only one side has: neighbouring words would stick together or gape."""
    for check, side in (("begin_space", re.compile(r"^\s")), ("end_space", re.compile(r"\s$"))):
        wanted, there = bool(side.search(source.text)), bool(side.search(target.text))
        if wanted == there or not source.text.strip():
            continue
        text = target.text
        shown = excerpt(text, 0, min(1, len(text))) if check == "begin_space" else excerpt(text, len(text), len(text))
        yield Found(check, shown, {"missing": int(wanted)})


def double(source: Reading, target: Reading, _language: str) -> Iterator[Found]:
    """Find two spaces where one is due, unless the source has such, too."""
    match = DOUBLE_SPACE.search(target.text)
    if match and not DOUBLE_SPACE.search(source.text):
        yield Found("double_space", excerpt(target.text, match.start(), match.end()))


def newlines(source: Reading, target: Reading, _language: str) -> Iterator[Found]:
    """Find line breaks that were lost or added."""
    wanted, there = source.text.strip().count("\n"), target.text.strip().count("\n")
    if wanted != there:
        yield Found("newlines", excerpt(target.text, 0, 0), {"wanted": wanted, "there": there})


def no_width(source: Reading, target: Reading, language: str) -> Iterator[Found]:
    """Find characters that nobody sees: search does not find such words, and they break apart where they should not.

    Joiners belong to some scripts, and to emoji.
    """
    for match in NO_WIDTH.finditer(target.text):
        sign = match[0]
        before = target.text[match.start() - 1 : match.start()]
        if sign in JOINERS and (base(language) in JOINING_SCRIPT or unicodedata.category(before or " ")[0] in "SM"):
            continue
        if sign not in source.text:
            shown = excerpt(target.text, match.start(), match.end())
            yield Found("zero_width", shown, {"character": name_of(sign)})
            return


def tatweel(_source: Reading, target: Reading, language: str) -> Iterator[Found]:
    """Find letters drawn out: a matter of the typeface, never of the text, and in the way of search."""
    match = TATWEEL.search(target.text)
    if match and base(language) in ARABIC_SCRIPT:
        yield Found("tatweel", excerpt(target.text, match.start() + 1, match.end()))
