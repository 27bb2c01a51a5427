"""What the public sees of the texts: the version in force, every adopted one, and the meetings' reviews.

A proposal is nobody's business but the staff's: nothing here ever reads one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone

from membership.services.wordings import PartChange, compare_parts

if TYPE_CHECKING:
    from membership.models import TextReview, TextVersion, TextWording

ENTRIES_ON_A_PAGE = 20


@dataclass(frozen=True)
class Shown:
    """A version as a reader sees it. No wording: the network keeps the text from strangers, or there is none."""

    text: TextVersion
    wording: TextWording | None
    is_in_force: bool
    meeting: str = ""
    adopted_on: date | None = None
    has_one_before: bool = False

    @property
    def is_to_come(self) -> bool:
        """Whether it is adopted, and not in force yet."""
        return _is_to_come(self.text)

    @property
    def in_force_on(self) -> date | None:
        """The day from which it is in force, where it is told."""
        return _told_day(self.text, self.adopted_on)


@dataclass(frozen=True)
class Entry:
    """A line of the history: a version was adopted, or a meeting reviewed it and changed nothing."""

    text: TextVersion
    meeting: str
    day: date | None
    is_adoption: bool
    is_in_force: bool = False
    has_one_before: bool = False

    @property
    def in_force_on(self) -> date | None:
        """The day from which the version is in force, where it is told."""
        return _told_day(self.text, self.day)


@dataclass(frozen=True)
class Changes:
    """What a version changed in the one before. Both stand in one language."""

    before: TextVersion
    after: Shown
    parts: list[PartChange] = field(default_factory=list)
    language: str = ""


@dataclass(frozen=True)
class Published:
    """A text with everything that was ever adopted of it."""

    in_force: Shown | None
    entries: list[Entry] = field(default_factory=list)

    def history(self, number: Any = 1) -> Page[Entry]:
        """Return a page of the history, the newest first."""
        return Paginator(self.entries, ENTRIES_ON_A_PAGE).get_page(number)


def of_kind(kind: str, language: str) -> Published:
    """Return what is published of a text in `language`.

    Four queries: the versions with their meetings, the meetings' names, the reviews, the wordings of the one in force.
    """
    texts = list(_adopted(kind))
    current = _in_force(texts)
    names = _names({text.adopted_at_id for text in texts}, kind, language)
    shown = None
    if current:
        shown = _shown(current, _wording(current, language), current, names, texts)
    return Published(shown, _entries(texts, current, names, _reviews(kind)))


def version_of(kind: str, slug: str, language: str) -> Shown | None:
    """Return the adopted version at this address; None where there is none, or it is only proposed."""
    texts = list(_adopted(kind))
    text = next((text for text in texts if text.slug == slug), None)
    if text is None:
        return None
    names = _names({text.adopted_at_id}, kind, language)
    return _shown(text, _wording(text, language), _in_force(texts), names, texts)


def changes_in(kind: str, slug: str, language: str) -> Changes | None:
    """Return what this version changed in the one before, in `language`, or in the source's where either lacks it.

    None where there is no such version, none before it, or not everybody may read both.
    """
    texts = list(_adopted(kind))
    position = next((number for number, text in enumerate(texts) if text.slug == slug), len(texts))
    if position + 1 >= len(texts) or not (texts[position].is_public and texts[position + 1].is_public):
        return None
    after, before = texts[position], texts[position + 1]
    worded: dict[int, dict[str, TextWording]] = {before.pk: {}, after.pk: {}}
    for wording in _wordings(Q(text__in=[before, after]), language):
        worded[wording.text_id][wording.language] = wording
    shared = [
        code for code in (language, settings.LANGUAGE_CODE) if code in worded[before.pk].keys() & worded[after.pk]
    ]
    if not shared:
        return None
    old, new = worded[before.pk][shared[0]], worded[after.pk][shared[0]]
    names = _names({after.adopted_at_id}, kind, language)
    shown = _shown(after, new, _in_force(texts), names, texts)
    return Changes(before, shown, compare_parts(old.parts(), new.parts()), shared[0])


def _adopted(kind: str) -> QuerySet[TextVersion]:
    """Return the adopted versions, the newest first."""
    from membership.models import TextVersion

    found: QuerySet[TextVersion] = TextVersion.objects.filter(kind=kind, state=TextVersion.State.ADOPTED)
    return found.select_related("adopted_at").order_by("-in_force_on", "-pk")


def _is_to_come(text: TextVersion) -> bool:
    return bool(text.in_force_on and text.in_force_on > timezone.localdate())


def _told_day(text: TextVersion, adopted_on: date | None) -> date | None:
    # Where nobody says when a text was adopted, the day since which this site asks for it would be read as an answer.
    return text.in_force_on if adopted_on or _is_to_come(text) else None


def _in_force(texts: list[TextVersion]) -> TextVersion | None:
    today = timezone.localdate()
    return next((text for text in texts if text.in_force_on and text.in_force_on <= today), None)


def _wordings(which: Q, language: str) -> QuerySet[TextWording]:
    from membership.models import TextWording

    found: QuerySet[TextWording] = TextWording.objects.filter(which, language__in={language, settings.LANGUAGE_CODE})
    return found


def _wording(text: TextVersion, language: str) -> TextWording | None:
    if not text.is_public:
        return None
    worded = {wording.language: wording for wording in _wordings(Q(text=text), language)}
    return worded.get(language) or worded.get(settings.LANGUAGE_CODE)


def _names(meetings: set[int | None], kind: str, language: str) -> dict[int, str]:
    """Return what the meetings are called that adopted or reviewed the text. One query."""
    from membership.models import MeetingName

    found: dict[int, dict[str, str]] = {}
    which = Q(meeting__in=[pk for pk in meetings if pk]) | Q(meeting__reviews__kind=kind)
    languages = {language, settings.LANGUAGE_CODE}
    for name in MeetingName.objects.filter(which, language__in=languages).distinct():
        found.setdefault(name.meeting_id, {})[name.language] = name.name
    return {pk: names.get(language) or names[settings.LANGUAGE_CODE] for pk, names in found.items()}


def _reviews(kind: str) -> dict[int, list[TextReview]]:
    from membership.models import TextReview

    found: dict[int, list[TextReview]] = {}
    unchanged = TextReview.objects.filter(kind=kind, outcome=TextReview.Outcome.UNCHANGED)
    for review in unchanged.select_related("meeting").order_by("-pk"):
        found.setdefault(review.version_id, []).append(review)
    return found


def _entries(
    texts: list[TextVersion],
    current: TextVersion | None,
    names: dict[int, str],
    reviews: dict[int, list[TextReview]],
) -> list[Entry]:
    entries: list[Entry] = []
    for position, text in enumerate(texts):
        entries += [
            Entry(text, names.get(review.meeting_id, ""), review.meeting.held_on, is_adoption=False)
            for review in reviews.get(text.pk, [])
        ]
        before = texts[position + 1] if position + 1 < len(texts) else None
        entries.append(
            Entry(
                text,
                names.get(text.adopted_at_id or 0, ""),
                _day_of(text),
                is_adoption=True,
                is_in_force=text == current,
                has_one_before=bool(before and before.is_public and text.is_public),
            )
        )
    return entries


def _day_of(text: TextVersion) -> date | None:
    return text.adopted_on or (text.adopted_at.held_on if text.adopted_at else None)


def _shown(
    text: TextVersion,
    wording: TextWording | None,
    current: TextVersion | None,
    names: dict[int, str],
    texts: list[TextVersion],
) -> Shown:
    position = texts.index(text)
    before = texts[position + 1] if position + 1 < len(texts) else None
    return Shown(
        text=text,
        wording=wording,
        is_in_force=text == current,
        meeting=names.get(text.adopted_at_id or 0, ""),
        adopted_on=_day_of(text),
        has_one_before=bool(before and before.is_public and text.is_public),
    )
