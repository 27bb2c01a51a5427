"""What the tests of the ledger's import make and read: rows, files, and what became of them."""

import csv
import datetime
import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook

from home.models import User
from tests.factories import UserFactory, language
from transparency.services import imports
from transparency.services.columns import COLUMNS
from transparency.services.import_files import Fault
from transparency.services.import_writing import write
from transparency.services.imports import Counts
from transparency.services.tables import Metadata, row_of, write_csv

ABOUT = Metadata("Ledger", "Network", "https://example.org/", datetime.date(2026, 1, 1), "en")


def cells(**changed: str) -> dict[str, str]:
    """Return a row that nothing is wrong with."""
    row = dict.fromkeys(COLUMNS, "") | {
        "funder": "Fictional Foundation",
        "funder_kind": "foundation",
        "kind": "project",
        "title": "Fictional workshops",
        "purpose": "They bring cities together.",
        "amount": "1200.5",
        "currency": "EUR",
        "source_url": "https://funder.example.org/award",
        "agreed_on": "2026-02-01",
        "order": "0",
    }
    return row | changed


def table(
    *rows: dict[str, str], separator: str = ",", encoding: str = "utf-8", columns: Iterable[str] = COLUMNS
) -> bytes:
    """Return the rows as a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), delimiter=separator, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(*rows: Iterable[Any]) -> bytes:
    """Return the rows as an Excel workbook."""
    book = Workbook()
    book.active.append(list(COLUMNS))
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def look(file: bytes) -> tuple[Counts, list[imports.Change], list[Fault], io.StringIO]:
    """Look at a file: what it counts, what would change, what is wrong, and the list to write."""
    language()
    changes, faults = io.StringIO(), io.StringIO()
    counts = list(imports.look(io.BytesIO(file), changes, faults))[-1]
    changes.seek(0)
    faults.seek(0)
    found = list(imports.changes_in(changes))
    changes.seek(0)
    return counts, found, [Fault(**fault) for fault in imports.page_of(faults, 1, 1000)], changes


def bring(file: bytes, user: User | None = None) -> Counts:
    """Import a file."""
    counts, _changes, faults, lines = look(file)
    assert faults == []
    list(write(lines, user or UserFactory()))
    return counts


def exported() -> bytes:
    """Return the ledger as CSV."""
    return b"".join(write_csv(row_of(record, site="https://example.org") for record in imports.ledger()))
