"""How open the ledger is, by the published measures of others, computed from the ledger alone.

Transparify awards none to five stars, Who Funds You? A to E. Their criteria are told here in other words, and each is
met or not. Neither has awarded these marks: they are the network's own. Whatever the ledger cannot tell is not met.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from transparency.services.shapes import NAMED, YEARS, Example, Shape

Text = str | Promise
Fails = Callable[[Shape], bool]
Enough = Callable[[Sequence[Shape]], bool]


@dataclass(frozen=True)
class Rule:
    """A criterion of a method: the mark that needs it, the records that fail it, and when it is met all the same."""

    mark: str
    text: Text
    fails: Fails | None = None
    """None where the ledger cannot tell."""
    enough: Enough | None = None


@dataclass(frozen=True)
class Method:
    """A published method: its marks from the lowest to the highest, and what each needs besides those below it."""

    name: str
    work: str
    year: int
    url: str
    marks: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Finding:
    """A criterion, whether the ledger meets it, and the records that fail it."""

    mark: str
    text: Text
    met: bool
    told: bool
    """Whether the ledger can tell."""
    failing: int
    examples: list[Example]

    @property
    def more(self) -> int:
        """How many failing records are not named."""
        return self.failing - len(self.examples)


@dataclass(frozen=True)
class Judgement:
    """What a method makes of the ledger."""

    method: Method
    mark: str
    findings: list[Finding]

    @property
    def steps(self) -> list[tuple[str, bool]]:
        """Each mark of the method, and whether it is the ledger's."""
        return [(mark, mark == self.mark) for mark in self.method.marks]


@dataclass(frozen=True)
class Assessment:
    """What the methods make of the ledger on one day."""

    day: date
    since: int
    """The first year that is up to date."""
    records: int
    earlier: int
    """The records of earlier years, at which neither method looks."""
    stars: Judgement
    grade: Judgement


def unnamed(shape: Shape) -> bool:
    """Whether the funders are not named one by one."""
    return not shape.named


def undated(shape: Shape) -> bool:
    """Whether no year is told."""
    return shape.age != "recent"


def unknown(shape: Shape) -> bool:
    """Whether nothing is told of the sum."""
    return shape.sum == "nothing"


def vague(shape: Shape) -> bool:
    """Whether the sum is told neither exactly nor in a narrow band."""
    return shape.sum not in ("exact", "narrow")


def inexact(shape: Shape) -> bool:
    """Whether no exact amount is told."""
    return shape.sum != "exact"


def unexplained(shape: Shape) -> bool:
    """Whether it is not told what the support is for."""
    return not shape.explained


def some(fails: Fails) -> Enough:
    """Return whether at least one record passes."""
    return lambda found: any(not fails(shape) for shape in found)


def most(fails: Fails) -> Enough:
    """Return whether more than half of the records pass."""
    return lambda found: 2 * _count(found, fails) < _count(found)


def nearly_all(fails: Fails) -> Enough:
    """Return whether at most 15 in 100 records fail (Transparify, four stars)."""
    return lambda found: bool(found) and 100 * _count(found, fails) <= 15 * _count(found)


def every(fails: Fails) -> Enough:
    """Return whether each record passes. Of none nothing can be said."""
    return lambda found: bool(found) and not any(fails(shape) for shape in found)


def either(*rules: Enough) -> Enough:
    """Return whether one of these is met."""
    return lambda found: any(rule(found) for rule in rules)


def named_by_value(percent: int) -> Enough:
    """Return whether named funders gave that much of the whole, in each currency by itself.

    A band counts by the end that speaks against it. Where a sum is not told, its part of the whole is not known, and
    only a ledger that names every funder is sure.
    """

    def enough(found: Sequence[Shape]) -> bool:
        if every(unnamed)(found):
            return True
        if any(unknown(shape) or (unnamed(shape) and shape.most is None) for shape in found):
            return False
        sums: dict[str, tuple[Decimal, Decimal]] = {}
        for shape in found:
            named_sum, other = sums.get(shape.currency, (Decimal(), Decimal()))
            if shape.named:
                sums[shape.currency] = (named_sum + shape.least, other)
            else:
                sums[shape.currency] = (named_sum, other + (shape.most or Decimal()))
        return bool(sums) and all(100 * known >= percent * (known + other) > 0 for known, other in sums.values())

    return enough


