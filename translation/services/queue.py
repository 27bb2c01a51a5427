"""The desk's list: what there is to do in each language, in which order, and who has it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Sum, Value, When
from django.utils import timezone
from wagtail.models import Locale, Page

from home.models import User
from translation.models import DeskEntry, Status
from translation.services import notices, people, rights

#: What is somebody's to do; the rest is with a reviewer, or done.
OPEN = (Status.TO_DO, Status.RETURNED, Status.READY)


class NotAllowed(Exception):
    """This person may not give or take this work."""


@dataclass(frozen=True)
class Figures:
    """How one language stands."""

    locale: Locale
    pages: int = 0
    pages_to_do: int = 0
    words_to_do: int = 0
    in_review: int = 0
    approved: int = 0
    up_to_date: int = 0
    out_of_date: int = 0
    out_of_date_since: datetime.datetime | None = None
    overdue: int = 0
    never_published: int = 0


@dataclass(frozen=True)
class Access:
    """What one person may do at the desk, by the ids of the target languages."""

    user: Any
    source: Locale
    locales: Sequence[Locale]
    writes: frozenset[int]
    publishes: frozenset[int]

    @cached_property
    def writes_source(self) -> bool:
        """Whether the person writes in the source language: then they may read what becomes of it in all others."""
        return rights.may_write_in(self.user, self.source)

    @property
    def own(self) -> list[Locale]:
        """The languages in which the person may write; all of them for whoever may write in none."""
        return [locale for locale in self.locales if locale.pk in self.writes] or list(self.locales)


def access_of(user: Any) -> Access:
    """Return what this person may do in each target language."""
    every = sorted(Locale.objects.all(), key=_in_the_settings_order)
    [source] = [locale for locale in every if locale.language_code == settings.LANGUAGE_CODE]
    locales = [locale for locale in every if locale != source]
    return Access(
        user,
        source,
        locales,
        frozenset(locale.pk for locale in locales if rights.may_write_in(user, locale)),
        frozenset(locale.pk for locale in locales if rights.may_publish_in(user, locale)),
    )


def entries(locales: Iterable[Locale]) -> QuerySet[DeskEntry]:
    """Return what the desk lists of these languages, with what a row shows; never the source's whole text."""
    return (
        DeskEntry.objects.filter(translation__enabled=True, translation__target_locale__in=list(locales))
        .select_related("translation__target_locale", "translation__source", "assignee", "follows")
        .only(
            *("title", "content_type", "source_page", "status", "segments", "words", "segments_to_do", "words_to_do"),
            *("unconfirmed", "holding", "behind_since", "out_of_date_since", "deadline", "urgent"),
            *("assignee__first_name", "assignee__last_name", "assignee__email"),
            *("translation__source__object_id", "translation__source__locale_id"),
            *("translation__target_locale__language_code", "translation__enabled"),
            "follows__published_at",
        )
    )


def pressing(listed: QuerySet[DeskEntry]) -> QuerySet[DeskEntry]:
    """Put what is urgent first, then what is due first, then what has waited longest; what is done comes last."""
    done = Case(When(status=Status.UP_TO_DATE, then=Value(1)), default=Value(0), output_field=IntegerField())
    return listed.order_by(
        done,
        "-urgent",
        F("deadline").asc(nulls_last=True),
        F("out_of_date_since").asc(nulls_last=True),
        "pk",
    )


def by_date(listed: QuerySet[DeskEntry], column: str) -> QuerySet[DeskEntry]:
    """Put the entries in the order of a date, those without one last; a minus before the column turns it round."""
    date = F(column.removeprefix("-"))
    return listed.order_by(date.desc(nulls_last=True) if column.startswith("-") else date.asc(nulls_last=True), "pk")


def figures(locales: Sequence[Locale], today: datetime.date | None = None) -> list[Figures]:
    """Return how each language stands. One query."""
    today = today or timezone.localdate()
    rows = (
        DeskEntry.objects.filter(translation__enabled=True, translation__target_locale__in=locales)
        .order_by()
        .values("translation__target_locale")
        .annotate(
            pages=Count("pk"),
            pages_to_do=Count("pk", filter=Q(status__in=OPEN)),
            # Not `words_to_do`: a sum of that name would stand for the column within the other sums.
            sum_of_words=Sum("words_to_do", filter=Q(status__in=OPEN), default=0),
            in_review=Count("pk", filter=Q(status=Status.IN_REVIEW)),
            approved=Count("pk", filter=Q(status=Status.APPROVED)),
            up_to_date=Count("pk", filter=Q(status=Status.UP_TO_DATE)),
            out_of_date=Count("pk", filter=Q(out_of_date_since__isnull=False)),
            since=Min("out_of_date_since"),
            never_published=Count("pk", filter=Q(follows=None)),
            overdue=Count("pk", filter=Q(deadline__lt=today) & ~Q(status=Status.UP_TO_DATE)),
        )
    )
    found: dict[int, dict[str, Any]] = {row["translation__target_locale"]: dict(row) for row in rows}
    return [_figures(locale, found.get(locale.pk, {})) for locale in locales]


