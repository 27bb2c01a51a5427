"""How the static files are laid out where the site is served in earnest, and where private files are kept."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


def private_storage() -> Storage:
    """Return where files are kept that no address opens: beside the uploads, never among them."""
    return FileSystemStorage(location=settings.PRIVATE_ROOT, base_url=None)
