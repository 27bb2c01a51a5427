"""Keeps the desk's figures true: how much of each translation is to be done, and where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Length, Replace
from django.utils import timezone
from wagtail_localize.models import StringTranslation, Translation

from translation.models import DeskEntry, Finding, SourceVersion, Status, Submission, SubmissionStatus

AT_ONCE = 400

#: Words of a source text, as the database counts them: by the spaces between.
WORDS = (
    Length("source__stringsegment__string__data")
    - Length(Replace("source__stringsegment__string__data", Value(" "), Value("")))
    + 1
)


_COUNTED = [
    "segments", "words", "segments_to_do", "words_to_do", "unconfirmed", "holding", "status", "counted_at",
]  # fmt: skip


@dataclass
class Tally:
    """What was counted of a translation."""

    segments: int = 0
    words: int = 0
    segments_to_do: int = 0
    words_to_do: int = 0
    unconfirmed: int = 0
    holding: int = 0
    written_at: datetime | None = None


def recount(translations: Iterable[Translation]) -> list[DeskEntry]:
    """Count these translations anew and keep their entries; return them. A constant number of queries for 400."""
    every = list(translations)
    kept: list[DeskEntry] = []
    for start in range(0, len(every), AT_ONCE):
        kept += _recount(every[start : start + AT_ONCE])
    return kept


def recount_one(translation: Translation) -> None:
    """Count one translation whose words changed, in two queries where it is as `opened.opened` returns it."""
    if not hasattr(translation, "version_number"):
        recount([translation])
        return
    entry = translation.desk
    tally = _tallies([translation.pk])[translation.pk]
    _take(entry, tally)
    follows = entry.follows.number if entry.follows else 0
    is_behind = (translation.version_number or 0) > follows
    entry.status = status_of(entry, tally, translation.last_submission or "", is_behind=is_behind)
    entry.counted_at = timezone.now()
    DeskEntry.objects.bulk_update([entry], _COUNTED)


def _recount(translations: list[Translation]) -> list[DeskEntry]:
    ids = [translation.pk for translation in translations]
    entries = list(DeskEntry.objects.filter(translation_id__in=ids).select_related("follows"))
    tallies = _tallies(ids)
    submissions = _last_submissions(ids)
    versions = _versions(translations)
    sources = {translation.pk: translation.source_id for translation in translations}
    for entry in entries:
        tally = tallies[entry.translation_id]
        _take(entry, tally)
        known = versions[sources[entry.translation_id]]
        _set_age(entry, known)
        follows = entry.follows.number if entry.follows else 0
        is_behind = any(version.number > follows for version in known)
        entry.status = status_of(entry, tally, submissions.get(entry.translation_id, ""), is_behind=is_behind)
        entry.counted_at = timezone.now()
    DeskEntry.objects.bulk_update(entries, [*_COUNTED, "behind_since", "out_of_date_since"])
    return entries


def status_of(entry: DeskEntry, tally: Tally, submission: str, *, is_behind: bool) -> Status:
    """Return where a translation stands, from what was counted and what became of its last submission (its status)."""
    if submission in Submission.OPEN:
        return Status(submission)
    if submission == SubmissionStatus.RETURNED:
        return Status.RETURNED
    if tally.segments_to_do:
        return Status.TO_DO
    is_newer = bool(tally.written_at and (entry.published_at is None or tally.written_at > entry.published_at))
    return Status.READY if is_behind or is_newer else Status.UP_TO_DATE


def _take(entry: DeskEntry, tally: Tally) -> None:
    entry.segments, entry.words = tally.segments, tally.words
    entry.segments_to_do, entry.words_to_do = tally.segments_to_do, tally.words_to_do
    entry.unconfirmed, entry.holding = tally.unconfirmed, tally.holding


def _set_age(entry: DeskEntry, versions: list[SourceVersion]) -> None:
    """Say since when readers have had an older text: drafts count for nothing, and what changed no word neither."""
    entry.behind_since = entry.out_of_date_since = None
    if entry.follows is None:
        return
    missed = [
        version
        for version in versions
        if version.number > entry.follows.number and version.published_at and version.changes_words
    ]
    entry.out_of_date_since = missed[0].published_at if missed else None
    entry.behind_since = next((version.published_at for version in missed if not version.minor), None)


def _tallies(ids: list[int]) -> defaultdict[int, Tally]:
    words = StringTranslation.objects.filter(
        translation_of=OuterRef("source__stringsegment__string_id"),
        context=OuterRef("source__stringsegment__context_id"),
        locale=OuterRef("target_locale_id"),
    )
    held = (
        Finding.objects.filter(
            words__translation_of=OuterRef("source__stringsegment__string_id"),
            words__context=OuterRef("source__stringsegment__context_id"),
            words__locale=OuterRef("target_locale_id"),
            holds=True,
            settled=False,
        )
        .order_by()
        .values("words")
    )
    rows = (
        Translation.objects.filter(pk__in=ids, source__stringsegment__isnull=False)
        .annotate(
            segment=F("source__stringsegment__pk"),
            count=WORDS,
            filled=Exists(words.filter(has_error=False)),
            unsure=Exists(words.filter(has_error=False, unconfirmed__isnull=False)),
            written_at=Subquery(words.values("updated_at")[:1]),
            held=Subquery(held.annotate(number=Count("pk")).values("number")[:1]),
        )
        .values_list("pk", "count", "filled", "unsure", "written_at", "held")
    )
    tallies: defaultdict[int, Tally] = defaultdict(Tally)
    for pk, count, filled, unsure, written_at, number in rows:
        tally = tallies[pk]
        tally.holding += number or 0
        tally.segments += 1
        tally.words += count
        tally.unconfirmed += unsure
        if not filled or unsure:
            tally.segments_to_do += 1
            tally.words_to_do += count
        if written_at and (tally.written_at is None or written_at > tally.written_at):
            tally.written_at = written_at
    return tallies


def _last_submissions(ids: list[int]) -> dict[int, str]:
    """Return what became of each translation's last submission."""
    rows = Submission.objects.filter(translation_id__in=ids).order_by("submitted_at", "pk")
    return dict(rows.values_list("translation_id", "status"))


def _versions(translations: list[Translation]) -> defaultdict[int, list[SourceVersion]]:
    versions: defaultdict[int, list[SourceVersion]] = defaultdict(list)
    sources = {translation.source_id for translation in translations}
    for version in SourceVersion.objects.filter(source_id__in=sources).order_by("number"):
        versions[version.source_id].append(version)
    return versions
