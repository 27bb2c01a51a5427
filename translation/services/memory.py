"""What was translated before, offered for a segment. Only what a person confirmed is memory."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from translation.models import DeskEntry, SegmentEvent, Unconfirmed
from translation.services import words
from translation.services.likeness import Match, closest, fitted, lengths_like, likeness, stems_of

#: The most that are offered of one kind: more is a list to read, not help.
MOST = 4
#: Mark-up makes a stored text longer than its words.
MARKUP = 200
#: What a file brought in that was older than the words it found here (services/exchange/).
OLDER_FILE = "file:older"


class Kind(StrEnum):
    """Where a suggestion is from."""

    SAME = "same"
    BEFORE = "before"
    LIKE = "like"
    FILE = "file"
    MACHINE = "machine"


@dataclass(frozen=True)
class Suggestion:
    """Words to take. `html` is valid mark-up for the segment that it is offered for.

    `source` is the text that they translated, where it was another one; `where` the title of the page or thing.
    """

    kind: Kind
    html: str
    percent: int | None = None
    source: str = ""
    where: str = ""
    at: datetime.datetime | None = None


def suggestions(translation: Translation, segment: StringSegment, before: Collection[int]) -> list[Suggestion]:
    """Return what may be taken for a segment: the same text, the words before the change, what is like it, files.

    `segment` comes with its string; `before` are the ids of the texts that it had before, the last first
    (history.earlier_texts). Three queries, however large the memory is.
    """
    like = {match.key: match for match in _like(translation, segment)}
    found = list(
        confirmed(translation.target_locale_id)
        .filter(translation_of__in={segment.string_id, *before, *like})
        .exclude(translation_of=segment.string_id, context=segment.context_id)
        .annotate(where=_title_of(translation))
        .select_related("translation_of")
        .order_by("-updated_at", "-pk")
    )
    same = [_same(entry, segment) for entry in found if entry.translation_of_id == segment.string_id]
    old = _before(found, segment, before)
    alike = [
        _alike(entry, segment, like[entry.translation_of_id])
        for entry in _newest_of_each_text(found)
        if entry.translation_of_id in like and entry.translation_of_id not in before
    ]
    alike.sort(key=lambda suggestion: -(suggestion.percent or 0))
    return _without_repeats([*same, *old, *alike, *_from_files(translation, segment)])


def confirmed(locale_id: int) -> QuerySet[StringTranslation]:
    """Return the words of a language that count as its memory. No query yet."""
    return StringTranslation.objects.filter(locale_id=locale_id, has_error=False, unconfirmed=None).exclude(data="")


def fill(translation: Translation, actor: Any) -> int:
    """Fill each undone segment whose very text a person translated before, and return how many were filled.

    They wait to be confirmed. The newest words win. Raises words.Frozen.
    """
    undone = list(undone_in(translation))
    known = dict(
        confirmed(translation.target_locale_id)
        .filter(translation_of__in={segment.string_id for segment in undone})
        .order_by("updated_at", "pk")
        .values_list("translation_of_id", "data")
    )
    incoming = [
        words.Incoming(segment, known[segment.string_id], match=100) for segment in undone if segment.string_id in known
    ]
    return len(
        words.fill_many(
            translation, incoming, actor, origin=Unconfirmed.Origin.MEMORY, action=SegmentEvent.Action.FILLED
        )
    )


def undone_in(translation: Translation) -> QuerySet[StringSegment]:
    """Return the segments of a translation that have no words yet, with their texts. No query yet."""
    segments: QuerySet[StringSegment] = (
        StringSegment.objects.filter(source=translation.source_id)
        .annotate_translation(translation.target_locale_id, include_errors=True)
        .filter(Q(translation=None) | Q(translation=""))
        .select_related("string", "context")
        .order_by("order", "pk")
    )
    return segments


def _like(translation: Translation, segment: StringSegment) -> list[Match]:
    """Find the texts that are like this one among those which the language has words for.

    The database leaves out what is too short, too long, or has no long word's beginning in common.
    """
    text = segment.string.data
    shortest, longest = lengths_like(text)
    shares_a_word = Q()
    for stem in stems_of(text):
        shares_a_word |= Q(translation_of__data__icontains=stem)
    if not shares_a_word:
        return []
    candidates = (
        confirmed(translation.target_locale_id)
        .filter(shares_a_word, translation_of__locale=segment.string.locale_id)
        .annotate(length=Length("translation_of__data"))
        .filter(length__gte=shortest, length__lte=longest + MARKUP)
        .exclude(translation_of=segment.string_id)
        .order_by()
        .values_list("translation_of", "translation_of__data")
    )
    return closest(text, dict(candidates.distinct()), limit=MOST)


def _same(entry: StringTranslation, segment: StringSegment) -> Suggestion:
    text = segment.string.data
    return Suggestion(Kind.SAME, fitted(entry.data, text, text), 100, where=entry.where or "", at=entry.updated_at)


def _before(found: list[StringTranslation], segment: StringSegment, before: Collection[int]) -> list[Suggestion]:
    """Return the words of this very place before its text changed, of the last text that had any."""
    here = {entry.translation_of_id: entry for entry in found if entry.context_id == segment.context_id}
    entry = next((here[string_id] for string_id in before if string_id in here), None)
    if entry is None:
        return []
    old, new = entry.translation_of.data, segment.string.data
    return [
        Suggestion(
            Kind.BEFORE,
            fitted(entry.data, old, new),
            likeness(old, new),
            source=old,
            where=entry.where or "",
            at=entry.updated_at,
        )
    ]


def _alike(entry: StringTranslation, segment: StringSegment, match: Match) -> Suggestion:
    old, new = entry.translation_of.data, segment.string.data
    return Suggestion(
        Kind.LIKE,
        fitted(entry.data, old, new),
        match.percent,
        source=old,
        where=entry.where or "",
        at=entry.updated_at,
    )


def _from_files(translation: Translation, segment: StringSegment) -> list[Suggestion]:
    text = segment.string.data
    events = SegmentEvent.objects.filter(
        translation=translation, context=segment.context_id, string=segment.string_id, origin=OLDER_FILE
    )
    return [
        Suggestion(Kind.FILE, fitted(event.text, text, text), at=event.at)
        for event in events.only("text", "at")[:MOST]
        if event.text
    ]


def _newest_of_each_text(found: list[StringTranslation]) -> list[StringTranslation]:
    newest: dict[int, StringTranslation] = {}
    for entry in found:
        newest.setdefault(entry.translation_of_id, entry)
    return list(newest.values())


def _title_of(translation: Translation) -> Subquery:
    """Return the title of the thing that remembered words stand in, as part of the query that finds them."""
    entries = DeskEntry.objects.filter(
        translation__target_locale=translation.target_locale_id,
        translation__source__object=OuterRef("context__object"),
    )
    return Subquery(entries.values("title")[:1])


def _without_repeats(found: list[Suggestion]) -> list[Suggestion]:
    kept: dict[str, Suggestion] = {}
    counts: dict[Kind, int] = {}
    for suggestion in found:
        if suggestion.html not in kept and counts.get(suggestion.kind, 0) < MOST:
            kept[suggestion.html] = suggestion
            counts[suggestion.kind] = counts.get(suggestion.kind, 0) + 1
    return list(kept.values())
