"""Numbers, and dates by their numbers: each of the source's stands in the translation, and no other.

Digits of every script count as the same. A month may be a word in one language and a number in the other, and so may
any number of the translation that the source has in words; what the source writes in digits stays in digits.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

from translation.checks.contacts import find, folded
from translation.checks.found import Found, excerpt
from translation.checks.languages import NO_BREAK, Separators, base, month_names, number_words, separators
from translation.checks.reading import Reading

#: “9:00” may be “9 h”.
FULL_HOUR = re.compile(r"(?<=\d)[:.]00(?=\s*(?:[ap]\.?m\b|h\b))|(?<=\d):00\b(?!:)", re.IGNORECASE)
AFTERNOON = re.compile(r"(?::\d\d)?\s*p\.?m\b", re.IGNORECASE)
#: A century in French: the 21st is the XXIe.
ROMAN = re.compile(r"\b([IVXLC]{1,8})(?:e|er|ᵉ|ᵉʳ|ème)?\b")
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
    lost, added = _difference(_numbers_in(wanted, source_language), _numbers_in(there, language))
    lost = _unexplained(lost, _months_in(there, language) + _centuries_in(there, language))
    added = _unexplained(added, _months_in(wanted, source_language) + _words_in(wanted, source_language))
    for check, text, found in (("number_lost", source.seen, lost), ("number_added", target.seen, added)):
        for number in found:
            shown, written = excerpt(text, number.start, number.end), text[number.start : number.end]
            yield Found(check, shown, {"number": written[:40]}, holds=check == "number_lost")


def _prepared(text: str) -> str:
    """Return the text with its digits folded and without what is to be copied, each character in its place."""
    text = folded(find(text)[0])
    return FULL_HOUR.sub(lambda match: " " * len(match[0]), text)


def _numbers_in(text: str, language: str) -> list[Number]:
    rules = separators(language)
    found = []
    for match in re.finditer(rf"\d+(?:[{re.escape(rules.groups + rules.decimals)}]\d+)*", text):
        after = text[match.end() : match.end() + 12]
        found += _read(match[0], match.start(), rules, bool(AFTERNOON.match(after)))
    return found


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
        for piece in SPACES.split(number.written):
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


def _months_in(text: str, language: str) -> list[str]:
    names = month_names(language)
    if not names:
        return []
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    flags = re.NOFLAG if base(language) == "en" else re.IGNORECASE
    return [
        names.get(match[1], names.get(match[1].lower(), ""))
        for match in re.finditer(rf"(?<!\w)({pattern})(?!\w)", text, flags)
    ]


def _words_in(text: str, language: str) -> list[str]:
    words = number_words(language)
    return [words[word] for word in re.findall(r"[^\W\d_]+", text.lower()) if word in words]


def _centuries_in(text: str, language: str) -> list[str]:
    if base(language) != "fr":
        return []
    return [str(_roman(numeral)) for numeral in ROMAN.findall(text)]


def _roman(numeral: str) -> int:
    values = [ROMAN_DIGITS[sign] for sign in numeral]
    followed = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in followed)
