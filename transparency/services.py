"""What the ledger and the rebuttals do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from babel import Locale as LocaleData
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Locale

from home.registry import Figure
from home.services.translations import PageLink, link_to

if TYPE_CHECKING:
    from transparency.models import Funder, RebuttalIndexPage, SupportRecord


@dataclass(frozen=True)
class Line:
    """A line of the ledger in the reader's language: figures from the source record, words from its translation."""

    record: SupportRecord
    anchor: str
    """The row's address on the page: the same in every language, whatever is reworded."""
    funder: str
    funder_country: str
    title: str
    purpose: str
    places: list[str]
    not_published_reason: str
    words_in: str
    """The language of the words where they are not yet translated, else empty."""


@dataclass(frozen=True)
class Group:
    """The lines of one kind of support."""

    kind: str
    label: str
    lines: list[Line]

    @property
    def totals(self) -> list[tuple[Decimal, str]]:
        """The sum of the published amounts in each currency, by currency: nothing is ever converted."""
        sums: dict[str, Decimal] = {}
        for line in self.lines:
            if line.record.amount is not None:
                sums[line.record.currency] = sums.get(line.record.currency, Decimal()) + line.record.amount
        return [(total, currency) for currency, total in sorted(sums.items())]


@dataclass(frozen=True)
class Summary:
    """What a reader can count in the ledger."""

    records: int
    funders: int
    amounts: int
    """The records whose amount is published."""


def line_of(
    record: SupportRecord, translation: SupportRecord | None = None, funder: Funder | None = None, words_in: str = ""
) -> Line:
    """Return a record as a line, in the words of its translation where there is one."""
    words = translation or record
    return Line(
        record=record,
        anchor=f"record-{str(record.translation_key)[:8]}",
        funder=(funder or record.funder).name,
        funder_country=country_name(record.funder.country.code),
        title=words.title,
        purpose=words.purpose,
        places=[country_name(place.code) for place in record.places],
        not_published_reason=words.not_published_reason,
        words_in=words_in,
    )


def country_name(code: str) -> str:
    """Return the country's name in the active language; nothing for no country."""
    return str(LocaleData.parse((get_language() or "en").replace("-", "_")).territories.get(code or "", code or ""))


def ledger(language: str) -> list[Group]:
    """Return the live records by kind, in the words of `language`. Two queries, however many records there are."""
    from transparency.models import Funder, SupportRecord

    source = settings.LANGUAGE_CODE
    foreign = "" if language == source else source
    records: list[SupportRecord] = []
    translations: dict[UUID, SupportRecord] = {}
    found = SupportRecord.objects.filter(live=True, locale__language_code__in=[source, language])
    for record in found.select_related("funder", "locale"):
        if record.locale.language_code == source:
            records.append(record)
        else:
            translations[record.translation_key] = record
    funders = {funder.translation_key: funder for funder in Funder.objects.filter(locale__language_code=language)}
    groups: dict[str, list[Line]] = {kind: [] for kind in SupportRecord.Kind.values}
    for record in records:
        translation = translations.get(record.translation_key)
        funder = funders.get(record.funder.translation_key)
        groups[record.kind].append(line_of(record, translation, funder, words_in="" if translation else foreign))
    return [Group(kind, str(SupportRecord.Kind(kind).label), lines) for kind, lines in groups.items() if lines]


def summary(groups: list[Group]) -> Summary:
    """Return what can be counted in these groups."""
    records = [line.record for group in groups for line in group.lines]
    return Summary(
        records=len(records),
        funders=len({record.funder_id for record in records}),
        amounts=sum(record.amount is not None for record in records),
    )


def rebuttals_below(index: RebuttalIndexPage, request: HttpRequest) -> list[PageLink]:
    """Return the live rebuttals in the editors' order: the facts alone, never the claims. One query."""
    from transparency.models import RebuttalPage

    return [link_to(page, request) for page in RebuttalPage.objects.child_of(index).live().order_by("path")]


def number_of_records(locale: Locale) -> Figure:
    """Return how many supports the ledger records."""
    from transparency.models import SupportRecord

    count = SupportRecord.objects.filter(live=True, locale__language_code=settings.LANGUAGE_CODE).count()
    return Figure(count, _("supports on record"), "transparency/funding/")


def number_of_rebuttals(locale: Locale) -> Figure:
    """Return how many misleading claims are answered in this language."""
    from transparency.models import RebuttalPage

    count = RebuttalPage.objects.live().filter(locale=locale).count()
    return Figure(count, _("misleading claims answered"), "transparency/exposing-falsehoods/")
