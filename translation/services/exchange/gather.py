"""What stands in the desk, as a document, for all pages of a choice with a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Max, QuerySet
from wagtail.models import Locale, Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from translation.models import SegmentComment, Submission
from translation.services import rights
from translation.services.exchange.document import Document, Portion, State, Unit, check_count
from translation.services.segments import token_of

#: How many names one query asks for: fewer than any database's limit.
BATCH = 500


@dataclass(frozen=True)
class Row:
    """A segment as it stands now. `unconfirmed`: no person stands by the words; `token`: see `words.Incoming`."""

    context: int
    string: int
    segment: int
    place: str
    source: str
    text: str = ""
    stamp: str = ""
    token: str = ""
    unconfirmed: bool = False
    published: bool = False
    comments: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """How far it is, as a file says it."""
        if not self.text:
            return State.NEW
        if self.unconfirmed:
            return State.UNCONFIRMED
        return State.FINAL if self.published else State.CONFIRMED


def stamp_of(moment: datetime) -> str:
    """Return what tells one state of some words from the next: when they were written, to the microsecond, in UTC."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")


def translations_into(locale: Locale) -> QuerySet[Translation]:
    """Return all translations from the source language into this one that are worked on. No query yet."""
    return (
        Translation.objects.filter(
            enabled=True, target_locale=locale, source__locale__language_code=settings.LANGUAGE_CODE
        )
        .select_related("source__locale", "source__specific_content_type", "target_locale")
        .order_by("source__object_repr", "pk")
    )


def below(page: Page, locale: Locale) -> QuerySet[Translation]:
    """Return the translations of a page of the source language and of what is below it. No query yet."""
    keys = page.get_descendants(inclusive=True).values("translation_key")
    return translations_into(locale).filter(source__object_id__in=keys)


def permitted(user: Any, translations: Iterable[Translation], locale: Locale) -> list[Translation]:
    """Return those on which this person may work, in their order. All are into `locale`.

    A page that stands in this language is asked after itself; one that does not stand yet, at the place where it would.
    A constant number of queries.
    """
    translations = list(translations)
    if user.is_superuser:
        return translations
    pages = Page.objects.filter(locale=locale)
    standing = set(pages.values_list("translation_key", flat=True))
    own = set(
        PagePermissionPolicy()
        .instances_user_has_permission_for(user, "change")
        .filter(locale=locale)
        .values_list("translation_key", flat=True)
    )
    writes = rights.may_write_in(user, locale)
    places = _places([translation for translation in translations if translation.source.object_id not in standing])

    def allowed(translation: Translation) -> bool:
        source = translation.source
        if source.object_id in standing:
            return source.object_id in own
        if translation.pk not in places:
            return writes
        return next((key in own for key in places[translation.pk] if key in standing), False)

    return [translation for translation in translations if allowed(translation)]


def _places(translations: Sequence[Translation]) -> dict[int, list[UUID]]:
    """Return, for each translation of a page, the keys of the pages above its source, the nearest first."""
    if not translations:
        return {}
    pages = Page.objects.filter(locale__in={translation.source.locale_id for translation in translations}, depth__gte=2)
    rows = list(pages.values_list("locale_id", "translation_key", "path"))
    keys = {path: key for _locale, key, path in rows}
    paths = {(locale, key): path for locale, key, path in rows}
    found = {}
    for translation in translations:
        path = paths.get((translation.source.locale_id, translation.source.object_id))
        if path:
            above = (path[:length] for length in range(len(path) - Page.steplen, 0, -Page.steplen))
            found[translation.pk] = [keys[place] for place in above if place in keys]
    return found


def frozen(translations: Iterable[Translation]) -> set[int]:
    """Return the keys of those translations whose words are being reviewed: nobody changes them meanwhile."""
    keys = [translation.pk for translation in translations]
    found: set[int] = set()
    for batch in _batches(keys):
        found.update(
            Submission.objects.filter(translation__in=batch, status__in=Submission.OPEN).values_list(
                "translation_id", flat=True
            )
        )
    return found


def rows_of(translations: Sequence[Translation], *, resolved: bool = False) -> dict[int, list[Row]]:
    """Return the segments of each translation, by its key, in the page's order. All are into one language.

    Comments are those that wait for an answer; with `resolved`, all that were ever written.
    """
    found: dict[int, list[Row]] = {}
    for batch in _batches(translations):
        found |= _rows(batch, resolved=resolved)
    return found


