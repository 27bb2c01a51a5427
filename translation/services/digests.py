"""What translators and reviewers are told once a day: what is new for them, and which deadlines are near.

Each e-mail has its event's key in the outbox, so that nothing is told twice, whoever runs what how often.
"""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from home.models import OutgoingEmail, User
from translation.models import DeskEntry, DeskPreference, Status, Submission
from translation.models import SubmissionStatus as Decision
from translation.services import people
from translation.services.mail import DAYS_BEFORE, address, list_of, post, responsible, who_want
from translation.services.people import Team

logger = logging.getLogger(__name__)

#: A deadline is recalled DAYS_BEFORE it, on the day, and every week after.
WEEK = 7


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
        since = entry.out_of_date_since or entry.translation.created_at
        arrived[entry.pk] = max(since, entry.assigned_at or since)
        for user in responsible(entry, teams):
            of(user).to_translate.append(entry)
            if entry.assignee_id == user.pk and _recalls(entry.deadline, today):
                of(user).due.append(entry)
    wanted = who_want("digest", (digest.user for digest in digests.values()))
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
        post(event, digest.user, language, _subject(digest), _paragraphs(digest, language))
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
        parts += [_("Deadlines:"), list_of(digest.due, language)]
    if new_work:
        parts += [_("New to translate:"), list_of(new_work, language)]
    if new_review:
        parts += [_("New to review:"), list_of(new_review, language)]
    older = len(digest.to_translate) + len(digest.to_review) - len(digest.new | due)
    if older:
        said = ngettext(
            "Besides, %(count)d translation waits that you were told of before.",
            "Besides, %(count)d translations wait that you were told of before.",
            older,
        )
        parts.append(said % {"count": older})
    return [*parts, _("The desk:"), address(reverse("translation:desk"))]


def _recalls(deadline: datetime.date | None, today: datetime.date) -> bool:
    if deadline is None:
        return False
    left = (deadline - today).days
    return left in (DAYS_BEFORE, 0) or (left < 0 and left % WEEK == 0)
