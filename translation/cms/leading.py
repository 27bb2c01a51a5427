"""Leads from Wagtail's own editor to the desk's."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page, TranslatableMixin

from translation.services import rights


def lead_page_to_the_desk(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Open a page that is made of translated segments in the desk's editor."""
    return _lead(request, page)


def lead_snippet_to_the_desk(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Open a topic, funder or record that is made of translated segments in the desk's editor."""
    return _lead(request, instance) if isinstance(instance, TranslatableMixin) else None


def _lead(request: HttpRequest, instance: Any) -> HttpResponse | None:
    if request.method != "GET" or instance.locale.language_code == settings.LANGUAGE_CODE:
        return None
    translation = rights.translation_of(instance)
    return redirect("translation:edit", translation.pk) if translation else None
