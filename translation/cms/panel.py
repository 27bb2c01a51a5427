"""What stands beside a segment in the editor, and what is done from there: comments, findings, old words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail_localize.models import StringSegment, Translation

from translation.cms import aids, editor_texts, preview
from translation.models import Finding, SegmentComment
from translation.services import access, beside, comments, findings, history, machine, segments, words
from translation.services.tokens import shown


@dataclass(frozen=True)
class Seat:
    """A segment, and what the person before it may do. Who writes the source may talk, and nothing else."""

    translation: Translation
    segment: StringSegment
    translates: bool


@dataclass(frozen=True)
class Said:
    """What the panel says after something was done. What somebody typed in vain is not lost."""

    text: str = ""
    fault: bool = False
    typed: str = ""
    addressed: int | None = None
    from_machine: beside.Offer | None = None


@require_GET
def panel(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Return what stands beside a segment, as a piece of a page."""
    return _fragment(request, _seat(request, translation_id, segment_id), Said())


@require_GET
def segment_page(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Show a segment on a page of its own: for whoever wrote the source, and where there is no script."""
    return _page(request, _seat(request, translation_id, segment_id), Said())


@require_POST
def comment(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Write a comment on a segment."""
    seat = _seat(request, translation_id, segment_id)
    typed = request.POST.get("text", "")
    addressed = int(to) if (to := request.POST.get("to", "")).isdecimal() else None
    try:
        comments.write(seat.translation, seat.segment, request.user, typed, addressed)
    except ValidationError as fault:
        return _answer(request, seat, Said(fault.messages[0], fault=True, typed=typed, addressed=addressed))
    return _answer(request, seat, Said(_("The comment was sent.")))


@require_POST
def settle_comment(request: HttpRequest, translation_id: int, segment_id: int, comment_id: int) -> HttpResponse:
    """Resolve a comment, or bring it back."""
    seat = _seat(request, translation_id, segment_id)
    found = get_object_or_404(SegmentComment, pk=comment_id, translation=seat.translation)
    if "reopen" in request.POST:
        comments.reopen(found)
        return _answer(request, seat, Said(_("The comment is open again.")))
    comments.resolve(found, request.user)
    return _answer(request, seat, Said(_("The comment is resolved.")))


@require_POST
def dismiss(request: HttpRequest, translation_id: int, segment_id: int, finding_id: int) -> HttpResponse:
    """Dismiss a finding, with the reason, or take the dismissal back."""
    seat = _translators_seat(request, translation_id, segment_id)
    finding = get_object_or_404(
        Finding, pk=finding_id, words__context=seat.segment.context_id, words__locale=seat.translation.target_locale_id
    )
    if "reopen" in request.POST:
        findings.reopen(finding, request.user)
        return _answer(request, seat, Said(_("The finding is open again.")))
    try:
        findings.dismiss(finding, request.user, request.POST.get("reason", ""))
    except findings.ReasonMissing:
        return _answer(request, seat, Said(_("Say why it is right: whoever reads it next will ask."), fault=True))
    return _answer(request, seat, Said(_("The finding is dismissed.")))


@require_POST
def take_again(request: HttpRequest, translation_id: int, segment_id: int, event_id: int) -> HttpResponse:
    """Make words of the segment's history its words again."""
    seat = _translators_seat(request, translation_id, segment_id)
    event = get_object_or_404(
        history.of_translation(seat.translation), pk=event_id, context=seat.segment.context_id, text__gt=""
    )
    try:
        history.take_again(seat.translation, seat.segment, event, request.user, token=request.POST.get("token", ""))
    except words.Frozen:
        return _answer(request, seat, Said(editor_texts.frozen(), fault=True))
    except words.Conflict:
        return _answer(
            request,
            seat,
            Said(_("Somebody has changed the segment meanwhile. Look at what stands there now."), fault=True),
        )
    return _answer(request, seat, Said(_("The words stand there again.")))


@require_POST
def ask_machine(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Ask the machine for this segment. It suggests; it writes nothing."""
    seat = _translators_seat(request, translation_id, segment_id)
    try:
        suggestion = machine.suggest(seat.translation, seat.segment)
    except machine.NoTranslator as missing:
        raise Http404 from missing
    except machine.MachineFailed:
        return _answer(request, seat, Said(aids.no_answer(), fault=True))
    return _fragment_or_page(request, seat, Said(from_machine=beside.offer(suggestion, seat.segment)))


def _seat(request: HttpRequest, translation_id: int, segment_id: int) -> Seat:
    translation = access.translation_with(translation_id)
    segment = get_object_or_404(segments.of(translation).select_related("string__locale"), pk=segment_id)
    translates = access.may_work_on(request.user, translation)
    if not translates and not comments.may_comment(request.user, aids.source_of(translation)):
        raise PermissionDenied
    return Seat(translation, segment, translates)


def _translators_seat(request: HttpRequest, translation_id: int, segment_id: int) -> Seat:
    seat = _seat(request, translation_id, segment_id)
    if not seat.translates:
        raise PermissionDenied
    return seat


def _answer(request: HttpRequest, seat: Seat, said: Said) -> HttpResponse:
    """Show the panel anew where a script asked; else lead back to the segment, or say on its page what is amiss."""
    if said.fault or _by_script(request):
        return _fragment_or_page(request, seat, said)
    messages.success(request, said.text)
    return redirect(_place_of(seat))


def _fragment_or_page(request: HttpRequest, seat: Seat, said: Said) -> HttpResponse:
    return _fragment(request, seat, said) if _by_script(request) else _page(request, seat, said)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("x-requested-with") == "XMLHttpRequest"


def _place_of(seat: Seat) -> str:
    if seat.translates:
        return f"{reverse('translation:edit', args=[seat.translation.pk])}#segment-{seat.segment.pk}"
    return reverse("translation:segment", args=[seat.translation.pk, seat.segment.pk])


def _fragment(request: HttpRequest, seat: Seat, said: Said) -> HttpResponse:
    return TemplateResponse(
        request, "translation/panel.html", _context(request, seat, said), status=422 if said.fault else 200
    )


def _page(request: HttpRequest, seat: Seat, said: Said) -> HttpResponse:
    context = _context(request, seat, said) | {
        "page_title": _("Segment"),
        "page_subtitle": aids.apart(seat.translation.source.object_repr),
        "header_icon": "wagtail-localize-language",
        "alone": True,
        "back": _place_of(seat) if seat.translates else "",
        "source_page": None if seat.translates else seat.translation.desk.source_page,
        "source": shown(seat.segment.string.data),
    }
    mine = context["beside"].mine
    context["words"] = shown(mine.data) if mine else ""
    return TemplateResponse(request, "translation/segment.html", context, status=422 if said.fault else 200)


def _context(request: HttpRequest, seat: Seat, said: Said) -> dict[str, Any]:
    found = beside.of_segment(seat.translation, seat.segment, request.user)
    waiting = comments.answered(found.comments, request.user, is_editor=not seat.translates)
    return {
        "translation": seat.translation,
        "segment": seat.segment,
        "translates": seat.translates,
        "writes": seat.translates and not seat.translation.open_submission,
        "place": segments.place_of(seat.segment.context_id, seat.segment.string_id),
        "source_language": seat.segment.string.locale.language_code,
        "target_language": seat.translation.target_locale.language_code,
        "said": said,
        "addressed": said.addressed if said.fault else waiting,
        "beside": found,
        "token": segments.token_of(found.mine),
    }


_SEGMENT = "<int:translation_id>/segments/<int:segment_id>/"
urls: list[URLPattern] = [
    path(f"{_SEGMENT}panel/", panel, name="panel"),
    path(_SEGMENT, segment_page, name="segment"),
    path(f"{_SEGMENT}comments/", comment, name="comment"),
    path(f"{_SEGMENT}comments/<int:comment_id>/", settle_comment, name="settle_comment"),
    path(f"{_SEGMENT}findings/<int:finding_id>/", dismiss, name="dismiss"),
    path(f"{_SEGMENT}history/<int:event_id>/", take_again, name="take_again"),
    path(f"{_SEGMENT}machine/", ask_machine, name="ask_machine"),
    *aids.urls,
    *preview.urls,
]
