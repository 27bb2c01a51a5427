"""The editor of a translation, segment by segment."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import conditional_escape
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail_localize.models import OverridableSegment, StringSegment, Translation

from translation.cms import aids, editor_texts, segment_rows
from translation.models import DeskEntry
from translation.services import (
    access,
    adapting,
    beginning,
    freshness,
    glossary,
    machine,
    presence,
    segments,
    words,
)
from translation.services.segments import State


@method_decorator(require_safe, name="dispatch")
class EditorPage(WagtailAdminTemplateMixin, TemplateView):
    """Source and translation side by side."""

    template_name = "translation/editor.html"
    header_icon = "wagtail-localize-language"
    mistake: segment_rows.Mistake | None = None

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
            segment_rows.put_back(groups, self.mistake)
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
            not_saved=self.mistake.text if self.mistake and not self.mistake.segment_id else "",
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


@require_safe
def show_row(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Return one segment as it stands now, for the script."""
    translation = access.translation_for(request.user, translation_id)
    segment = get_object_or_404(segments.of(translation), pk=segment_id)
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
    """Note that this person is here; say who else is, and what happened to the translation since it was opened."""
    translation = access.translation_for(request.user, translation_id)
    try:
        sent = json.loads(request.body)
        session, number, version = sent.get("session"), sent.get("segment"), sent.get("version")
        was_frozen = sent.get("frozen") is True
    except (ValueError, AttributeError):
        return JsonResponse({"error": _("This could not be read.")}, status=400)
    session = presence.report(
        translation,
        request.user,
        session if isinstance(session, int) else None,
        number if isinstance(number, int) else None,
    )
    said = [editor_texts.present(person) for person in presence.others(translation, request.user)]
    news = editor_texts.news(
        is_new_version=isinstance(version, int) and version != (translation.version_number or 0),
        is_frozen=translation.open_submission,
        was_frozen=was_frozen,
    )
    return JsonResponse({"session": session, "words": " ".join(said), "news": news})


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
    path("<int:translation_id>/adapted/<int:segment_id>/", adapt, name="adapt"),
]
