"""The ledger's queries: its sums, its funders and its rows, a fixed number of queries however long it grows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Round

from home.services.remembered import locale_codes
from transparency.services.filters import DISCLOSED, FunderChoice
from transparency.services.lines import Line, line_of
from transparency.services.totals import NOTHING, Cell

if TYPE_CHECKING:
    from transparency.models import Funder, SupportRecord

PAGE_SIZE = 25


@dataclass(frozen=True)
class Group:
    """The lines of one kind of support, of those on one page of the ledger."""

    kind: str
    label: str
    lines: list[Line]


@dataclass(frozen=True)
class Funders:
    """Everyone of whom the ledger has a support, named for readers of one language."""

    choices: list[FunderChoice]
    names: dict[Any, Funder]
    """The funder in the reader's language, by what its translations have in common."""

    @property
    def named(self) -> int:
        """How many are named: an entry that stands for several names nobody."""
        return sum(not choice.is_group for choice in self.choices)

    @property
    def unnamed(self) -> int:
        """How many entries stand for several who are not named."""
        return sum(choice.is_group for choice in self.choices)


def published() -> QuerySet[SupportRecord]:
    """Return the records that are the ledger: those of the source language, published, in no order."""
    from transparency.models import SupportRecord

    found: QuerySet[SupportRecord] = SupportRecord.objects.filter(live=True, locale=_locale(settings.LANGUAGE_CODE))
    return found.order_by()


def cells(chosen: Q | None = None) -> tuple[list[Cell], list[Cell]]:
    """Return the whole ledger as cells, and those parts of them that fit `chosen`. One query.

    Sums are exact on every database: SQLite adds decimals as floating-point numbers, and thousandths as integers.
    """
    thousandths = Cast(Round(F("amount") * 1000), BigIntegerField())
    cases = [When(condition, then=Value(name)) for name, condition in DISCLOSED.items()]
    rows = (
        published()
        .annotate(says=Case(*cases, default=Value(NOTHING)))
        .values_list("year", "currency", "kind", "says")
        .annotate(count=Count("pk"), sum=Sum(thousandths))
    )
    if not chosen:
        every = [_cell(key, count, amount) for *key, count, amount in rows]
        return every, every
    every, fitting = [], []
    rows = rows.annotate(fit=Count("pk", filter=chosen), fit_sum=Sum(thousandths, filter=chosen))
    for *key, count, amount, fit, fit_amount in rows:
        every.append(_cell(key, count, amount))
        if fit:
            fitting.append(_cell(key, fit, fit_amount))
    return every, fitting


def funders(language: str) -> Funders:
    """Return everyone of whom the ledger has a support, by name in this language, or in the source's. One query."""
    from transparency.models import Funder

    gives = Exists(published().filter(funder=OuterRef("pk")))
    found = Funder.objects.annotate(gives=gives, language=F("locale__language_code")).filter(
        Q(language__in=[settings.LANGUAGE_CODE, language]) | Q(gives=True)
    )
    families: dict[Any, list[Any]] = {}
    for funder in found.order_by("pk"):
        families.setdefault(funder.translation_key, []).append(funder)
    choices, names = [], {}
    for family, members in families.items():
        by_language = {funder.language: funder for funder in members}
        first = by_language.get(settings.LANGUAGE_CODE, members[0])
        name = by_language.get(language, first)
        names[family] = name
        if any(funder.gives for funder in members):
            choices.append(FunderChoice(str(first.pk), family, name.name, first.is_group))
    return Funders(sorted(choices, key=lambda choice: choice.name.casefold()), names)


def running_in(year: int) -> Q:
    """Return what finds the supports whose published period touches the year, though they are counted in another.

    A period is published when both its ends are: an open end tells nothing of how long a support ran.
    """
    return Q(
        starts_on__lte=datetime.date(year, 12, 31),
        ends_on__gte=datetime.date(year, 1, 1),
    ) & (Q(year__isnull=True) | ~Q(year=year))


def page_of(chosen: Q, count: int, number: str, first: Q | None = None) -> Page[SupportRecord]:
    """Return a page of the records that fit, twenty-five at most: those that fit `first`, then by kind. One query.

    `count` is how many fit, which the cells have told already. A page that is not there is the nearest one.
    """
    paginator = Paginator(
        in_order(published().filter(chosen), first).select_related("funder", "source_document"), PAGE_SIZE
    )
    paginator.count = count
    return paginator.get_page(number)


def in_order(records: QuerySet[SupportRecord], first: Q | None = None) -> QuerySet[SupportRecord]:
    """Return the records in the page's order: those that fit `first`, then by kind, then as the editors ordered."""
    from transparency.models import SupportRecord

    kinds = [When(kind=kind, then=Value(place)) for place, kind in enumerate(SupportRecord.Kind.values)]
    rank: list[Any] = [Case(When(first, then=Value(0)), default=Value(1))] if first else []
    kind = Case(*kinds, default=Value(len(kinds)))
    return records.order_by(*rank, kind, "sort_order", F("year").desc(nulls_last=True), "pk")


def lines_of(records: Iterable[SupportRecord], language: str, names: dict[Any, Funder]) -> list[Line]:
    """Return the records as lines in the words of `language`. One query, and none in the source language."""
    from transparency.models import SupportRecord

    records = list(records)
    source = settings.LANGUAGE_CODE
    translations: dict[Any, SupportRecord] = {}
    if records and language != source:
        keys = [record.translation_key for record in records]
        found = SupportRecord.objects.filter(live=True, locale=_locale(language), translation_key__in=keys)
        translations = {record.translation_key: record for record in found.order_by()}
    foreign = "" if language == source else source
    return [
        line_of(
            record,
            translation := translations.get(record.translation_key),
            names.get(record.funder.translation_key),
            words_in="" if translation else foreign,
        )
        for record in records
    ]


def grouped(lines: Sequence[Line]) -> list[Group]:
    """Return lines that are in order of their kinds as a group for each kind."""
    return [
        Group(kind, group[0].record.get_kind_display(), group)
        for kind, group in ((kind, list(own)) for kind, own in groupby(lines, lambda line: line.record.kind))
    ]


def page_with(stable_id: str) -> int | None:
    """Return the number of the page of the whole ledger on which this record's row stands; None where it has none.

    One query. Rows move from page to page as others are added: whoever cites a row asks each time.
    """
    ids = list(in_order(published()).values_list("stable_id", flat=True))
    return ids.index(stable_id) // PAGE_SIZE + 1 if stable_id in ids else None


def _locale(language: str) -> int | None:
    """Return the language's number: remembered, so that no sum joins a table for it."""
    return next((pk for pk, code in locale_codes().items() if code == language), None)


def _cell(key: Sequence[Any], count: int, thousandths: int | Decimal | None) -> Cell:
    year, currency, kind, says = key
    return Cell(year, currency, kind, says, count, Decimal(thousandths or 0).scaleb(-3))
