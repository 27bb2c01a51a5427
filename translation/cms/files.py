"""Files of translations in the CMS: taken out, and brought in by two steps, a look and a decision.

Between the steps the file lies in the private storage under a name that nobody guesses; a signed key in the address
names it, and whose it is. What is never brought in is swept after a day.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Locale

from home.storage import StorageFull, private_storage
from translation.cms.files_forms import InForm, OutForm
from translation.services.exchange import bring_in, choice, tmx
from translation.services.exchange.document import Document, Format, Refused
from translation.services.exchange.formats import parse, write
from translation.services.words import Frozen, Overtaken

FOLDER = "translations"
SALT = "translation.files"
#: For how long a file that was looked at may still be brought in.
LASTS = timedelta(days=1)
ON_A_PAGE = 50


class FilesPage(WagtailAdminTemplateMixin, View):
    """A page for whoever translates into some language."""

    page_title = gettext_lazy("Work elsewhere")
    header_icon = "doc-full"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.locales:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def locales(self) -> list[Locale]:
        """Return the languages into which this person translates."""
        return choice.languages(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def respond(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Return the page with this context."""
        response: HttpResponse = self.render_to_response(self.get_context_data(**context), status=status)
        return response


class Files(FilesPage):
    """Where files go out and come in."""

    template_name = "translation/files.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask what is wanted."""
        return self.respond({"out": self.out_form(), "into": InForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the file, and go on to look at it."""
        sweep()
        form = InForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                name = private_storage().save(f"{FOLDER}/file", form.cleaned_data["file"])
            except StorageFull:
                form.add_error("file", _("There is no room for the file just now. Try again in a while."))
            else:
                return redirect("translation:files_look", signing.dumps([request.user.pk, name], salt=SALT))
        return self.respond({"out": self.out_form(), "into": form}, status=422)

    def out_form(self) -> OutForm:
        """Return the form for what goes out, about the translation that the address names."""
        asked = self.request.GET.get("translation", "")
        one = choice.own_translation(self.request.user, int(asked)) if asked.isascii() and asked.isdigit() else None
        return OutForm(self.locales, one)


class Out(FilesPage):
    """A file to take along."""

    template_name = "translation/files.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Send the file, or say why there is none."""
        found = choice.ONE.fullmatch(request.GET.get("what", ""))
        one = choice.own_translation(request.user, int(found[1])) if found else None
        form = OutForm(self.locales, one, request.GET)
        if form.is_valid():
            try:
                return self.file(form)
            except Refused as reason:
                form.add_error("what", str(reason))
        return self.respond({"out": form, "into": InForm()}, status=422)

    def file(self, form: OutForm) -> HttpResponse:
        """Return the file as it was asked for. Raises Refused."""
        asked = form.cleaned_data
        locale, wanted = form.locales[asked["language"]], Format[asked["form"]]
        picked = choice.chosen(self.request.user, locale, asked["what"])
        data = write(choice.taken_out(picked, only_open=asked["only_open"]), wanted)
        if picked.in_review:
            messages.warning(self.request, left_out(picked.in_review))
        return download(data, f"{locale.language_code}-{wanted.code}", wanted.ending, wanted.media_type)


class Memory(FilesPage):
    """The memory of a language, to take along."""

    def get(self, request: HttpRequest, language: str) -> HttpResponse:
        """Send it as TMX."""
        locale = next((one for one in self.locales if one.language_code == language), None)
        if locale is None:
            raise PermissionDenied
        return download(tmx.memory_of(locale), f"memory-{language}", "tmx", tmx.MEDIA_TYPE)


class Look(FilesPage):
    """What a file would change; on a POST, the change."""

    template_name = "translation/files_look.html"

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show what becomes of each page of the file."""
        try:
            plan = bring_in.plan(self.document, request.user)
        except Refused as reason:
            return self.gone(str(reason))
        page = Paginator(plan.pages, ON_A_PAGE).get_page(request.GET.get("p"))
        numbers = page.paginator.get_elided_page_range(page.number)
        return self.respond({"plan": plan, "page": page, "elided_page_range": numbers, "key": key})

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Bring the file in, all of it or nothing."""
        try:
            done = bring_in.bring_in(self.document, request.user)
        except Refused as reason:
            return self.gone(str(reason))
        except Frozen:
            messages.error(request, _("Nothing was written: a page was handed in for review meanwhile. Look again."))
            return redirect("translation:files_look", key)
        except Overtaken:
            messages.error(request, _("Nothing was written: somebody wrote one of the segments meanwhile. Look again."))
            return redirect("translation:files_look", key)
        private_storage().delete(self.name)
        messages.success(request, told(done))
        return redirect("translation:files")

    def gone(self, reason: str) -> HttpResponse:
        """Say why the file is refused now, and lead back."""
        messages.error(self.request, reason)
        return redirect("translation:files")

    @cached_property
    def name(self) -> str:
        """Return the file's name in the storage. Not found where it is somebody else's, or too old."""
        try:
            user, name = signing.loads(self.kwargs["key"], salt=SALT, max_age=LASTS)
        except signing.BadSignature as error:
            raise Http404 from error
        if user != self.request.user.pk or not private_storage().exists(name):
            raise Http404
        return str(name)

    @cached_property
    def document(self) -> Document:
        """Return what the file says. Raises Refused."""
        with private_storage().open(self.name) as file:
            return parse(file.read())


def told(done: bring_in.Plan) -> str:
    """Return what was done, in a sentence for each kind of it."""
    counts = done.counts
    written = counts["new"] + counts["changed"]
    parts = [
        ngettext("%(count)d segment was written.", "%(count)d segments were written.", written) % {"count": written}
    ]
    if counts["older"]:
        parts.append(
            ngettext(
                "%(count)d older text is offered as a suggestion.",
                "%(count)d older texts are offered as suggestions.",
                counts["older"],
            )
            % {"count": counts["older"]}
        )
    if done.comments:
        parts.append(
            ngettext("%(count)d comment was added.", "%(count)d comments were added.", done.comments)
            % {"count": done.comments}
        )
    return " ".join(parts)


def left_out(count: int) -> str:
    """Return how many pages stayed because they are in review."""
    return ngettext(
        "The file lacks %(count)d page that is in review.", "The file lacks %(count)d pages that are in review.", count
    ) % {"count": count}


def download(data: bytes, name: str, ending: str, media_type: str) -> HttpResponse:
    """Return the file as a download, named for what it is and today's date."""
    response = HttpResponse(data, content_type=media_type)
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="translations-{name}-{day}.{ending}"'
    return response


def sweep() -> None:
    """Delete what was sent and never brought in, once its key is worth nothing any more."""
    storage = private_storage()
    try:
        _folders, names = storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        with suppress(FileNotFoundError):
            if storage.get_modified_time(f"{FOLDER}/{name}") < timezone.now() - LASTS:
                storage.delete(f"{FOLDER}/{name}")


urls: list[URLPattern] = [
    path("files/", Files.as_view(), name="files"),
    path("files/out/", Out.as_view(), name="files_out"),
    path("files/memory/<str:language>/", Memory.as_view(), name="files_memory"),
    path("files/look/<str:key>/", Look.as_view(), name="files_look"),
]
