"""What somebody typed, on its way into a segment; and, where it cannot be written, back to whoever typed it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail_localize.models import StringSegment, Translation

from translation.cms import editor_texts, segment_rows
from translation.cms.editor import EditorPage, progress
from translation.cms.segment_rows import Mistake
from translation.models import Finding
from translation.services import access, late, segments, tokens, words
from translation.services.segments import State


@dataclass(frozen=True)
class Sent:
    """What came from a segment's field: its text, of which words it is the next (`token`), and for which text."""

    text: str
    token: str
    place: str
    by_script: bool


@sensitive_post_parameters()
@require_POST
def save(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Save the words of one segment: from the script as JSON, or from its form."""
    translation = access.translation_for(request.user, translation_id)
    try:
        sent = _sent(request)
    except (ValueError, AttributeError):
        return JsonResponse({"error": _("This could not be read.")}, status=400)
    segment = segments.of(translation).filter(pk=segment_id).first()
    if segment is None:
        return _too_late(request, translation, sent)
    try:
        html = html_for(segment, sent.text)
        saved = words.write(translation, segment, html, request.user, token=sent.token)
    except (tokens.BrokenTokens, words.Frozen, words.Conflict) as error:
        return _refused(request, translation, *_mistake(segment, sent, error))
    if sent.by_script:
        return JsonResponse(_told(translation, saved))
    return redirect(f"{reverse('translation:edit', args=[translation.pk])}#segment-{segment.pk}")


def html_for(segment: StringSegment, text: str) -> str:
    """Return what was typed as the segment's HTML. Raises BrokenTokens where its tokens do not add up."""
    if segment.is_rich:
        return tokens.html_of(text.strip(), tokens.link_ids(segment.string.data))
    if tokens.is_one_line(segment.string.data):
        text = tokens.in_one_line(text)
    return tokens.html_of_plain(text.strip())


def _sent(request: HttpRequest) -> Sent:
    by_script = request.content_type == "application/json"
    sent = json.loads(request.body) if by_script else request.POST
    text, token, place = (str(sent.get(name, "")) for name in ("text", "token", "place"))
    return Sent(text, token, place, by_script)


def _told(translation: Translation, saved: words.Saved) -> dict[str, Any]:
    written = saved.words
    state = State.TODO if written is None else State.ERROR if written.has_error else State.DONE
    findings = Finding.objects.filter(words=written, settled=False) if saved.has_findings else []
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


def _mistake(segment: StringSegment, sent: Sent, error: Exception) -> tuple[Mistake, int]:
    """Return what is said to whoever typed it, and the answer's status."""
    if isinstance(error, words.Conflict):
        why = editor_texts.conflict(error.theirs.last_translated_by)
        theirs = segments.as_text(segment, error.theirs.data)
        return Mistake(segment.pk, sent.text, why, segments.token_of(error.theirs), theirs), 409
    if isinstance(error, words.Frozen):
        return Mistake(segment.pk, sent.text, editor_texts.frozen(), sent.token), 423
    return Mistake(segment.pk, sent.text, str(error), sent.token), 400


def _too_late(request: HttpRequest, translation: Translation, sent: Sent) -> HttpResponse:
    """Say that the source was published anew meanwhile, and where the words are that were written for its old text."""
    successor = late.keep(translation, sent.place, sent.text, request.user)
    if successor is None:
        return _refused(request, translation, Mistake(None, sent.text, editor_texts.gone()), 410)
    return _refused(request, translation, Mistake(successor.pk, sent.text, editor_texts.changed(), is_late=True), 410)


def _refused(request: HttpRequest, translation: Translation, mistake: Mistake, status: int) -> HttpResponse:
    """Say why the words were not saved; whoever has no script finds them where they were typed."""
    if request.content_type == "application/json":
        told = {
            "error": mistake.error,
            "token": mistake.token,
            "theirs": mistake.theirs,
            "segment": mistake.segment_id,
        }
        return JsonResponse(told, status=status)
    where = f"#segment-{mistake.segment_id}" if mistake.segment_id else "#not-saved"
    button = messages.button(where, _("Go to the segment") if mistake.segment_id else _("Go to your words"))
    messages.error(request, mistake.error, buttons=[button])
    page = EditorPage(mistake=mistake)
    page.setup(request, translation_id=translation.pk)
    response = page.get(request, translation_id=translation.pk)
    response.status_code = status
    return response


urls: list[URLPattern] = [
    path("<int:translation_id>/segments/<int:segment_id>/save/", save, name="save"),
]
