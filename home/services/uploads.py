"""What a stranger may send: a PDF, a PNG or a JPEG, known by what is in it and never by its name or its sender's word.

A file is opened no further than it takes to know it. It is kept in `home.storage.private_storage` and given out as a
download alone, so that nothing in it is ever run on the site's own address.
"""

from __future__ import annotations

import re
import struct
from enum import Enum
from io import BytesIO
from typing import IO, Any

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image

from home.templatetags.site_tags import file_size

#: A page of A4 scanned at 600 dots an inch is 35 million. Decoded, this many are a hundred and fifty megabytes.
MOST_PIXELS = 50_000_000
#: What puremagic is shown. Every signature that counts here stands at the very beginning.
HEAD = 2048
PNG_END = b"IEND\xaeB`\x82"
# The trailer of an encrypted PDF names the object that says how (ISO 32000-1, 7.6.1).
ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R")
# What Pillow raises at a broken picture, in one format or another.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, LookupError, ArithmeticError, struct.error)


class Kind(Enum):
    """A kind of file that is taken in: its media type, and the ending that its name is given."""

    PDF = ("application/pdf", "pdf")
    PNG = ("image/png", "png")
    JPEG = ("image/jpeg", "jpg")

    @property
    def media_type(self) -> str:
        """The type under which it is given out."""
        return self.value[0]

    @property
    def ending(self) -> str:
        """The ending of its name, without a dot."""
        return self.value[1]


class Lost(Enum):
    """Why a file was not kept while it came in."""

    TOO_LARGE = "too_large"
    NO_ROOM = "no_room"


class LostFile(UploadedFile):  # type: ignore[type-arg]
    """Stands for a file that was let go while it came in: a form says why, as of any other that it refuses."""

    def __init__(self, field_name: str, name: str, reason: Lost) -> None:
        super().__init__(BytesIO(), name=name, size=1)
        self.field_name = field_name
        self.reason = reason


# By the codes of the errors. A form may word its own.
MESSAGES = {
    "too_large": _("The file is larger than %(limit)s. Send a smaller one: a scan at 200 dots per inch is enough."),
    "no_room": _("The file could not be stored just now. Your answers are kept: try again in a while."),
    "unknown_kind": _("The file is not a PDF, a PNG or a JPEG, whatever its name says. Send one of these."),
    "damaged": _("The file is damaged or incomplete. Save or scan it again."),
    "encrypted": _("The PDF is protected by a password, so nobody here could read it. Send it without one."),
    "too_many_pixels": _("The picture has too many pixels. Send a smaller one: a scan at 200 dots per inch is enough."),
}


def recognise(file: IO[bytes] | UploadedFile[Any]) -> Kind | None:
    """Return what the file is by its content; nothing where it is none of the kinds, damaged or too large."""
    try:
        return examine(file)
    except ValidationError:
        return None


def examine(file: IO[bytes] | UploadedFile[Any]) -> Kind:
    """Return what the file is by its content, and leave it at its beginning.

    Raises ValidationError, with one of MESSAGES and its key as the code, where it may not be taken in.
    """
    if isinstance(file, LostFile):
        raise refusal(file.reason.value)
    file.seek(0)
    data = file.read(settings.LARGEST_PRIVATE_UPLOAD + 1)
    file.seek(0)
    if len(data) > settings.LARGEST_PRIVATE_UPLOAD:
        raise refusal("too_large")
    kind = _kind_of(data)
    if kind is None:
        raise refusal("unknown_kind")
    if kind is Kind.PDF:
        _examine_pdf(data)
    else:
        _examine_picture(data, kind)
    return kind


def refusal(code: str) -> ValidationError:
    """Return the error with this code of MESSAGES, to raise."""
    return ValidationError(MESSAGES[code], code=code, params={"limit": file_size(settings.LARGEST_PRIVATE_UPLOAD)})


def _kind_of(data: bytes) -> Kind | None:
    if not data:
        return None
    try:
        matches: list[Any] = puremagic.magic_string(data[:HEAD])
    except puremagic.PureError:
        return None
    types = {match.mime_type for match in matches if match.offset == 0}
    return next((kind for kind in Kind if kind.media_type in types), None)


def _examine_pdf(data: bytes) -> None:
    # Readers forgive what follows the end; a kilobyte is what the standard's own reader looks at.
    if b"%%EOF" not in data[-1024:] or b"startxref" not in data:
        raise refusal("damaged")
    if ENCRYPTED.search(data):
        raise refusal("encrypted")


def _examine_picture(data: bytes, kind: Kind) -> None:
    try:
        # Opening reads the size and decodes nothing.
        with Image.open(BytesIO(data), formats=[kind.name]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise refusal("too_many_pixels")
            if kind is Kind.PNG:
                picture.verify()
            else:
                # Pillow cannot verify a JPEG without decoding it: an eighth of its width and height will do.
                picture.draft("L", (max(1, picture.width // 8), max(1, picture.height // 8)))
                picture.load()
    except Image.DecompressionBombError as bomb:
        raise refusal("too_many_pixels") from bomb
    except BROKEN as broken:
        raise refusal("damaged") from broken
    # What follows a picture's end is no picture: a page or a program that another reader would find there.
    if kind is Kind.PNG and not data.endswith(PNG_END):
        raise refusal("damaged")
