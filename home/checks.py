"""What this machine lacks, said by `manage.py check`."""

from ctypes.util import find_library
from typing import Any

from django.core import checks

#: The libraries that draw a PDF, each with Debian's package.
LIBRARIES = {"pango-1.0": "libpango-1.0-0", "pangoft2-1.0": "libpangoft2-1.0-0"}


@checks.register(checks.Tags.compatibility)
def can_make_pdf(**kwargs: Any) -> list[checks.CheckMessage]:
    """Warn where documents cannot be PDF. Importing WeasyPrint would say it too, and cost each command a second."""
    missing = [package for library, package in LIBRARIES.items() if find_library(library) is None]
    if not missing:
        return []
    return [
        checks.Warning(
            "Documents go out as HTML: this machine cannot make a PDF.",
            hint=f"Install what WeasyPrint needs: apt-get install {' '.join(missing)}",
            id="home.W001",
        )
    ]
