"""Lists as files for a spreadsheet, in which nothing that a stranger typed becomes a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

#: What a spreadsheet takes for the beginning of a formula (OWASP, “CSV injection”), in full width, too.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
#: What XML, and so an Excel file, cannot hold.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: By this Excel knows that what follows is UTF-8: without it, Arabic names turn to noise.
BYTE_ORDER_MARK = "\ufeff".encode()


class SafeExport(SpreadsheetExportMixin):
    """Wagtail's export, which leaves a CSV's formulas as they are."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return harmless(super().preprocess_field_value(field, value, export_format))

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        yield BYTE_ORDER_MARK
        yield from super().stream_csv(queryset)


class _Line:
    """What `csv` writes a line into, and takes it from at once."""

    def write(self, text: str) -> str:
        return text


def harmless(value: Any) -> Any:
    """Return a text so that a spreadsheet shows it and computes nothing; anything else as it is.

    A text that begins like a formula gets an apostrophe before it, and so does one that such an apostrophe begins
    already: `as_typed` finds each again.
    """
    if not isinstance(value, str):
        return value
    text = UNWRITABLE.sub("", value)
    return f"'{text}" if FORMULA.match(text) else text


def as_typed(text: str) -> str:
    """Return what `harmless` was given: the text without the apostrophe that it set before a formula."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Return a CSV file line by line (RFC 4180): UTF-8 with a byte order mark, CRLF, and no formula in any cell."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    for row in chain([header], rows):
        yield _written(writer, row)


def _written(writer: Any, row: Sequence[str]) -> bytes:
    line: str = writer.writerow([harmless(cell) for cell in row])
    return line.encode()
