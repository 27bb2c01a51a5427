"""How alike two segments are, and what of one may stand in the other's place.

A segment is the HTML that wagtail-localize stores: words, bold, and links that are known by an id alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

#: Less alike than this, in percent, and an old sentence is more in the way than of use.
LEAST = 60
#: Letters are never this much less alike than letters and words together.
LETTERS_BELOW = 10
#: A different mark-up alone is still something to look at.
BUT_FOR_MARKUP = 99
TAG = re.compile(r"<[^>]*>")
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
SPACE = re.compile(r"\s+")
WORD = re.compile(r"[^\W_]+")
#: Short words are in every sentence; long ones are cut to what their inflections share.
SHORT_WORD, STEM, STEMS = 4, 6, 8


@dataclass(frozen=True)
class Match:
    """A segment that is like the one asked about: its key, and how alike they are in percent."""

    key: int
    percent: int


def words_of(html: str) -> str:
    """Return a segment's words, without its mark-up and with single spaces."""
    return SPACE.sub(" ", unescape(TAG.sub("", BREAK.sub(" ", html)))).strip()


def likeness(one: str, other: str) -> int:
    """Return how alike two segments are, from 0 to 100 percent, rounded down. Mark-up does not count.

    Letters and words count alike: one changed ending costs little, one changed number costs a word. Only the same
    words with the same mark-up are 100 percent.
    """
    return _likeness(words_of(one), words_of(other), same=one == other)


def closest(html: str, others: Mapping[int, str], *, limit: int, least: int = LEAST) -> list[Match]:
    """Return those of `others` that are most like this segment, the likest first; a key is what they are known by."""
    wanted = words_of(html)
    if not wanted:
        return []
    words = {key: words_of(other) for key, other in others.items()}
    # Letters alone first: that is done for all of them at once, and half of the measure is decided by it.
    shortlist = process.extract(wanted, words, scorer=fuzz.ratio, score_cutoff=least - LETTERS_BELOW, limit=limit * 8)
    matches = [Match(key, _likeness(wanted, text, same=others[key] == html)) for text, _score, key in shortlist]
    enough = [match for match in matches if match.percent >= least]
    return sorted(enough, key=lambda match: (-match.percent, match.key))[:limit]


def lengths_like(html: str, least: int = LEAST) -> tuple[int, int]:
    """Return between which lengths, in signs, a segment must be to be this much like `html`, mark-up left aside."""
    length = len(words_of(html))
    letters = (least - LETTERS_BELOW) / 100
    share = letters / (2 - letters)
    return int(length * share), int(length / share) + 1


def stems_of(html: str) -> list[str]:
    """Return the beginnings of a segment's longest words, of which a segment that is like it holds at least one."""
    words = {word.casefold() for word in WORD.findall(words_of(html))}
    long = sorted((word for word in words if len(word) >= SHORT_WORD), key=lambda word: (-len(word), word))
    return list(dict.fromkeys(word[:STEM] for word in long or sorted(words)))[:STEMS]


def fitted(html: str, made_for: str, wanted_for: str) -> str:
    """Return a translation that was made for one segment so that its mark-up is valid in another.

    A link keeps the id of that link of `wanted_for` which has the same words, or else the same place where both
    segments have as many; any other link, a second use of one, and a tag that the source lacks leave their words.
    """
    try:
        soup = BeautifulSoup(html, "html.parser")
    except ParserRejectedMarkup:
        return ""
    new_ids = _paired(_links(made_for), _links(wanted_for))
    allowed = {tag.name for tag in BeautifulSoup(wanted_for, "html.parser").find_all(True)}
    used: set[str] = set()
    for tag in soup.find_all(True):
        if tag.name == "br":
            if "br" not in allowed:
                tag.replace_with(" ")
            continue
        new = new_ids.get(str(tag.get("id", ""))) if tag.name == "a" else None
        if tag.name not in allowed or (tag.name == "a" and (new is None or new in used)):
            tag.unwrap()
            continue
        tag.attrs = {"id": new} if new else {}
        if new:
            used.add(new)
    return str(soup)


def _likeness(one: str, other: str, *, same: bool) -> int:
    if one == other:
        return 100 if same else BUT_FOR_MARKUP
    letters = fuzz.ratio(one, other)
    words = 100 * Indel.normalized_similarity(_tokens(one), _tokens(other))
    return min(int((letters + words) / 2), BUT_FOR_MARKUP)


def _tokens(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def _links(html: str) -> list[tuple[str, str]]:
    """Return each link's id and words, in their order."""
    links: Iterable[Tag] = BeautifulSoup(html, "html.parser").find_all("a", id=True)
    return [(str(link["id"]), words_of(link.decode_contents()).casefold()) for link in links]


def _paired(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    left = dict(new)
    for old_id, words in old:
        for new_id, others in left.items():
            if words == others:
                pairs[old_id] = new_id
                del left[new_id]
                break
    if len(old) == len(new):
        rest = [old_id for old_id, _words in old if old_id not in pairs]
        pairs |= dict(zip(rest, left, strict=True))
    return pairs
