"""Makes the demo's translations as a translator would: segment by segment, on the desk."""

from typing import Any

from django.utils import timezone
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from demo.accounts import address
from demo.content import Glossary
from home.models import User
from translation.models import SegmentEvent, SourceVersion
from translation.services import freshness


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
        translation.save_target(user=translators.get(language), publish=True)
        version = freshness.present_version(translation.source)
        _remember(translation, version, translators.get(language))
        freshness.mark_published(translation, version)


def _remember(translation: Translation, version: SourceVersion | None, translator: User | None) -> None:
    """Give every segment the history that it would have, had the demo's translator and reviewer worked on the desk."""
    language = translation.target_locale.language_code
    reviewer = User.objects.filter(email=address(f"reviewer.{language}")).first()
    done = [
        (SegmentEvent.Action.TYPED, translator),
        (SegmentEvent.Action.APPROVED, reviewer),
        (SegmentEvent.Action.PUBLISHED, reviewer),
    ]
    words = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale=translation.target_locale
    )
    SegmentEvent.objects.bulk_create(
        SegmentEvent(
            translation=translation,
            context_id=word.context_id,
            string_id=word.translation_of_id,
            action=action,
            text=word.data,
            actor=actor,
            at=timezone.now(),
            version=version,
        )
        for word in words
        for action, actor in done
    )
