"""The editor of a translation, segment by segment."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import conditional_escape
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail_localize.models import OverridableSegment, StringSegment, TemplateSegment, Translation

from translation.cms import aids, editor_texts, segment_rows
from translation.models import DeskEntry, Finding
from translation.services import (
    access,
    adapting,
    beginning,
    freshness,
    glossary,
    machine,
    presence,
    segments,
    tokens,
    words,
)
from translation.services.segments import State


@dataclass(frozen=True)
class Mistake:
    """What could not be saved without a script: the words as they were typed, and why."""

    segment_id: int
    text: str
    error: str
    token: str = ""
    theirs: str = ""


@method_decorator(require_safe, name="dispatch")
class EditorPage(WagtailAdminTemplateMixin, TemplateView):
    """Source and translation side by side."""

    template_name = "translation/editor.html"
    header_icon = "wagtail-localize-language"
    mistake: Mistake | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.translation = access.translation_for(request.user, kwargs["translation_id"])
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return aids.apart(self.translation.source.object_repr)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home = address_of("desk")
        above = [{"url": home, "label": _("Translation")}] if home else []
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        translation = self.translation
        rows = segments.rows_of(translation)
        show = self.request.GET.get("show", "all")
        desk = desk_of(self.request, translation)
        groups = segment_rows.shown_groups(rows, show, glossary.rules(desk["language"]))
        if self.mistake:
            _put_back(groups, self.mistake)
        entry = translation.desk
        return super().get_context_data(
            translation=translation,
            title=self.get_page_title(),
            kind=translation.source.specific_content_type.name,
            entry=entry,
            version=freshness.present_version(translation.source),
            desk=desk,
            labels=segment_rows.labels(),
            groups=groups,
            adapted=[_with_address(item, translation) for item in adapting.adapted_in(translation)],
            progress=progress_of_rows(rows),
            choices=choices_of(rows),
            show=show,
            owner=f"{self.request.user.pk}:{translation.pk}",
            presence_address=reverse("translation:presence", args=[translation.pk]),
            preview_address=address_of("preview", translation.pk),
            history_address=address_of("history", translation.pk),
            memory_address=address_of("fill_from_memory", translation.pk),
            machine_address=address_of("fill_by_machine", translation.pk) if machine.name_of(translation) else "",
            words=editor_texts.words_for_the_script(),
            keys=editor_texts.keys(),
            frozen=editor_texts.frozen(),
            **_beginning(translation),
            **kwargs,
        )


@sensitive_post_parameters()
@require_POST
def save(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Save the words of one segment: from the script as JSON, or from its form."""
    translation = access.translation_for(request.user, translation_id)
    segment = _segment(translation, segment_id)
    from_script = request.content_type == "application/json"
    try:
        sent = json.loads(request.body) if from_script else request.POST
        text, token = str(sent.get("text", "")), str(sent.get("token", ""))
    except (ValueError, AttributeError):
        return JsonResponse({"error": _("This could not be read.")}, status=400)
    try:
        html = html_for(segment, text)
        saved = words.write(translation, segment, html, request.user, token=token)
    except tokens.BrokenTokens as error:
        return _refused(request, translation, Mistake(segment_id, text, str(error), token), 400)
    except words.Frozen:
        return _refused(request, translation, Mistake(segment_id, text, editor_texts.frozen(), token), 423)
    except words.Conflict as conflict:
        why = editor_texts.conflict(conflict.theirs.last_translated_by)
        theirs = as_text(segment, conflict.theirs.data)
        mistake = Mistake(segment_id, text, why, segments.token_of(conflict.theirs), theirs)
        return _refused(request, translation, mistake, 409)
    if not from_script:
        return redirect(f"{reverse('translation:edit', args=[translation.pk])}#segment-{segment.pk}")
    return JsonResponse(_told(request, translation, saved))


