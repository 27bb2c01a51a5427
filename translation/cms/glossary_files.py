"""The glossary from a file, and as a file."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.validators import FileExtensionValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from translation.services import glossary_data, glossary_files, terms
from translation.services.glossary_data import Change, Damaged, Row, Said

SALT = "translation.glossary.import"
#: For how long what was shown may still be written, in seconds.
LASTS = 60 * 60
TYPES = {"csv": "text/csv; charset=utf-8", "tbx": "application/x-tbx+xml"}
WRITERS = {"csv": glossary_files.write_csv, "tbx": glossary_files.write_tbx}


class UploadForm(forms.Form):
    """A glossary in a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or TBX, at most one megabyte."),
        validators=[FileExtensionValidator(["csv", "tbx"])],
        widget=forms.FileInput(attrs={"accept": ".csv,.tbx"}),
    )


class Import(WagtailAdminTemplateMixin, View):
    """Shows what a file would change, and writes it when told so."""

    page_title = gettext_lazy("Import into the glossary")
    header_icon = "upload"
    template_name = "translation/glossary/import.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not terms.may_change_terms(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("glossary:list"), "label": _("Glossary")},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the file."""
        return self.render_to_response(self.get_context_data(form=UploadForm()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show what the file would change, or write what was shown."""
        return self._write(request) if "shown" in request.POST else self._show(request)

    def _show(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        file = form.cleaned_data["file"]
        try:
            rows = glossary_files.read(file.read(), file.name.rpartition(".")[2].lower())
        except Damaged as damage:
            where = _("Line %(line)d: %(reason)s") % {"line": damage.line, "reason": damage.reason}
            form.add_error("file", where if damage.line else damage.reason)
            return self.render_to_response(self.get_context_data(form=form))
        return self._preview(rows)

    def _preview(self, rows: list[Row], notice: str = "") -> HttpResponse:
        now = glossary_data.stored()
        changes = glossary_data.compare(rows, now)
        shown = signing.dumps({"rows": [asdict(row) for row in rows], "on": digest(now)}, salt=SALT, compress=True)
        context = self.get_context_data(changes=changes, unchanged=len(rows) - len(changes), shown=shown, notice=notice)
        return self.render_to_response(context)

    def _write(self, request: HttpRequest) -> HttpResponse:
        try:
            held = signing.loads(request.POST["shown"], salt=SALT, max_age=LASTS)
        except signing.BadSignature:
            messages.error(request, _("What was shown is too old to be written. Send the file again."))
            return redirect("glossary:import")
        rows = [Row(**{**row, "renderings": tuple(Said(**said) for said in row["renderings"])}) for row in held["rows"]]
        now = glossary_data.stored()
        if held["on"] != digest(now):
            return self._preview(rows, _("The glossary has changed since. This is what the file would change now."))
        changes: list[Change] = glossary_data.compare(rows, now)
        count = glossary_data.write(changes, request.user)
        messages.success(
            request, ngettext("%(count)d term is written.", "%(count)d terms are written.", count) % {"count": count}
        )
        return redirect("glossary:list")


class Export(View):
    """The glossary as a file, for whoever may see it."""

    def get(self, request: HttpRequest, ending: str) -> HttpResponse:
        """Return the file."""
        if not any(request.user.has_perm(f"translation.{right}_term") for right in ("view", "change")):
            raise PermissionDenied
        if ending not in WRITERS:
            raise Http404
        content = WRITERS[ending](glossary_data.stored())
        headers = {"Content-Disposition": f'attachment; filename="glossary.{ending}"'}
        return HttpResponse(content, content_type=TYPES[ending], headers=headers)


def digest(rows: list[Row]) -> str:
    """Return a mark of what the glossary says, by which a later change is noticed."""
    return hashlib.sha256(glossary_files.write_csv(rows)).hexdigest()
