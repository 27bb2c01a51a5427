"""Remarks on a segment: to a colleague, or to whoever edits the page in the source language."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision
from wagtail_localize.models import StringSegment, Translation

from translation.models import SegmentComment
from translation.services import notices, rights

#: A remark, not a letter.
LONGEST = 2000
#: The right that makes somebody a colleague in a language.
WORKING = "change_page"


@dataclass(frozen=True)
class Colleague:
    """Somebody to whom a comment may be addressed, and whether they wrote the source."""

    user: Any
    wrote_source: bool


def of_segment(translation: Translation, segment: StringSegment, before: Collection[int]) -> list[SegmentComment]:
    """Return the comments on a segment, the oldest first, also those made on a text that it had `before`. One query."""
    return list(
        SegmentComment.objects.filter(
            translation=translation, context=segment.context_id, string__in=[segment.string_id, *before]
        )
        .select_related("author", "to", "resolved_by")
        .order_by("created_at", "pk")
    )


def colleagues(translation: Translation, apart_from: Any) -> list[Colleague]:
    """Return who may be addressed: those who work in the language, and those who wrote the source. Three queries."""
    writers = _writers(translation)
    in_language = Q(
        groups__page_permissions__page__path__in=_places(translation),
        groups__page_permissions__permission__codename=WORKING,
    )
    people = (
        get_user_model()
        .objects.filter(in_language | Q(pk__in=writers), is_active=True)
        .exclude(pk=apart_from.pk)
        .distinct()
        .order_by("first_name", "last_name", "email")
    )
    return [Colleague(user, user.pk in writers) for user in people]


def answered(found: Sequence[SegmentComment], user: Any, *, is_editor: bool) -> int | None:
    """Return the id of whoever waits for this person's answer; None where nobody does.

    `found` are the comments on a segment, the oldest first; `is_editor`: what is for the page's editor is for `user`.
    """
    for comment in reversed(found):
        if comment.resolved_at is None and comment.author_id not in (None, user.pk):
            is_mine = comment.to_id == user.pk or (comment.to_id is None and is_editor)
            return comment.author_id if is_mine else None
    return None


def may_comment(user: Any, source: Any) -> bool:
    """Say whether a person who does not translate may talk with those who do: who may change the source may."""
    if isinstance(source, Page):
        return bool(source.permissions_for_user(user).can_edit())
    return rights.may_write_in(user, source.locale)


def write(
    translation: Translation, segment: StringSegment, author: Any, text: str, to_id: int | None
) -> SegmentComment:
    """Write a comment, and let whoever is addressed hear of it. `to_id` None: to the page's editor.

    Raises ValidationError, in words for the author, where the text is empty or too long, or nobody may be so addressed.
    """
    text = text.strip()
    if not text:
        raise ValidationError(_("Write what the comment is to say."), code="empty")
    if len(text) > LONGEST:
        raise ValidationError(_("A comment has at most %(count)d signs."), code="long", params={"count": LONGEST})
    if to_id is not None and to_id not in {colleague.user.pk for colleague in colleagues(translation, author)}:
        raise ValidationError(_("This person does not work on the page or in its language."), code="stranger")
    comment = SegmentComment.objects.create(
        translation=translation,
        context=segment.context,
        string=segment.string,
        author=author,
        to_id=to_id,
        text=text,
    )
    notices.told_of_comment(comment)
    return comment


def resolve(comment: SegmentComment, by: Any) -> None:
    """Note that a comment is done with. One that is resolved stays as it was."""
    SegmentComment.objects.filter(pk=comment.pk, resolved_at=None).update(resolved_at=timezone.now(), resolved_by=by)


def reopen(comment: SegmentComment) -> None:
    """Bring a comment back before whoever it is addressed to."""
    SegmentComment.objects.filter(pk=comment.pk).update(resolved_at=None, resolved_by=None)


def _writers(translation: Translation) -> set[int]:
    """Return who owns the source page, and who made its last revision."""
    page = translation.desk.source_page
    if page is None:
        return set()
    last = Revision.objects.filter(pk=page.latest_revision_id).values_list("user", flat=True)
    return {pk for pk in (page.owner_id, *last) if pk}


def _places(translation: Translation) -> list[str]:
    """Return the paths of the pages on which a right reaches this translation: its own and those above it.

    What is no page, or not begun, is reached from the language's first page.
    """
    pages = Page.objects.filter(locale=translation.target_locale_id)
    own = Q(translation_key=translation.source.object_id)
    path = pages.filter(own | Q(depth=2)).order_by("-depth", "path").values_list("path", flat=True).first() or ""
    return [path[:length] for length in range(Page.steplen, len(path) + 1, Page.steplen)]
