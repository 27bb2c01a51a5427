"""The public pages of the texts that the committee adopts: they show the version in force, never a copy of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path
from wagtail.search import index

from home.models import BodyPage, PrintablePage
from home.services.translations import language_of
from membership.services import published

from .texts import TextVersion


class TextPage(PrintablePage, BodyPage):
    """A text in force, its history, and below it every version that was ever adopted."""

    kind: ClassVar[TextVersion.Kind]
    document_template = "membership/documents/text.html"
    search_fields = [*BodyPage.search_fields, index.SearchField("words_in_force")]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        # What a sub-address shows, it fetches for itself.
        if "below" not in kwargs:
            shown = published.of_kind(self.kind, language_of(self, request))
            context["shown"] = shown.in_force
            context["history"] = shown.history(request.GET.get("page"))
            if shown.in_force is None or not shown.in_force.wording:
                context["document_url"] = ""
        return context

    def get_document_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return the version in force; not found where there is none that everybody may read."""
        return self._document_of(request, published.of_kind(self.kind, language_of(self, request)).in_force)

    @path("versions/<slug:version>/", name="version")
    def serve_version(self, request: HttpRequest, version: str) -> HttpResponse:
        """Answer with a version as it was adopted."""
        shown = self._version(request, version)
        context = self._below(request, f"versions/{version}/", shown)
        return self.render(request, template="membership/text_version.html", **context)

    @path("versions/<slug:version>/changes/", name="changes")
    def serve_changes(self, request: HttpRequest, version: str) -> HttpResponse:
        """Answer with what a version changed in the one before, word by word. Not found for the first one."""
        changes = published.changes_in(self.kind, version, language_of(self, request))
        if changes is None:
            raise Http404
        context = self._below(request, f"versions/{version}/changes/", changes.after)
        context["context_overrides"]["changes"] = changes
        return self.render(request, template="membership/text_changes.html", **context)

    @path("versions/<slug:version>/document.pdf/", name="version_document")
    def serve_version_document(self, request: HttpRequest, version: str) -> HttpResponse:
        """Answer with a version as a PDF."""
        context = self._document_of(request, self._version(request, version))
        return self.as_pdf(request, f"{self.slug}-{version}", self.document_template, context)

    def words_in_force(self) -> str:
        """Return the words of the version in force in the page's language, for search: of a text that all may read."""
        shown = published.of_kind(self.kind, language_of(self)).in_force
        own = shown and shown.wording and shown.wording.language == language_of(self)
        return shown.wording.plain() if shown and shown.wording and own else ""

    def _version(self, request: HttpRequest, version: str) -> published.Shown:
        shown = published.version_of(self.kind, version, language_of(self, request))
        if shown is None:
            raise Http404
        return shown

    def _document_of(self, request: HttpRequest, shown: published.Shown | None) -> dict[str, Any]:
        if shown is None or shown.wording is None:
            raise Http404
        # The paper outlives the version: it names the address that stays the version's own, and no day of the page's.
        address = f"{self.get_full_url(request)}versions/{shown.text.slug}/"
        return {
            "shown": shown,
            "text": shown.text,
            "wording": shown.wording,
            "address": address,
            "changed_at": None,
        }

    def _below(self, request: HttpRequest, below: str, shown: published.Shown) -> dict[str, Any]:
        overrides: dict[str, Any] = {"shown": shown, "page_url": self.get_url(request)}
        return {"below": below, "context_overrides": overrides}


class PrinciplesPage(TextPage):
    """The principles that members uphold, in their order, each with an id by which it is quoted."""

    parent_page_types = ["membership.MembershipPage"]
    subpage_types: list[str] = []
    motif = "principles"
    kind = TextVersion.Kind.PRINCIPLES

    class Meta:
        verbose_name = _("principles page")
        verbose_name_plural = _("principles pages")


class TermsOfReferencePage(TextPage):
    """The Terms of Reference, who receives them, and how they are reviewed."""

    parent_page_types = ["membership.MembershipPage"]
    subpage_types: list[str] = []
    motif = "terms"
    kind = TextVersion.Kind.TERMS

    class Meta:
        verbose_name = _("Terms of Reference page")
        verbose_name_plural = _("Terms of Reference pages")