@require_safe
def show_row(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Return one segment as it stands now, for the script."""
    translation = access.translation_for(request.user, translation_id)
    segment = _segment(translation, segment_id)
    desk = desk_of(request, translation)
    number = StringSegment.objects.filter(source=translation.source_id, order__lte=segment.order).count()
    [found] = segments.rows_of(translation, [segment])
    shown = segment_rows.RowWriter(glossary.rules(desk["language"])).shown(found, number)
    context = {"s": shown, "desk": desk, "labels": segment_rows.labels()}
    return HttpResponse(render_to_string("translation/includes/segment.html", context, request))


@require_POST
def begin(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Make the translated page, as a draft below its translated parent."""
    translation = access.translation_for(request.user, translation_id)
    try:
        beginning.begin(translation, request.user)
    except beginning.ParentMissing as missing:
        text = _("Translate the page above it first: “%(title)s”.") % {"title": missing.parent.title}
        messages.error(request, text)
    else:
        messages.success(request, _("The page exists now as a draft. Readers see nothing of it yet."))
    return redirect("translation:edit", translation.pk)


@require_POST
def report_presence(request: HttpRequest, translation_id: int) -> JsonResponse:
    """Note that this person is here, and say who else is."""
    translation = access.translation_for(request.user, translation_id)
    try:
        sent = json.loads(request.body)
        session, number = sent.get("session"), sent.get("segment")
    except (ValueError, AttributeError):
        return JsonResponse({"error": _("This could not be read.")}, status=400)
    session = presence.report(
        translation,
        request.user,
        session if isinstance(session, int) else None,
        number if isinstance(number, int) else None,
    )
    said = [editor_texts.present(person) for person in presence.others(translation, request.user)]
    return JsonResponse({"session": session, "words": " ".join(said)})


@require_POST
def adapt(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Let this language have its own link at a place; an empty value takes the source's again."""
    translation = access.translation_for(request.user, translation_id)
    segment = get_object_or_404(
        OverridableSegment.objects.select_related("context"), pk=segment_id, source=translation.source_id
    )
    try:
        words.check_open(translation)
        adapting.adapt(translation, segment, request.POST.get("value", ""), request.user)
    except words.Frozen:
        messages.error(request, editor_texts.frozen())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect(f"{reverse('translation:edit', args=[translation.pk])}#adapted-{segment.pk}")


def html_for(segment: StringSegment, text: str) -> str:
    """Return what was typed as the segment's HTML. Raises BrokenTokens where its tokens do not add up."""
    if segment.is_rich:
        return tokens.html_of(text.strip(), tokens.link_ids(segment.string.data))
    return tokens.html_of_plain(text.strip())


def as_text(segment: StringSegment, html: str) -> str:
    """Return the segment's HTML as its field shows it."""
    return tokens.tokens_of(html) if segment.is_rich else tokens.plain_of(html)


def desk_of(request: HttpRequest, translation: Translation) -> dict[str, Any]:
    """Return what every row of the page shares."""
    language, source_language = translation.target_locale.language_code, translation.source.locale.language_code
    return {
        "language": language,
        "direction": _direction(language),
        "language_name": get_language_info(language)["name_local"],
        "source_language": source_language,
        "source_direction": _direction(source_language),
        "source_name": get_language_info(source_language)["name_local"],
        "segments": f"{reverse('translation:edit', args=[translation.pk])}segments/",
        "csrf": conditional_escape(get_token(request)),
        "frozen": translation.open_submission,
    }


def address_of(name: str, *args: Any) -> str:
    """Return an address of the desk; empty for a part that this site does without."""
    try:
        return reverse(f"translation:{name}", args=args)
    except NoReverseMatch:
        return ""


def progress_of_rows(rows: list[segments.Row]) -> dict[str, Any]:
    """Return how far the translation is, in numbers and in words."""
    return progress(len(rows), sum(row.state == State.DONE for row in rows))


def progress(total: int, done: int) -> dict[str, Any]:
    """Return how far a translation of so many segments is, in numbers and in words."""
    text = ngettext("%(done)d of %(total)d segment done", "%(done)d of %(total)d segments done", total)
    return {"total": total, "done": done, "words": text % {"done": done, "total": total}}


def choices_of(rows: list[segments.Row]) -> list[dict[str, Any]]:
    """Return the lists that the page can show, with how much is in each."""
    return [
        {"name": name, "label": label, "count": sum(segment_rows.is_wanted(row, name) for row in rows)}
        for name, label in editor_texts.lists()
    ]


def _segment(translation: Translation, segment_id: int) -> StringSegment:
    """Return the segment; `is_rich` says whether its field knows bold words: rich text leaves its frame beside it."""
    segment: StringSegment = get_object_or_404(
        StringSegment.objects.select_related("string", "context").annotate(
            is_rich=Exists(TemplateSegment.objects.filter(source=OuterRef("source_id"), context=OuterRef("context_id")))
        ),
        pk=segment_id,
        source=translation.source_id,
    )
    return segment


def _told(request: HttpRequest, translation: Translation, saved: words.Saved) -> dict[str, Any]:
    written = saved.words
    state = State.TODO if written is None else State.ERROR if written.has_error else State.DONE
    findings = Finding.objects.filter(words=written, settled=False) if written else []
    entry = translation.desk
    context = {"findings": segment_rows.shown_findings(findings), "labels": segment_rows.labels()}
    now = date_format(timezone.localtime(), "TIME_FORMAT")
    return {
        "state": state,
        "state_name": segment_rows.state_name(state),
        "token": saved.token,
        "findings": render_to_string("translation/includes/segment_findings.html", context),
        "progress": progress(entry.segments, entry.segments - entry.segments_to_do),
        "saved": _("Saved at %(time)s") % {"time": now},
    }


def _refused(request: HttpRequest, translation: Translation, mistake: Mistake, status: int) -> HttpResponse:
    """Say why the words were not saved; whoever has no script finds them where they were typed."""
    if request.content_type == "application/json":
        told = {"error": mistake.error, "token": mistake.token, "theirs": mistake.theirs}
        return JsonResponse(told, status=status)
    button = messages.button(f"#segment-{mistake.segment_id}", _("Go to the segment"))
    messages.error(request, mistake.error, buttons=[button])
    page = EditorPage(mistake=mistake)
    page.setup(request, translation_id=translation.pk)
    response = page.get(request, translation_id=translation.pk)
    response.status_code = status
    return response


def _put_back(groups: list[segment_rows.ShownGroup], mistake: Mistake) -> None:
    for group in groups:
        for position, shown in enumerate(group.rows):
            if shown.id == str(mistake.segment_id):
                group.rows[position] = replace(
                    shown, text=mistake.text, token=mistake.token, error=mistake.error, theirs=mistake.theirs
                )


def _with_address(item: adapting.Adapted, translation: Translation) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.name,
        "source": item.source,
        "value": item.value,
        "is_text": item.is_text,
        "address": reverse("translation:adapt", args=[translation.pk, item.id]),
        "explanation": editor_texts.not_adapted_here(),
    }


def _beginning(translation: Translation) -> dict[str, Any]:
    """Return where the page can be begun, or which page comes before it."""
    if not beginning.is_page(translation) or beginning.target_page(translation):
        return {}
    try:
        beginning.parent_for(translation)
    except beginning.ParentMissing as missing:
        entry = DeskEntry.objects.filter(
            translation__source__object_id=missing.parent.translation_key,
            translation__target_locale=translation.target_locale_id,
        ).first()
        address = reverse("translation:edit", args=[entry.translation_id]) if entry else ""
        return {"missing_parent": {"title": missing.parent.title, "address": address}}
    return {"begin_address": reverse("translation:begin", args=[translation.pk])}


def _direction(language: str) -> str:
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


urls: list[URLPattern] = [
    path("<int:translation_id>/", EditorPage.as_view(), name="edit"),
    path("<int:translation_id>/begin/", begin, name="begin"),
    path("<int:translation_id>/presence/", report_presence, name="presence"),
    path("<int:translation_id>/segments/<int:segment_id>/row/", show_row, name="row"),
    path("<int:translation_id>/segments/<int:segment_id>/save/", save, name="save"),
    path("<int:translation_id>/adapted/<int:segment_id>/", adapt, name="adapt"),
]
