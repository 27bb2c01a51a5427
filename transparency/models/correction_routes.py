"""The addresses of corrections: the chain below the rebuttals' page, each mended version below its rebuttal."""

import hashlib
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response
from wagtail.contrib.routable_page.models import path

from home.models import PrintablePage
from home.services.translations import language_of
from transparency.services import corrections, mended_versions
from transparency.services.canonical import canonical

#: What readers download to check the chain, and read on the page before they run it.
SCRIPT = settings.BASE_DIR / "transparency" / "downloads" / "verify_corrections.py"


def open_file(request: HttpRequest, content: bytes, kind: str) -> HttpResponse:
    """Return a file that any site may read, and that is not sent again to whoever has it."""
    answer = HttpResponse(content, content_type=kind)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer


class CorrectionRoutes(PrintablePage):
    """Every correction, for people and for machines, and how to check them."""

    class Meta:
        abstract = True

    @path("corrections.json/", name="corrections_data")
    def serve_corrections(self, request: HttpRequest) -> HttpResponse:
        """Answer with the whole chain: the same file under every language."""
        return open_file(request, corrections.whole_chain(), "application/json")

    @path("corrections/verify_corrections.py/", name="corrections_script")
    def serve_script(self, request: HttpRequest) -> HttpResponse:
        """Answer with the script that checks a downloaded chain."""
        return open_file(request, SCRIPT.read_bytes(), "text/x-python; charset=utf-8")

    @path("corrections/", name="corrections")
    def show_corrections(self, request: HttpRequest) -> HttpResponse:
        """List the corrections of every language, the newest first, and say how to check them."""
        # Not this type's own context: the facts are not listed here.
        context = super().get_context(request, below="corrections/")
        context |= {
            "listing": corrections.listed(request.GET.get("page"), language_of(self, request), request),
            "head": corrections.head(),
            "script": SCRIPT.read_text(encoding="utf-8"),
            "address": self.get_url(request),
        }
        return TemplateResponse(request, "transparency/corrections.html", context)


class VersionRoutes(PrintablePage):
    """The versions that corrections mend, as readers saw them. No other version of the page is ever shown."""

    class Meta:
        abstract = True

    @path("versions/<int:version>/", name="version")
    def show_version(self, request: HttpRequest, version: int) -> HttpResponse:
        """Show a mended version, marked as such."""
        return self._show(request, version, "transparency/rebuttal_version.html")

    @path("versions/<int:version>/changes/", name="version_changes")
    def show_changes(self, request: HttpRequest, version: int) -> HttpResponse:
        """Show what has changed since a mended version, word by word."""
        return self._show(request, version, "transparency/rebuttal_changes.html", changes=True)

    @path("versions/<int:version>/content.json/", name="version_content")
    def serve_content(self, request: HttpRequest, version: int) -> HttpResponse:
        """Answer with the very bytes whose SHA-256 a correction names."""
        content = mended_versions.content_of(self._mending(version).mends.content)
        answer = open_file(request, canonical(content), "application/json")
        answer["X-Robots-Tag"] = "noindex"
        return answer

    def _mending(self, version: int) -> Any:
        correction = corrections.mending(self, version)
        if correction is None:
            raise Http404
        return correction

    def _show(self, request: HttpRequest, version: int, template: str, *, changes: bool = False) -> HttpResponse:
        correction = self._mending(version)
        mended: Any = self.with_content_json(correction.mends.content)
        # The changes need none of what the page itself looks up.
        context = super(VersionRoutes, mended).get_context(request) if changes else mended.get_context(request)
        own = f"versions/{version}/{'changes/' if changes else ''}"
        context |= {
            # Other languages have other versions: the switcher leads to the page itself.
            "page_frame": replace(context["page_frame"], canonical=f"{self.get_full_url(request)}{own}"),
            "page_url": self.get_url(request),
            "version_url": f"{self.get_url(request)}versions/{version}/",
            "correction": correction,
            "document_url": "",
            "claim_review": "",
        }
        if changes:
            context["parts"] = mended_versions.difference(mended, self)
        answer = TemplateResponse(request, template, context)
        answer["X-Robots-Tag"] = "noindex"
        return answer
