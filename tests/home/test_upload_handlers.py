"""However much is sent, little of it is kept; and the sender is told."""

import errno
from collections.abc import Iterator
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest
from django.test import RequestFactory, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from home.services.uploads import Lost, LostFile
from home.upload_handlers import files_of
from tests.factories import UserFactory
from tests.files import PDF

MEGABYTE = 2**20
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="name"\r\n\r\nAmal\r\n'
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="letter"; filename="letter.pdf"\r\n'
    "Content-Type: application/pdf\r\n\r\n"
).encode()
TAIL = f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="after"\r\n\r\nkept\r\n--{BOUNDARY}--\r\n'.encode()


class Sender(RawIOBase):
    """A request's body that is made as it is read, and knows how much of it was."""

    def __init__(self, size: int) -> None:
        self.length = len(HEAD) + size + len(TAIL)
        self.read_so_far = 0
        self.left = self._parts(size)
        self.rest = b""

    def _parts(self, size: int) -> Iterator[bytes]:
        yield HEAD
        for start in range(0, size, 64 * 1024):
            yield b"%" * min(64 * 1024, size - start)
        yield TAIL

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size and (part := next(self.left, b"")):
            self.rest += part
        given, self.rest = self.rest[:size], self.rest[size:]
        self.read_so_far += len(given)
        return given


def request_of(body: Any, length: int, path: str = "/en/") -> HttpRequest:
    return RequestFactory().request(
        **{
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "CONTENT_TYPE": MULTIPART_CONTENT,
            "CONTENT_LENGTH": str(length),
            "wsgi.input": body,
        }
    )


@pytest.fixture
def spool(tmp_path: Path, settings: Any) -> Path:
    """Return the folder in which files are kept while they come in."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def test_a_file_within_the_cap_comes_in_whole() -> None:
    sender = Sender(9 * MEGABYTE)
    files = files_of(request_of(sender, sender.length))
    assert files["letter"].size == 9 * MEGABYTE
    files["letter"].close()


def test_a_file_above_the_cap_is_let_go_and_the_answers_around_it_are_kept(spool: Path) -> None:
    sender = Sender(15 * MEGABYTE)
    request = request_of(sender, sender.length)
    lost = files_of(request)["letter"]
    assert isinstance(lost, LostFile)
    assert (lost.reason, lost.name) == (Lost.TOO_LARGE, "letter.pdf")
    assert (request.POST["name"], request.POST["after"]) == ("Amal", "kept")
    assert list(spool.iterdir()) == []


def test_of_two_gigabytes_hardly_more_than_the_cap_is_read(spool: Path) -> None:
    sender = Sender(2048 * MEGABYTE)
    request = request_of(sender, sender.length)
    lost = files_of(request)["letter"]
    assert isinstance(lost, LostFile)
    assert lost.reason is Lost.TOO_LARGE
    assert sender.read_so_far < 11 * MEGABYTE
    assert request.POST["name"] == "Amal"
    assert list(spool.iterdir()) == []


def test_many_small_files_together_are_no_way_around_the_cap() -> None:
    part = HEAD.replace(b"Amal", b"") + bytes(3 * MEGABYTE) + b"\r\n"
    body = part * 6 + TAIL
    files = files_of(request_of(BytesIO(body), len(body))).getlist("letter")
    assert [isinstance(file, LostFile) for file in files] == [False, False, False, True, True, True]
    for file in files:
        file.close()


@pytest.mark.django_db
@pytest.mark.parametrize(("staff", "kept"), [(True, True), (False, False)])
def test_the_cms_takes_in_more_but_from_nobody_unknown(staff: bool, kept: bool) -> None:
    from django.contrib.auth.models import AnonymousUser

    sender = Sender(15 * MEGABYTE)
    request = request_of(sender, sender.length, "/admin/documents/add/")
    request.user = UserFactory(staff=True) if staff else AnonymousUser()
    file = files_of(request)["letter"]
    assert isinstance(file, LostFile) is not kept
    file.close()


def test_a_full_disk_costs_the_file_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    sender = Sender(5 * MEGABYTE)
    request = request_of(sender, sender.length)
    lost = files_of(request)["letter"]
    assert isinstance(lost, LostFile)
    assert lost.reason is Lost.NO_ROOM
    assert (request.POST["name"], request.POST["after"]) == ("Amal", "kept")


@override_settings(FILE_UPLOAD_TEMP_DIR="/dev/full")
def test_another_fault_of_the_disk_is_not_hidden() -> None:
    sender = Sender(5 * MEGABYTE)
    with pytest.raises(NotADirectoryError):
        files_of(request_of(sender, sender.length))


def test_a_small_file_needs_no_disk(spool: Path) -> None:
    body = HEAD + PDF + TAIL
    file = files_of(request_of(BytesIO(body), len(body)))["letter"]
    assert file.read() == PDF
    assert list(spool.iterdir()) == []
