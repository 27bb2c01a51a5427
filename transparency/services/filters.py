"""What a reader asks the ledger for: filters that are addresses, so that an answer can be shared and checked.

A value that the ledger does not know is kept as it was typed and said to be unknown; it never quietly asks for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from transparency.services import totals
from transparency.services.totals import AMOUNT, BAND, NOTHING

#: What stands in an address for the supports that are counted in no year.
UNDATED = "none"
LONGEST_VALUE = 60
DISCLOSED = {
    AMOUNT: Q(amount__isnull=False),
    BAND: Q(amount__isnull=True, band_from__isnull=False),
    NOTHING: Q(amount__isnull=True, band_from__isnull=True),
}


@dataclass(frozen=True)
class Question:
    """What was asked, as it was typed; empty where nothing was."""

    kind: str = ""
    funder: str = ""
    year: str = ""
    currency: str = ""
    published: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether anything was asked for."""
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True)
class FunderChoice:
    """A funder of whom the ledger has a support: its number in addresses, and its name for this reader."""

    key: str
    family: UUID
    """What its translations have in common."""
    name: str
    is_group: bool


@dataclass(frozen=True)
class Option:
    """One line of a list to choose from."""

    value: str
    label: str


@dataclass(frozen=True)
class Filter:
    """One thing to filter by: its list, and what was chosen or typed."""

    name: str
    label: str
    every: str
    """What the list's first line says: that this filter is not used."""
    options: list[Option]
    value: str

    @property
    def is_unknown(self) -> bool:
        """Whether something was asked for that is not in the list."""
        return bool(self.value) and all(option.value != self.value for option in self.options)


def question_of(asked: Mapping[str, str]) -> Question:
    """Return what the parameters of an address ask for; parameters of others are passed over."""
    return Question(
        **{
            field.name: " ".join(asked.get(field.name, "").replace("\x00", " ").split())[:LONGEST_VALUE]
            for field in fields(Question)
        }
    )


def condition(question: Question, funders: Iterable[FunderChoice]) -> Q:
    """Return what the question means to the database. What cannot be in the ledger at all is left out of it."""
    asked = Q()
    if question.kind:
        asked &= Q(kind=question.kind)
    if family := next((funder.family for funder in funders if funder.key == question.funder), None):
        asked &= Q(funder__translation_key=family)
    if question.year == UNDATED:
        asked &= Q(year__isnull=True)
    elif question.year.isascii() and question.year.isdecimal() and len(question.year) == 4:
        asked &= Q(year=int(question.year))
    if question.currency:
        asked &= Q(currency=question.currency)
    if question.published in DISCLOSED:
        asked &= DISCLOSED[question.published]
    return asked


def filters(question: Question, funders: Iterable[FunderChoice], cells: Iterable[totals.Cell]) -> list[Filter]:
    """Return the filters with what can be chosen, in words of the active language."""
    from transparency.models import SupportRecord

    cells = list(cells)
    years = totals.years_of(cells)
    currencies = sorted({cell.currency for cell in cells if cell.currency})
    return [
        Filter(
            "kind",
            _("Kind"),
            _("Every kind"),
            [Option(kind.value, str(kind.label)) for kind in SupportRecord.Kind],
            question.kind,
        ),
        Filter(
            "funder",
            _("Funder"),
            _("Every funder"),
            [Option(funder.key, funder.name) for funder in funders],
            question.funder,
        ),
        Filter(
            "year",
            _("Year"),
            _("Every year"),
            [
                *(Option(str(year), str(year)) for year in reversed(years) if year is not None),
                *([Option(UNDATED, _("No year published"))] if None in years else []),
            ],
            question.year,
        ),
        Filter(
            "currency",
            _("Currency"),
            _("Every currency"),
            [Option(currency, currency) for currency in currencies],
            question.currency,
        ),
        Filter(
            "published",
            _("What is published"),
            _("Everything"),
            [Option(disclosure.value, str(disclosure.label)) for disclosure in SupportRecord.Disclosure],
            question.published,
        ),
    ]