@dataclass(frozen=True)
class Own:
    """How much one person has."""

    to_do: int
    returned: int
    overdue: int


def own(user: Any, today: datetime.date | None = None) -> Own:
    """Return how much this person has to do, in whichever language. One query."""
    mine = DeskEntry.objects.filter(translation__enabled=True, assignee=user, status__in=OPEN)
    return Own(
        **mine.aggregate(
            to_do=Count("pk"),
            returned=Count("pk", filter=Q(status=Status.RETURNED)),
            overdue=Count("pk", filter=Q(deadline__lt=today or timezone.localdate())),
        )
    )


def below(listed: QuerySet[DeskEntry], page: Page) -> QuerySet[DeskEntry]:
    """Keep what stands at this page of the source language, or below it."""
    return listed.filter(source_page__path__startswith=page.path)


def sections() -> QuerySet[Page]:
    """Return the pages of the source language below the first one that have pages below them, in their order."""
    return Page.objects.filter(locale__language_code=settings.LANGUAGE_CODE, depth=3, numchild__gt=0).order_by("path")


def take(user: Any, pks: Iterable[int]) -> int:
    """Give the user what nobody has, in the languages in which they may write; return how many that were."""
    access = access_of(user)
    return DeskEntry.objects.filter(
        pk__in=list(pks), assignee=None, translation__target_locale__in=access.writes, translation__enabled=True
    ).update(assignee=user)


def give_back(user: Any, pks: Iterable[int]) -> int:
    """Take from the user what they have, so that anybody may take it; return how many that were."""
    return DeskEntry.objects.filter(pk__in=list(pks), assignee=user).update(assignee=None, assigned_at=timezone.now())


@dataclass(frozen=True)
class Change:
    """What is to change of entries: None leaves a thing as it is."""

    assignee: User | None = None
    no_assignee: bool = False
    deadline: datetime.date | None = None
    no_deadline: bool = False
    urgent: bool | None = None

    def make(self, entry: DeskEntry, now: datetime.datetime) -> bool:
        """Change an entry, unsaved; say whether it is another one now."""
        before = (entry.assignee_id, entry.deadline, entry.urgent)
        if self.assignee or self.no_assignee:
            entry.assignee = None if self.no_assignee else self.assignee
        if self.deadline or self.no_deadline:
            entry.deadline = None if self.no_deadline else self.deadline
        if self.urgent is not None:
            entry.urgent = self.urgent
        if entry.assignee_id != before[0]:
            entry.assigned_at = now
        return (entry.assignee_id, entry.deadline, entry.urgent) != before


@transaction.atomic
def change(user: Any, pks: Iterable[int], wanted: Change) -> int:
    """Assign entries, set their deadline, or mark them as urgent; return how many are others now.

    Whoever is given what cannot wait hears of it at once. Raises NotAllowed, and changes nothing, where the user may
    not publish in the language of one of them, or the person does not work in it.
    """
    chosen = list(
        DeskEntry.objects.select_for_update(of=("self",))
        .filter(pk__in=list(pks), translation__enabled=True)
        .select_related("translation__target_locale", "assignee")
        .order_by("pk")
    )
    locales = {entry.translation.target_locale_id for entry in chosen}
    if not locales <= access_of(user).publishes:
        raise NotAllowed
    if wanted.assignee and wanted.assignee not in candidates(locales):
        raise NotAllowed
    now = timezone.now()
    changed = [entry for entry in chosen if wanted.make(entry, now)]
    DeskEntry.objects.bulk_update(changed, ["assignee", "assigned_at", "deadline", "urgent"], batch_size=200)
    notices.told_of_work(changed, user)
    return len(changed)


def holders() -> list[User]:
    """Return who has anything on the desk, also those who work there no more. One query."""
    held = DeskEntry.objects.filter(assignee=OuterRef("pk"), translation__enabled=True)
    return list(User.objects.filter(Exists(held)))


def candidates(locales: Iterable[int]) -> list[User]:
    """Return who may be given work in all of these languages."""
    everybody = people.teams()
    chosen = [everybody[locale].translators for locale in set(locales) if locale in everybody]
    if not chosen:
        return []
    return [user for user in chosen[0] if all(user in others for others in chosen[1:])]


def _figures(locale: Locale, row: dict[str, Any]) -> Figures:
    return Figures(
        locale,
        pages=row.get("pages", 0),
        pages_to_do=row.get("pages_to_do", 0),
        words_to_do=row.get("sum_of_words", 0),
        in_review=row.get("in_review", 0),
        approved=row.get("approved", 0),
        up_to_date=row.get("up_to_date", 0),
        out_of_date=row.get("out_of_date", 0),
        out_of_date_since=row.get("since"),
        overdue=row.get("overdue", 0),
        never_published=row.get("never_published", 0),
    )


def _in_the_settings_order(locale: Locale) -> int:
    codes = [code for code, _name in settings.LANGUAGES]
    return codes.index(locale.language_code) if locale.language_code in codes else len(codes)
