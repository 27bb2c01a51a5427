"""Words for a text that the page no longer has: its source was published anew while somebody wrote."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from wagtail_localize.models import (
    String,
    StringSegment,
    TemplateSegment,
    Translation,
    TranslationContext,
)

from translation.models import SegmentChange
from translation.services import segments, tokens, words


def keep(translation: Translation, place: str, text: str, actor: Any) -> StringSegment | None:
    """Put the words into the history of the text for which they were typed; return the segment that replaced it.

    `place` names that text as `segments.place_of` does. None where nothing replaced it, or where it names no text of
    this source: then nothing is kept.
    """
    found = _texts_at(translation, place)
    if found is None:
        return None
    context, string = found
    words.note_unwritten(translation, context, string, _html(translation, context, string, text), actor)
    return _successor(translation, context, string)


def _texts_at(translation: Translation, place: str) -> tuple[TranslationContext, String] | None:
    context_id, _sign, string_id = place.partition("-")
    if not (context_id.isdecimal() and string_id.isdecimal()):
        return None
    context = TranslationContext.objects.filter(pk=int(context_id), object_id=translation.source.object_id).first()
    # A text that never stood there is not to be read from a history.
    stood_there = SegmentChange.objects.filter(context=context, previous=OuterRef("pk"))
    string = String.objects.filter(Exists(stood_there), pk=int(string_id)).first()
    return (context, string) if context and string else None


def _html(translation: Translation, context: TranslationContext, string: String, text: str) -> str:
    """Return what was typed as HTML; tokens that do not add up are kept as the signs that they are."""
    if TemplateSegment.objects.filter(source=translation.source_id, context=context).exists():
        try:
            return tokens.html_of(text.strip(), tokens.link_ids(string.data))
        except tokens.BrokenTokens:
            pass
    return tokens.html_of_plain(text.strip())


def _successor(translation: Translation, context: TranslationContext, string: String) -> StringSegment | None:
    """Return the segment that stands where the text stood, through as many versions as there were since."""
    present = {segment.string_id: segment for segment in segments.of(translation).filter(context=context)}
    changes = SegmentChange.objects.filter(context=context, string__isnull=False, previous__isnull=False)
    next_of = dict(changes.order_by("version__number").values_list("previous_id", "string_id"))
    seen: set[int] = set()
    here: int | None = string.pk
    while here is not None and here not in seen:
        if here in present:
            return present[here]
        seen.add(here)
        here = next_of.get(here)
    return None
