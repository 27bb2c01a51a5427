"""What keeps a corrected rebuttal where it is: its corrections name it, and they stay."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from transparency.models import Correction


def has_corrections(pages: Iterable[Page]) -> bool:
    """Say whether any of the pages, or any page below one, was ever corrected. One query."""
    below = Q()
    for page in pages:
        below |= Q(page__path__startswith=page.path)
    return bool(below) and Correction.objects.filter(below).exists()


def keep_from_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a corrected rebuttal, or what stands above one."""
    return _refuse(request, [page])


def keep_from_bulk_deletion(request: HttpRequest, kind: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Refuse to delete many pages at once, if one of them must stay."""
    pages = [thing for thing in objects if isinstance(thing, Page)]
    return _refuse(request, pages) if kind == "delete" and pages else None


def _refuse(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    with_translations = list(pages)
    for hook in hooks.get_hooks("construct_translated_pages_to_cascade_actions"):
        for others in (hook(pages, "delete") or {}).values():
            with_translations += others
    if not has_corrections(with_translations):
        return None
    messages.error(
        request,
        _("Not deleted: a rebuttal that was corrected stays, for its corrections name it. Unpublish it instead."),
    )
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
