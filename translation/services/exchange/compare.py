"""What a file would change, segment by segment. Plain data in and out: nothing is asked and nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from translation.services.exchange.document import LONGEST_NOTE, Refused, State, Unit
from translation.services.exchange.gather import Row
from translation.services.exchange.inline import canonical, checked

#: What a source text became, by its place and its words: the string that stands there now.
Successors = Mapping[tuple[str, str], int]


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

    `confirmed` says whether the file's sender stands by the words. `reason` says why it is refused.
    """

    outcome: Outcome
    line: int
    row: Row | None = None
    text: str = ""
    confirmed: bool = False
    comments: tuple[str, ...] = ()
    reason: str = ""


class Standing:
    """The segments of a page as they stand, found by what a file says of them."""

    def __init__(self, rows: Iterable[Row], successors: Successors | None = None) -> None:
        self._rows = list(rows)
        self._successors = successors or {}
        self._exact = {(row.place, row.source): row for row in self._rows}

    def find(self, unit: Unit) -> Row | None:
        """Return the segment with this source at this place."""
        key = (unit.place, unit.source)
        return self._exact.get(key) or self._canonical.get((unit.place, canonical(unit.source)))

    def successor(self, unit: Unit) -> Row | None:
        """Return the segment that took the place of one whose source has changed since."""
        string = self._successors.get((unit.place, canonical(unit.source)))
        return next((row for row in self._rows if row.place == unit.place and row.string == string), None)

    @cached_property
    def _canonical(self) -> dict[tuple[str, str], Row]:
        return {(row.place, canonical(row.source)): row for row in self._rows}


def compare(units: Iterable[Unit], standing: Standing) -> Iterator[Verdict]:
    """Return what becomes of each unit, in the file's order. A segment that stands twice is refused the second time."""
    seen: dict[tuple[int, int], str] = {}
    for unit in units:
        verdict = _judged(unit, standing)
        if verdict.row:
            key = (verdict.row.context, verdict.row.string)
            if seen.setdefault(key, unit.target) != unit.target:
                verdict = Verdict(Outcome.REFUSED, unit.line, reason=_("This segment stands in the file twice."))
        yield verdict


def _judged(unit: Unit, standing: Standing) -> Verdict:
    if unit.refused:
        return Verdict(Outcome.REFUSED, unit.line, reason=unit.refused)
    row = standing.find(unit)
    try:
        if row is None:
            return _displaced(unit, standing.successor(unit))
        return replace(_weighed(unit, row), comments=_new_comments(unit, row))
    except Refused as reason:
        return Verdict(Outcome.REFUSED, unit.line, reason=reason.reason)


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
    known = {_folded(text) for text in row.comments}
    return tuple(text[:LONGEST_NOTE] for text in unit.comments if _folded(text) not in known)


def _folded(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NOTE]
