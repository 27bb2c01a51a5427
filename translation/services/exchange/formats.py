"""The three formats under one name each way: written by their code, read by what is in the file."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from django.utils.translation import gettext as _

from translation.services.exchange import po, xliff
from translation.services.exchange.document import Document, Format, Refused, check_size

WRITERS: dict[Format, Callable[[Document], bytes]] = {
    Format.XLIFF2: xliff.write2,
    Format.XLIFF1: xliff.write1,
    Format.PO: po.write,
}
# The first bytes of XML: a tag, or the marks of its encodings.
XML_BEGINS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")


def write(document: Document, wanted: Format) -> bytes:
    """Return the document in this format. Raises Refused where it would be too large to come back."""
    data = WRITERS[wanted](document)
    check_size(data)
    return data


def parse(data: bytes) -> Document:
    """Read a file of one of the formats, by what is in it. Raises Refused, with the line where there is one."""
    check_size(data)
    data = _in_utf8(data)
    if data.lstrip().startswith(XML_BEGINS):
        return xliff.parse(data)
    if b"msgid" in data:
        return po.parse(data)
    raise Refused(_("This is neither XLIFF nor PO. If your tool packed it as a ZIP, unpack it first."), 1)


def _in_utf8(data: bytes) -> bytes:
    """Return what a tool wrote in UTF-16 as UTF-8; XML says its encoding itself, and stays as it is."""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        return data
    return data if text.lstrip().startswith("<") else text.encode()
