"""The one way in which words are written on the desk: by hand, from a file, by a memory or a machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bs4.exceptions import ParserRejectedMarkup
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue, validate_translation_links

from translation.models import Finding, SegmentEvent, Submission, Unconfirmed
from translation.services import counting, findings, freshness
from translation.services.opened import hold
from translation.services.segments import token_of

#: What somebody types into a segment within this time is one event of its history, not one for each pause.
ONE_SITTING = timedelta(minutes=15)
#: The origin of an event whose words stand nowhere but in the history.
UNWRITTEN = "conflict"


class Frozen(Exception):
    """The translation is in review: its words are what the reviewer reads, until it is returned or withdrawn."""


@dataclass
class Conflict(Exception):
    """Somebody else has written the segment meanwhile. Both texts are kept; `theirs` stands."""

    theirs: StringTranslation


class Overtaken(Exception):
    """Somebody has written a segment since it was read. Nothing is written over it."""


@dataclass(frozen=True)
class Saved:
    """What was written."""

    words: StringTranslation | None
    token: str
    has_findings: bool = False


@dataclass(frozen=True)
class Incoming:
    """Words for a segment that nobody typed here.

    `token` is that of the words which they may write over; None: of any.
    """

    segment: StringSegment
    text: str
    confirmed: bool = False
    match: int | None = None
    token: str | None = None


def write(
    translation: Translation,
    segment: StringSegment,
    text: str,
    actor: Any,
    *,
    token: str,
    action: str = SegmentEvent.Action.TYPED,
) -> Saved:
    """Write a person's words for a segment; empty words leave it undone. Six queries, where no check finds anything.

    `translation` is as `opened` returns it. Raises Frozen while it is in review, and Conflict where `token` is not
    that of the present words: then what was to be written is in the history, beside what stands.
    """
    try:
        with transaction.atomic():
            return _write(translation, segment, text.strip(), actor, token, action)
    except Conflict:
        note_unwritten(translation, segment.context, segment.string, text.strip(), actor)
        raise


def _write(translation: Translation, segment: StringSegment, text: str, actor: Any, token: str, action: str) -> Saved:
    _hold_open(translation)
    place = segment.context_id, segment.string_id
    words, others = _standing(translation, segment)
    if words and words.data == text:
        _confirm(words)
        action = SegmentEvent.Action.CONFIRMED
    elif words and token != token_of(words):
        raise Conflict(words)
    elif not text:
        if words is None:
            return Saved(None, "")
        words.delete()
        words = None
    else:
        goes_on = _goes_on(words, actor, action)
        known = words.known if words else 0
        words = words or _new(translation, segment)
        _put(words, segment, text, actor)
        _save(words)
        _confirm(words)
        _keep_title(translation, [words])
        has_findings = findings.check_words([words], others={words.pk: others}, known={words.pk: known})
        _note(translation, *place, text, actor, action, goes_on=goes_on)
        counting.recount_one(translation)
        return Saved(words, token_of(words), has_findings)
    _note(translation, *place, text, actor, action)
    counting.recount_one(translation)
    return Saved(words, token_of(words), bool(words and words.known))


def note_unwritten(translation: Translation, context: Any, string: Any, text: str, actor: Any) -> None:
    """Keep in the history what could not be written: somebody was quicker, or the source has another text by now."""
    if text:
        _note(translation, context.pk, string.pk, text, actor, SegmentEvent.Action.TYPED, origin=UNWRITTEN)


def confirm(translation: Translation, segment: StringSegment, actor: Any) -> Saved:
    """Take responsibility for what was filled in, as it stands; where there is nothing, do nothing. Raises Frozen."""
    words, _others = _standing(translation, segment)
    if words is None:
        return Saved(None, "")
    return write(translation, segment, words.data, actor, token=token_of(words))


@transaction.atomic
def fill_many(
    translation: Translation, incoming: Iterable[Incoming], actor: Any, *, origin: str, action: str
) -> list[StringTranslation]:
    """Write many segments at once, in a constant number of queries, have them checked and counted; return what changed.

    See `put_many`, which raises Frozen and Overtaken.
    """
    written = put_many(translation, incoming, actor, origin=origin, action=action)
    settle([translation], written)
    return written


def settle(translations: Iterable[Translation], written: Sequence[StringTranslation]) -> None:
    """Have the words checked that `put_many` wrote, and their translations counted, in batches of 400."""
    findings.check_words(written)
    counting.recount(translations)


def put_many(
    translation: Translation, incoming: Iterable[Incoming], actor: Any, *, origin: str, action: str
) -> list[StringTranslation]:
    """Write many segments of one translation within a transaction, and leave it to the caller to `settle` them.

    `origin` is one of Unconfirmed.Origin. What is not confirmed is marked until a person confirms it. Words that stand
    already are only confirmed, or marked; the history tells it. Raises Frozen and Overtaken.
    """
    _hold_open(translation)
    wanted = {(item.segment.context_id, item.segment.string_id): item for item in incoming if item.text.strip()}
    there = {
        (words.context_id, words.translation_of_id): words
        for words in StringTranslation.objects.filter(
            context__object_id=translation.source.object_id, locale_id=translation.target_locale_id
        ).select_related("unconfirmed")
    }
    new: list[StringTranslation] = []
    old: list[StringTranslation] = []
    written: list[tuple[StringTranslation, Incoming]] = []
    restated: list[tuple[StringTranslation, Incoming]] = []
    for key, item in wanted.items():
        words = there.get(key)
        if item.token is not None and item.token != token_of(words):
            raise Overtaken
        if words and words.data == item.text.strip():
            restated.append((words, item))
            continue
        (old if words else new).append(words := words or _new(translation, item.segment))
        _put(words, item.segment, item.text.strip(), actor, machine=origin == Unconfirmed.Origin.MACHINE)
        written.append((words, item))
    StringTranslation.objects.bulk_create(new)
    StringTranslation.objects.bulk_update(old, _FIELDS, batch_size=300)
    taken_on = [pair for pair in restated if pair[1].confirmed and hasattr(pair[0], "unconfirmed")]
    _mark([*written, *restated], origin)
    _note_many(translation, written, actor, action, origin)
    _note_many(translation, taken_on, actor, SegmentEvent.Action.CONFIRMED, origin)
    _keep_title(translation, [words for words, _item in written])
    return [*new, *old]


def check_open(translation: Translation) -> None:
    """Raise Frozen while the translation waits for a reviewer, or for its source to be published."""
    status = getattr(translation, "open_submission", None)
    if status is None:
        status = Submission.objects.filter(translation=translation, status__in=Submission.OPEN).exists()
    if status:
        raise Frozen


def _hold_open(translation: Translation) -> None:
    """Wait for whoever writes or submits it now. Raises Frozen where it is submitted already, or was just now."""
    check_open(translation)
    if hold(translation).status in Submission.OPEN:
        raise Frozen


def is_broken(source: str, text: str) -> bool:
    """Say whether wagtail-localize would refuse the mark-up of `text`."""
    try:
        StringValue.from_translated_html(text)
        validate_translation_links(source, text)
    except (ValueError, ParserRejectedMarkup):
        return True
    return False


_NUMBER_OF_FINDINGS = (
    Finding.objects.filter(words=OuterRef("pk"))
    .order_by()
    .values("words")
    .annotate(number=Count("pk"))
    .values("number")
)
_FIELDS = ["data", "translation_type", "tool_name", "last_translated_by", "has_error", "field_error", "updated_at"]


def _put(words: StringTranslation, segment: StringSegment, text: str, actor: Any, *, machine: bool = False) -> None:
    words.data = text
    words.translation_type = (
        StringTranslation.TRANSLATION_TYPE_MACHINE if machine else StringTranslation.TRANSLATION_TYPE_MANUAL
    )
    words.tool_name = ""
    words.last_translated_by = None if machine else actor
    words.has_error = is_broken(segment.string.data, text)
    words.field_error = ""
    words.updated_at = timezone.now()


def _standing(translation: Translation, segment: StringSegment) -> tuple[StringTranslation | None, list[str]]:
    """Return the segment's words, with the number of findings in them (`known`), and how else its text is rendered.

    What no page says any more is not held against anybody.
    """
    family = (
        StringTranslation.objects.filter(translation_of_id=segment.string_id, locale_id=translation.target_locale_id)
        .select_related("unconfirmed")
        .annotate(known=Subquery(_NUMBER_OF_FINDINGS), in_use=findings.IN_USE)
    )
    words = None
    others = []
    for found in family:
        if found.context_id == segment.context_id:
            words = found
            words.context, words.translation_of = segment.context, segment.string
            words.known = found.known or 0
        elif found.in_use:
            others.append(found.data)
    return words, others


def _new(translation: Translation, segment: StringSegment) -> StringTranslation:
    return StringTranslation(
        translation_of=segment.string, locale_id=translation.target_locale_id, context=segment.context
    )


def _save(words: StringTranslation) -> None:
    """Save without wagtail-localize's own second look at the mark-up, which `is_broken` had already."""
    if words.pk is None:
        StringTranslation.objects.bulk_create([words])
    else:
        StringTranslation.objects.bulk_update([words], _FIELDS)


