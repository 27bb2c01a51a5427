"""A translation as its editor shows it: every segment with its source, its words and what is to be done."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from wagtail_localize.models import StringSegment, StringTranslation, TemplateSegment, Translation

from translation.models import Finding, SegmentChange, SegmentComment, Unconfirmed
from translation.services import tokens
from translation.services.labels import labels_of


class State(StrEnum):
    """What is to be done with a segment."""

    TODO = "todo"
    CHANGED = "changed"
    UNCONFIRMED = "unconfirmed"
    ERROR = "error"
    DONE = "done"


def of(translation: Translation) -> QuerySet[StringSegment]:
    """Return the segments of a translation, with their texts; no query yet.

    `is_rich` says whether a segment's field knows bold words and links: rich text leaves its frame beside it.
    """
    frames = TemplateSegment.objects.filter(source=OuterRef("source_id"), context=OuterRef("context_id"))
    found: QuerySet[StringSegment] = (
        StringSegment.objects.filter(source=translation.source_id)
        .select_related("string", "context")
        .annotate(is_rich=Exists(frames))
    )
    return found


def as_text(segment: StringSegment, html: str) -> str:
    """Return words of a segment as its field shows them; `segment` is one of `of`."""
    return tokens.tokens_of(html) if segment.is_rich else tokens.plain_of(html)


def place_of(context_id: int, string_id: int) -> str:
    """Return what names a text at its place; it is still understood when the page has another text there."""
    return f"{context_id}-{string_id}"


@dataclass
class Row:
    """A segment in the editor. `source` and `text` are HTML fragments as wagtail-localize keeps them."""

    segment_id: int
    context_id: int
    string_id: int
    path: str
    label: str
    source: str
    links: dict[str, str]
    """The target of each link, by the id that stands for it in the text: {"a1": "https://…"}."""
    is_rich: bool
    state: State
    text: str = ""
    token: str = ""
    """What the words were when they were read; who saves says so, and is told where somebody else was quicker."""
    words_id: int | None = None
    written_by: Any = None
    written_at: datetime | None = None
    unconfirmed: Unconfirmed | None = None
    error: str = ""
    previous: str = ""
    """The source that the old words translated, where it has changed."""
    previous_text: str = ""
    """The old words."""
    findings: list[Finding] = field(default_factory=list)
    comments: int = 0
    """How many are not resolved."""


@dataclass
class Group:
    """Segments that stand together on the page, under the page's own heading."""

    key: str
    title: str
    heading: str
    rows: list[Row]


def rows_of(translation: Translation, segments: Iterable[StringSegment] | None = None) -> list[Row]:
    """Return the translation's segments in page order, or only those named. Nine queries, however many there are."""
    wanted = list(
        StringSegment.objects.filter(source=translation.source_id).select_related("string", "context").order_by("order")
        if segments is None
        else segments
    )
    contexts = {segment.context_id for segment in wanted}
    words = _words(translation, contexts if segments is not None else None)
    chain = _chain(translation, contexts if segments is not None else None)
    rich = _rich_places(translation)
    found = _findings(word for family in words.values() for word in family.values())
    comments = _open_comments(translation)
    model = translation.source.specific_content_type.model_class()
    names: dict[str, str] = {}
    rows = []
    for segment in wanted:
        path = segment.context.field_path or segment.context.path.split(".")[0]
        if path not in names:
            names[path] = " · ".join(labels_of(model, path)) if model else path
        row = Row(
            segment_id=segment.pk,
            context_id=segment.context_id,
            string_id=segment.string_id,
            path=segment.context.path,
            label=names[path],
            source=segment.string.data,
            links=links_of(segment),
            is_rich=segment.context_id in rich,
            state=State.TODO,
            comments=comments[(segment.context_id, segment.string_id)],
        )
        family = words.get(segment.context_id, {})
        _fill(row, family.get(segment.string_id), found)
        if not row.text:
            _look_back(row, family, chain)
        rows.append(row)
    return rows


def groups_of(rows: Iterable[Row]) -> list[Group]:
    """Return the rows under the headings of the page: one group for each field, or each block of a stream."""
    groups = []
    for key, part in groupby(rows, key=lambda row: ".".join(row.path.split(".")[:2])):
        members = list(part)
        headed = next((row for row in members if row.path.rsplit(".", 1)[-1] in {"heading", "title", "name"}), None)
        groups.append(Group(key, members[0].label.split(" · ")[0], headed.source if headed else "", members))
    return groups


