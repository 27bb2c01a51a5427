"""A page that can be had on paper."""

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import override
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from home.services import pdf
from home.services.remembered import identity_in
from home.services.translations import language_of


class PrintablePage(RoutablePageMixin, models.Model):
    """A page that is also a PDF, at document.pdf below its own address.

    The template extends templates/home/pdf/document.html. Where this machine can make no PDF there is none at the
    address, and the page shows no link to it (home/checks.py says what is missing).
    """

    document_template: ClassVar[str]

    class Meta:
        abstract = True

    @path("document.pdf/", name="document")
    def serve_document(self, request: HttpRequest) -> HttpResponse:
        """Answer with the page as a PDF."""
        context = {"changed_at": self.last_published_at, **self.get_document_context(request)}
        return self.as_pdf(request, self.slug, self.document_template, context)

    def get_document_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the document shows besides the page itself."""
        return {}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["document_url"] = f"{self.get_url(request)}document.pdf" if pdf.available() else ""
        return context

    def as_pdf(self, request: HttpRequest, name: str, template: str, context: dict[str, Any]) -> HttpResponse:
        """Return a document in the page's language, drawn once for the same text. Not found where no PDF can be.

        `context` may name another `address` than the page's, and `changed_at`: the moment of the text's last change.
        """
        if not pdf.available():
            raise Http404
        language = language_of(self, request)
        with override(language):
            values = {
                "page": self,
                "language": language,
                "organisation": identity_in(language).organisation_name,
                "address": self.get_full_url(request),
                **context,
            }
            html = render_to_string(template, values)
        try:
            made = pdf.remembered(html)
        except pdf.PdfUnavailable as missing:
            raise Http404 from missing
        response = HttpResponse(made, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{name}-{language}.pdf"'
        return response
