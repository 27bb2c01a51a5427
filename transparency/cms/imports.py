"""The import in the CMS, in three steps: send a file, see what it would change, write it. And the exports.

A file of a hundred thousand rows is read, and later written, within one request each, whose answer grows while the work
goes on: so the reader sees how far it is, no server loses patience, and what is written is written in one transaction.
Between the steps the file and the two lists that a look at it makes lie in the private storage, under names that nobody
guesses; a signed key in the address names them, and whose they are. What is never written is swept after a day.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import timedelta
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from home.services.remembered import identity_in
from home.storage import StorageFull, private_storage
from transparency.cms.forms import UploadForm
from transparency.cms.rights import may_export, may_import
from transparency.models import SupportRecord, TransparencySettings
from transparency.services import imports
from transparency.services.import_files import Refused
from transparency.services.import_writing import Changed, write
from transparency.services.imports import BATCH, Counts
from transparency.services.tables import Metadata, row_of, write_csv, write_xlsx

FOLDER = "imports"
SALT = "transparency.import"
#: For how long a file that was looked at may still be written.
LASTS = timedelta(days=1)
ON_A_PAGE = 50
#: Where the lines of progress stand in the page that is sent in two parts.
MIDDLE = "<!-- progress -->"
#: After so many batches a line tells how far the work is.
TELL_EVERY = 4


class ImportPage(WagtailAdminTemplateMixin, View):
    """A step of the import, for whoever may publish what it brings."""

    page_title = gettext_lazy("Import into the ledger")
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": records_url(), "label": capfirst(str(SupportRecord._meta.verbose_name_plural))},
            {"url": "", "label": self.page_title},
        ]

    @cached_property
    def state(self) -> dict[str, Any]:
        """Read what the key in the address stands for. Not found where it is somebody else's, or too old."""
        try:
            state: dict[str, Any] = signing.loads(self.kwargs["key"], salt=SALT, max_age=LASTS)
        except signing.BadSignature as error:
            raise Http404 from error
        if state["user"] != self.request.user.pk or not private_storage().exists(state["file"]):
            raise Http404
        return state

    def respond(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Return the page with this context."""
        response: HttpResponse = self.render_to_response(self.get_context_data(**context), status=status)
        return response

    def grow(self, context: dict[str, Any], work: Iterator[str]) -> StreamingHttpResponse:
        """Return the page with what the work says in its middle, sent as it is said."""
        page = render_to_string(self.template_name, self.get_context_data(**context), request=self.request)
        before, after = page.split(MIDDLE)
        language = get_language() or settings.LANGUAGE_CODE

        def parts() -> Iterator[str]:
            yield before
            # The language is the CMS's only while the view runs; the answer grows after it.
            with override(language):
                yield from work
            yield after

        response = StreamingHttpResponse(parts())
        # A proxy that gathers the answer would show nothing until the end.
        response["X-Accel-Buffering"] = "no"
        return response


class Upload(ImportPage):
    """Takes the file in."""

    template_name = "transparency/cms/import_upload.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the file."""
        return self.respond({"form": UploadForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the file, and go on to look at it."""
        sweep()
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                name = private_storage().save(f"{FOLDER}/ledger", file)
            except StorageFull:
                form.add_error("file", _("There is no room for the file just now. Try again in a while."))
            else:
                return redirect("ledger:look", key_of({"user": request.user.pk, "file": name}))
        return self.respond({"form": form}, status=422)


class Look(ImportPage):
    """Looks at every row, and says how far it is."""

    template_name = "transparency/cms/import_progress.html"

    def get(self, request: HttpRequest, key: str) -> StreamingHttpResponse:
        """Look at the file."""
        return self.grow({"heading": _("The file is being read")}, self.work(self.state))

    def work(self, state: dict[str, Any]) -> Iterator[str]:
        """Look at the file row by row, keep what is found, and lead to it."""
        storage = private_storage()
        counts = Counts()
        with opened(state["file"]) as file, lines() as changes, lines() as faults:
            try:
                for batch, counts in enumerate(imports.look(file, changes, faults), 1):
                    if batch % TELL_EVERY == 0:
                        yield line(_("Rows read"), counts.rows)
            except Refused as reason:
                storage.delete(state["file"])
                yield last(str(reason), reverse("ledger:import"), _("Choose another file"), fault=True)
                return
            kept = {"changes": keep(changes), "faults": keep(faults)}
        address = reverse("ledger:preview", args=[key_of({**state, **kept, "counts": asdict(counts)})])
        yield line(_("Rows read"), counts.rows)
        yield last("", address, _("See what it would change"))


class Preview(ImportPage):
    """Shows what is wrong and what would change, before anything does."""

    template_name = "transparency/cms/import_preview.html"

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show a page of one of the two lists."""
        counts = Counts(**self.state["counts"])
        sizes = {"faults": counts.faults, "changes": counts.to_write}
        shown = request.GET.get("list", "")
        if shown not in sizes:
            shown = "faults" if counts.faults else "changes"
        page = self.page(shown, sizes[shown], request.GET.get("p"))
        numbers = page.paginator.get_elided_page_range(page.number)
        context = {"key": key, "counts": counts, "shown": shown, "page": page, "elided_page_range": numbers}
        return self.respond(context)

    def page(self, name: str, count: int, number: str | None) -> Page[Any]:
        """Return a page of a list; only its own lines are in memory."""
        page = Paginator(range(count), ON_A_PAGE).get_page(number)
        with opened(self.state[name]) as file, TextIOWrapper(file, encoding="utf-8") as text:
            page.object_list = imports.page_of(text, page.number, ON_A_PAGE)  # type: ignore[assignment]
        return page


class Write(ImportPage):
    """Writes all of it, or nothing."""

    template_name = "transparency/cms/import_progress.html"

    def post(self, request: HttpRequest, key: str) -> HttpResponseBase:
        """Write what was shown."""
        if self.state["counts"]["bad"]:
            raise PermissionDenied
        return self.grow({"heading": _("The ledger is being written")}, self.work(self.state))

    def work(self, state: dict[str, Any]) -> Iterator[str]:
        """Write the changes in one transaction, and say how many they were."""
        again = reverse("ledger:import")
        done = 0
        with lines() as changes:
            # Taken before it is written: what is sent twice is written once.
            with suppress(FileNotFoundError), opened(state["changes"]) as file:
                shutil.copyfileobj(file, changes.buffer)
            forget(state)
            changes.seek(0)
            try:
                for batch, done in enumerate(write(changes, self.request.user), 1):  # type: ignore[arg-type]
                    if batch % TELL_EVERY == 0:
                        yield line(_("Records written"), done)
            except Changed as reason:
                nothing = _("Nothing is written. %(reason)s Send the file again to see what it would change now.")
                yield last(nothing % {"reason": reason}, again, _("Choose a file"), fault=True)
                return
        yield line(_("Records written"), done)
        yield last(_("It is done: readers see it."), records_url(), _("To the records"), stays=True)


class Export(View):
    """The ledger as a file, with the columns that the import reads."""

    def get(self, request: HttpRequest, ending: str) -> HttpResponseBase:
        """Send every record that readers see, in the words of the source language."""
        if not may_export(request.user):
            raise PermissionDenied
        live = imports.ledger().filter(live=True)
        rows = (row_of(record, site=settings.SITE_URL) for record in live.iterator(chunk_size=BATCH))
        name = f"ledger-{timezone.localdate().isoformat()}.{ending}"
        response: HttpResponseBase
        if ending == "csv":
            response = StreamingHttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8")
        elif ending == "xlsx":
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            response = HttpResponse(write_xlsx(rows, metadata(request)), content_type=kind)
        else:
            raise Http404
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def metadata(request: HttpRequest) -> Metadata:
    """Return what an exported workbook says of itself."""
    licence = TransparencySettings.for_request(request)
    return Metadata(
        title=_("Funding ledger"),
        publisher=identity_in(settings.LANGUAGE_CODE).organisation_name,
        address=settings.SITE_URL,
        day=timezone.localdate(),
        language=settings.LANGUAGE_CODE,
        licence_name=licence.licence_name,
        licence_url=licence.licence_url,
    )


def records_url() -> str:
    """Return where the records are listed."""
    return reverse(SupportRecord.snippet_viewset.get_url_name("list"))


def key_of(state: dict[str, Any]) -> str:
    """Return what names a step's files in an address, and cannot be made up."""
    return signing.dumps(state, salt=SALT, compress=True)


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """Open a file of the private storage. Raises FileNotFoundError where it is gone."""
    with private_storage().open(name) as file:
        inner: IO[bytes] = file.file  # type: ignore[assignment]
        yield inner


def lines() -> TextIOWrapper:
    """Return an empty file of lines that is gone when it is closed."""
    return TextIOWrapper(TemporaryFile(), encoding="utf-8")


def keep(written: TextIOWrapper) -> str:
    """Keep a file of lines in the private storage, and return its name there."""
    written.flush()
    written.seek(0)
    whole = File(written.buffer)  # type: ignore[arg-type]
    name: str = private_storage().save(f"{FOLDER}/lines", whole)
    return name


def forget(state: dict[str, Any]) -> None:
    """Delete an import's files."""
    for name in (state["file"], state["changes"], state["faults"]):
        private_storage().delete(name)


def sweep() -> None:
    """Delete what was sent and never written, once its key is worth nothing any more."""
    storage = private_storage()
    try:
        _folders, names = storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        path = f"{FOLDER}/{name}"
        with suppress(FileNotFoundError):
            if storage.get_modified_time(path) < timezone.now() - LASTS:
                storage.delete(path)


def line(words: str, count: int) -> str:
    """Return a line of progress."""
    return render_to_string("transparency/cms/import_line.html", {"words": words, "count": count})


def last(words: str, address: str, label: str, *, fault: bool = False, stays: bool = False) -> str:
    """Return the end of the progress: what came of it, and where it goes on."""
    context = {"words": words, "address": address, "label": label, "fault": fault, "goes_on": not (fault or stays)}
    return render_to_string("transparency/cms/import_end.html", context)