def links_of(segment: StringSegment) -> dict[str, str]:
    """Return where the links of a segment lead, by their ids in the text."""
    attrs: dict[str, dict[str, str]] = json.loads(segment.attrs) if segment.attrs else {}
    return {name: _target(values) for name, values in (attrs or {}).items()}


def token_of(words: StringTranslation | None) -> str:
    """Return what stands for the words as they are now."""
    return f"{words.pk}-{words.updated_at.timestamp():.6f}" if words else ""


def previous_strings(string_id: int, context_id: int, chain: dict[tuple[int, int], int]) -> list[int]:
    """Return the texts (String ids) that stood at the place before this one, the latest first."""
    found: list[int] = []
    seen = {string_id}
    while (before := chain.get((context_id, string_id))) is not None and before not in seen:
        found.append(before)
        seen.add(before)
        string_id = before
    return found


def _target(values: dict[str, str]) -> str:
    if values.get("href"):
        return values["href"]
    kind, key = values.get("linktype", ""), values.get("id", "")
    return f"{kind} {key}".strip()


def _words(translation: Translation, contexts: set[int] | None) -> dict[int, dict[int, StringTranslation]]:
    """Return every translation ever made at these places, by place and source text; those of old sources too."""
    found = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale_id=translation.target_locale_id
    ).select_related("translation_of", "last_translated_by", "unconfirmed")
    if contexts is not None:
        found = found.filter(context_id__in=contexts)
    words: dict[int, dict[int, StringTranslation]] = defaultdict(dict)
    for word in found:
        words[word.context_id or 0][word.translation_of_id] = word
    return dict(words)


def _chain(translation: Translation, contexts: set[int] | None) -> dict[tuple[int, int], int]:
    changes = SegmentChange.objects.filter(
        version__source=translation.source_id, string__isnull=False, previous__isnull=False
    )
    if contexts is not None:
        changes = changes.filter(context_id__in=contexts)
    rows = changes.order_by("version__number").values_list("context_id", "string_id", "previous_id")
    return {(context, string): previous for context, string, previous in rows}


def _rich_places(translation: Translation) -> set[int]:
    return set(TemplateSegment.objects.filter(source=translation.source_id).values_list("context_id", flat=True))


def _findings(words: Iterable[StringTranslation]) -> dict[int, list[Finding]]:
    """Return the findings in these words that nobody has dismissed, or that a reviewer has still to settle."""
    ids = [word.pk for word in words]
    found: dict[int, list[Finding]] = defaultdict(list)
    if not ids:
        return found
    first = Finding.objects.filter(words__gte=min(ids), words__lte=max(ids), settled=False)
    wanted = set(ids)
    for finding in first.select_related("dismissed_by"):
        if finding.words_id in wanted and (finding.dismissed_at is None or finding.holds):
            found[finding.words_id].append(finding)
    return found


def _open_comments(translation: Translation) -> Counter[tuple[int, int]]:
    rows = SegmentComment.objects.filter(translation=translation, resolved_at=None)
    return Counter(rows.order_by().values_list("context_id", "string_id"))


def _fill(row: Row, words: StringTranslation | None, found: dict[int, list[Finding]]) -> None:
    if words is None:
        return
    row.text, row.token, row.words_id = words.data, token_of(words), words.pk
    row.written_by, row.written_at = words.last_translated_by, words.updated_at
    row.unconfirmed = getattr(words, "unconfirmed", None)
    row.findings = found.get(words.pk, [])
    if words.has_error:
        row.state, row.error = State.ERROR, words.get_error() or ""
    else:
        row.state = State.UNCONFIRMED if row.unconfirmed else State.DONE


def _look_back(row: Row, family: dict[int, StringTranslation], chain: dict[tuple[int, int], int]) -> None:
    """Find the last source of this place that had words in this language, and those words."""
    for before in previous_strings(row.string_id, row.context_id, chain):
        if before in family:
            row.state = State.CHANGED
            row.previous, row.previous_text = family[before].translation_of.data, family[before].data
            return
