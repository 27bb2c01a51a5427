"""Keeps the words of a translation as a draft of its page, or says what stands in the way."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page, Revision
from wagtail_localize.models import MissingRelatedObjectError, MissingTranslationError, Translation

from home.publication import PublicationRefused


class ReviewRefused(PublicationRefused):
    """A step of the review was not taken, and nothing was written. `messages` say why, in the active language."""

    def __init__(self, translation: Translation, *reasons: str) -> None:
        address = reverse("translation:edit", args=[translation.pk])
        super().__init__(translation.source.object_repr, address, {NON_FIELD_ERRORS: reasons})


def draft_of(translation: Translation, target: Any, actor: Any, *, brought_in: bool = False) -> Revision | None:
    """Keep the translation as a draft of its target; None for what has no drafts. The target is made if need be.

    What is brought in need not find translated yet whatever it names: that follows.
    """
    source, locale = translation.source, translation.target_locale
    model = source.specific_content_type.model_class()
    if not issubclass(model, DraftStateMixin):
        return None
    try:
        if target is None:
            if issubclass(model, Page) and not brought_in:
                raise ReviewRefused(translation, _("The page is not there yet. Begin its translation first."))
            target, _created = source.create_or_update_translation(
                locale, user=actor, publish=False, copy_parent_pages=brought_in, fallback=brought_in
            )
            return target.latest_revision
        draft = source.get_ephemeral_translated_instance(locale, fallback=brought_in)
        revision: Revision = draft.save_revision(user=actor)
        return revision
    except (MissingTranslationError, MissingRelatedObjectError, ValidationError) as problem:
        raise not_complete(translation, problem) from problem


def not_complete(translation: Translation, problem: Exception) -> ReviewRefused:
    """Return what wagtail-localize or the model complained of, in the reader's words."""
    if isinstance(problem, ReviewRefused):
        return problem
    if isinstance(problem, ValidationError):
        return ReviewRefused(translation, *problem.messages)
    if isinstance(problem, MissingRelatedObjectError):
        named = problem.segment.object.get_instance_or_none(translation.source.locale)
        return ReviewRefused(
            translation,
            _("It names “%(title)s”, which is not translated yet. Translate that first.") % {"title": named},
        )
    return ReviewRefused(translation, _("The source has changed since: there is something new to translate."))