def _confirm(words: StringTranslation) -> None:
    if getattr(words, "unconfirmed", None):
        words.unconfirmed.delete()


def _goes_on(words: StringTranslation | None, actor: Any, action: str) -> bool:
    """Say whether the same person typed here a moment ago."""
    return bool(
        words
        and action == SegmentEvent.Action.TYPED
        and words.last_translated_by_id == actor.pk
        and timezone.now() - words.updated_at < ONE_SITTING
    )


def _note(
    translation: Translation,
    context_id: int,
    string_id: int,
    text: str,
    actor: Any,
    action: str,
    *,
    origin: str = "",
    goes_on: bool = False,
) -> None:
    """Put it into the segment's history; what the same person typed a moment ago grows with it."""
    place = {"translation": translation, "context_id": context_id, "string_id": string_id}
    if goes_on:
        typed = SegmentEvent.objects.filter(
            **place, action=action, actor=actor, origin="", at__gt=timezone.now() - ONE_SITTING
        )
        if typed.update(text=text, at=timezone.now()):
            return
    SegmentEvent.objects.create(
        **place,
        action=action,
        text=text,
        actor=actor,
        at=timezone.now(),
        version_id=_present_version(translation),
        origin=origin,
    )


def _present_version(translation: Translation) -> int | None:
    if hasattr(translation, "version_id"):
        version_id: int | None = translation.version_id
        return version_id
    version = freshness.present_version(translation.source)
    return version.pk if version else None


