"""A file with a table of the ledger, read row by row: CSV or Excel, and never the whole of it at once.

Whatever cannot be read as it was meant is refused with its row and column: no letter is guessed, no formula computed.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import TextIOWrapper
from typing import IO, Any

from django.utils.translation import gettext as _

from home.services.spreadsheets import UNWRITABLE, as_typed
from transparency.services.columns import COLUMNS
from transparency.services.tables import DATA_SHEET

#: In bytes, as it is sent.
LARGEST_FILE = 100 * 1024 * 1024
MOST_ROWS = 200_000
#: Excel's own limit of the letters in one cell.
LONGEST_CELL = 32_767
#: In bytes: what an Excel file unpacks to, and its table of texts alone, which has to be in memory.
LARGEST_SHEET = 1024 * 1024 * 1024
LARGEST_TEXTS = 24 * 1024 * 1024
#: A file that names more columns than this is no table of the ledger.
MOST_COLUMNS = 60
#: Beyond it a workbook's number is no longer exact to its last digit. (NaN is not below it either.)
LARGEST_FLOAT = 1e15
SEPARATORS = ",;\t"
#: What stands where bytes were no letter of the encoding.
NO_LETTER = "\ufffd"


class Refused(Exception):
    """The file cannot be read as a table of the ledger; the message says why, in the active language."""


@dataclass(frozen=True)
class Fault:
    """Something in the file that is wrong: the row as a spreadsheet counts it, the column's name, and why."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Row:
    """A row of the file: the text in each column that the file has, and what could not be read."""

    number: int
    cells: dict[str, str]
    faults: list[Fault]


def is_excel(file: IO[bytes]) -> bool:
    """Say whether the file is an Excel workbook by what is in it; leaves it at its beginning.

    Raises Refused where it is neither that nor plain text.
    """
    file.seek(0)
    head = file.read(2048)
    file.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return True
    if head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")):
        raise Refused(_("The file is neither CSV nor an Excel workbook (.xlsx). Save it as one of these."))
    is_utf_16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not head.strip():
        raise Refused(_("The file is empty."))
    if b"\x00" in head and not is_utf_16:
        raise Refused(_("The file is not text in UTF-8. Save it as “CSV UTF-8”, or as an Excel workbook (.xlsx)."))
    return False


def rows_of(file: IO[bytes]) -> Iterator[Row]:
    """Yield the rows below the heading, but for empty ones. Raises Refused where reading cannot go on."""
    read = _excel_rows(file) if is_excel(file) else _csv_rows(file)
    names: list[str] = []
    found = 0
    for number, cells in read:
        if not names:
            names = _names_of([cell if isinstance(cell, str) else "" for cell in cells])
            continue
        row = _row_of(number, names, cells)
        if any(row.cells.values()) or row.faults:
            found += 1
            if found > MOST_ROWS:
                raise Refused(_("The file has more than %(count)d rows. Send it in parts.") % {"count": MOST_ROWS})
            yield row
    if not names:
        raise Refused(_("The file is empty."))


def _names_of(names: list[str]) -> list[str]:
    """Return the columns' names as the heading has them. Raises Refused where it is not the ledger's."""
    while names and not names[-1].strip():
        names.pop()
    names = [name.strip() for name in names]
    if not set(names) & set(COLUMNS):
        raise Refused(_("The first row does not name the columns. Export the ledger to see how they are called."))
    unknown = [name or _("(no name)") for name in names if name not in COLUMNS]
    if unknown:
        raise Refused(_("There is no column of this name: %(names)s.") % {"names": ", ".join(unknown[:MOST_COLUMNS])})
    double = sorted({name for name in names if names.count(name) > 1})
    if double:
        raise Refused(_("These columns stand there twice: %(names)s.") % {"names": ", ".join(double)})
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise Refused(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    return names


def _row_of(number: int, names: list[str], values: list[Any]) -> Row:
    faults: list[Fault] = []
    cells = dict.fromkeys(names, "")
    if any(_is_there(value) for value in values[len(names) :]):
        faults.append(Fault(number, "", _("The row has more cells than the heading. A separator may not be quoted.")))
    for name, value in zip(names, values, strict=False):
        if isinstance(value, Refused):
            faults.append(Fault(number, name, str(value)))
            continue
        text = value if isinstance(value, str) else _text_of(value)
        if NO_LETTER in text:
            faults.append(Fault(number, name, _("The text is not in UTF-8. Save the file as “CSV UTF-8”.")))
        elif UNWRITABLE.search(text):
            faults.append(Fault(number, name, _("There is a character that cannot be shown.")))
        elif len(text) > LONGEST_CELL:
            faults.append(Fault(number, name, _("The text is too long. A quotation mark may not be closed.")))
        else:
            cells[name] = as_typed(text.strip()).strip()
    return Row(number, cells, faults)


def _is_there(value: Any) -> bool:
    return value is not None and value != ""


def _csv_rows(file: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    head = file.read(2)
    file.seek(0)
    encoding = "utf-16" if head in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    # What is no letter is marked, not dropped: the row that has it is named.
    text = TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        heading = text.readline(LONGEST_CELL)
        text.seek(0)
        separator = max(SEPARATORS, key=heading.count)
        number = 0
        for number, cells in enumerate(csv.reader(text, delimiter=separator, strict=True), 1):
            yield number, cells
    except csv.Error as error:
        reason = _("Row %(row)d is not read as CSV: a quotation mark is missing, or not doubled.")
        raise Refused(reason % {"row": number + 1}) from error
    finally:
        # The file is its opener's: closing the wrapper would close it.
        text.detach()


def _excel_rows(file: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    from openpyxl import load_workbook

    _check_size(file)
    try:
        workbook = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        with closing(workbook):
            sheet = workbook[DATA_SHEET] if DATA_SHEET in workbook.sheetnames else workbook.worksheets[0]
            # What the file says of its own size may be wrong.
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
                yield number, [_cell_of(cell) for cell in cells]
    except Refused:
        raise
    except Exception as error:
        # A workbook that was tampered with breaks its reader in any way.
        raise Refused(_("The workbook is damaged, or protected by a password. Save it again.")) from error


def _check_size(file: IO[bytes]) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused(_("The workbook is damaged, or protected by a password. Save it again.")) from error
    finally:
        file.seek(0)
    if "xl/workbook.xml" not in sizes:
        raise Refused(_("The file is neither CSV nor an Excel workbook (.xlsx). Save it as one of these."))
    texts = sum(size for name, size in sizes.items() if "sharedStrings" in name or "styles" in name)
    if sum(sizes.values()) > LARGEST_SHEET or texts > LARGEST_TEXTS:
        raise Refused(_("The workbook is too large to be read here. Save it as “CSV UTF-8” and send that."))


def _cell_of(cell: Any) -> Any:
    if cell.data_type == "f":
        return Refused(_("There is a formula. Paste its value in its place."))
    if cell.data_type == "e":
        return Refused(_("There is an error of the spreadsheet: %(value)s.") % {"value": str(cell.value)[:20]})
    return cell.value


def _text_of(value: Any) -> str:
    """Return a cell of a workbook as the text that a CSV file would have."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        # What was typed, not what a computer makes of it: 0.1 is 0.1.
        return f"{Decimal(repr(value)).normalize():f}" if abs(value) < LARGEST_FLOAT else str(value)
    return str(value)
