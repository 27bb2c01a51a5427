"""The ledger as files: the same texts in all of them, whatever language and whatever somebody typed."""

import csv
import datetime
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from home.services.spreadsheets import as_typed, harmless
from tests.factories import DocumentFactory, SupportRecordFactory
from transparency.models import SupportRecord
from transparency.services.columns import COLUMNS
from transparency.services.tables import Metadata, described, row_of, text_of, write_csv, write_xlsx

ABOUT = Metadata(
    title="The funding ledger",
    publisher="Strong Cities Network",
    address="https://www.example.org/en/transparency/funding/",
    day=datetime.date(2026, 1, 2),
    language="en",
)


def rows_in_csv(content: bytes) -> list[dict[str, str]]:
    """Return the rows as a program reads them."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheets(content: bytes) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return the rows of the sheets “Data” and “About”."""
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Data", "About"]
    return list(book["Data"].values), list(book["About"].values)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (Decimal("100.000"), "100"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.00000001"), "0.00000001"),
        (Decimal("1234567.500"), "1234567.5"),
        (Decimal(0), "0"),
        (1e-05, "0.00001"),
        (100, "100"),
        (datetime.date(2026, 1, 31), "2026-01-31"),
        (datetime.datetime(2026, 1, 31, 10), "2026-01-31"),  # noqa: DTZ001 - as a spreadsheet hands in a day
    ],
)
def test_a_value_is_always_the_same_plain_text(value: Any, text: str) -> None:
    assert text_of(value) == text


@given(st.text())
def test_what_is_made_harmless_can_be_had_back(text: str) -> None:
    written = harmless(text)
    assert not written.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert harmless(as_typed(written)) == written
    if text.isprintable():
        assert as_typed(written) == text


@pytest.mark.django_db
def test_a_row_has_every_column_and_its_words_alone_are_translated() -> None:
    record = SupportRecordFactory(
        title="Workshops",
        places=["JO", "LB"],
        amount=Decimal("1500.500"),
        currency="JOD",
        agreed_on=datetime.date(2026, 1, 2),
        source_document=DocumentFactory(),
        funder__country="DK",
    )
    record.refresh_from_db()
    words = SupportRecord(title="Ateliers", purpose="Pour se former.", amount=Decimal(7), currency="EUR")
    row = row_of(record, words, "Fondation fictive", site="https://www.example.org")
    assert tuple(row) == COLUMNS
    assert row["title"] == "Ateliers"
    assert row["funder"] == "Fondation fictive"
    assert (row["amount"], row["currency"], row["places"]) == ("1500.5", "JOD", "JO LB")
    assert (row["agreed_on"], row["ends_on"], row["funder_is_group"]) == ("2026-01-02", "", "no")
    assert row["source_document"].startswith("https://www.example.org/documents/")


def test_no_cell_of_a_csv_file_becomes_a_formula() -> None:
    content = b"".join(write_csv([{"title": "=1+1", "purpose": 'He said "no",\r\nand مرحبا'}]))
    assert content.startswith("\ufeffid,funder,".encode())
    assert content.endswith(b"\r\n")
    (row,) = rows_in_csv(content)
    assert row["title"] == "'=1+1"
    assert row["purpose"] == 'He said "no",\r\nand مرحبا'


def test_an_excel_file_holds_numbers_and_days_but_no_formula() -> None:
    row = {"title": "=1+1", "amount": "1234567.5", "agreed_on": "2026-01-02", "conversion_rate": "1234567890.12345678"}
    data, _about = sheets(write_xlsx([row], ABOUT))
    assert data[0] == COLUMNS
    cells = dict(zip(data[0], data[1], strict=True))
    assert cells["title"] == "'=1+1"
    assert cells["amount"] == 1234567.5
    assert cells["agreed_on"] == datetime.datetime(2026, 1, 2)  # noqa: DTZ001 - a cell knows no time zone
    assert cells["conversion_rate"] == "1234567890.12345678"
    assert cells["purpose"] is None


def test_an_excel_file_says_what_it_is_and_what_each_column_means() -> None:
    _data, about = sheets(write_xlsx([{"title": "One"}, {"title": "Two"}], ABOUT))
    told = {line[0]: line[1] for line in about}
    assert told["Title"] == "The funding ledger"
    assert told["Publisher"] == "Strong Cities Network"
    assert told["Address"] == "https://www.example.org/en/transparency/funding/"
    assert told["Day"] == "2026-01-02"
    assert told["Records"] == "2"
    assert told["Licence"] == "No licence stated yet."
    assert set(COLUMNS) <= set(told)


def test_every_column_is_explained() -> None:
    for column in (*COLUMNS, "language"):
        assert all(described(column)), column
