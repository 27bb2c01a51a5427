"""What translators and reviewers are told by e-mail: once a day what is new, and at once what cannot wait.

Each e-mail has its event's key in the outbox, so that nothing is told twice, whoever runs what how often.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from babel.dates import format_date
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.models import Page

from home.models import OutgoingEmail, User
from home.services import outbox
from home.services.translations import language_name
from translation.models import DeskEntry, DeskPreference, SegmentComment, SourceVersion, Status, Submission
from translation.models import SubmissionStatus as Decision
from translation.services import people
from translation.services.people import Team

logger = logging.getLogger(__name__)

#: How many translations an e-mail names; the rest is counted.
NAMED = 10
#: A deadline is recalled so many days before, on the day, and every week after.
DAYS_BEFORE = 2
WEEK = 7
#: Signs of a comment or a reason that an e-mail quotes.
QUOTED = 600


@dataclass
class Digest:
    """What one person is told in a day's e-mail."""

    user: User
    to_translate: list[DeskEntry] = field(default_factory=list)
    to_review: list[DeskEntry] = field(default_factory=list)
    due: list[DeskEntry] = field(default_factory=list)
    new: set[int] = field(default_factory=set)
    """The ids of the entries that were not told of yet."""

    @property
    def is_worth_sending(self) -> bool:
        """Whether there is anything that the last e-mail did not say, or a deadline to recall."""
        return bool(self.new or self.due)


def send_digests(now: datetime.datetime) -> int:
    """Write to everybody for whom something new waits, or whose deadline is near; return how many e-mails are new.

    A person gets one in a day at most. The number of queries grows with the e-mails, not with the pages. What fails for
    one person is noted in the log, by the account's id, and holds up nobody else.
    """
    today = timezone.localdate(now)
    sent = 0
    digests = _digests(now)
    languages = people.languages_of(digest.user for digest in digests)
    for digest in digests:
        try:
            with transaction.atomic():
                sent += _send_digest(digest, languages[digest.user.pk], now, today)
        except Exception as error:  # noqa: BLE001 - the others are not to wait for this one
            # The error's own words may hold an address, or a page's.
            logger.error("Digest of account %s: %s", digest.user.pk, type(error).__name__)
    return sent


def told_of_urgent(version: SourceVersion) -> int:
    """Write at once to who is responsible for the translations of an urgent change; return to how many."""
    entries = list(
        DeskEntry.objects.filter(translation__source=version.source_id, translation__enabled=True)
        .filter(Q(follows=None) | Q(follows__number__lt=version.number))
        .select_related("translation__target_locale", "assignee")
    )
    teams = people.teams()
    told = {(entry, user) for entry in entries for user in _responsible(entry, teams)}
    wanted = _who_want("urgent", (user for _entry, user in told))
    languages = people.languages_of(wanted.values())
    for entry, user in sorted(told, key=lambda pair: (pair[0].pk, pair[1].pk)):
        if user.pk not in wanted:
            continue
        with override(languages[user.pk]):
            values = {"title": _apart(entry.title), "language": _language_of(entry)}
            text = [
                _("An urgent change was published in “%(title)s”, and its translation does not follow it yet: "
                  "%(language)s.") % values,
                _address(reverse("translation:edit", args=[entry.translation_id])),
            ]  # fmt: skip
            _post(
                f"desk/urgent/{version.pk}/{entry.pk}/{user.pk}",
                user,
                languages[user.pk],
                _("Urgent: “%(title)s” has changed") % {"title": entry.title},
                text,
            )
    return len([user for _entry, user in told if user.pk in wanted])


