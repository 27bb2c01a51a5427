"""The ledger's totals in words, tables and charts of the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from babel.numbers import format_compact_decimal, format_decimal, get_currency_name
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from home.templatetags.site_tags import amount, babel_locale, money, number
from transparency.services import charts
from transparency.services.charts import Series, Words
from transparency.services.totals import (
    Cell,
    CurrencyTotals,
    Openness,
    Sums,
    Year,
    openness_by_kind,
    openness_by_year,
    totals,
)


@dataclass(frozen=True)
class Row:
    """A row of a table: what it is about, and its cells; an address, where there is more on it."""

    label: str
    cells: Sequence[str]
    path: str = ""
    """Below the funding page."""


@dataclass(frozen=True)
class Table:
    """A table of figures: the heads of its columns, its rows, and what they come to."""

    first: str
    heads: Sequence[str]
    rows: Sequence[Row]
    foot: Row | None = None


@dataclass(frozen=True)
class Picture:
    """A chart, its key and its table; without a chart where there is nothing to draw."""

    name: str
    title: str
    table: Table
    drawing: str = ""
    key: Sequence[tuple[SafeString, str]] = field(default_factory=list)
    note: str = ""
    narrow: Sequence[Table] = ()
    """The same figures for a sheet of paper, on which the table's columns have no room; else nothing."""


def of_ledger(cells: Iterable[Cell]) -> list[Picture]:
    """Return what the ledger looks like: how open it is, by kind, then what is published in each currency, by year."""
    cells = list(cells)
    currencies = totals(cells, _kinds())
    return [_openness(openness_by_kind(cells, _kinds())), *(_by_year(currency) for currency in currencies)]


def of_year(cells: Iterable[Cell]) -> list[Picture]:
    """Return the same of one year's cells: what is published in each currency, by kind."""
    cells = list(cells)
    currencies = totals(cells, _kinds())
    return [_openness(openness_by_kind(cells, _kinds())), *(_by_kind(currency) for currency in currencies)]


def years(cells: Iterable[Cell]) -> Table:
    """Return how many supports are counted in each year, the last year first, each leading to the year's own page."""
    by_year = list(openness_by_year(cells).items())
    dated = [(year, counted) for year, counted in reversed(by_year) if year is not None]
    undated = [(year, counted) for year, counted in by_year if year is None]
    return Table(
        _("Year"),
        [*_disclosures().values(), _("All")],
        [
            Row(_year(year), _counts(counted), f"{year}/" if year is not None else "")
            for year, counted in (*dated, *undated)
        ],
    )


def _openness(by_kind: Mapping[str, Openness]) -> Picture:
    name, labels = "supports", _disclosures()
    counts = [counted.each for counted in by_kind.values()]
    every = Openness(*(sum(column) for column in zip(*counts, strict=True)))
    series = [
        Series(label, [Decimal(count) for count in column])
        for label, column in zip(labels.values(), zip(*counts, strict=True), strict=True)
    ]
    title = _("Supports by kind, and what is published of their sums")
    described = ngettext("%(count)d support in all.", "%(count)d supports in all.", every.total)
    words = Words(title, f"{described % {'count': every.total}} {_the_table()}")
    kinds = [_kinds()[kind] for kind in by_kind]
    return Picture(
        name=name,
        title=title,
        drawing=charts.bars(name, words, kinds, series, _number, get_language_bidi()),
        key=_key(name, [label if count else "" for label, count in zip(labels.values(), every.each, strict=True)]),
        table=Table(
            _("Kind"),
            [*labels.values(), _("All")],
            [Row(_kinds()[kind], _counts(counted)) for kind, counted in by_kind.items()],
            Row(_("All kinds"), _counts(every)),
        ),
    )


def _by_year(totals: CurrencyTotals) -> Picture:
    name, kinds = f"amounts-{totals.currency.lower()}", _kinds()
    title = _("Published amounts in %(currency)s, by year and kind") % {"currency": _currency(totals.currency)}
    dated = {year: sums for year, sums in totals.years.items() if year is not None and sums.amounts}
    drawn = _every_year(list(dated))
    series = [Series(label, [_of(dated.get(year), kind) for year in drawn]) for kind, label in kinds.items()]
    undated = totals.years.get(None, Sums())
    return Picture(
        name=name,
        title=title,
        drawing=charts.columns(
            name,
            Words(title, _what_columns_show(dated, totals.currency)),
            [str(year) for year in drawn],
            series,
            _compact,
            lambda value: money(value, totals.currency),
            get_language_bidi(),
        ),
        key=_key(name, [label if kind in totals.kinds else "" for kind, label in kinds.items()]),
        note=_undated(undated, totals.currency),
        narrow=[
            Table(
                _("Year"),
                [_("Total"), _("Supports given as a band")],
                [Row(_year(year), _sums(sums, totals)[-2:]) for year, sums in totals.years.items()],
            ),
            _kinds_table(totals),
        ],
        table=Table(
            _("Year"),
            [*(kinds[kind] for kind in totals.kinds), _("Total"), _("Supports given as a band")],
            [
                Row(_year(year), _sums(sums, totals), f"{year}/" if year is not None else "")
                for year, sums in totals.years.items()
            ],
            Row(_("All years"), _sums(totals.all, totals)),
        ),
    )