def versions_of(translations: Sequence[Translation]) -> dict[int, int]:
    """Return the number of the source's newest version by each translation's key; 0 where none was counted yet."""
    found: dict[int, int] = {}
    for batch in _batches([translation.pk for translation in translations]):
        numbered = Translation.objects.filter(pk__in=batch).annotate(newest=Max("source__versions__number"))
        found.update({pk: number or 0 for pk, number in numbered.values_list("pk", "newest")})
    return found


def document_of(translations: Sequence[Translation], *, only_open: bool = False, hints: Any = None) -> Document:
    """Return the document that these translations into one language make up.

    `only_open` leaves out what a person stands by already. `hints(source)` gives the notes that go out with a text.
    Raises Refused where they are too many for a file, ValueError for none.
    """
    if not translations:
        raise ValueError("A document needs a translation.")
    first = translations[0]
    portions: list[Portion] = []
    count = 0
    for batch in _batches(translations):
        rows, versions, addresses = _rows(batch, resolved=False), versions_of(batch), _addresses(batch)
        for translation in batch:
            wanted = [row for row in rows[translation.pk] if not (only_open and row.state.settled)]
            count += len(wanted)
            check_count(count)
            if wanted:
                portions.append(
                    Portion(
                        translation.uuid,
                        versions[translation.pk],
                        tuple(_unit(row, hints) for row in wanted),
                        translation.source.object_repr,
                        addresses.get(translation.source.object_id, ""),
                    )
                )
    return Document(first.source.locale.language_code, first.target_locale.language_code, tuple(portions))


def _unit(row: Row, hints: Callable[[str], Iterable[str]] | None) -> Unit:
    return Unit(
        row.place,
        row.source,
        row.text,
        row.state,
        row.stamp,
        row.comments,
        tuple(hints(row.source)) if hints else (),
    )


def _rows(translations: Sequence[Translation], *, resolved: bool) -> dict[int, list[Row]]:
    locale = translations[0].target_locale_id
    words = _words([translation.source.object_id for translation in translations], locale)
    comments = _comments(translations, resolved=resolved)
    published = dict(
        Translation.objects.filter(pk__in=[one.pk for one in translations]).values_list("pk", "desk__published_at")
    )
    by_source: dict[int, list[Any]] = defaultdict(list)
    segments = (
        StringSegment.objects.filter(source__in=[translation.source_id for translation in translations])
        .order_by("source_id", "order", "pk")
        .values_list("source_id", "pk", "context_id", "string_id", "context__path", "string__data")
    )
    for source, *segment in segments:
        by_source[source].append(segment)
    return {
        translation.pk: [
            _row(segment, words, comments.get((translation.pk, segment[1], segment[2]), ()), published[translation.pk])
            for segment in by_source[translation.source_id]
        ]
        for translation in translations
    }


def _row(
    segment: list[Any], words: dict[tuple[int, int], Any], comments: Sequence[str], published: datetime | None
) -> Row:
    pk, context, string, place, source = segment
    text, written, origin, token = words.get((context, string), ("", None, None, ""))
    return Row(
        context,
        string,
        pk,
        place,
        source,
        text,
        stamp_of(written) if written else "",
        token,
        unconfirmed=origin is not None,
        published=bool(published and written and written <= published),
        comments=tuple(comments),
    )


def _words(objects: Sequence[Any], locale: int) -> dict[tuple[int, int], Any]:
    found = StringTranslation.objects.filter(context__object_id__in=objects, locale_id=locale).values_list(
        "context_id", "translation_of_id", "pk", "data", "updated_at", F("unconfirmed__origin")
    )
    return {
        (context, string): (text, at, origin, token_of(StringTranslation(pk=pk, updated_at=at)))
        for context, string, pk, text, at, origin in found
    }


def _comments(translations: Sequence[Translation], *, resolved: bool) -> dict[tuple[int, int, int], list[str]]:
    found: dict[tuple[int, int, int], list[str]] = defaultdict(list)
    comments = SegmentComment.objects.filter(translation__in=[one.pk for one in translations])
    if not resolved:
        comments = comments.filter(resolved_at=None)
    for translation, context, string, text in comments.values_list("translation_id", "context_id", "string_id", "text"):
        found[translation, context, string].append(text)
    return found


def _addresses(translations: Sequence[Translation]) -> dict[Any, str]:
    found: dict[Any, str] = {}
    locale = translations[0].source.locale_id
    for batch in _batches([translation.source.object_id for translation in translations]):
        pages = Page.objects.filter(locale=locale, translation_key__in=batch)
        found.update(pages.values_list("translation_key", "url_path"))
    return found


def _batches(things: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))
