"""Follows each source: what changed with a publication, and which translations are behind since then."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from modelcluster.models import ClusterableModel, get_serializable_data_for_fields
from wagtail.models import Locale, Page, Revision, TranslatableMixin
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import (
    String,
    TranslatableObject,
    Translation,
    TranslationSource,
    get_schema_version,
)

from translation.models import DeskEntry, SegmentChange, SourceVersion, Submission, SubmissionStatus
from translation.services import alignment, counting, extraction, going_live


def is_source(instance: Any) -> bool:
    """Say whether translators work from this: a page or snippet in the source language."""
    return (
        is_translated_as_one(instance)
        and getattr(instance, "alias_of_id", None) is None
        and instance.locale.language_code == settings.LANGUAGE_CODE
    )


def is_translated_as_one(instance: Any) -> bool:
    """Say whether this is a page or snippet that is translated, and no part of one."""
    is_whole = isinstance(instance, Page) or type(instance) in get_snippet_models()
    return is_whole and isinstance(instance, TranslatableMixin)


@transaction.atomic
def follow(instance: Any, *, user: Any = None, revision: Revision | None = None) -> SourceVersion | None:
    """Take in what was published of a source; return the new version, or None where nothing to translate changed.

    Every language is told exactly which segments changed; what readers see stays as it is.
    """
    return _take_in(instance, user=user, revision=revision, published=True)


@transaction.atomic
def prepare_draft(page: Page, user: Any) -> SourceVersion | None:
    """Bring the page's latest draft before its translators, so that all languages can be published as one act."""
    revision = page.get_latest_revision()
    return _take_in(revision.as_object(), user=user, revision=revision, published=False)


def enrol(source: TranslationSource) -> list[Translation]:
    """Put a source on the desk of every language of the site; return the translations that were new.

    Where a language has a version that was written by hand, it stays so; an alias, which repeats the source, does not.
    """
    targets = Locale.objects.filter(language_code__in=settings.LANGUAGE_CODES).exclude(pk=source.locale_id)
    there = set(source.translations.values_list("target_locale_id", flat=True))
    if len(there) < len(targets):
        model = source.specific_content_type.model_class()
        versions = model.objects.filter(translation_key=source.object_id)
        if issubclass(model, Page):
            versions = versions.filter(alias_of=None)
        there |= set(versions.values_list("locale_id", flat=True))
    new = Translation.objects.bulk_create(
        Translation(source=source, target_locale=locale) for locale in targets if locale.pk not in there
    )
    _open_entries(source)
    if new:
        going_live.unschedule(source)
    return new


@transaction.atomic
def put_back(key: UUID, locale_id: int) -> None:
    """Put on the desk again, with its words, what was translated and is deleted; nothing where its source is gone.

    It is as if it had never been public: what was in review of it is withdrawn.
    """
    translation = Translation.objects.filter(source__object_id=key, target_locale=locale_id).first()
    if translation is None or not _has(translation.source, translation.source.locale_id):
        return
    if _has(translation.source, locale_id):
        return
    translation.enabled = True
    translation.save(update_fields=["enabled"])
    translation.submissions.filter(status__in=Submission.OPEN).update(status=SubmissionStatus.WITHDRAWN)
    DeskEntry.objects.filter(translation=translation).update(follows=None, published_at=None)
    counting.recount([translation])


def mark_published(translation: Translation, version: SourceVersion | None) -> None:
    """Note that readers now see this translation, made from `version`."""
    entry = DeskEntry.objects.filter(translation=translation)
    entry.update(follows=version, published_at=timezone.now(), deadline=None)
    calm(entry)
    counting.recount([translation])


def calm(entries: QuerySet[DeskEntry]) -> None:
    """Let translations be as any other again whose readers see every urgent change of the source."""
    missed = SourceVersion.objects.filter(
        source=OuterRef("translation__source"), urgent=True, number__gt=Coalesce(OuterRef("follows__number"), 0)
    )
    entries.exclude(Exists(missed)).update(urgent=False)