def told_of_comment(comment: SegmentComment, *more: SegmentComment) -> bool:
    """Write at once to whom a comment is for: the person named, or else who last edited the page; say whether.

    `more` are others by the same author to the same person on the same page. Nobody is told of their own comment.
    """
    translation = comment.translation
    user = comment.to or _editor_of(translation.source)
    if user is None or user == comment.author or not _may_hear("comments", user):
        return False
    language = people.languages_of([user])[user.pk]
    entry = DeskEntry.objects.filter(translation=translation).select_related("translation__target_locale").first()
    if entry is None:
        return False
    with override(language):
        values = {"title": _apart(entry.title), "language": _language_of(entry), "who": _apart(str(comment.author))}
        said = (
            _("%(who)s wrote to you about the translation of “%(title)s” (%(language)s):")
            if comment.author
            else _("Somebody wrote to you about the translation of “%(title)s” (%(language)s):")
        )
        quoted = [_quoted(one.text) for one in (comment, *more)]
        text = [said % values, *quoted, _address(reverse("translation:edit", args=[translation.pk]))]
        _post(
            f"desk/comment/{comment.pk}/{user.pk}", user, language,
            _("A comment on “%(title)s”") % {"title": entry.title}, text,
        )  # fmt: skip
    return True


def told_of_decision(submission: Submission) -> bool:
    """Write at once to whoever submitted a translation that it was returned, approved or published; say whether."""
    user = submission.submitted_by
    known = (Decision.RETURNED, Decision.APPROVED, Decision.PUBLISHED)
    if user is None or user == submission.decided_by or submission.status not in known:
        return False
    if not _may_hear("comments", user):
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
        values = {"title": _apart(entry.title), "language": _language_of(entry)}
        text = [said % values]
        if submission.reason:
            text += [_("What the reviewer says:"), _quoted(submission.reason)]
        text.append(_address(reverse("translation:edit", args=[entry.translation_id])))
        _post(
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


def _digests(now: datetime.datetime) -> list[Digest]:
    """Return what there is to tell each person who wants to hear it. A constant number of queries."""
    today = timezone.localdate(now)
    teams = people.teams()
    entries = list(
        DeskEntry.objects.filter(translation__enabled=True)
        .exclude(status__in=(Status.UP_TO_DATE, Status.APPROVED))
        .select_related("translation__target_locale", "assignee")
        .order_by("-urgent", F("deadline").asc(nulls_last=True), F("out_of_date_since").asc(nulls_last=True), "pk")
    )
    waiting = dict(Submission.objects.filter(status=Decision.IN_REVIEW).values_list("translation_id", "submitted_at"))
    submitters = dict(
        Submission.objects.filter(status=Decision.IN_REVIEW).values_list("translation_id", "submitted_by_id")
    )
    digests: dict[int, Digest] = {}

    def of(user: User) -> Digest:
        return digests.setdefault(user.pk, Digest(user))

    arrived: dict[int, datetime.datetime] = {}
    for entry in entries:
        if entry.status == Status.IN_REVIEW:
            arrived[entry.pk] = waiting.get(entry.translation_id) or now
            for user in teams.get(entry.translation.target_locale_id, Team()).reviewers:
                if user.pk != submitters.get(entry.translation_id):
                    of(user).to_review.append(entry)
            continue
        arrived[entry.pk] = entry.out_of_date_since or entry.translation.created_at
        for user in _responsible(entry, teams):
            of(user).to_translate.append(entry)
            if entry.assignee_id == user.pk and _recalls(entry.deadline, today):
                of(user).due.append(entry)
    wanted = _who_want("digest", (digest.user for digest in digests.values()))
    last = dict(DeskPreference.objects.filter(user__in=wanted).values_list("user_id", "digest_sent_at"))
    for digest in digests.values():
        since = last.get(digest.user.pk)
        named = [*digest.to_translate, *digest.to_review]
        digest.new = {entry.pk for entry in named if since is None or arrived[entry.pk] > since}
    return [digest for pk, digest in digests.items() if pk in wanted and digest.is_worth_sending]


def _send_digest(digest: Digest, language: str, now: datetime.datetime, today: datetime.date) -> int:
    event = f"desk/digest/{digest.user.pk}/{today}"
    if OutgoingEmail.objects.filter(event=event).exists():
        return 0
    with override(language):
        _post(event, digest.user, language, _subject(digest), _paragraphs(digest, language))
    DeskPreference.objects.update_or_create(user=digest.user, defaults={"digest_sent_at": now})
    return 1


def _subject(digest: Digest) -> str:
    parts = []
    if number := len(digest.to_translate):
        parts.append(ngettext("%(count)d to translate", "%(count)d to translate", number) % {"count": number})
    if number := len(digest.to_review):
        parts.append(ngettext("%(count)d to review", "%(count)d to review", number) % {"count": number})
    return _("Translation desk: %(what)s") % {"what": _(", ").join(parts)}


def _paragraphs(digest: Digest, language: str) -> list[str]:
    parts: list[str] = []
    due = {entry.pk for entry in digest.due}
    new_work = [entry for entry in digest.to_translate if entry.pk in digest.new - due]
    new_review = [entry for entry in digest.to_review if entry.pk in digest.new]
    if digest.due:
        parts += [_("Deadlines:"), _list(digest.due, language)]
    if new_work:
        parts += [_("New to translate:"), _list(new_work, language)]
    if new_review:
        parts += [_("New to review:"), _list(new_review, language)]
    older = len(digest.to_translate) + len(digest.to_review) - len(digest.new | due)
    if older:
        said = ngettext(
            "Besides, %(count)d translation waits that you were told of before.",
            "Besides, %(count)d translations wait that you were told of before.",
            older,
        )
        parts.append(said % {"count": older})
    return [*parts, _("The desk:"), _address(reverse("translation:desk"))]


def _list(entries: list[DeskEntry], language: str) -> str:
    lines = [_line(entry, language) for entry in entries[:NAMED]]
    more = max(len(entries) - NAMED, 0)
    if more:
        lines.append(ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more})
    return "\n".join(f"- {line}" for line in lines)


