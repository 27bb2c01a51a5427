"""What may go live of a translation: what somebody else than its translator approved, by whatever route it comes.

The rule stands at the door of the database (translation/gate.py), so that no view need be trusted with it. See
docs/decisions/0027-what-may-go-live.md.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page, Revision, TranslatableMixin
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from home.publication import PublicationRefused
from translation.models import Submission, SubmissionStatus
from translation.services import rights

#: The translations that are being put in place by those who approved them: of what has no revisions to tell by.
_approved: ContextVar[frozenset[int]] = ContextVar("approved translations", default=frozenset())
MAY_BE_LIVE = (SubmissionStatus.APPROVED, SubmissionStatus.PUBLISHED)
#: What a page has in common with every other: all that is known of one that was not fetched as its own type.
COMMON = ("title", "seo_title", "search_description")


@contextmanager
def approved(translation: Translation) -> Iterator[None]:
    """Let this translation's words be written where readers see them, while the block lasts."""
    token = _approved.set(_approved.get() | {translation.pk})
    try:
        yield
    finally:
        _approved.reset(token)


def check_save(instance: Any, update_fields: Iterable[str] | None = None) -> None:
    """Raise PublicationRefused where this save would show readers a translation's words that nobody approved.

    What no translation makes up is free, and so is whatever changes neither the words nor whether they are public:
    a move, a lock, a draft.
    """
    if isinstance(instance, DraftStateMixin) and not instance.live:
        return
    if update_fields is not None and not _touches(instance, set(update_fields)):
        return
    translation = rights.translation_of(instance)
    if translation is None or translation.pk in _approved.get():
        return
    before = type(instance)._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    if before is not None and _stays_alias(before, instance):
        return
    if isinstance(instance, DraftStateMixin) and _goes_live(before, instance):
        if reason := _obstacle(translation, instance.live_revision_id, timezone.now()):
            raise refusal(translation, instance, reason)
    elif before is None or _words(before) != _words(instance):
        raise refusal(translation, instance, not_approved())


def check_revision(revision: Revision) -> None:
    """Raise PublicationRefused for a revision that is scheduled unapproved, or changed after it was approved."""
    if revision.pk is None and revision.approved_go_live_at is None:
        return
    before = Revision.objects.filter(pk=revision.pk).first() if revision.pk else None
    if before and _content(before) != _content(revision):
        submission = Submission.objects.filter(revision=revision).select_related("translation").first()
        if submission:
            raise refusal(submission.translation, revision.content_object, not_approved())
    if revision.approved_go_live_at is None or (before and before.approved_go_live_at == revision.approved_go_live_at):
        return
    instance = revision.content_object
    translation = rights.translation_of(instance) if isinstance(instance, TranslatableMixin) else None
    if translation and (reason := _obstacle(translation, revision.pk, revision.approved_go_live_at)):
        raise refusal(translation, instance, reason)


def unschedule(source: TranslationSource) -> None:
    """Take off the schedule what was put there before a page became a translation, and nobody approved since.

    At its hour it would be refused, and hold up whatever is to be published after it.
    """
    model = source.specific_content_type.model_class()
    if model is None or not issubclass(model, DraftStateMixin):
        return
    allowed = Submission.objects.filter(translation__source=source, status__in=MAY_BE_LIVE).values("revision")
    languages = source.translations.filter(enabled=True).values("target_locale")
    for target in model._base_manager.filter(translation_key=source.object_id, locale__in=languages):
        scheduled = target.revisions.filter(approved_go_live_at__isnull=False)
        scheduled.exclude(pk__in=allowed).update(approved_go_live_at=None)


def unschedule_waiting(source: Revision) -> None:
    """Take off the schedule what was to go live with this draft of a source, which now goes live later or never.

    Where another draft of the same source was scheduled in its place, this one's translations wait again.
    """
    waiting = _scheduled_with_their_source()
    if source.approved_go_live_at is None:
        _take_off(waiting.filter(version__revision=source))
    else:
        same = {"version__revision__base_content_type": source.base_content_type_id}
        waiting = waiting.filter(version__revision__object_id=source.object_id, **same)
        _take_off(
            waiting.exclude(version__revision=source, revision__approved_go_live_at__gte=source.approved_go_live_at)
        )


def unschedule_with(source: Any) -> None:
    """Take off the schedule what was to go live with a draft of this source, which was taken off itself."""
    _take_off(_scheduled_with_their_source().filter(version__source__object=source.translation_key))


def waits_for_source(submission: Submission, at: datetime | None = None) -> bool:
    """Say whether what was translated is itself a draft still, and not to go live by `at` either."""
    version = submission.version
    if version is None or version.published_at is not None:
        return False
    source_at = version.revision.approved_go_live_at if version.revision else None
    return at is None or source_at is None or source_at > at


def not_approved() -> str:
    """Return why a translation stays as it is, in the active language."""
    return _("It is a translation: its words go live when a reviewer of the language has approved them at the desk.")


def source_first() -> str:
    """Return why an approved translation stays as it is, in the active language."""
    return _("Its source is not public yet: publish the two together.")


def refusal(translation: Translation, instance: Any, reason: str) -> PublicationRefused:
    """Return what is to be raised, with the reason."""
    address = reverse("translation:edit", args=[translation.pk])
    return PublicationRefused(str(instance), address, {NON_FIELD_ERRORS: [reason]})


def _touches(instance: Model, names: set[str]) -> bool:
    words = {field.field_name for field in get_translatable_fields(type(instance))}
    return bool(names & (words | {"live"}))


def _goes_live(before: Any, instance: Any) -> bool:
    return before is None or not before.live or before.live_revision_id != instance.live_revision_id


def _stays_alias(before: Any, instance: Any) -> bool:
    """Say whether it shows the source as the source, before and after: nobody has begun its translation."""
    alias = getattr(before, "alias_of_id", None)
    return alias is not None and alias == instance.alias_of_id


def _obstacle(translation: Translation, revision_id: int | None, at: datetime) -> str:
    """Return why the revision may not be live at this moment; empty where it may."""
    approved = Submission.objects.filter(translation=translation, status__in=MAY_BE_LIVE)
    found = approved.filter(revision__isnull=False, revision=revision_id).select_related("version__revision").first()
    if found is None:
        return not_approved()
    return source_first() if waits_for_source(found, at) else ""


def _scheduled_with_their_source() -> QuerySet[Submission]:
    return Submission.objects.filter(
        status=SubmissionStatus.APPROVED, version__published_at=None, revision__approved_go_live_at__isnull=False
    )


def _take_off(submissions: QuerySet[Submission]) -> None:
    Revision.objects.filter(pk__in=submissions.values("revision")).update(approved_go_live_at=None)


def _words(instance: Any) -> list[tuple[Any, ...]]:
    """Return every text of the instance that is translated, with its place and where its links lead."""
    if type(instance) is Page:
        return [(name, getattr(instance, name)) for name in COMMON]
    segments = extract_segments(instance)
    return [
        (segment.path, segment.string.data, segment.attrs)
        for segment in segments
        if isinstance(segment, StringSegmentValue)
    ]


def _content(revision: Revision) -> str:
    """Return what the revision says; when it is to go live is no part of it."""
    content = {name: value for name, value in revision.content.items() if name != "go_live_at"}
    return json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True)