TRANSPARIFY = Method(
    name="Transparify",
    work="How We Rate Think Tanks’ Financial Transparency",
    year=2014,
    url="https://www.transparify.org/blog/2014/3/17/how-we-rate-think-tanks-financial-transparency",
    marks=("0", "1", "2", "3", "4", "5"),
    rules=(
        Rule("1", _("The information is up to date: for most supports a recent year is told."), undated, most(undated)),
        Rule("1", _("At least some funders are named."), unnamed, some(unnamed)),
        Rule("2", _("All funders are named, or most of them."), unnamed, most(unnamed)),
        Rule("3", _("The sums are told for all supports or most, at least in broad bands."), unknown, most(unknown)),
        Rule("4", _("Each sum is told: exactly, or in a narrow band."), vague, every(vague)),
        Rule("4", _("At most 15 in 100 supports come from funders who are not named."), unnamed, nearly_all(unnamed)),
        Rule("5", _("Every funder is named."), unnamed, every(unnamed)),
        Rule("5", _("Each sum is told exactly."), inexact, every(inexact)),
        Rule("5", _("It is told what each support is for."), unexplained, every(unexplained)),
        Rule("5", _("For each support a recent year is told."), undated, every(undated)),
    ),
)
WHO_FUNDS_YOU = Method(
    name="Who Funds You?",
    work="Methodology",
    year=2022,
    url="https://whofundsyou.org/methodology/",
    marks=("E", "D", "C", "B", "A"),
    rules=(
        Rule("D", _("Some funders are named."), unnamed, some(unnamed)),
        Rule("C", _("The organisation’s income of the year is published.")),
        Rule("C", _("The supports are of a year that lies two years back at most."), undated, every(undated)),
        Rule("C", _("Named funders gave at least half of the whole."), unnamed, named_by_value(50)),
        Rule(
            "C",
            _("The sums are told in bands, be they broad; or all funders are named."),
            unknown,
            either(every(unknown), every(unnamed)),
        ),
        Rule("B", _("Named funders gave at least 85 in 100 of the whole."), unnamed, named_by_value(85)),
        Rule(
            "B",
            _("The sums are told in narrow bands; or in broad ones, and all funders are named."),
            vague,
            lambda found: every(vague)(found) or (every(unknown)(found) and every(unnamed)(found)),
        ),
        Rule("B", _("At most two thirds come from bodies that pass on what unnamed donors gave.")),
        Rule("A", _("Every funder is named."), unnamed, every(unnamed)),
        Rule("A", _("The exact amount that each gave is told."), inexact, every(inexact)),
        Rule("A", _("At most one third comes from bodies that pass on what unnamed donors gave.")),
    ),
)


def assess(found: Sequence[Shape], today: date) -> Assessment:
    """Return what the methods make of the ledger, whose records have these shapes, on this day."""
    looked_at = [shape for shape in found if shape.age != "earlier"]
    return Assessment(
        day=today,
        since=today.year - YEARS,
        records=_count(looked_at),
        earlier=_count(found) - _count(looked_at),
        stars=judge(TRANSPARIFY, looked_at),
        grade=judge(WHO_FUNDS_YOU, looked_at),
    )


def judge(method: Method, found: Sequence[Shape]) -> Judgement:
    """Return the highest mark of which everything is met, and everything of the marks below it; and why."""
    findings = [_find(rule, found) for rule in method.rules]
    reached = method.marks[0]
    for mark in method.marks[1:]:
        if not all(finding.met for finding in findings if finding.mark == mark):
            break
        reached = mark
    return Judgement(method, reached, findings)


def _find(rule: Rule, found: Sequence[Shape]) -> Finding:
    if rule.fails is None or rule.enough is None:
        return Finding(rule.mark, rule.text, met=False, told=False, failing=0, examples=[])
    failing = [shape for shape in found if rule.fails(shape)]
    named = sorted((pair for shape in failing for pair in shape.examples), key=itemgetter(0))
    return Finding(
        mark=rule.mark,
        text=rule.text,
        met=rule.enough(found),
        told=True,
        failing=_count(failing),
        examples=[example for _place, example in named[:NAMED]],
    )


def _count(found: Sequence[Shape], fails: Fails = lambda _shape: True) -> int:
    return sum(shape.records for shape in found if fails(shape))
