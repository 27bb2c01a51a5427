"""How files come in: capped, so that a stranger's two gigabytes fill neither the memory nor the disk.

The settings name both handlers for the whole site, since Django takes in files before any view is asked. The CMS, which
opens to signed-in staff alone, has Wagtail's own limits.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from home.middleware import CMS
from home.services.uploads import Lost, LostFile
from home.storage import is_full

#: A request up to so many times the cap is read to its end, so that the sender gets an answer in words on every
#: browser. A longer one is answered at once, and the rest of it is never read.
PATIENCE = 4


class CappedUploadHandler(FileUploadHandler):
    """Lets the files of one request through up to LARGEST_PRIVATE_UPLOAD bytes together, and lets go of the rest."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0
        self.too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if _is_for_cms(self.request):
            return raw_data
        self.received += len(raw_data)
        if self.received <= settings.LARGEST_PRIVATE_UPLOAD:
            return raw_data
        self.too_large = True
        if _length_of(self.request) > PATIENCE * settings.LARGEST_PRIVATE_UPLOAD:
            _lost_in(self.request).append(self._lost())
            raise StopUpload(connection_reset=True)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if not self.too_large:
            return None
        # The handlers behind this one are not told that the file has ended.
        for handler in self.request.upload_handlers if self.request else []:
            if begun := getattr(handler, "file", None):
                begun.close()
        return self._lost()

    def _lost(self) -> LostFile:
        return LostFile(str(self.field_name), str(self.file_name), Lost.TOO_LARGE)


class SpoolingUploadHandler(TemporaryFileUploadHandler):
    """Keeps a file on the disk until it is stored, and lets go of it where the disk is full."""

    no_room = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.no_room = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._let_go(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self.no_room:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError as error:
                self._let_go(error)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if not self.no_room:
            try:
                return super().file_complete(file_size)
            except OSError as error:
                self._let_go(error)
        return LostFile(str(self.field_name), str(self.file_name), Lost.NO_ROOM)

    def _let_go(self, error: OSError) -> None:
        if not is_full(error):
            raise error
        self.no_room = True


def files_of(request: HttpRequest) -> MultiValueDict[str, UploadedFile[Any]]:
    """Return the request's files, with a LostFile for one that was cut short: what a form is to be given."""
    files = request.FILES.copy()
    for lost in _lost_in(request):
        files.appendlist(lost.field_name, lost)
    return files


def _is_for_cms(request: HttpRequest | None) -> bool:
    # Its door has turned away who may not enter; a stranger it leaves to Wagtail, which is asked later than we are.
    return request is not None and request.path.startswith(CMS) and request.user.is_authenticated


def _length_of(request: HttpRequest | None) -> int:
    length = str(request.META.get("CONTENT_LENGTH") or "") if request else ""
    return int(length) if length.isascii() and length.isdigit() else 0


def _lost_in(request: HttpRequest | None) -> list[LostFile]:
    lost: list[LostFile] = request.__dict__.setdefault("lost_files", []) if request else []
    return lost
