"""Keeps the words of a translation as a draft of its page, or says what stands in the way."""

import json
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.fields import StreamField
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
    if not has_drafts(translation):
        return None
    try:
        if target is None:
            if issubclass(source.specific_content_type.model_class(), Page) and not brought_in:
                raise ReviewRefused(translation, _("The page is not there yet. Begin its translation first."))
            target, _created = source.create_or_update_translation(
                locale, user=actor, publish=False, copy_parent_pages=brought_in, fallback=brought_in
            )
            return target.latest_revision
        if getattr(target, "alias_of_id", None):
            ConvertAliasPageAction(target, user=actor).execute(skip_permission_checks=True)
        revision: Revision = translated(translation, fallback=brought_in).save_revision(user=actor)
        return revision
    except (MissingTranslationError, MissingRelatedObjectError, ValidationError) as problem:
        raise not_complete(translation, problem) from problem


def has_drafts(translation: Translation) -> bool:
    """Say whether what is translated can wait as a draft."""
    model = translation.source.specific_content_type.model_class()
    return model is not None and issubclass(model, DraftStateMixin)


def translated(translation: Translation, *, fallback: bool) -> Any:
    """Return what is translated with its present words, unsaved; with `fallback`, the source's where there are none.

    wagtail-localize puts the words into the blocks of a stream alone. Its raw data, by which pages resolve their
    links and the rules of publication are checked, is read anew from them: it would still be the source's.
    Raises ObjectDoesNotExist where the translated page or thing is not there yet.
    """
    instance = translation.source.get_ephemeral_translated_instance(translation.target_locale, fallback=fallback)
    for field in instance._meta.get_fields():
        if isinstance(field, StreamField):
            value = getattr(instance, field.name).get_prep_value()
            setattr(instance, field.name, field.to_python(json.dumps(value, cls=DjangoJSONEncoder)))
    return instance


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
