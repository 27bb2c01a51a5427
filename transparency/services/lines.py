"""A record of the ledger as a line in the reader's language: figures from the source, words from its translation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from babel import Locale as LocaleData
from babel.numbers import format_decimal, get_currency_precision
from django.utils.translation import get_language

if TYPE_CHECKING:
    from transparency.models import Funder, SupportRecord


@dataclass(frozen=True)
class Line:
    """A line of the ledger in the reader's language."""

    record: SupportRecord
    anchor: str
    """The row's address on the page: the same in every language, whatever is reworded."""
    funder: str
    funder_country: str
    title: str
    purpose: str
    programme: str
    places: list[str]
    not_published_reason: str
    words_in: str
    """The language of the words where they are not yet translated, else empty."""

    @property
    def converted(self) -> Decimal | None:
        """The amount in the second currency, rounded to its decimals; None where no rate is recorded."""
        return converted(self.record.amount, self.record.conversion_rate, self.record.conversion_currency)

    @property
    def rate(self) -> str:
        """The rate with all its decimals, as the active language writes it; nothing where none is recorded."""
        rate = self.record.conversion_rate
        if rate is None:
            return ""
        # Without the zeros that the database appends, and never as a power of ten.
        digits = Decimal(f"{rate.normalize():f}")
        return str(format_decimal(digits, locale=_language_data(), decimal_quantization=False))

    @property
    def source_host(self) -> str:
        """The host of the source's address, by which a reader knows who says it."""
        return (urlsplit(self.record.source_url).hostname or "").removeprefix("www.")


def line_of(
    record: SupportRecord, translation: SupportRecord | None = None, funder: Funder | None = None, words_in: str = ""
) -> Line:
    """Return a record as a line, in the words of its translation where there is one."""
    words = translation or record
    return Line(
        record=record,
        anchor=anchor_of(record.stable_id),
        funder=(funder or record.funder).name,
        funder_country=country_name(record.funder.country.code),
        title=words.title,
        purpose=words.purpose,
        programme=words.programme,
        places=[country_name(place.code) for place in record.places],
        not_published_reason=words.not_published_reason,
        words_in=words_in,
    )


def anchor_of(stable_id: str) -> str:
    """Return the address of a record's row on the page that shows it."""
    return f"record-{stable_id}"


def address_of_row(stable_id: str) -> str:
    """Return what leads to a record's row, behind the funding page's own address, on whichever of its pages it is."""
    return f"record/{stable_id}/"


def country_name(code: str) -> str:
    """Return the country's name in the active language; nothing for no country."""
    return str(_language_data().territories.get(code or "", code or ""))


def year_of(agreed_on: date | None, starts_on: date | None) -> int | None:
    """Return the year in which a support is counted: that of its agreement, or else of its beginning."""
    day = agreed_on or starts_on
    return day.year if day else None


def converted(amount: Decimal | None, rate: Decimal | None, currency: str) -> Decimal | None:
    """Return the amount at this rate, rounded half to even to the decimals of `currency` (ISO 4217, by CLDR)."""
    if amount is None or rate is None or not currency:
        return None
    unit = Decimal(1).scaleb(-int(get_currency_precision(currency)))
    return (amount * rate).quantize(unit, rounding=ROUND_HALF_EVEN)


def _language_data() -> LocaleData:
    return _data_of((get_language() or "en").replace("-", "_"))


@cache
def _data_of(language: str) -> LocaleData:
    return LocaleData.parse(language)
