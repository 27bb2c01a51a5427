"""The ledger as a table: each record as a row of texts, and the files that hold the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi, override, pgettext
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from home.services.spreadsheets import csv_lines, harmless
from transparency.services.columns import COLUMNS

if TYPE_CHECKING:
    from transparency.models import SupportRecord

Row = Mapping[str, str]
#: The sheets of an Excel file. Their names are the same in every language: programs read them.
DATA_SHEET = "Data"
ABOUT_SHEET = "About"
#: Columns whose cells are numbers or days in an Excel file, so that a reader can add and sort them.
NUMBERS = frozenset({"amount", "band_from", "band_to", "conversion_rate", "order"})
DAYS = frozenset({"agreed_on", "starts_on", "ends_on", "conversion_on"})
#: How the cells of a column are written, where they are neither words nor one of a few values.
FORMS = {
    **dict.fromkeys(DAYS, "ISO 8601: YYYY-MM-DD"),
    **dict.fromkeys(NUMBERS, _("number, with a point before its decimals")),
    **dict.fromkeys(("currency", "conversion_currency"), "ISO 4217"),
    **dict.fromkeys(("places", "funder_country"), "ISO 3166-1 alpha-2"),
    **dict.fromkeys(("source_document", "source_url", "conversion_source", "funder_website"), _("address")),
    "funder_is_group": "yes, no",
}
#: Digits that an Excel file keeps of a number. A longer one stays a text.
DIGITS_IN_A_CELL = 15


@dataclass(frozen=True)
class Metadata:
    """What a file says of itself."""

    title: str
    publisher: str
    address: str
    """Where the file is published, in full."""
    day: date
    """The day on which it was made."""
    language: str
    """The language of the words, as the reader asked for them."""
    licence_name: str = ""
    licence_url: str = ""
    notes: tuple[str, ...] = ()
    """What else a reader of the file has to know."""


def text_of(value: Any) -> str:
    """Return a value as the files write it: `2026-01-31`, `1234.5`, `yes`; nothing for None.

    A number is plain, with neither exponent nor noughts at its end, so that the same value is always the same text.
    """
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case float() | Decimal():
            text = f"{Decimal(str(value)):f}"
            text = text.rstrip("0").rstrip(".") if "." in text else text
        case datetime():
            text = value.date().isoformat()
        case _:
            text = str(value)
    return text


def row_of(
    record: SupportRecord, translation: SupportRecord | None = None, funder_name: str = "", site: str = ""
) -> dict[str, str]:
    """Return a record by the columns of its table, each as a text: figures its own, words its translation's.

    `funder_name` is the funder's name in the words' language; `site` the site's root in full, for the document's
    address. No query where the record was read with its funder and its document.
    """
    words = translation or record
    funder = record.funder
    return {
        "id": record.stable_id,
        "funder": funder_name or funder.name,
        "funder_kind": funder.kind,
        "funder_country": funder.country.code or "",
        "funder_website": funder.website,
        "funder_is_group": text_of(funder.is_group),
        "kind": record.kind,
        "title": words.title,
        "purpose": words.purpose,
        "programme": words.programme,
        "places": " ".join(place.code for place in record.places),
        "agreed_on": text_of(record.agreed_on),
        "starts_on": text_of(record.starts_on),
        "ends_on": text_of(record.ends_on),
        "amount": text_of(record.amount),
        "currency": record.currency,
        "band_from": text_of(record.band_from),
        "band_to": text_of(record.band_to),
        "not_published_reason": words.not_published_reason,
        "reference": record.reference,
        "source_document": f"{site}{record.source_document.url}" if record.source_document else "",
        "source_url": record.source_url,
        "conversion_currency": record.conversion_currency,
        "conversion_rate": text_of(record.conversion_rate),
        "conversion_on": text_of(record.conversion_on),
        "conversion_source": record.conversion_source,
        "order": text_of(record.sort_order),
    }


def write_csv(rows: Iterable[Row], columns: tuple[str, ...] = COLUMNS) -> Iterator[bytes]:
    """Return the rows as a CSV file, line by line: UTF-8 with a byte order mark, CRLF, no formula in any cell."""
    return csv_lines(columns, ([row.get(column, "") for column in columns] for row in rows))


def write_xlsx(rows: Iterable[Row], metadata: Metadata, columns: tuple[str, ...] = COLUMNS) -> bytes:
    """Return the rows as an Excel file: the sheet “Data”, and “About”, which says what it is and what may be done.

    Amounts and days are numbers and dates there, all else is text: a formula that somebody typed stays a text, too.
    """
    book = Workbook(write_only=True)
    book.properties.creator = metadata.publisher
    book.properties.title = metadata.title
    book.properties.language = metadata.language
    with override(metadata.language):
        data, about = book.create_sheet(DATA_SHEET), book.create_sheet(ABOUT_SHEET)
        data.freeze_panes = "A2"
        for sheet in (data, about):
            sheet.sheet_view.rightToLeft = get_language_bidi()
        data.append([_bold(data, column) for column in columns])
        count = 0
        for count, row in enumerate(rows, start=1):  # noqa: B007 - how many they were is told below
            data.append([_cell(column, row.get(column, "")) for column in columns])
        for column, width in (("A", 28), ("B", 24), ("C", 80), ("D", 40)):
            about.column_dimensions[column].width = width
        for line in _about(metadata, count, columns):
            about.append([_bold(about, line[0]), *(harmless(cell) for cell in line[1:])] if line else [])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, harmless(text))
    cell.font = Font(bold=True)
    return cell


def _cell(column: str, text: str) -> str | Decimal | date | None:
    if not text:
        return None
    if column in NUMBERS and len(Decimal(text).as_tuple().digits) <= DIGITS_IN_A_CELL:
        return Decimal(text)
    if column in DAYS:
        return date.fromisoformat(text)
    return str(harmless(text))


def _about(metadata: Metadata, count: int, columns: tuple[str, ...]) -> Iterator[list[str]]:
    licence = (metadata.licence_name, metadata.licence_url)
    yield [str(_("Title")), metadata.title]
    yield [str(_("Publisher")), metadata.publisher]
    yield [pgettext("of a page", "Address"), metadata.address]
    yield [str(_("Day")), metadata.day.isoformat()]
    yield [str(_("Language")), dict(settings.LANGUAGES).get(metadata.language, metadata.language)]
    yield [str(_("Licence")), *(licence if all(licence) else [str(_("No licence stated yet."))])]
    yield [str(_("Records")), text_of(count)]
    for note in metadata.notes:
        yield [str(_("Note")), note]
    yield []
    yield [str(_("Column")), str(_("Name")), str(_("Meaning")), str(_("Form"))]
    for column in columns:
        name, meaning, form = described(column)
        yield [column, name, meaning, form]


def described(column: str) -> tuple[str, str, str]:
    """Return what a column is called, what it means and how its cells are written, in the active language.

    The words are those of the field that it shows, as staff read them where they fill it.
    """
    from transparency.models import Funder, SupportRecord

    if column == "id":
        return str(_("stable id")), str(_("By this a record is quoted. It never changes.")), str(_("text"))
    if column == "language":
        meaning = _("Of the record's words: the source's, where they are not translated yet.")
        return str(_("language")), str(meaning), "BCP 47"
    model, name = (Funder, column.removeprefix("funder_")) if column.startswith("funder_") else (SupportRecord, column)
    if column == "funder":
        model, name = Funder, "name"
    field: Any = model._meta.get_field({"order": "sort_order"}.get(name, name))
    return capfirst(str(field.verbose_name)), str(field.help_text), _form(column, field)


def _form(column: str, field: Any) -> str:
    if form := FORMS.get(column):
        return str(form)
    return ", ".join(value for value, _label in field.choices) if field.choices else str(_("text"))
