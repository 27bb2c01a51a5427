"""Who did what to a segment, from which version of its source, through all the texts that it had."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from wagtail_localize.models import StringSegment, Translation

from translation.models import SegmentChange, SegmentEvent
from translation.services import words
from translation.services.labels import labels_of
from translation.services.likeness import fitted
from translation.services.tokens import shown

#: As many as the panel shows.
LAST = 5


@dataclass(frozen=True)
class Entry:
    """An event, and what may be done with it.

    `earlier`: it is of a text that the segment had before. `again`: its words are others than the present ones, and
    than those of a later event that is shown.
    """

    event: SegmentEvent
    earlier: bool
    again: bool


@dataclass(frozen=True)
class Line:
    """An event of the whole translation: what an editor calls its place, and how its texts read."""

    event: SegmentEvent
    label: str
    source: SafeString
    words: SafeString


def earlier_texts(context_id: int, string_id: int) -> dict[int, str]:
    """Return the texts that a segment had before this one, by their ids, the last first. One query."""
    changes = SegmentChange.objects.filter(context=context_id, string__isnull=False, previous__isnull=False)
    found: dict[int, str] = {}
    wanted = string_id
    for string, previous, text in changes.order_by("-version__number", "-pk").values_list(
        "string", "previous", "previous__data"
    ):
        if string == wanted and previous != string_id and previous not in found:
            found[previous] = text
            wanted = previous
    return found


def of_segment(
    translation: Translation, segment: StringSegment, before: Collection[int], now: str, limit: int = LAST
) -> list[Entry]:
    """Return the last events of a segment, the newest first, also those of the texts it had `before`. One query.

    `now` are its present words, as stored.
    """
    events = of_translation(translation).filter(context=segment.context_id, string__in=[segment.string_id, *before])
    entries = []
    shown_already = {"", now}
    for event in events[:limit]:
        entries.append(Entry(event, event.string_id != segment.string_id, event.text not in shown_already))
        shown_already.add(event.text)
    return entries


def take_again(
    translation: Translation, segment: StringSegment, event: SegmentEvent, actor: Any, *, token: str
) -> words.Saved:
    """Make the words of an event the segment's words again; those of an earlier text with the links of this one.

    Raises words.Frozen and words.Conflict.
    """
    text = fitted(event.text, event.string.data, segment.string.data)
    return words.write(translation, segment, text, actor, token=token, action=SegmentEvent.Action.RESTORED)


def lines_of(translation: Translation, events: Iterable[SegmentEvent]) -> list[Line]:
    """Return events as the translation's history shows them. No query: they come with their texts and places."""
    model = translation.source.specific_content_type.model_class()
    names: dict[str, str] = {}
    lines = []
    for event in events:
        path = event.context.field_path or event.context.path.split(".")[0]
        if path not in names:
            names[path] = " · ".join(labels_of(model, path)) if model else path
        lines.append(Line(event, names[path], shown(event.string.data), shown(event.text)))
    return lines


def of_translation(translation: Translation) -> QuerySet[SegmentEvent]:
    """Return all that was done to a translation, the newest first, with people, versions and texts. No query yet."""
    return (
        SegmentEvent.objects.filter(translation=translation)
        .select_related("actor", "version", "context", "string")
        .order_by("-at", "-pk")
    )
