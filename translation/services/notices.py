"""What translators and reviewers are told by e-mail at once, because it cannot wait for the day's digest.

Each e-mail has its event's key in the outbox, so that nothing is told twice, whoever runs what how often.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.models import Page
from wagtail_localize.models import StringSegment

from home.models import User
from translation.models import DeskEntry, SegmentComment, SourceVersion, Status, Submission
from translation.models import SubmissionStatus as Decision
from translation.services import access, people
from translation.services.mail import (
    DAYS_BEFORE,
    address,
    apart,
    language_of,
    list_of,
    may_hear,
    post,
    quoted,
    responsible,
    who_want,
)


def told_of_urgent(version: SourceVersion) -> int:
    """Write at once to who is responsible for the translations of an urgent change; return to how many."""
    entries = list(
        DeskEntry.objects.filter(translation__source=version.source_id, translation__enabled=True)
        .filter(Q(follows=None) | Q(follows__number__lt=version.number))
        .select_related("translation__target_locale", "assignee")
    )
    teams = people.teams()
    told = {(entry, user) for entry in entries for user in responsible(entry, teams)}
    wanted = who_want("urgent", (user for _entry, user in told))
    languages = people.languages_of(wanted.values())
    for entry, user in sorted(told, key=lambda pair: (pair[0].pk, pair[1].pk)):
        if user.pk not in wanted:
            continue
        with override(languages[user.pk]):
            values = {"title": apart(entry.title), "language": language_of(entry)}
            text = [
                _("An urgent change was published in “%(title)s”, and its translation does not follow it yet: "
                  "%(language)s.") % values,
                address(reverse("translation:edit", args=[entry.translation_id])),
            ]  # fmt: skip
            post(
                f"desk/urgent/{version.pk}/{entry.pk}/{user.pk}",
                user,
                languages[user.pk],
                _("Urgent: “%(title)s” has changed") % {"title": entry.title},
                text,
            )
    return len([user for _entry, user in told if user.pk in wanted])


def told_of_work(entries: Sequence[DeskEntry], giver: Any) -> int:
    """Write at once to who was given work that is urgent or due within two days; return to how many.

    One e-mail to a person, however much it is. Nobody is told of what they gave themselves.
    """
    now = timezone.now()
    pressing = [entry for entry in entries if entry.assignee not in (None, giver) and is_pressing(entry)]
    wanted = who_want("urgent", (entry.assignee for entry in pressing if entry.assignee))
    languages = people.languages_of(wanted.values())
    for user in wanted.values():
        given = [entry for entry in pressing if entry.assignee_id == user.pk]
        language = languages[user.pk]
        with override(language):
            said = ngettext(
                "%(count)d translation was given to you that cannot wait:",
                "%(count)d translations were given to you that cannot wait:",
                len(given),
            ) % {"count": len(given)}
            subject = ngettext(
                "%(count)d urgent translation for you", "%(count)d urgent translations for you", len(given)
            )
            where = f"{reverse('translation:desk')}?assignee=me"
            if len(given) == 1:
                where = reverse("translation:edit", args=[given[0].translation_id])
            post(
                f"desk/work/{user.pk}/{now.isoformat()}",
                user,
                language,
                subject % {"count": len(given)},
                [said, list_of(given, language), address(where)],
            )
    return len(wanted)


def is_pressing(entry: DeskEntry) -> bool:
    """Say whether whoever has this work is to hear of it before the day's digest."""
    if entry.status not in (Status.TO_DO, Status.RETURNED, Status.READY):
        return False
    latest = timezone.localdate() + datetime.timedelta(days=DAYS_BEFORE)
    return entry.urgent or (entry.deadline is not None and entry.deadline <= latest)


def told_of_comment(comment: SegmentComment, *more: SegmentComment) -> bool:
    """Write at once to whom a comment is for: the person named, or else who last edited the page; say whether.

    `more` are others by the same author to the same person on the same page. Nobody is told of their own comment.
    """
    translation = comment.translation
    user = comment.to or _editor_of(translation.source)
    if user is None or user == comment.author or not may_hear("comments", user):
        return False
    language = people.languages_of([user])[user.pk]
    entry = DeskEntry.objects.filter(translation=translation).select_related("translation__target_locale").first()
    if entry is None:
        return False
    with override(language):
        values = {"title": apart(entry.title), "language": language_of(entry), "who": apart(str(comment.author))}
        said = (
            _("%(who)s wrote to you about the translation of “%(title)s” (%(language)s):")
            if comment.author
            else _("Somebody wrote to you about the translation of “%(title)s” (%(language)s):")
        )
        texts = [quoted(one.text) for one in (comment, *more)]
        text = [said % values, *texts, address(_place_for(user, comment))]
        post(
            f"desk/comment/{comment.pk}/{user.pk}", user, language,
            _("A comment on “%(title)s”") % {"title": entry.title}, text,
        )  # fmt: skip
    return True


def _place_for(user: User, comment: SegmentComment) -> str:
    """Return where this person reads a comment: in the editor, if they may open it; else on the segment's own page."""
    segment = StringSegment.objects.filter(
        source=comment.translation.source_id, context=comment.context_id, string=comment.string_id
    ).first()
    if segment is None or access.may_work_on(user, comment.translation):
        place = reverse("translation:edit", args=[comment.translation_id])
        return f"{place}#segment-{segment.pk}" if segment else place
    return reverse("translation:segment", args=[comment.translation_id, segment.pk])


def told_of_decision(submission: Submission) -> bool:
    """Write at once to whoever submitted a translation that it was returned, approved or published; say whether."""
    user = submission.submitted_by
    known = (Decision.RETURNED, Decision.APPROVED, Decision.PUBLISHED)
    if user is None or user == submission.decided_by or submission.status not in known:
        return False
    if not may_hear("comments", user):
        return False
    entry = (
        DeskEntry.objects.filter(translation=submission.translation_id)
        .select_related("translation__target_locale")
        .first()
    )
    if entry is None:
        return False
    language = people.languages_of([user])[user.pk]
    with override(language):
        subject, said = _decision(Decision(submission.status))
        values = {"title": apart(entry.title), "language": language_of(entry)}
        text = [said % values]
        if submission.reason:
            text += [_("What the reviewer says:"), quoted(submission.reason)]
        text.append(address(reverse("translation:edit", args=[entry.translation_id])))
        post(
            f"desk/submission/{submission.pk}/{submission.status}/{user.pk}",
            user,
            language,
            subject % {"title": entry.title},
            text,
        )
    return True


def _decision(status: Decision) -> tuple[str, str]:
    match status:
        case Decision.RETURNED:
            return _("Returned: “%(title)s”"), _("Your translation of “%(title)s” (%(language)s) was returned to you.")
        case Decision.APPROVED:
            return _("Approved: “%(title)s”"), _(
                "Your translation of “%(title)s” (%(language)s) is approved. It is not public yet."
            )
        case _:
            return _("Published: “%(title)s”"), _("Your translation of “%(title)s” (%(language)s) is public.")


def _editor_of(source: Any) -> User | None:
    """Return who edited the source page last, or began it, or published its present version: the first still here."""
    page = (
        Page.objects.filter(translation_key=source.object_id, locale_id=source.locale_id)
        .select_related("latest_revision__user", "owner")
        .first()
    )
    version = SourceVersion.objects.filter(source=source).select_related("made_by").order_by("-number").first()
    editors: list[User | None] = [version.made_by if version else None]
    if page:
        editors = [page.latest_revision.user if page.latest_revision else None, page.owner, *editors]
    return next((editor for editor in editors if editor and editor.is_active), None)
