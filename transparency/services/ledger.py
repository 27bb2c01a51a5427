"""The ledger as the public reads it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from transparency.services.lines import Line, line_of

if TYPE_CHECKING:
    from transparency.models import SupportRecord


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


def groups(language: str) -> list[Group]:
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
    by_kind: dict[str, list[Line]] = {kind: [] for kind in SupportRecord.Kind.values}
    for record in records:
        translation = translations.get(record.translation_key)
        funder = funders.get(record.funder.translation_key)
        by_kind[record.kind].append(line_of(record, translation, funder, words_in="" if translation else foreign))
    return [Group(kind, str(SupportRecord.Kind(kind).label), lines) for kind, lines in by_kind.items() if lines]


def summary(groups: list[Group]) -> Summary:
    """Return what can be counted in these groups."""
    records = [line.record for group in groups for line in group.lines]
    return Summary(
        records=len(records),
        funders=len({record.funder_id for record in records}),
        amounts=sum(record.amount is not None for record in records),
    )