def _by_kind(totals: CurrencyTotals) -> Picture:
    name, kinds = f"amounts-{totals.currency.lower()}", _kinds()
    title = _("Published amounts in %(currency)s, by kind") % {"currency": _currency(totals.currency)}
    sums = totals.all
    total = _("%(total)s in all.") % {"total": money(sums.total, totals.currency)}
    return Picture(
        name=name,
        title=title,
        drawing=charts.bars(
            name,
            Words(title, f"{total} {_the_table()}"),
            [kinds[kind] for kind in totals.kinds],
            [Series(_("Amount"), [sums.by_kind[kind] for kind in totals.kinds])],
            lambda value: money(value, totals.currency),
            get_language_bidi(),
        ),
        note=_bands(sums.bands),
        table=_kinds_table(totals),
    )


def _kinds_table(totals: CurrencyTotals) -> Table:
    kinds, sums = _kinds(), totals.all
    return Table(
        _("Kind"),
        [_("Total")],
        [Row(kinds[kind], [amount(sums.by_kind[kind], totals.currency)]) for kind in totals.kinds],
        Row(_("All kinds"), [amount(sums.total, totals.currency)]),
    )


def _sums(sums: Sums, totals: CurrencyTotals) -> list[str]:
    """Return a row's cells: a dash where no amount is published, for nought would be a figure."""
    shown = [amount(sums.by_kind[kind], totals.currency) if kind in sums.by_kind else "–" for kind in totals.kinds]
    return [*shown, amount(sums.total, totals.currency) if sums.amounts else "–", number(sums.bands)]


def _what_columns_show(dated: Mapping[int, Sums], currency: str) -> str:
    if not dated:
        return _the_table()
    most = max(dated, key=lambda year: dated[year].total)
    told = {"first": min(dated), "last": max(dated), "most": money(dated[most].total, currency), "year": most}
    if len(dated) == 1:
        shown = _("One column, for %(year)s: %(most)s.") % told
    else:
        shown = (
            _("A column for each year from %(first)s to %(last)s. The highest is that of %(year)s: %(most)s.") % told
        )
    return f"{shown} {_the_table()}"


def _the_table() -> str:
    return _("The table below the chart holds every figure.")


def _undated(sums: Sums, currency: str) -> str:
    if not sums.amounts:
        return ""
    return _("%(amount)s is published without a year, and stands in the table alone.") % {
        "amount": money(sums.total, currency)
    }


def _bands(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)d support is given as a band: it is in no sum.",
        "%(count)d supports are given as a band: they are in no sum.",
        count,
    ) % {"count": count}


def _every_year(dated: Sequence[int]) -> list[int]:
    """Return the years between the first and the last, too: an axis of time leaves none out."""
    if not dated:
        return []
    between = range(min(dated), max(dated) + 1)
    # A year that was mistyped by a century makes no chart of a hundred empty columns.
    return list(between) if len(between) <= 4 * len(dated) else sorted(dated)


def _of(sums: Sums | None, kind: str) -> Decimal:
    return sums.by_kind.get(kind, Decimal()) if sums else Decimal()


def _counts(counted: Openness) -> list[str]:
    return [*(number(count) for count in counted.each), number(counted.total)]


def _key(name: str, labels: Sequence[str]) -> list[tuple[SafeString, str]]:
    return [(charts.swatch(name, place), label) for place, label in enumerate(labels) if label]


def _kinds() -> dict[str, str]:
    from transparency.models import SupportRecord

    return {kind.value: str(kind.label) for kind in SupportRecord.Kind}


def _disclosures() -> dict[str, str]:
    from transparency.models import SupportRecord

    return {disclosure.value: str(disclosure.label) for disclosure in SupportRecord.Disclosure}


def _year(year: Year) -> str:
    return _("No year published") if year is None else str(year)


def _currency(code: str) -> str:
    name = get_currency_name(code, locale=babel_locale())
    return f"{charts.ISOLATE}{code}{charts.POP} ({name})" if name != code else code


def _number(value: Decimal) -> str:
    return str(format_decimal(value, locale=babel_locale()))


def _compact(value: Decimal) -> str:
    return str(format_compact_decimal(value, locale=babel_locale(), fraction_digits=2))
