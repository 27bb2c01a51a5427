"""Where files are kept: the static files as production serves them, and the private ones, which have no address."""

import errno
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any, NoReturn

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE_SHEET = "css/site.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);')


class OneStyleSheetStorage(CompressedManifestStaticFilesStorage):
    """Writes the style sheets that css/site.css imports into it: a reader's browser asks for one file, not sixty.

    On a developer's machine each stays a file of its own, so that what the browser's tools name is what one edits.
    """

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Merge the style sheets before their names and the addresses in them are hashed."""
        if STYLE_SHEET in paths and not dry_run:
            target = Path(self.path(STYLE_SHEET))
            target.write_text(merged(target), encoding="utf-8")
            paths[STYLE_SHEET] = (self, STYLE_SHEET)
        yield from super().post_process(paths, dry_run, **options)


def merged(style_sheet: Path) -> str:
    """Return the style sheet with each file that it imports in place of the import, in its layer.

    The files name others (fonts) as seen from `style_sheet`: only those beside it name any.
    """

    def contents_of(found: re.Match[str]) -> str:
        text = (style_sheet.parent / found["path"]).read_text(encoding="utf-8")
        return f"@layer {found['layer']} {{\n{text}}}"

    return IMPORT.sub(contents_of, style_sheet.read_text(encoding="utf-8"))


class StorageFull(OSError):
    """The disk, or this site's share of it, is full: nothing of the file was kept."""


def is_full(error: OSError) -> bool:
    """Say whether this is how a system reports a full disk or a used-up quota."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}


def private_storage() -> Storage:
    """Return where private files are kept: a folder outside of the uploads, or their bucket below `private/`.

    For `FileField(storage=private_storage)`. A file is given a name that nobody can guess, and no address: a view that
    asks who may see it opens it. Saving raises StorageFull where there is no room.
    """
    if settings.MEDIA_BUCKET:
        from home.bucket import PrivateBucket

        return PrivateBucket()
    return PrivateFolder()


class PrivateNames:
    """Gives a file a name of its own making: its sender's may be a person's, and may be guessed."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return a random name in the folder that `name` begins with."""
        return str(PurePosixPath(name.replace("\\", "/")).parent / secrets.token_hex(16))

    def url(self, name: str | None) -> NoReturn:
        """Refuse: a private file has no address."""
        raise ValueError("A private file has no address. Open it in a view that asks who may see it.")


class PrivateFolder(PrivateNames, FileSystemStorage):
    """A folder that the site's user alone reads."""

    file_permissions_mode = 0o600
    directory_permissions_mode = 0o700

    @property
    def base_location(self) -> str:
        """The folder, as the settings name it now: a test has its own."""
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        """The same, from the root of the file system."""
        return os.path.abspath(self.base_location)

    def _save(self, name: str, content: IO[Any]) -> str:
        try:
            return str(super()._save(name, content))  # type: ignore[misc]
        except OSError as error:
            if not is_full(error):
                raise
            with suppress(OSError):
                self.delete(name)
            raise StorageFull(error.errno, "There is no room for a private file.") from error
