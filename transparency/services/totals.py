"""What the ledger comes to: exact sums by year, currency and kind, on plain data.

Currencies are never added to each other, bands are counted and never summed, and what is not published is neither
(docs/decisions/0021-what-a-support-counts-for.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

AMOUNT, BAND, NOTHING = "amount", "band", "nothing"
#: What a ledger can say of a sum, the most open first (SupportRecord.Disclosure).
DISCLOSURES = (AMOUNT, BAND, NOTHING)

Year = int | None
"""The year in which a support is counted; None where the ledger gives no date."""


@dataclass(frozen=True)
class Cell:
    """The supports that share a year, a currency, a kind, and what is published of their sums."""

    year: Year
    currency: str
    """ISO 4217; empty where neither an amount nor a band is published."""
    kind: str
    disclosure: str
    count: int
    amount: Decimal = Decimal()
    """The exact sum of the published amounts; nought for bands and for what is not published."""


@dataclass(frozen=True)
class Sums:
    """Published amounts in one currency, by kind, and how many supports are given as a band beside them."""

    by_kind: dict[str, Decimal] = field(default_factory=dict)
    amounts: int = 0
    bands: int = 0

    @property
    def total(self) -> Decimal:
        """The sum of all kinds."""
        return sum(self.by_kind.values(), Decimal())


@dataclass(frozen=True)
class CurrencyTotals:
    """What is published in one currency: all of it, and by year, the first year first, what has no year at the end."""

    currency: str
    kinds: tuple[str, ...]
    """The kinds of which an amount is published, in the ledger's order."""
    years: dict[Year, Sums]
    all: Sums


@dataclass(frozen=True)
class Openness:
    """How many supports there are, by what is published of their sums."""

    amount: int = 0
    band: int = 0
    nothing: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.amount + self.band + self.nothing

    @property
    def each(self) -> tuple[int, int, int]:
        """The three, in the order of DISCLOSURES."""
        return self.amount, self.band, self.nothing


def totals(cells: Iterable[Cell], kinds: Iterable[str]) -> list[CurrencyTotals]:
    """Return what is published in each currency, by its code; `kinds` gives the order in which kinds are told.

    A currency stands here from the first amount or band in it. The sums are exact.
    """
    order = tuple(kinds)
    by_currency: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.disclosure != NOTHING and cell.count:
            by_currency.setdefault(cell.currency, []).append(cell)
    found = []
    for currency, own in sorted(by_currency.items()):
        summed = sums(own)
        years = {year: sums(cell for cell in own if cell.year == year) for year in years_of(own)}
        shown = tuple(kind for kind in order if kind in summed.by_kind)
        found.append(CurrencyTotals(currency, shown, years, summed))
    return found


def sums(cells: Iterable[Cell]) -> Sums:
    """Return the sums of cells in one currency."""
    by_kind: dict[str, Decimal] = {}
    counts: Counter[str] = Counter()
    for cell in cells:
        counts[cell.disclosure] += cell.count
        if cell.disclosure == AMOUNT and cell.count:
            by_kind[cell.kind] = by_kind.get(cell.kind, Decimal()) + cell.amount
    return Sums(by_kind, counts[AMOUNT], counts[BAND])


def openness(cells: Iterable[Cell]) -> Openness:
    """Return how many supports there are, by what is published of their sums."""
    counts: Counter[str] = Counter()
    for cell in cells:
        counts[cell.disclosure] += cell.count
    return Openness(*(counts[disclosure] for disclosure in DISCLOSURES))


def openness_by_kind(cells: Iterable[Cell], kinds: Iterable[str]) -> dict[str, Openness]:
    """Return the same for each kind of which there is a support, in the order of `kinds`."""
    cells = list(cells)
    found = {kind: openness(cell for cell in cells if cell.kind == kind) for kind in kinds}
    return {kind: counted for kind, counted in found.items() if counted.total}


def openness_by_year(cells: Iterable[Cell]) -> dict[Year, Openness]:
    """Return the same for each year, the first year first, what has no year at the end."""
    cells = list(cells)
    return {year: openness(cell for cell in cells if cell.year == year) for year in years_of(cells)}


def years_of(cells: Iterable[Cell]) -> list[Year]:
    """Return the years in which a support is counted, the first year first, None at the end where some have none."""
    years = {cell.year for cell in cells if cell.count}
    return [*sorted(year for year in years if year is not None), *([None] if None in years else [])]