def present_version(source: TranslationSource) -> SourceVersion | None:
    """Return the version that the source's segments are now."""
    return source.versions.order_by("-number").first()


def _has(source: TranslationSource, locale_id: int) -> bool:
    model = source.specific_content_type.model_class()
    return bool(model.objects.filter(translation_key=source.object_id, locale=locale_id).exists())


def _take_in(instance: Any, *, user: Any, revision: Revision | None, published: bool) -> SourceVersion | None:
    source, is_new = _source_of(instance)
    found = extraction.refresh(source)
    new = enrol(source)
    was_prepared = published and _publish_prepared(source, revision)
    version = _next_version(source, found, is_new, user=user, revision=revision, published=published)
    if version or new or was_prepared:
        counting.recount(source.translations.filter(enabled=True))
    return version


def _source_of(instance: Any) -> tuple[TranslationSource, bool]:
    """Return the source with the instance's present content, and whether it is new."""
    thing, _made = TranslatableObject.objects.get_or_create_from_instance(instance)
    source, is_new = TranslationSource.objects.update_or_create(
        object=thing,
        locale=instance.locale,
        specific_content_type=ContentType.objects.get_for_model(type(instance)),
        defaults={
            "object_repr": str(instance)[:200],
            "content_json": _content(instance),
            "schema_version": get_schema_version(instance._meta.app_label),
            "last_updated_at": timezone.now(),
        },
    )
    return source, is_new


def _content(instance: Any) -> str:
    if isinstance(instance, ClusterableModel):
        return str(instance.to_json())
    return json.dumps(get_serializable_data_for_fields(instance), cls=DjangoJSONEncoder)


def _next_version(
    source: TranslationSource,
    found: extraction.Extraction,
    is_new: bool,
    *,
    user: Any,
    revision: Revision | None,
    published: bool,
) -> SourceVersion | None:
    last = source.versions.aggregate(last=Max("number"))["last"] or 0
    if last and not found.touched:
        return None
    ids = {text for place in (found.before, found.after) for texts in place.values() for text in texts}
    texts = {} if is_new or found.before == found.after else _texts(ids)
    steps = alignment.align(found.before, found.after, texts) if texts else []
    version = SourceVersion.objects.create(
        source=source,
        number=last + 1,
        published_at=timezone.now() if published else None,
        revision=revision,
        made_by=user,
        added=sum(step.before is None for step in steps),
        changed=sum(step.changed for step in steps),
        removed=sum(step.after is None for step in steps),
    )
    SegmentChange.objects.bulk_create(
        SegmentChange(version=version, context_id=step.place, string_id=step.after, previous_id=step.before)
        for step in steps
    )
    return version


def _publish_prepared(source: TranslationSource, revision: Revision | None) -> bool:
    """Note that the drafts which translators had before them are public now; say whether there were any."""
    drafts = SourceVersion.objects.filter(source=source, published_at=None)
    return bool(drafts.update(published_at=timezone.now(), revision=revision))


def _texts(ids: set[int]) -> dict[int, str]:
    every = list(ids)
    texts: dict[int, str] = {}
    for start in range(0, len(every), extraction.AT_ONCE):
        texts |= dict(String.objects.filter(pk__in=every[start : start + extraction.AT_ONCE]).values_list("pk", "data"))
    return texts


def _open_entries(source: TranslationSource) -> None:
    """Give each translation its entry, under the source's present title."""
    page = Page.objects.filter(translation_key=source.object_id, locale_id=source.locale_id).first()
    title = source.object_repr[:255]
    DeskEntry.objects.filter(translation__source=source).update(title=title, source_page=page)
    DeskEntry.objects.bulk_create(
        DeskEntry(
            translation=translation, title=title, content_type_id=source.specific_content_type_id, source_page=page
        )
        for translation in source.translations.filter(desk=None)
    )
