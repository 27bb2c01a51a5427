"""What a file would change, segment by segment. Plain data in and out: nothing is asked and nothing written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from html import unescape

from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from translation.services.exchange.document import LONGEST_NOTE, LONGEST_TEXT, MOST_NOTES, Refused, State, Unit
from translation.services.exchange.gather import Row
from translation.services.exchange.inline import canonical, checked

#: What a source text became, by its place and its words: the string that stands there now.
Successors = Mapping[tuple[str, str], int]
#: Space as XML knows it: a no-break space is a letter to it, as it is to a French sentence.
SPACE = re.compile("[ \t\r\n]+")


class Outcome(Enum):
    """What becomes of a segment of the file."""

    NEW = ("new", pgettext_lazy("segments", "New"))
    CHANGED = ("changed", pgettext_lazy("segments", "Changed"))
    SAME = ("same", gettext_lazy("The same"))
    OLDER = ("older", gettext_lazy("Older: kept as a suggestion"))
    GONE = ("gone", gettext_lazy("No longer on the page"))
    REFUSED = ("refused", gettext_lazy("Refused"))

    def __init__(self, code: str, label: str) -> None:
        self.code = code
        self.label = label


@dataclass(frozen=True)
class Verdict:
    """What becomes of one segment: the row that it means, the words, and the remarks that are new.

    `confirmed` says whether the file's sender stands by the words. `reason` says why it is refused, and `source` of
    which text that is said: no tool for translators shows lines.
    """

    outcome: Outcome
    line: int
    row: Row | None = None
    text: str = ""
    confirmed: bool = False
    comments: tuple[str, ...] = ()
    reason: str = ""
    source: str = ""

    @property
    def excerpt(self) -> str:
        """The beginning of the source, without mark-up."""
        return Truncator(unescape(strip_tags(self.source[:LONGEST_TEXT]))).chars(60)


class Standing:
    """The segments of a page as they stand, found by what a file says of them. It remembers what it was told."""

    def __init__(self, rows: Iterable[Row], successors: Successors | None = None) -> None:
        self._rows = list(rows)
        self._successors = successors or {}
        self._exact = {(row.place, row.source): row for row in self._rows}
        self._told: dict[tuple[int, int], tuple[str, tuple[str, ...]]] = {}

    def find(self, unit: Unit) -> Row | None:
        """Return the segment with this source at this place."""
        key = (unit.place, unit.source)
        return self._exact.get(key) or self._canonical.get((unit.place, canonical(unit.source)))

    def find_spaced(self, unit: Unit) -> Row | None:
        """Return the segment with this source at this place, whatever space a tool put between its words and codes."""
        return self._unspaced.get((unit.place, _unspaced(canonical(unit.source))))

    def successor(self, unit: Unit) -> Row | None:
        """Return the segment that took the place of one whose source has changed since."""
        string = self._successors.get((unit.place, canonical(unit.source)))
        return self._by_string.get((unit.place, string)) if string else None

    def told(self, verdict: Verdict, target: str) -> Verdict:
        """Return the verdict on a segment, or what it comes to where the file had the segment before.

        The same words twice are nothing new. Raises Refused for others: which of them is meant, the sender knows.
        """
        if verdict.row is None:
            return verdict
        key = (verdict.row.context, verdict.row.string)
        if key not in self._told:
            self._told[key] = (target, verdict.comments)
            return verdict
        said, comments = self._told[key]
        if said != target:
            raise Refused(_("This segment stands in the file twice, with other words. Leave one of them."))
        return replace(
            verdict,
            outcome=Outcome.SAME,
            comments=tuple(text for text in verdict.comments if text not in comments),
        )

    @cached_property
    def _by_string(self) -> dict[tuple[str, int], Row]:
        return {(row.place, row.string): row for row in self._rows}

    @cached_property
    def _unspaced(self) -> dict[tuple[str, str], Row]:
        return {(row.place, _unspaced(canonical(row.source))): row for row in self._rows}

    @cached_property
    def _canonical(self) -> dict[tuple[str, str], Row]:
        return {(row.place, canonical(row.source)): row for row in self._rows}


def compare(units: Iterable[Unit], standing: Standing) -> Iterator[Verdict]:
    """Return what becomes of each unit, in the file's order. A segment that stands twice is refused the second time."""
    for unit in units:
        try:
            yield _judged(unit, standing)
        except Refused as reason:
            yield Verdict(Outcome.REFUSED, unit.line, reason=reason.reason, source=unit.source)


def _judged(unit: Unit, standing: Standing) -> Verdict:
    if unit.refused:
        raise Refused(unit.refused)
    row = standing.find(unit)
    if row is None and (row := standing.find_spaced(unit)):
        unit = _spaced_anew(unit, row)
    if row is None:
        return _displaced(unit, standing.successor(unit))
    return standing.told(replace(_weighed(unit, row), comments=_new_comments(unit, row)), unit.target)


def _spaced_anew(unit: Unit, row: Row) -> Unit:
    """Return a unit that a tool laid out in lines of its own. Where it put space into the words, a person looks."""
    if _unspaced(unit.target) == _unspaced(canonical(row.text)):
        return replace(unit, target=row.text)
    state = State.UNCONFIRMED if unit.state.settled else unit.state
    return replace(unit, target=SPACE.sub(" ", unit.target).strip(), state=state)


def _unspaced(text: str) -> str:
    return SPACE.sub("", text)


def _displaced(unit: Unit, row: Row | None) -> Verdict:
    """Return what becomes of words whose source has changed, or has gone."""
    if row is None or not unit.target:
        return Verdict(Outcome.GONE, unit.line)
    text = checked(unit.target, unit.source)
    if text == row.text:
        return Verdict(Outcome.SAME, unit.line, row)
    return Verdict(Outcome.OLDER, unit.line, row, text)


def _weighed(unit: Unit, row: Row) -> Verdict:
    """Return what becomes of words for a segment that still says what it said."""
    is_newest = unit.stamp == row.stamp or not row.text
    confirmed = unit.state.settled
    text = unit.target if _same(unit.target, row.text) else checked(unit.target, row.source)
    if not text or _same(text, row.text):
        restated = bool(text) and is_newest and unit.state is not State.UNSAID and confirmed == row.unconfirmed
        outcome, text = (Outcome.CHANGED if restated else Outcome.SAME), row.text
    elif not row.text:
        outcome = Outcome.NEW
    else:
        outcome = Outcome.CHANGED if is_newest else Outcome.OLDER
    return Verdict(outcome, unit.line, row, text, confirmed)


def _same(text: str, other: str) -> bool:
    """Say whether two texts are the same but for space around them, which the desk never keeps."""
    return text.strip() == other.strip() or (bool(other) and text.strip() == canonical(other).strip())


def _new_comments(unit: Unit, row: Row) -> tuple[str, ...]:
    """Return the remarks that the segment does not have yet. Raises Refused for what is too much to read."""
    known = {_folded(text) for text in row.comments}
    new: dict[str, str] = {}
    for text in unit.comments:
        if (folded := _folded(text)) not in known:
            new.setdefault(folded, text)
    if len(new) > MOST_NOTES:
        raise Refused(_("It has more than %(limit)d notes. Leave those that need an answer.") % {"limit": MOST_NOTES})
    for text in new.values():
        if len(text) > LONGEST_NOTE:
            raise Refused(_("A note is longer than %(limit)d characters. Shorten it.") % {"limit": LONGEST_NOTE})
        if "\0" in text:
            raise Refused(_("There is a character that no text may have (NUL). Delete it."))
    return tuple(new.values())


def _folded(text: str) -> str:
    return " ".join(text.split())
