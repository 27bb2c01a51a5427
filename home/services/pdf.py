"""Documents as PDF: tagged, so that a screen reader reads them (PDF/UA-1), with the site's own typeface inside.

WeasyPrint draws them. It needs libraries of the system (see home/checks.py) and a second to begin, so it is imported
when the first document is asked for.
"""

from __future__ import annotations

import hashlib
import threading
from ctypes.util import find_library
from functools import cache as once
from pathlib import Path
from typing import Any

import fontpkg_ibm_plex_sans_arabic
from django.conf import settings

from home.services.drawn import drawn

FONTS = Path(fontpkg_ibm_plex_sans_arabic.ROOT) / "files"
FACES = {400: "IBMPlexSansArabic-Regular.ttf", 600: "IBMPlexSansArabic-SemiBold.ttf"}
FAMILY = "Plex Sans Arabic"
STYLE = Path(settings.BASE_DIR) / "templates" / "home" / "pdf" / "document.css"
#: The system's libraries that draw a PDF, each with Debian's package.
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
# A long document fills much memory while it is drawn: a process draws one at a time.
_press = threading.Lock()


class PdfUnavailable(Exception):
    """This machine cannot make a PDF: a library of the system is missing."""


@once
def missing_packages() -> tuple[str, ...]:
    """Return Debian's names of what is missing here. Importing WeasyPrint would tell it too, and cost a second."""
    return tuple(package for library, package in LIBRARIES.items() if find_library(library) is None)


def available() -> bool:
    """Say whether this machine can make a PDF."""
    return not missing_packages()


def render(html: str) -> bytes:
    """Return the page of HTML as a PDF/UA-1 document in the house's look.

    The HTML says its language, direction and title, and reaches for nothing: whatever address it names, none is
    opened. It extends templates/home/pdf/document.html. Raises PdfUnavailable where a library is missing.
    """
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as missing:
        raise PdfUnavailable(str(missing)) from missing

    class OwnFontsAlone(URLFetcher):
        """Opens the typeface's files and no other address, whatever an editor's text names."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in addresses:
                raise ValueError("A document opens no address.")
            return super().fetch(url, headers)

    addresses = {(FONTS / name).as_uri() for name in FACES.values()}
    fetcher = OwnFontsAlone(allowed_protocols=["file"], allow_redirects=False)
    fonts = FontConfiguration()
    style = weasyprint.CSS(string=_faces() + _style(), font_config=fonts, url_fetcher=fetcher)
    document = weasyprint.HTML(string=html, url_fetcher=fetcher)
    made: bytes = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    return made


def remembered(html: str) -> bytes:
    """Return what `render` does, drawn once for the same text: whoever waits behind a lock does not wait for it twice.

    A document of 300 rebuttals has 240 pages: it takes 25 seconds of one processor and 300 MB. Raises PdfUnavailable.
    """
    mark = hashlib.sha256(f"{_style()}{html}".encode()).hexdigest()

    def draw() -> bytes:
        with _press:
            return render(html)

    return drawn(f"home.pdf.{mark}", draw)


def as_page(html: str) -> str:
    """Return the same document as a page of HTML that needs no other file, for where there can be no PDF."""
    return html.replace("</head>", f"<style>{_style()}</style></head>", 1)


def _faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: url("{(FONTS / name).as_uri()}"); }}\n'
        for weight, name in FACES.items()
    )


@once
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")
