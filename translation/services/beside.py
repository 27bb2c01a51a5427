"""All that stands beside a segment while it is translated. What each part is, its own module says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.services.differences import Paragraph, compare
from translation.checks.messages import Told
from translation.models import Finding, SegmentComment
from translation.services import comments, findings, glossary, history, machine, memory, segments
from translation.services.comments import Colleague
from translation.services.likeness import words_of
from translation.services.tokens import shown


@dataclass(frozen=True)
class Link:
    """A link of the segment: the number of its token, and where it leads. `page` names a page of the site."""

    number: str
    address: str
    page: str


@dataclass(frozen=True)
class Offer:
    """A suggestion, how it reads, and how its source differs from the segment's, where it had another.

    `text` is what a field holds when it is taken.
    """

    suggestion: memory.Suggestion
    words: SafeString
    text: str
    difference: list[Paragraph]


@dataclass(frozen=True)
class Noted:
    """What a check found, and how that is told."""

    finding: Finding
    told: Told


@dataclass(frozen=True)
class Event:
    """An event of the segment's history, and how its words read."""

    entry: history.Entry
    words: SafeString


@dataclass(frozen=True)
class Beside:
    """What the panel shows. `mine` are the segment's words so far, None where there are none."""

    segment: StringSegment
    mine: StringTranslation | None
    change: list[Paragraph]
    links: list[Link]
    offers: list[Offer]
    terms: list[glossary.TermRule]
    noted: list[Noted]
    comments: list[SegmentComment]
    events: list[Event]
    colleagues: list[Colleague]
    machine: str


def of_segment(translation: Translation, segment: StringSegment, user: Any) -> Beside:
    """Gather what stands beside a segment, one of `segments.of`.

    The number of queries does not grow with what there is to show.
    """
    before = history.earlier_texts(segment.context_id, segment.string_id)
    mine = words_so_far(translation, segment)
    return Beside(
        segment=segment,
        mine=mine,
        change=_change(segment, before),
        links=_links(segment),
        offers=[offer(found, segment) for found in memory.suggestions(translation, segment, before)],
        terms=glossary.terms_in(
            segment.string.data,
            glossary.rules(translation.target_locale.language_code),
            segment.string.locale.language_code,
        ),
        noted=_noted(mine),
        comments=comments.of_segment(translation, segment, before),
        events=[
            Event(entry, shown(entry.event.text))
            for entry in history.of_segment(translation, segment, before, mine.data if mine else "")
        ],
        colleagues=comments.colleagues(translation, user),
        machine=machine.name_of(translation),
    )


def words_so_far(translation: Translation, segment: StringSegment) -> StringTranslation | None:
    """Return the words that a segment has, whoever or whatever wrote them."""
    return StringTranslation.objects.filter(
        locale=translation.target_locale_id, translation_of=segment.string_id, context=segment.context_id
    ).first()


def offer(found: memory.Suggestion, segment: StringSegment) -> Offer:
    """Return a suggestion as the panel shows it; `segment` is one of `segments.of`."""
    difference = _difference(found.source, segment) if found.source else []
    return Offer(found, shown(found.html), segments.as_text(segment, found.html), difference)


def _change(segment: StringSegment, before: Mapping[int, str]) -> list[Paragraph]:
    """Return how the text came to be from the one that it had before, word by word; nothing where it is the first."""
    last = next(iter(before.values()), "")
    return _difference(last, segment) if last else []


def _difference(old: str, segment: StringSegment) -> list[Paragraph]:
    return [compare(words_of(old), words_of(segment.string.data))]


def _links(segment: StringSegment) -> list[Link]:
    # A plain text is kept with "null".
    attributes: dict[str, dict[str, str]] = (json.loads(segment.attrs) if segment.attrs else None) or {}
    pages = {link["id"] for link in attributes.values() if link.get("linktype") == "page"}
    titles = {str(pk): title for pk, title in Page.objects.filter(pk__in=pages).values_list("pk", "title")}
    return [
        Link(element_id.removeprefix("a"), link.get("href", ""), titles.get(link.get("id", ""), ""))
        for element_id, link in attributes.items()
    ]


def _noted(mine: StringTranslation | None) -> list[Noted]:
    """Return what the checks found, also what somebody dismissed: whoever reads it next sees the reason."""
    if mine is None:
        return []
    found = Finding.objects.filter(words=mine).select_related("dismissed_by")
    return [Noted(finding, findings.told(finding)) for finding in found]
