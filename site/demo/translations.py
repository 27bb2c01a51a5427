"""Makes the demo's translations as a translator would: segment by segment, in wagtail-localize."""

from typing import Any

from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from demo.content import Glossary
from home.models import User


def translate(instance: Any, glossary: Glossary, languages: list[str], translators: dict[str, User]) -> None:
    """Translate a page or snippet into `languages` and publish it there. Nothing is made twice.

    Raises Untranslated, before anything is written, where the glossary lacks a segment.
    """
    source, _created = TranslationSource.get_or_create_from_instance(instance)
    segments = list(StringSegment.objects.filter(source=source).select_related("string", "context"))
    for language in languages:
        locale = Locale.objects.get(language_code=language)
        if source.translations.filter(target_locale=locale).exists():
            continue
        StringTranslation.objects.bulk_create(
            StringTranslation(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                data=glossary.translation(segment.string.data, language),
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                last_translated_by=translators.get(language),
            )
            for segment in segments
        )
        translation = Translation.objects.create(source=source, target_locale=locale)
        translation.save_target(user=translators.get(language), publish=True)
