"""Who did what to a segment, from which version of its source, through all the texts that it had."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from wagtail_localize.models import StringSegment, Translation

from translation.models import SegmentChange, SegmentEvent

#: As many as the panel shows.
LAST = 5


@dataclass(frozen=True)
class Entry:
    """An event, and what may be done with it.

    `earlier`: it is of a text that the segment had before. `again`: its words are others than the present ones.
    """

    event: SegmentEvent
    earlier: bool
    again: bool


def earlier_texts(context_id: int, string_id: int) -> list[int]:
    """Return the ids of the texts that a segment had before this one, the last first. One query."""
    changes = SegmentChange.objects.filter(context=context_id, string__isnull=False, previous__isnull=False)
    found: list[int] = []
    wanted = string_id
    for string, previous in changes.order_by("-version__number", "-pk").values_list("string", "previous"):
        if string == wanted and previous not in {string_id, *found}:
            found.append(previous)
            wanted = previous
    return found


def of_segment(
    translation: Translation, segment: StringSegment, before: list[int], now: str, limit: int = LAST
) -> list[Entry]:
    """Return the last events of a segment, the newest first, also those of the texts it had `before`. One query.

    `now` are its present words, as stored.
    """
    events = of_translation(translation).filter(context=segment.context_id, string__in=[segment.string_id, *before])
    return [
        Entry(event, event.string_id != segment.string_id, bool(event.text) and event.text != now)
        for event in events[:limit]
    ]


def of_translation(translation: Translation) -> QuerySet[SegmentEvent]:
    """Return all that was done to a translation, the newest first, with people, versions and texts. No query yet."""
    return (
        SegmentEvent.objects.filter(translation=translation)
        .select_related("actor", "version", "context", "string")
        .order_by("-at", "-pk")
    )
