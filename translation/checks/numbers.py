"""Numbers, and dates by their numbers: each of the source's stands in the translation, and no other.

Digits of every script count as the same. A month may be a word in one language and a number in the other, and so may
any number: 3 days are ثلاثة أيام, two cities 2 villes, 2 cities مدينتان.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from translation.checks.contacts import find, folded
from translation.checks.dates import months_in, months_lost
from translation.checks.found import Found, excerpt
from translation.checks.languages import (
    MULTIPLES,
    NO_BREAK,
    PERCENT,
    Separators,
    base,
    separators,
)
from translation.checks.number_words import duals_in, in_words
from translation.checks.reading import Reading

#: “9:00” and “9h00” may be “9 h”.
FULL_HOUR = re.compile(r"(?<=\d)[:.]00(?=\s*(?:[ap]\.?m\b|h\b))|(?<=\d)(?::|\s?h\s?)00\b(?!:)", re.IGNORECASE)
AFTERNOON = re.compile(r"(?::\d\d)?\s*p\.?m\b", re.IGNORECASE)
#: A century or a chapter in French: the 21st is the XXIe. A letter alone is an elided article, or a name's.
ROMAN = re.compile(r"\b([IVXLC]{2,8}|[IVXLC](?=e|è|ᵉ))(?:er|e|ᵉʳ|ᵉ|ème)?\b")
ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
NO_DIGIT = re.compile(r"\D")
SPACES = re.compile(rf"[ {NO_BREAK}]")


@dataclass(frozen=True)
class Number:
    """A number as it is written, and what it may be read as."""

    written: str
    readings: frozenset[str]
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.written)


def numbers(source: Reading, target: Reading, language: str, source_language: str) -> Iterator[Found]:
    """Find numbers that only the source has, and numbers that only the translation has."""
    wanted, there = _prepared(source.seen), _prepared(target.seen)
    # Where one of the two is not known, “2 million” is compared as 2.
    is_scaled = {base(source_language), base(language)} <= MULTIPLES.keys()
    lost, added = _difference(_numbers_in(wanted, source_language, is_scaled), _numbers_in(there, language, is_scaled))
    own = {reading for number in added for reading in number.readings}
    yield from months_lost(wanted, source_language, there, language, own)
    if lost:
        lost = _unexplained(lost, _said(wanted, source_language, there, language))
    if added:
        added = _unexplained(added, months_in(wanted, source_language) + in_words(wanted, source_language))
    lost = lost or _percent_lost(wanted, source_language, there, language)
    for check, text, found in (("number_lost", source.seen, lost), ("number_added", target.seen, added)):
        for number in found:
            shown, written = excerpt(text, number.start, number.end), text[number.start : number.end]
            yield Found(check, shown, {"number": written[:40]}, holds=check == "number_lost")


def _prepared(text: str) -> str:
    """Return the text with its digits folded and without what is to be copied, each character in its place."""
    text = folded(find(text)[0])
    return FULL_HOUR.sub(lambda match: " " * len(match[0]), text)


def _said(source: str, source_language: str, target: str, language: str) -> list[str]:
    """Return the numbers that the translation has otherwise than in digits, without those that the source has so."""
    said = Counter(in_words(target, language) + duals_in(target, language))
    said -= Counter(in_words(source, source_language))
    return [*said.elements(), *months_in(target, language), *_centuries_in(target, language)]


def _numbers_in(text: str, language: str, is_scaled: bool) -> list[Number]:
    rules = separators(language)
    found = []
    for match in re.finditer(rf"\d+(?:[{re.escape(rules.groups + rules.decimals)}]\d+)*", text):
        after = text[match.end() : match.end() + 16]
        numbers = _read(match[0], match.start(), rules, bool(AFTERNOON.match(after)))
        found += [*numbers[:-1], _scaled(numbers[-1], after, language)] if is_scaled else numbers
    return found


def _scaled(number: Number, after: str, language: str) -> Number:
    """Return the number with the thousand or million that follows it: 1.5 million is 1,500,000."""
    for words, times in MULTIPLES[base(language)].items():
        match = _beginning(words).match(after)
        if match:
            readings = frozenset(f"{Decimal(reading) * times:f}" for reading in number.readings)
            trimmed = frozenset(reading.rstrip("0").rstrip(".") if "." in reading else reading for reading in readings)
            return Number(number.written + match[0], trimmed, number.start)
    return number


@lru_cache
def _beginning(words: str) -> re.Pattern[str]:
    return re.compile(rf"\s(?:{words})(?!\w)", re.IGNORECASE)


@lru_cache
def _percentage(language: str) -> re.Pattern[str]:
    return re.compile(rf"\d\s?(?:[%٪]|(?:{PERCENT[language]})(?!\w))|[%٪]\s?\d", re.IGNORECASE)


def _percent_lost(source: str, source_language: str, target: str, language: str) -> list[Number]:
    """Return the source's first number of per cent, where the translation has none: 50% of the cities are not 50."""
    codes = base(source_language), base(language)
    if not set(codes) <= PERCENT.keys():
        return []
    match = _percentage(codes[0]).search(source)
    if not match or re.search("[%٪]", target) or _percentage(codes[1]).search(target):
        return []
    start = match.start()
    while start and not source[start - 1].isspace():
        start -= 1
    return [Number(source[start : match.end()], frozenset(), start)]


