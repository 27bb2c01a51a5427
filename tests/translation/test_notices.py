"""Who hears of what by e-mail: once, in their own language, and only what they want."""

import datetime
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringSegment

from home.models import OutgoingEmail, StandardPage, User
from tests.factories import StandardPageFactory, UserFactory, home_page, language
from translation.models import (
    DeskEntry,
    DeskPreference,
    SegmentComment,
    SourceVersion,
    Status,
    Submission,
    SubmissionStatus,
)
from translation.services import digests, notices, queue

pytestmark = pytest.mark.django_db

MORNING = datetime.datetime(2031, 5, 5, 5, 30, tzinfo=datetime.UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _site() -> None:
    for code in ("ar", "fr"):
        home_page(code)
    call_command("setup_roles", verbosity=0)


@pytest.fixture
def clock() -> Any:
    """Return the clock, which stands on a morning of May 2031."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def entry(clock: Any) -> DeskEntry:
    """Return the only translation on the Arabic desk: it is to be done."""
    page: StandardPage = StandardPageFactory(title="Privacy", introduction="We keep little.")
    page.save_revision(user=UserFactory(email="editor@example.org")).publish()
    made = DeskEntry.objects.get(
        translation__source__object_id=page.translation_key, translation__target_locale=language("ar")
    )
    DeskEntry.objects.exclude(pk=made.pk).delete()
    return made


def person(group: str, speaks: str = "en", **values: Any) -> User:
    """Return a person of this group who uses the CMS in this language."""
    made: User = UserFactory(groups=[group], **values)
    UserProfile.objects.update_or_create(user=made, defaults={"preferred_language": speaks})
    return made


def told(user: User) -> list[OutgoingEmail]:
    """Return the desk's e-mails to this person, the oldest first."""
    return [
        email
        for email in OutgoingEmail.objects.filter(event__startswith="desk/").select_related("email").order_by("pk")
        if user.email in email.email.to
    ]


def submitted(entry: DeskEntry, by: User) -> Submission:
    """Hand the translation in."""
    DeskEntry.objects.filter(pk=entry.pk).update(status=Status.IN_REVIEW)
    return Submission.objects.create(translation=entry.translation, submitted_by=by)


def test_a_translator_gets_a_digest_in_the_language_in_which_they_use_the_cms(entry: DeskEntry) -> None:
    translator = person("Translators: Arabic", speaks="ar")
    person("Translators: French")
    assert digests.send_digests(MORNING) == 1
    (email,) = told(translator)
    assert email.language == "ar"
    assert 'dir="rtl"' in email.email.html_message
    assert "Privacy" in email.email.message
    assert reverse("translation:notices") in email.email.message


def test_nothing_is_told_twice(entry: DeskEntry) -> None:
    translator = person("Translators: Arabic")
    for later in (timedelta(0), timedelta(hours=5), DAY, 2 * DAY):
        digests.send_digests(MORNING + later)
    assert len(told(translator)) == 1


def test_what_changed_since_the_last_digest_is_told_and_the_rest_counted(entry: DeskEntry) -> None:
    translator = person("Translators: Arabic")
    digests.send_digests(MORNING)
    page = StandardPageFactory(title="Contact")
    page.save_revision().publish()
    DeskEntry.objects.filter(title="Contact").update(out_of_date_since=MORNING + timedelta(hours=2))
    digests.send_digests(MORNING + DAY)
    text = told(translator)[1].email.message
    assert "Contact" in text
    assert "Privacy" not in text
    assert "1 translation waits" in text


def test_who_has_the_work_is_told_and_nobody_else(entry: DeskEntry) -> None:
    mine, other = person("Translators: Arabic"), person("Translators: Arabic")
    DeskEntry.objects.filter(pk=entry.pk).update(assignee=mine)
    digests.send_digests(MORNING)
    assert (len(told(mine)), len(told(other))) == (1, 0)


def test_what_somebody_had_who_left_the_language_is_told_to_those_who_are_there(entry: DeskEntry) -> None:
    gone, moved = person("Translators: Arabic", is_active=False), person("Translators: French")
    there = person("Translators: Arabic")
    for left in (gone, moved):
        DeskEntry.objects.filter(pk=entry.pk).update(assignee=left)
        DeskPreference.objects.update(digest_sent_at=None)
        OutgoingEmail.objects.all().delete()
        digests.send_digests(MORNING)
        assert (len(told(left)), len(told(there))) == (0, 1)


def test_who_is_given_work_hears_of_it_in_the_next_digest_however_old_it_is(entry: DeskEntry) -> None:
    translator, reviewer = person("Translators: Arabic"), person("Reviewers: Arabic")
    digests.send_digests(MORNING)
    with time_machine.travel(MORNING + 3 * DAY, tick=False):
        queue.change(reviewer, [entry.pk], queue.Change(assignee=translator))
    assert len(told(translator)) == 1
    digests.send_digests(MORNING + 4 * DAY)
    assert "Privacy" in told(translator)[1].email.message


@pytest.mark.parametrize(
    "wanted", [{"urgent": True}, {"deadline": (MORNING + DAY).date()}], ids=["urgent", "due tomorrow"]
)
def test_who_is_given_work_that_cannot_wait_hears_of_it_at_once_and_once(
    entry: DeskEntry, wanted: dict[str, Any]
) -> None:
    translator, reviewer = person("Translators: Arabic", speaks="ar"), person("Reviewers: Arabic")
    for _again in range(2):
        queue.change(reviewer, [entry.pk], queue.Change(assignee=translator, **wanted))
    (email,) = told(translator)
    assert email.language == "ar"
    assert "Privacy" in email.email.message
    assert reverse("translation:edit", args=[entry.translation_id]) in email.email.message


def test_work_that_can_wait_and_ones_own_is_told_to_nobody_at_once(entry: DeskEntry) -> None:
    translator, reviewer = person("Translators: Arabic"), person("Reviewers: Arabic")
    quiet = person("Translators: Arabic")
    DeskPreference.objects.create(user=quiet, urgent=False)
    queue.change(reviewer, [entry.pk], queue.Change(assignee=translator, deadline=(MORNING + 9 * DAY).date()))
    queue.change(reviewer, [entry.pk], queue.Change(assignee=reviewer, urgent=True))
    queue.change(reviewer, [entry.pk], queue.Change(assignee=quiet))
    assert OutgoingEmail.objects.count() == 0


def test_a_deadline_is_recalled_two_days_before_on_the_day_and_every_week_after(entry: DeskEntry) -> None:
    translator = person("Translators: Arabic")
    DeskEntry.objects.filter(pk=entry.pk).update(assignee=translator, deadline=(MORNING + 4 * DAY).date())
    days = [count for count in range(0, 20) if digests.send_digests(MORNING + count * DAY)]
    assert days == [0, 2, 4, 11, 18]


def test_a_reviewer_hears_of_what_others_handed_in_and_not_of_their_own(entry: DeskEntry) -> None:
    reviewer, other = person("Reviewers: Arabic"), person("Reviewers: Arabic")
    submitted(entry, by=other)
    digests.send_digests(MORNING)
    assert "to review" in told(reviewer)[0].email.subject
    assert told(other) == []


def test_who_switched_the_digest_off_or_is_inactive_gets_none(entry: DeskEntry) -> None:
    person("Translators: Arabic", is_active=False)
    DeskPreference.objects.create(user=person("Translators: Arabic"), digest=False)
    assert digests.send_digests(MORNING) == 0


def test_nothing_to_do_makes_no_email(entry: DeskEntry) -> None:
    person("Translators: Arabic")
    DeskEntry.objects.update(status=Status.UP_TO_DATE)
    assert digests.send_digests(MORNING) == 0


def test_the_queries_of_the_digests_do_not_grow_with_the_pages(
    entry: DeskEntry, django_assert_max_num_queries: Any
) -> None:
    person("Translators: Arabic")
    for count in range(10):
        StandardPageFactory(title=f"Page {count}").save_revision().publish()
    with django_assert_max_num_queries(40):
        digests.send_digests(MORNING)


def comment_on(entry: DeskEntry, author: User, to: User | None) -> SegmentComment:
    """Write a comment on the first segment."""
    segment = StringSegment.objects.filter(source=entry.translation.source).first()
    assert segment is not None
    return SegmentComment.objects.create(
        translation=entry.translation, context=segment.context, string=segment.string, author=author, to=to,
        text="Which <kind> of data?",
    )  # fmt: skip


def test_a_comment_is_told_to_whom_it_is_for(entry: DeskEntry) -> None:
    author, to = person("Translators: Arabic"), person("Reviewers: Arabic", speaks="fr")
    comment = comment_on(entry, author, to)
    assert notices.told_of_comment(comment)
    notices.told_of_comment(comment)
    (email,) = told(to)
    assert email.language == "fr"
    assert "Which <kind> of data?" in email.email.message
    assert "<kind>" not in email.email.html_message


def test_a_comment_to_nobody_goes_to_who_edited_the_page_last(entry: DeskEntry) -> None:
    notices.told_of_comment(comment_on(entry, person("Translators: Arabic"), None))
    assert len(told(User.objects.get(email="editor@example.org"))) == 1


def test_a_comment_to_an_editor_who_left_goes_to_who_is_there(entry: DeskEntry) -> None:
    User.objects.filter(email="editor@example.org").update(is_active=False)
    publisher = person("Publishers")
    SourceVersion.objects.filter(source=entry.translation.source).update(made_by=publisher)
    notices.told_of_comment(comment_on(entry, person("Translators: Arabic"), None))
    assert len(told(publisher)) == 1


def test_a_comment_leads_each_to_a_page_that_is_open_to_them(client: Client, entry: DeskEntry) -> None:
    for to in (person("Communications", second_factor=True), person("Reviewers: Arabic", second_factor=True)):
        notices.told_of_comment(comment_on(entry, person("Translators: Arabic"), to))
        (email,) = told(to)
        address = email.email.message.split(settings.SITE_URL)[1].split()[0]
        client.force_login(to, backend=settings.AUTHENTICATION_BACKENDS[0])
        assert client.get(address).status_code == 200
        assert "segment" in address


def test_nobody_is_told_of_their_own_comment_or_against_their_wish(entry: DeskEntry) -> None:
    author = person("Translators: Arabic")
    assert not notices.told_of_comment(comment_on(entry, author, author))
    quiet = person("Reviewers: Arabic")
    DeskPreference.objects.create(user=quiet, comments=False)
    assert not notices.told_of_comment(comment_on(entry, author, quiet))


def test_a_translator_is_told_what_became_of_a_submission(entry: DeskEntry) -> None:
    translator, reviewer = person("Translators: Arabic"), person("Reviewers: Arabic")
    submission = submitted(entry, by=translator)
    assert not notices.told_of_decision(submission)
    submission.status, submission.decided_by = SubmissionStatus.RETURNED, reviewer
    submission.reason = "The number is missing."
    submission.decided_at = timezone.now()
    assert notices.told_of_decision(submission)
    submission.status = SubmissionStatus.PUBLISHED
    notices.told_of_decision(submission)
    notices.told_of_decision(submission)
    returned, published = told(translator)
    assert "The number is missing." in returned.email.message
    assert "Published" in published.email.subject


def test_everybody_switches_their_own_emails_off(client: Client, entry: DeskEntry) -> None:
    translator = person("Translators: Arabic", second_factor=True)
    client.force_login(translator, backend=settings.AUTHENTICATION_BACKENDS[0])
    address = reverse("translation:notices")
    assert client.get(address).context["form"]["digest"].value() is True
    client.post(address, {"urgent": "on"})
    wishes = DeskPreference.objects.get(user=translator)
    assert (wishes.digest, wishes.urgent, wishes.comments) == (False, True, False)


def test_the_command_says_how_many_emails_there_were(entry: DeskEntry, capsys: pytest.CaptureFixture[str]) -> None:
    person("Translators: Arabic")
    call_command("translation_digest")
    call_command("translation_digest")
    assert [line[-1] for line in capsys.readouterr().out.splitlines()] == ["1", "0"]
