"""The funding page, put together: what its template shows, of the whole ledger or of one year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.paginator import Page
from django.db.models import Q

from transparency.services import ledger, pictures, refusals
from transparency.services.filters import Filter, condition, filters, question_of
from transparency.services.ledger import Funders, Group
from transparency.services.lines import Line
from transparency.services.pictures import Picture, Table
from transparency.services.refusals import RefusalsOfYear
from transparency.services.totals import Cell, Openness, openness, totals, years_of

if TYPE_CHECKING:
    from transparency.models import SupportRecord

#: A document holds the rows of a ledger that is no longer than this; a longer one it counts.
ROWS_ON_PAPER = 200


@dataclass(frozen=True)
class Overview:
    """What the whole ledger comes to."""

    counts: Openness
    funders: Funders
    pictures: list[Picture]
    years: Table
    refusals: list[RefusalsOfYear]


@dataclass(frozen=True)
class Listing:
    """A page of the rows that fit what was asked, and what all that fit come to."""

    filters: list[Filter]
    is_filtered: bool
    page: Page[SupportRecord] | None
    """None where something was asked for that the ledger does not know."""
    groups: list[Group]
    counts: Openness
    sums: list[tuple[Decimal, str]]
    """What is published in amounts, in each currency."""

    @property
    def unknown(self) -> list[Filter]:
        """The filters whose value the ledger does not know."""
        return [filter_ for filter_ in self.filters if filter_.is_unknown]


@dataclass(frozen=True)
class YearReport:
    """One year of the ledger: what is counted in it, and what ran in it and is counted in another."""

    year: int
    previous: int | None
    next: int | None
    counts: Openness
    pictures: list[Picture]
    page: Page[SupportRecord]
    groups: list[Group]
    running: list[Line]
    running_count: int
    years: list[int] = field(default_factory=list)


def report(language: str, asked: Mapping[str, str]) -> tuple[Overview, Listing]:
    """Return the page for an address with these parameters. At most five queries, however long the ledger is."""
    question = question_of(asked)
    funders = ledger.funders(language)
    chosen = condition(question, funders.choices)
    cells, fitting = ledger.cells(chosen)
    shown = filters(question, funders.choices, cells)
    page, groups = None, []
    if any(filter_.is_unknown for filter_ in shown):
        fitting = []
    elif cells:
        page = ledger.page_of(chosen, openness(fitting).total, asked.get("page", ""))
        groups = ledger.grouped(ledger.lines_of(page, language, funders.names))
    return _overview(cells, funders), Listing(shown, question.is_asked, page, groups, openness(fitting), _sums(fitting))


def report_on_paper(language: str) -> tuple[Overview, list[Group]]:
    """Return the whole ledger for a document: its rows only where they are not too many to be read on paper."""
    funders = ledger.funders(language)
    cells, _fitting = ledger.cells()
    groups: list[Group] = []
    if openness(cells).total <= ROWS_ON_PAPER:
        records = ledger.in_order(ledger.published().select_related("funder", "source_document"))
        groups = ledger.grouped(ledger.lines_of(records, language, funders.names))
    return _overview(cells, funders), groups


def report_of_year(language: str, year: int, page_number: str) -> YearReport | None:
    """Return what the ledger says of a year; None where it says nothing. At most four queries."""
    cells, running = ledger.cells(ledger.running_in(year))
    own = [cell for cell in cells if cell.year == year]
    counts, ran = openness(own), openness(running)
    if not counts.total and not ran.total:
        return None
    counted = Q(year=year)
    page = ledger.page_of(counted | ledger.running_in(year), counts.total + ran.total, page_number, first=counted)
    lines = ledger.lines_of(page, language, ledger.funders(language).names)
    years = [other for other in years_of(cells) if other is not None]
    return YearReport(
        year=year,
        previous=max((other for other in years if other < year), default=None),
        next=min((other for other in years if other > year), default=None),
        counts=counts,
        pictures=pictures.of_year(own) if own else [],
        page=page,
        groups=ledger.grouped([line for line in lines if line.record.year == year]),
        running=[line for line in lines if line.record.year != year],
        running_count=ran.total,
        years=years,
    )


def _overview(cells: Sequence[Cell], funders: Funders) -> Overview:
    return Overview(
        counts=openness(cells),
        funders=funders,
        pictures=pictures.of_ledger(cells) if cells else [],
        years=pictures.years(cells),
        refusals=refusals.register(),
    )


def _sums(cells: Sequence[Cell]) -> list[tuple[Decimal, str]]:
    return [(found.all.total, found.currency) for found in totals(cells, ()) if found.all.amounts]