def _read(written: str, start: int, rules: Separators, afternoon: bool = False) -> list[Number]:
    """Return the number that is written there; the several ones where it cannot be one: a date, a version."""
    pieces = re.split(r"(\D)", written)
    readings = _readings(pieces[::2], pieces[1::2], rules)
    if not readings:
        return _apart(written, start, rules, SPACES if SPACES.search(written) else NO_DIGIT)
    if afternoon and written.isdigit() and len(written) <= 2 and int(written) < 12:
        readings |= {str(int(written) + 12)}
    return [Number(written, frozenset(readings), start)]


def _readings(digits: list[str], signs: list[str], rules: Separators) -> set[str]:
    """Return the values that digits with these signs between them may have together; none where they are several."""
    together = 0
    while together < len(signs) and signs[together] in rules.groups and len(digits[together + 1]) == 3:
        together += 1
    if len(digits[0]) > 3:
        together = 0
    whole, rest = "".join(digits[: together + 1]), digits[together + 1 :]
    readings = set()
    if not rest:
        readings.add(_value(whole))
    elif len(rest) == 1 and signs[-1] in rules.decimals:
        readings.add(_value(whole, rest[0]))
    if not rules.known and len(signs) == 1 and signs[0] in rules.decimals:
        readings.add(_value(*digits))
    return readings


def _apart(written: str, start: int, rules: Separators, at: re.Pattern[str]) -> list[Number]:
    """Return what is written as the numbers that it is, taken apart at the signs that `at` matches."""
    numbers = []
    for piece in re.split(rf"({at.pattern})", written):
        if piece[0].isdigit():
            numbers += _read(piece, start, rules)
        start += len(piece)
    return numbers


def _value(whole: str, fraction: str = "") -> str:
    value = whole.lstrip("0") or "0"
    return f"{value}.{fraction}" if fraction else value


def _difference(wanted: list[Number], there: list[Number]) -> tuple[list[Number], list[Number]]:
    """Return what is only in the first list and what is only in the second.

    What spaces part may have been several numbers (the standard EN 301 549): what is left over is tried again so.
    """
    lost, added = _matched(wanted, there)
    if lost and added and any(SPACES.search(number.written) for number in lost + added):
        return _matched(_parted(lost), _parted(added))
    return lost, added


def _matched(wanted: list[Number], there: list[Number]) -> tuple[list[Number], list[Number]]:
    by_reading: dict[str, deque[int]] = {}
    for position, number in enumerate(there):
        for reading in number.readings:
            by_reading.setdefault(reading, deque()).append(position)
    used: set[int] = set()
    lost: list[Number] = []
    for number in wanted:
        partner = _next_free(number, by_reading, used)
        if partner is None:
            lost.append(number)
        else:
            used.add(partner)
    return lost, [number for position, number in enumerate(there) if position not in used]


def _next_free(number: Number, by_reading: dict[str, deque[int]], used: set[int]) -> int | None:
    for reading in sorted(number.readings):
        positions = by_reading.get(reading, deque())
        while positions:
            position = positions.popleft()
            if position not in used:
                return position
    return None


def _parted(numbers: list[Number]) -> list[Number]:
    parted = []
    for number in numbers:
        start = number.start
        pieces = SPACES.split(number.written)
        if any(piece.isalpha() for piece in pieces):
            parted.append(number)
            continue
        for piece in pieces:
            readings = frozenset({_value(piece)}) if piece.isdigit() else number.readings
            parted.append(Number(piece, readings, start))
            start += len(piece) + 1
    return parted


def _unexplained(numbers: list[Number], explanations: list[str]) -> list[Number]:
    """Return the numbers that none of the words explains; each word explains one."""
    left = Counter(explanations)
    unexplained = []
    for number in numbers:
        explanation = next((reading for reading in number.readings if left[reading]), None)
        if explanation is None:
            unexplained.append(number)
        else:
            left[explanation] -= 1
    return unexplained


def _centuries_in(text: str, language: str) -> list[str]:
    if base(language) != "fr":
        return []
    return [str(_roman(numeral)) for numeral in ROMAN.findall(text)]


def _roman(numeral: str) -> int:
    values = [ROMAN_DIGITS[sign] for sign in numeral]
    followed = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in followed)
