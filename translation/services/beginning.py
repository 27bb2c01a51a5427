"""Makes the page of a translation, as a draft, where it does not exist yet."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Page
from wagtail_localize.models import Translation


class ParentMissing(Exception):
    """The page above has no translation into this language: that one comes first."""

    def __init__(self, parent: Page) -> None:
        super().__init__(parent.pk)
        self.parent = parent


def is_page(translation: Translation) -> bool:
    """Say whether what is translated is a page."""
    model = translation.source.specific_content_type.model_class()
    return model is not None and issubclass(model, Page)


def target_page(translation: Translation) -> Page | None:
    """Return the translated page; None before it is begun, and for what is no page."""
    found: Page | None = Page.objects.filter(
        translation_key=translation.source.object_id, locale=translation.target_locale_id
    ).first()
    return found


def parent_for(translation: Translation) -> Page:
    """Return the page below which the translation would stand.

    Raises ParentMissing, which names the page in the source language that has to be translated first.
    """
    parent = translation.source.get_source_instance().get_parent()
    translated: Page | None = Page.objects.filter(
        translation_key=parent.translation_key, locale=translation.target_locale_id
    ).first()
    if translated is None:
        raise ParentMissing(parent)
    return translated


@transaction.atomic
def begin(translation: Translation, user: Any) -> Page:
    """Make the translated page, or return the one that is there. It is a draft: readers see nothing of it.

    Raises ParentMissing.
    """
    there = target_page(translation)
    if there:
        return there
    parent_for(translation)
    page: Page = translation.source.get_source_instance().specific.copy_for_translation(
        translation.target_locale, copy_parents=False, alias=False
    )
    return page
