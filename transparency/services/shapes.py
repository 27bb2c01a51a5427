"""What the ledger tells of its records as a whole, counted by the database, however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import RowNumber
from wagtail.models import Locale

#: How many years back a record is still up to date (Who Funds You?: two years before the audit).
YEARS = 2
#: How wide a narrow band may be, by its upper end (Who Funds You?); None for every end above.
NARROW: tuple[tuple[int | None, int], ...] = ((50_000, 10_000), (200_000, 20_000), (None, 50_000))
#: How many records of one shape are named; the rest is counted.
NAMED = 20


@dataclass(frozen=True)
class Example:
    """A record, as a list names it. `language` is set where its title is not in the reader's own."""

    stable_id: str
    title: str
    language: str = ""


@dataclass(frozen=True)
class Shape:
    """Records that are alike in all that an assessment asks, and what they come to together."""

    named: bool
    """Whether one funder is named, and not a group of several."""
    age: str
    """`recent` for one of the last years, `earlier`, or `undated`."""
    sum: str
    """What is told of each sum: `exact`, a `narrow` or a `broad` band, an `open` one without an end, or `nothing`."""
    explained: bool
    """Whether the purpose is told."""
    agreed: bool
    """Whether the day of the agreement is told."""
    currency: str
    records: int
    least: Decimal = Decimal()
    """What they come to at least, in the currency."""
    most: Decimal | None = None
    """What they come to at most; None where that is not told."""
    examples: tuple[tuple[int, Example], ...] = ()
    """The first of them, each with its place in the ledger."""


#: What makes the shape of a record, as far as it can fail anything.
ASKED = ("named", "age", "sum", "explained")


def shapes(language: str, today: date) -> list[Shape]:
    """Return the shapes of the live records, with titles in `language`. Three queries."""
    records = _described(today)
    found = records.values(*ASKED, "agreed", "currency").annotate(
        records=Count("pk"), amounts=Sum("amount"), least=Sum("band_from"), most=Sum("band_to")
    )
    examples = _examples(records, language)
    made = []
    for row in found:
        key = tuple(row[name] for name in ASKED)
        exact = row["sum"] == "exact"
        told = {name: row.pop(name) or Decimal() for name in ("amounts", "least", "most")}
        made.append(
            Shape(
                least=told["amounts"] if exact else told["least"],
                most=None if row["sum"] in ("nothing", "open") else told["amounts" if exact else "most"],
                # Each example once: those of the other currencies stand with them.
                examples=examples.pop(key, ()),
                **row,
            )
        )
    return made


def _described(today: date) -> QuerySet[Any]:
    from transparency.models import Funder, SupportRecord

    first = today.year - YEARS
    return (
        SupportRecord.objects.filter(live=True, locale__in=Locale.objects.filter(language_code=settings.LANGUAGE_CODE))
        .order_by()
        .annotate(
            age=_first_of(
                ("recent", Q(year__gte=first) | Q(ends_on__gte=date(first, 1, 1))),
                ("undated", Q(year=None, ends_on=None)),
                otherwise="earlier",
            ),
            sum=_first_of(
                ("exact", Q(amount__isnull=False)),
                ("nothing", Q(band_from=None)),
                ("open", Q(band_to=None)),
                ("narrow", _narrow()),
                otherwise="broad",
            ),
            # Asked once for all records: a join would look each record's funder up.
            named=~Q(funder__in=Funder.objects.filter(is_group=True).order_by().values("pk")),
            explained=~Q(purpose=""),
            agreed=Q(agreed_on__isnull=False),
        )
    )


def _narrow() -> Q:
    fits, above = Q(), 0
    for up_to, width in NARROW:
        of_this_size = Q(band_to__gt=above) if up_to is None else Q(band_to__gt=above, band_to__lte=up_to)
        fits |= of_this_size & Q(band_to__lte=F("band_from") + width)
        above = up_to or above
    return fits


def _first_of(*cases: tuple[str, Q], otherwise: str) -> Case:
    return Case(
        *(When(condition, then=Value(name)) for name, condition in cases),
        default=Value(otherwise),
        output_field=CharField(),
    )


def _examples(records: QuerySet[Any], language: str) -> dict[tuple[Any, ...], tuple[tuple[int, Example], ...]]:
    in_order = (F("sort_order").asc(), F("year").desc(nulls_last=True), F("pk").asc())
    rows = list(
        records.exclude(age="earlier")
        # Nobody asks for those that fail nothing.
        .exclude(named=True, age="recent", sum="exact", explained=True)
        .annotate(turn=Window(RowNumber(), partition_by=[F(name) for name in ASKED], order_by=in_order))
        .filter(turn__lte=NAMED)
        .order_by(*in_order)
        .values(*ASKED, "stable_id", "translation_key")
    )
    titles = _titles([row["translation_key"] for row in rows], language)
    found: dict[tuple[Any, ...], list[tuple[int, Example]]] = {}
    for place, row in enumerate(rows):
        own = titles.get((row["translation_key"], language))
        title = own or titles[row["translation_key"], settings.LANGUAGE_CODE]
        example = Example(row["stable_id"], title, "" if own else settings.LANGUAGE_CODE)
        found.setdefault(tuple(row[name] for name in ASKED), []).append((place, example))
    return {key: tuple(examples) for key, examples in found.items()}


def _titles(keys: Sequence[Any], language: str) -> dict[tuple[Any, str], str]:
    from transparency.models import SupportRecord

    words = SupportRecord.objects.filter(
        translation_key__in=keys, locale__language_code__in=[settings.LANGUAGE_CODE, language], live=True
    )
    rows = words.order_by().values_list("translation_key", "locale__language_code", "title")
    return {(key, code): title for key, code, title in rows}
