"""Opens the desk on a site that was translated without it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Max
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import Translation, TranslationLog, TranslationSource

from translation.models import DeskEntry, SourceVersion
from translation.services import counting, freshness


def open_desk() -> int:
    """Put every source on the desk that is not there yet; return how many were new. What is there stays as it is."""
    known = TranslationSource.objects.filter(locale__language_code=settings.LANGUAGE_CODE, versions=None)
    new = 0
    for source in known.iterator():
        if (instance := _present(source)) is not None:
            _take_over(source, instance)
            new += 1
    for instance in _sources_without_translators():
        new += freshness.follow(instance) is not None
    return new


def _present(source: TranslationSource) -> Any | None:
    """Return what is translated; None where it was deleted, and wagtail-localize kept its words."""
    try:
        return source.get_source_instance()
    except ObjectDoesNotExist:
        return None


@transaction.atomic
def _take_over(source: TranslationSource, instance: Any) -> None:
    """Take the translations that are public as translations of the source as it was last synchronised."""
    version = SourceVersion.objects.create(source=source, number=1, published_at=source.last_updated_at)
    freshness.enrol(source)
    published = dict(TranslationLog.objects.filter(source=source).values_list("locale").annotate(at=Max("created_at")))
    translations = list(Translation.objects.filter(source=source, enabled=True))
    for translation in translations:
        if at := published.get(translation.target_locale_id):
            DeskEntry.objects.filter(translation=translation).update(follows=version, published_at=at)
    counting.recount(translations)
    if getattr(instance, "live", True):
        freshness.follow(instance)


def _sources_without_translators() -> list[Any]:
    """Return what is public in the source language and never came before a translator."""
    known = TranslationSource.objects.values("object_id")
    pages = (
        Page.objects.live()
        .filter(depth__gte=2, locale__language_code=settings.LANGUAGE_CODE, alias_of=None)
        .exclude(translation_key__in=known)
    )
    found: list[Any] = list(pages.specific())
    for model in get_snippet_models():
        if hasattr(model, "translation_key"):
            rows = model.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
            found += list(rows.exclude(translation_key__in=known))
    return [instance for instance in found if freshness.is_source(instance) and getattr(instance, "live", True)]
