"""What helps with a whole page: filling from the memory and the machine, and its history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail_localize.models import Translation

from home.services.translations import language_name
from translation.cms import editor_texts
from translation.services import access, comments, history, machine, memory, words

PER_PAGE = 25


@require_POST
def fill_from_memory(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Fill what is undone with what was translated before, word for word."""
    return _fill(request, translation_id, memory.fill)


@require_POST
def fill_by_machine(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Fill what is undone with the machine's words."""
    return _fill(request, translation_id, machine.fill)


@require_GET
def page_history(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Show all that was done to a translation, the newest first; also to who may change its source."""
    translation = access.translation_with(translation_id)
    translates = access.may_work_on(request.user, translation)
    if not translates and not comments.may_comment(request.user, source_of(translation)):
        raise PermissionDenied
    language = language_name(translation.target_locale.language_code)
    page = Paginator(history.of_translation(translation), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("History"),
        "page_subtitle": f"{apart(translation.source.object_repr)} · {apart(language)}",
        "header_icon": "history",
        "translation": translation,
        "translates": translates,
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "entries": history.lines_of(translation, page),
        "source_language": translation.source.locale.language_code,
        "target_language": translation.target_locale.language_code,
    }
    return TemplateResponse(request, "translation/history.html", context)


def source_of(translation: Translation) -> Any:
    """Return the page or thing that is translated, or answer that it is gone."""
    if page := translation.desk.source_page:
        return page
    try:
        return translation.source.get_source_instance()
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def apart(title: str) -> str:
    """Return a title of unknown direction so that Wagtail's header, which isolates nothing, keeps its order."""
    return f"\u2068{title}\u2069"


def no_answer() -> str:
    """Return what is said when the machine is out of reach."""
    return _("The machine did not answer. Nothing was changed; try again later.")


def _fill(request: HttpRequest, translation_id: int, fill: Callable[[Translation, Any], int]) -> HttpResponse:
    translation = access.translation_for(request.user, translation_id)
    try:
        count = fill(translation, request.user)
    except words.Frozen:
        messages.error(request, editor_texts.frozen())
    except machine.NoTranslator as missing:
        raise Http404 from missing
    except machine.MachineFailed:
        messages.error(request, no_answer())
    else:
        if count:
            told = ngettext(
                "%(count)d segment was filled. It waits for you to confirm it.",
                "%(count)d segments were filled. They wait for you to confirm them.",
                count,
            )
            messages.success(request, told % {"count": count})
        else:
            messages.info(request, _("There was nothing to fill."))
    return redirect("translation:edit", translation.pk)


urls: list[URLPattern] = [
    path("<int:translation_id>/fill/memory/", fill_from_memory, name="fill_from_memory"),
    path("<int:translation_id>/fill/machine/", fill_by_machine, name="fill_by_machine"),
    path("<int:translation_id>/history/", page_history, name="history"),
]
