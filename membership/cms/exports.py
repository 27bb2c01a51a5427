"""Lists as files for a spreadsheet, in which nothing that a stranger typed becomes a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

#: What a spreadsheet takes for the beginning of a formula (OWASP, “CSV injection”), in full width, too.
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
#: What XML, and so an Excel file, cannot hold.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: By this Excel knows that what follows is UTF-8: without it, Arabic names turn to noise.
BYTE_ORDER_MARK = "\ufeff".encode()


class SafeExport(SpreadsheetExportMixin):
    """Wagtail's export, which leaves a CSV's formulas as they are."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return harmless(super().preprocess_field_value(field, value, export_format))

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        yield BYTE_ORDER_MARK
        yield from super().stream_csv(queryset)


def harmless(value: Any) -> Any:
    """Return a text so that a spreadsheet shows it and computes nothing; anything else as it is."""
    if not isinstance(value, str):
        return value
    text = UNWRITABLE.sub("", value)
    return f"'{text}" if FORMULA.match(text) else text
