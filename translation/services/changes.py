"""What changed of the sources, and what whoever publishes them says of a change: minor, or urgent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import Translation

from translation.models import DeskEntry, SegmentChange, SourceVersion, Status
from translation.services import counting, freshness, notices, rights


class NotAllowed(Exception):
    """This person may not publish the source."""


@dataclass(frozen=True)
class Standing:
    """How one language stands to a version of its source."""

    language: str
    locale_id: int
    translation_id: int
    follows: bool
    """Whether readers of the language see this version translated, or a later one."""
    public: bool
    """Whether they see a translation at all."""
    status: str


def versions(user: Any) -> QuerySet[SourceVersion]:
    """Return what became of the sources, the latest first. A source's first version is no change.

    A draft that was prepared for translation is for those who translate, and for those who may write its page.
    """
    found = (
        SourceVersion.objects.filter(number__gt=1)
        .select_related("source", "made_by")
        .defer("source__content_json")
        .order_by("-created_at", "-pk")
    )
    if rights.languages_of(user):
        return found
    own = page_permission_policy.instances_user_has_permission_for(user, "change")
    sources = own.filter(locale__language_code=settings.LANGUAGE_CODE).values("translation_key")
    return found.filter(Q(published_at__isnull=False) | Q(source__object__in=sources))


def standings(listed: Iterable[SourceVersion]) -> dict[int, list[Standing]]:
    """Return how each language stands to each of these versions, by the version's id. One query."""
    listed = list(listed)
    entries = (
        DeskEntry.objects.filter(
            translation__source__in={version.source_id for version in listed}, translation__enabled=True
        )
        .select_related("translation__target_locale", "follows")
        .order_by("translation__target_locale__language_code")
    )
    by_source: dict[int, list[DeskEntry]] = {}
    for entry in entries:
        by_source.setdefault(entry.translation.source_id, []).append(entry)
    return {
        version.pk: [_standing(entry, version) for entry in by_source.get(version.source_id, [])] for version in listed
    }


def markable(user: Any, listed: Iterable[SourceVersion]) -> set[int]:
    """Return the ids of those versions that this person may mark, for a list. A constant number of queries."""
    listed = list(listed)
    keys = {version.source.object_id for version in listed}
    own = page_permission_policy.instances_user_has_permission_for(user, "publish")
    pages = Page.objects.filter(translation_key__in=keys, locale__language_code=settings.LANGUAGE_CODE)
    by_id = dict(pages.values_list("pk", "translation_key"))
    all_pages = set(by_id.values())
    # By the source's own id: a translation has the same key, and others may publish it.
    own_pages = {by_id[pk] for pk in own.filter(pk__in=by_id).values_list("pk", flat=True)}
    snippets = [version for version in listed if version.source.object_id not in all_pages]
    may_snippets = bool(snippets) and rights.may_publish_in(user, snippets[0].source.locale)
    return {
        version.pk
        for version in listed
        if version.source.object_id in own_pages or (may_snippets and version in snippets)
    }


def changed_segments(version: SourceVersion) -> QuerySet[SegmentChange]:
    """Return the segments that changed with a version, with their texts, in the page's order as far as it is known."""
    return version.changes.select_related("context", "string", "previous").order_by("pk")


def mark(user: Any, version: SourceVersion, *, minor: bool, urgent: bool) -> None:
    """Say whether a change is minor, of which readers are not told, and whether it is urgent, which is told at once.

    Raises NotAllowed for whoever may not publish the source.
    """
    if version.pk not in markable(user, [version]):
        raise NotAllowed
    with transaction.atomic():
        was_urgent = version.urgent
        SourceVersion.objects.filter(pk=version.pk).update(minor=minor, urgent=urgent)
        version.minor, version.urgent = minor, urgent
        counting.recount(Translation.objects.filter(source=version.source_id, enabled=True))
        if urgent and not was_urgent:
            _make_urgent(version)
            notices.told_of_urgent(version)
        elif was_urgent and not urgent:
            freshness.calm(DeskEntry.objects.filter(translation__source=version.source_id))


def behind(version: SourceVersion) -> list[str]:
    """Return the codes of the languages whose readers have an older text than this version."""
    return [
        standing.language for standing in standings([version])[version.pk] if standing.public and not standing.follows
    ]


def _make_urgent(version: SourceVersion) -> None:
    """Put the translations that do not follow the version yet first on the desk."""
    entries = DeskEntry.objects.filter(translation__source=version.source_id).exclude(status=Status.UP_TO_DATE)
    entries.filter(Q(follows=None) | Q(follows__number__lt=version.number)).update(urgent=True)


def _standing(entry: DeskEntry, version: SourceVersion) -> Standing:
    return Standing(
        language=entry.translation.target_locale.language_code,
        locale_id=entry.translation.target_locale_id,
        translation_id=entry.translation_id,
        follows=entry.follows is not None and entry.follows.number >= version.number,
        public=entry.follows is not None,
        status=str(entry.get_status_display()),
    )
