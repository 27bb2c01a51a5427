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
    currency: str
    records: int
    least: Decimal = Decimal()
    """What they come to at least, in the currency."""
    most: Decimal | None = None
    """What they come to at most; None where that is not told."""
    examples: tuple[tuple[int, Example], ...] = ()
    """The first of them, each with its place in the ledger."""


def shapes(language: str, today: date) -> list[Shape]:
    """Return the shapes of the live records, with titles in `language`. Three queries at most."""
    records = _described(today)
    found = records.values(*ASKED, "currency").annotate(
        records=Count("pk"), amounts=Sum("amount"), least=Sum("band_from"), most=Sum("band_to")
    )
    examples = _examples(records, language)
    made = []
    for row in found:
        key = tuple(row[name] for name in ASKED)
        told = {name: row.pop(name) or Decimal() for name in ("amounts", "least", "most")}
        exact = row["sum"] == "exact"
        made.append(
            Shape(
                named=not row.pop("funder__is_group"),
                least=told["amounts"] if exact else told["least"],
                most=None if row["sum"] in ("nothing", "open") else told["amounts" if exact else "most"],
                # Each example once: those of the other currencies stand with them.
                examples=examples.pop(key, ()),
                **row,
            )
        )
    return made


ASKED = ("funder__is_group", "age", "sum", "explained")


def _described(today: date) -> QuerySet[Any]:
    from transparency.models import SupportRecord

    first = today.year - YEARS
    return (
        SupportRecord.objects.filter(live=True, locale__language_code=settings.LANGUAGE_CODE)
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
            explained=~Q(purpose=""),
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
        .annotate(
            place=Window(RowNumber(), order_by=in_order),
            turn=Window(RowNumber(), partition_by=[F(name) for name in ASKED], order_by=in_order),
        )
        .filter(turn__lte=NAMED)
        .order_by("place")
        .values(*ASKED, "place", "stable_id", "title", "translation_key")
    )
    titles = _titles([row["translation_key"] for row in rows], language)
    found: dict[tuple[Any, ...], list[tuple[int, Example]]] = {}
    for row in rows:
        title = titles.get(row["translation_key"])
        foreign = "" if title or language == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE
        example = Example(row["stable_id"], title or row["title"], foreign)
        found.setdefault(tuple(row[name] for name in ASKED), []).append((row["place"], example))
    return {key: tuple(examples) for key, examples in found.items()}


def _titles(keys: Sequence[Any], language: str) -> dict[Any, str]:
    from transparency.models import SupportRecord

    if language == settings.LANGUAGE_CODE or not keys:
        return {}
    words = SupportRecord.objects.filter(translation_key__in=keys, locale__language_code=language, live=True)
    return dict(words.order_by().values_list("translation_key", "title"))