def _note_many(
    translation: Translation, pairs: Sequence[tuple[StringTranslation, Incoming]], actor: Any, action: str, origin: str
) -> None:
    if not pairs:
        return
    version_id = _present_version(translation)
    now = timezone.now()
    SegmentEvent.objects.bulk_create(
        SegmentEvent(
            translation=translation,
            context_id=words.context_id,
            string_id=words.translation_of_id,
            action=action,
            text=words.data,
            actor=actor,
            at=now,
            version_id=version_id,
            origin=origin,
        )
        for words, _item in pairs
    )


def _mark(pairs: Sequence[tuple[StringTranslation, Incoming]], origin: str) -> None:
    ids = [words.pk for words, _item in pairs]
    Unconfirmed.objects.filter(words__in=ids).delete()
    Unconfirmed.objects.bulk_create(
        Unconfirmed(words=words, origin=origin, match=item.match) for words, item in pairs if not item.confirmed
    )


def _keep_title(translation: Translation, words: Iterable[StringTranslation]) -> None:
    """wagtail-localize does so for each translation that is saved by itself: the explorer shows the draft's title."""
    for word in words:
        if word.context and word.context.path == "title":
            Page.objects.filter(
                translation_key=translation.source.object_id, locale_id=translation.target_locale_id
            ).update(draft_title=word.data[: Page._meta.get_field("draft_title").max_length])
