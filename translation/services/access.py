"""Who may open a translation on the desk."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404
from wagtail.models import Page
from wagtail_localize.models import Translation

from translation.services import rights
from translation.services.opened import opened


def translation_with(translation_id: int) -> Translation:
    """Return the translation as `opened` does. Raises Http404 where there is none."""
    try:
        return opened(translation_id)
    except Translation.DoesNotExist as missing:
        raise Http404 from missing


def translation_for(user: Any, translation_id: int) -> Translation:
    """Return the translation as `opened` does.

    Raises Http404 where there is none, and PermissionDenied for whoever may not work on it.
    """
    translation = translation_with(translation_id)
    if not may_work_on(user, translation):
        raise PermissionDenied
    return translation


def may_work_on(user: Any, translation: Translation) -> bool:
    """Say whether this person may write this translation. Two queries for a page that is there, more before it is."""
    if user.is_superuser:
        return True
    source = translation.source
    model = source.specific_content_type.model_class()
    if model is None or not issubclass(model, Page):
        return rights.may_write_in(user, translation.target_locale)
    page = Page.objects.filter(translation_key=source.object_id, locale=translation.target_locale_id).first()
    if page:
        return bool(page.permissions_for_user(user).can_edit())
    try:
        return rights.may_translate(user, source.get_source_instance(), translation.target_locale)
    except ObjectDoesNotExist:
        return rights.may_write_in(user, translation.target_locale)
