"""What a reviewer reads: every text that readers will see changed, beside what they see now."""

from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.safestring import SafeString
from wagtail.models import DraftStateMixin, Page
from wagtail_localize.models import String, StringSegment, Translation, TranslationContext
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from home.services.differences import Paragraph, compare, paragraphs_of
from translation.checks.messages import Told
from translation.models import Finding, Submission
from translation.services import findings, obstacles, segments, tokens
from translation.services.segments import Row


@dataclass(frozen=True)
class Reading:
    """A segment that changes for readers."""

    row: Row
    source: SafeString
    words: SafeString
    before: str
    """What readers see in its place now, as an HTML fragment; empty where there is nothing."""
    difference: list[Paragraph]
    same_words: bool
    """Whether links or emphasis alone are others: then the difference shows nothing."""
    findings: list[tuple[Finding, Told]]
    """What checks found in the words, and how it is said."""

    @property
    def is_new(self) -> bool:
        """Whether nothing stood in its place."""
        return not self.before


@dataclass(frozen=True)
class Readings:
    """The page as its reviewer reads it."""

    changed: list[Reading]
    unchanged: int
    gone: list[SafeString]
    """What readers see now and will not see any more."""


def readings_of(translation: Translation, submission: Submission | None = None) -> Readings:
    """Return what changes for readers if the present words go live, in page order. The queries do not grow with it.

    With a `submission`, if that goes live: its texts are those of the source as it was then.
    """
    rows = segments.rows_of(translation, _submitted(submission) if submission else None)
    now = _live_texts(translation)
    befores, gone = _pairs(rows, now)
    # A finding that only a reviewer can settle is shown wherever it is.
    changed = [
        _reading(row, befores[row.segment_id])
        for row in rows
        if befores[row.segment_id] != row.text or any(finding.holds for finding in row.findings)
    ]
    return Readings(changed, len(rows) - len(changed), [tokens.shown(text) for text in gone])


def _reading(row: Row, before: str) -> Reading:
    told = [(finding, findings.told(finding)) for finding in row.findings]
    old, new = _plain(before), _plain(row.text)
    return Reading(
        row,
        source=tokens.shown(row.source, row.links),
        words=tokens.shown(row.text),
        before=before,
        difference=[compare(old, new)],
        same_words=old == new and before != row.text,
        findings=told,
    )


def _submitted(submission: Submission) -> list[StringSegment] | None:
    """Return the segments that were handed in, unsaved, in the order of their draft; None for what has no draft."""
    if submission.revision is None:
        return None
    pairs = [(int(context), int(string)) for context, texts in submission.words.items() for string in texts]
    places = TranslationContext.objects.in_bulk({context for context, _string in pairs})
    strings = String.objects.in_bulk({string for _context, string in pairs})
    texts = _texts(submission.revision.as_object())
    order = {(path, text): number for number, (path, text) in enumerate(texts)}

    def place_of(pair: tuple[int, int]) -> int:
        context, string = pair
        return order.get((places[context].path, submission.words[str(context)][str(string)]), len(order))

    return [
        StringSegment(
            pk=-number, source_id=submission.translation.source_id, context=places[context], string=strings[string]
        )
        for number, (context, string) in enumerate(sorted(pairs, key=place_of), start=1)
    ]


def _texts(instance: Any) -> list[tuple[str, str]]:
    found = extract_segments(instance)
    return [(one.path, one.string.data) for one in found if isinstance(one, StringSegmentValue)]


def _live_texts(translation: Translation) -> dict[str, list[str]]:
    """Return the texts that readers see now, by their places on the page."""
    target: Any = obstacles.target_of(translation)
    if target is None or (isinstance(target, DraftStateMixin) and not target.live):
        return {}
    if isinstance(target, Page):
        if target.alias_of_id:
            return {}
        target = target.specific
    texts: dict[str, list[str]] = defaultdict(list)
    for path, text in _texts(target):
        texts[path].append(text)
    return dict(texts)


def _pairs(rows: list[Row], now: dict[str, list[str]]) -> tuple[dict[int, str], list[str]]:
    """Return what stands in each row's place now, and what stands in none's."""
    befores: dict[int, str] = {}
    places: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        places[row.path].append(row)
    gone = [text for path, texts in now.items() if path not in places for text in texts]
    for path, members in places.items():
        old, new = now.get(path, []), [row.text for row in members]
        for _tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            stood = old[old_from:old_to]
            for place, row in enumerate(members[new_from:new_to]):
                befores[row.segment_id] = stood[place] if place < len(stood) else ""
            gone += stood[new_to - new_from :]
    return befores, gone


def _plain(html: str) -> str:
    return "\n".join(paragraphs_of(html))
