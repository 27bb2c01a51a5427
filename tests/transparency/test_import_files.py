"""The files that the ledger's import reads: their encodings, separators and sheets, and what is refused unread."""

import datetime
import io
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import language
from tests.ledger_files import bring, cells, look, table, workbook
from transparency.models import SupportRecord
from transparency.services import import_files, imports
from transparency.services.columns import COLUMNS
from transparency.services.import_files import Refused
from transparency.services.imports import Counts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_and_encodings_are_recognised(separator: str, encoding: str) -> None:
    _counts, changes, faults, _lines = look(
        table(cells(title="ورشة عمل؛ مثال"), separator=separator, encoding=encoding)
    )
    assert (changes[0].title, faults) == ("ورشة عمل؛ مثال", [])


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6"])
def test_another_encoding_is_refused_with_the_row_and_never_read_wrongly(encoding: str) -> None:
    counts, _changes, faults, _lines = look(table(cells(), cells(title="ورشة"), encoding=encoding))
    assert (counts.new, counts.bad) == (1, 1)
    assert (faults[0].row, faults[0].column) == (3, "title")
    assert "UTF-8" in faults[0].reason


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\x03", "not text in UTF-8"),
        (b"%PDF-1.7", "neither CSV nor"),
        (b"PK\x03\x04broken", "damaged"),
        (b"a,b,c\n1,2,3\n", "does not name the columns"),
        (table(columns=COLUMNS[1:]), "missing: id"),
        (table(columns=[*COLUMNS, "title"]), "twice: title"),
        (table(columns=[*COLUMNS, "donor"]), "no column of this name: donor"),
        (table() + b'"not closed\n', "Row 2"),
        (table().decode().encode("utf-16-le"), "not text in UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_the_ledger_is_refused_with_the_reason(file: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        look(file)


def test_a_workbook_brings_real_numbers_days_and_truths() -> None:
    row: dict[str, Any] = cells() | {
        "amount": 1200.5,
        "agreed_on": datetime.datetime(2026, 2, 1),  # noqa: DTZ001 - as openpyxl writes a day
        "funder_is_group": True,
        "order": 3,
        "reference": 2024,
    }
    assert bring(workbook([row[name] for name in COLUMNS])) == Counts(new=1)
    record = SupportRecord.objects.get()
    assert (record.amount, record.agreed_on) == (Decimal("1200.5"), datetime.date(2026, 2, 1))
    assert (record.sort_order, record.reference, record.funder.is_group) == (3, "2024", True)


def test_a_formula_in_a_workbook_is_refused_and_never_computed() -> None:
    row = cells(amount="=1+1", title='=HYPERLINK("https://example.org")')
    _counts, _changes, faults, _lines = look(workbook([row[name] for name in COLUMNS]))
    assert {fault.column for fault in faults if "formula" in fault.reason} == {"amount", "title"}


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_files, "LARGEST_SHEET", 1000)
    with pytest.raises(Refused, match="too large"):
        look(workbook(cells().values()))


def test_a_file_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_files, "MOST_ROWS", 2)
    with pytest.raises(Refused, match="more than 2 rows"):
        look(table(cells(), cells(), cells()))


def test_a_file_is_read_as_it_is_needed_and_not_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BATCH", 10)
    file = io.BytesIO(table(*(cells(id=f"row-{number}") for number in range(2000))))
    changes, faults = io.StringIO(), io.StringIO()
    language()
    first = next(imports.look(file, changes, faults))
    assert first.rows == 10
    assert file.tell() < len(file.getvalue()) / 2