def _line(entry: DeskEntry, language: str) -> str:
    title = f"{_apart(entry.title)} ({_language_of(entry)})"
    if entry.urgent:
        title = _("Urgent: %(title)s") % {"title": title}
    if entry.deadline:
        day = format_date(entry.deadline, format="long", locale=_babel(language))
        return _("%(title)s, due on %(day)s") % {"title": title, "day": day}
    return title


def _babel(language: str) -> str:
    return "en_GB" if language == "en" else language.replace("-", "_")


def _recalls(deadline: datetime.date | None, today: datetime.date) -> bool:
    if deadline is None:
        return False
    left = (deadline - today).days
    return left in (DAYS_BEFORE, 0) or (left < 0 and left % WEEK == 0)


def _responsible(entry: DeskEntry, teams: dict[int, Team]) -> list[User]:
    """Return who is to see to a translation: who has it, else who translates the language, else who reviews it."""
    if entry.assignee is not None:
        return [entry.assignee] if entry.assignee.is_active else []
    team = teams.get(entry.translation.target_locale_id, Team())
    return team.only_translators or team.reviewers


def _who_want(wish: str, users: Iterable[User]) -> dict[int, User]:
    """Return those who keep this kind of e-mail on. One query."""
    every = {user.pk: user for user in users if user.is_active and user.email}
    declined = DeskPreference.objects.filter(user__in=every, **{wish: False}).values_list("user_id", flat=True)
    return {pk: user for pk, user in every.items() if pk not in set(declined)}


def _may_hear(wish: str, user: User) -> bool:
    return bool(_who_want(wish, [user]))


def _editor_of(source: Any) -> User | None:
    """Return who edited the source page last, or began it."""
    page = (
        Page.objects.filter(translation_key=source.object_id, locale_id=source.locale_id)
        .select_related("latest_revision__user", "owner")
        .first()
    )
    if page is None:
        return None
    editor: User | None = (page.latest_revision.user if page.latest_revision else None) or page.owner
    return editor


def _language_of(entry: DeskEntry) -> str:
    return _apart(language_name(entry.translation.target_locale.language_code))


def _apart(words: str) -> str:
    """Return words of whichever direction so that they disturb none of those around them."""
    return f"\u2068{words}\u2069"


def _quoted(words: str) -> str:
    flat = " ".join(words.split())
    return f"{flat[:QUOTED].rstrip()}…" if len(flat) > QUOTED else flat


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _post(event: str, user: User, language: str, subject: str, paragraphs: list[str]) -> None:
    footer = _("You choose here which of these e-mails you get:")
    text = "\n\n".join([*paragraphs, footer, _address(reverse("translation:notices"))])
    outbox.post(event, user.email, language=language, subject=subject, text=text, topic=f"desk/{user.pk}")
