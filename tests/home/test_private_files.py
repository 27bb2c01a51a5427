"""A private file has no name that can be guessed, and no address."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.test import Client, override_settings

from home.storage import StorageFull, private_storage
from tests.files import PDF

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Return the folder of private files."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    return tmp_path / "private"


def test_a_file_is_kept_and_given_back(folder: Path) -> None:
    storage = private_storage()
    name = storage.save("letters/mandate.pdf", ContentFile(PDF))
    with storage.open(name) as file:
        assert file.read() == PDF
    storage.delete(name)
    assert not storage.exists(name)


def test_its_name_says_nothing_and_cannot_be_guessed(folder: Path) -> None:
    names = {private_storage().save("letters/amal-haddad.pdf", ContentFile(PDF)) for _ in range(20)}
    assert len(names) == 20
    assert all(name.startswith("letters/") and len(name) > 35 and "amal" not in name for name in names)


@pytest.mark.parametrize("name", ["../../escape.pdf", "/etc/escape.pdf", "letters/../../escape.pdf"])
def test_no_name_leads_out_of_the_folder(folder: Path, name: str) -> None:
    from django.core.exceptions import SuspiciousOperation

    with pytest.raises(SuspiciousOperation):
        private_storage().save(name, ContentFile(PDF))
    assert not list(folder.parent.rglob("*.pdf"))


def test_the_sites_user_alone_may_read_it(folder: Path) -> None:
    name = private_storage().save("letters/mandate.pdf", ContentFile(PDF))
    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "letters").stat().st_mode) == 0o700


@pytest.mark.django_db
def test_it_has_no_address(folder: Path, client: Client) -> None:
    name = private_storage().save("letters/mandate.pdf", ContentFile(PDF))
    with pytest.raises(ValueError, match="no address"):
        private_storage().url(name)
    for address in (f"/media/{name}", f"/media/private/{name}", f"/media/../private/{name}", f"/private/{name}"):
        assert client.get(address).status_code in {302, 404}


class HalfWritten(ContentFile):  # type: ignore[type-arg]
    """A file in whose middle the disk is full."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield PDF
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_to_be_full_and_keeps_no_half_of_a_file(folder: Path) -> None:
    with pytest.raises(StorageFull):
        private_storage().save("letters/mandate.pdf", HalfWritten(PDF))
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_another_fault_is_not_taken_for_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> str:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(FileSystemStorage, "_save", broken)
    with pytest.raises(OSError, match="Input/output") as raised:
        private_storage().save("letters/mandate.pdf", ContentFile(PDF))
    assert not isinstance(raised.value, StorageFull)


@override_settings(MEDIA_BUCKET="a-bucket", AWS_STORAGE_BUCKET_NAME="a-bucket")
def test_where_uploads_are_in_a_bucket_it_lies_there_apart_and_without_an_address() -> None:
    bucket = private_storage()
    assert (bucket.location, bucket.default_acl, bucket.file_overwrite) == ("private", "private", False)  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="no address"):
        bucket.url("letters/mandate.pdf")
    assert "mandate" not in bucket.get_available_name("letters/mandate.pdf")


def test_a_folder_inside_the_uploads_is_refused_when_the_site_starts() -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import config.settings.base"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": ".:site", "MEDIA_ROOT": "/m", "PRIVATE_ROOT": "/m/private"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "PRIVATE_ROOT lies in MEDIA_ROOT" in started.stderr
