"""The page in its own look with the translation so far. It is for those who work on it, and is kept nowhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.models import PreviewableMixin
from wagtail_localize.models import StringSegment, Translation

from translation.services import access, beside
from translation.services import preview as drawing


@require_GET
def preview(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Draw the page, and mark in it the segment that the address asks for."""
    translation = access.translation_for(request.user, translation_id)
    segment = _segment(request, translation)
    try:
        instance = drawing.instance_of(translation)
    except drawing.NotBegun:
        return _explain(request, translation, _("The translated page is not begun yet. Begin it in the editor."))
    except drawing.NoLook:
        return _explain(request, translation, _("This has no page of its own: readers meet it as a part of others."))
    # The preview goes through the site's own middleware, which speaks the page's language from then on.
    with override(get_language()):
        response = instance.make_preview_request(request, _mode(request, instance))
    _mark(request, response, translation, segment)
    return _in_private(response)


def _segment(request: HttpRequest, translation: Translation) -> StringSegment | None:
    wanted = request.GET.get("segment", "")
    if not wanted.isdecimal():
        return None
    segments = StringSegment.objects.select_related("string", "context")
    found: StringSegment = get_object_or_404(segments, pk=int(wanted), source=translation.source_id)
    return found


def _mode(request: HttpRequest, instance: PreviewableMixin) -> str:
    wanted = request.GET.get("mode", "")
    return wanted if wanted in dict(instance.preview_modes) else str(instance.default_preview_mode)


def _mark(
    request: HttpRequest, response: HttpResponse, translation: Translation, segment: StringSegment | None
) -> None:
    """Put the marks into a page that was drawn, and say above it what it is."""
    if response.status_code != 200 or not response.headers.get("content-type", "").startswith("text/html"):
        return
    mine = beside.words_so_far(translation, segment) if segment else None
    words = mine.data if mine and not mine.has_error else ""
    drawn = drawing.draw(response.content.decode(response.charset), translation, segment, words)
    context = {"translation": translation, "drawn": drawn, "language": get_language()}
    response.content = drawing.with_note(
        drawn.html,
        head=render_to_string("translation/preview_head.html", context, request),
        note=render_to_string("translation/preview_note.html", context, request),
    )


def _explain(request: HttpRequest, translation: Translation, text: str) -> HttpResponse:
    context = {"translation": translation, "explanation": text}
    return _in_private(TemplateResponse(request, "translation/preview_missing.html", context).render())


def _in_private(response: HttpResponse) -> HttpResponse:
    """Keep a page that nobody has approved out of every index; a look sets no cookie. Wagtail forbids caching it."""
    response.cookies.clear()
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


urls: list[URLPattern] = [path("<int:translation_id>/preview/", preview, name="preview")]
