"""Makes the demo's translations as a translator would: segment by segment, on the desk."""

from typing import Any

from django.utils import timezone
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from demo.accounts import address
from demo.content import Glossary
from home.models import User
from translation.models import SegmentEvent
from translation.services import freshness, review


def translate(instance: Any, glossary: Glossary, languages: list[str], translators: dict[str, User]) -> None:
    """Translate a page or snippet into `languages` and publish it there. Nothing is made twice.

    Raises Untranslated, before anything is written, where the glossary lacks a segment.
    """
    translations = Translation.objects.filter(
        source__object_id=instance.translation_key, source__locale=instance.locale, desk__published_at=None
    ).select_related("source", "target_locale")
    for translation in translations:
        language = translation.target_locale.language_code
        if language not in languages:
            continue
        segments = StringSegment.objects.filter(source=translation.source).select_related("string", "context")
        StringTranslation.objects.bulk_create(
            StringTranslation(
                translation_of=segment.string,
                locale=translation.target_locale,
                context=segment.context,
                data=glossary.translation(segment.string.data, language),
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                last_translated_by=translators.get(language),
            )
            for segment in segments
        )
        reviewer = User.objects.filter(email=address(f"reviewer.{language}")).first()
        _remember(translation, translators.get(language))
        review.bring_in(translation, reviewer, translators.get(language))


def _remember(translation: Translation, translator: User | None) -> None:
    """Give every segment the history that it would have, had the demo's translator worked on the desk."""
    version = freshness.present_version(translation.source)
    words = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale=translation.target_locale
    )
    SegmentEvent.objects.bulk_create(
        SegmentEvent(
            translation=translation,
            context_id=word.context_id,
            string_id=word.translation_of_id,
            action=SegmentEvent.Action.TYPED,
            text=word.data,
            actor=translator,
            at=timezone.now(),
            version=version,
        )
        for word in words
    )
