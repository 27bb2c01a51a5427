"""From the translator's hands to the readers' eyes: what is frozen, who decides, and what goes live."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, PageViewRestriction, WorkflowState
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation, TranslationLog

from home.models import OutgoingEmail, StandardPage, User
from home.publication import PublicationRefused
from tests import factories
from tests.translation import on_the_desk as desk
from tests.translation.on_the_desk import People
from translation.models import SegmentEvent, Status, Submission, SubmissionStatus
from translation.services import review, words
from translation.services.review import ReviewRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    factories.home_page()
    return desk.people()


@pytest.fixture
def translation(people: People) -> Translation:
    """Return the finished Arabic translation of a page, which nobody has read yet."""
    made = desk.begun(desk.published())
    desk.write(made, people.translator)
    return made


def target(translation: Translation) -> Page:
    return translation.get_target_instance().specific


def fresh(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)


def test_what_was_approved_is_what_readers_see(translation: Translation, people: People) -> None:
    submission = review.submit(translation, people.translator, "The second sentence is free.")
    assert not target(translation).live
    review.approve(submission, people.reviewer)
    page = target(translation)
    assert (page.live, page.title, page.introduction) == (True, "كلمة Privacy", "كلمة We keep little.")
    assert fresh(submission).status == SubmissionStatus.PUBLISHED
    assert desk.follows(translation) == 1


def test_a_submission_goes_through_wagtails_workflow_and_its_reviewers_hear_of_it(
    translation: Translation, people: People
) -> None:
    submission = review.submit(translation, people.translator)
    assert submission.workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert submission.workflow_state.workflow.name == "Review: Arabic"


def test_nobody_changes_a_word_while_it_is_in_review(translation: Translation, people: People) -> None:
    submission = review.submit(translation, people.translator)
    with pytest.raises(words.Frozen):
        desk.write(translation, people.second_reviewer, "أخرى")
    review.withdraw(submission, people.translator)
    desk.write(translation, people.translator, "أخرى")
    assert fresh(submission).words != review.obstacles.words_of(translation)


def test_what_is_not_complete_is_not_submitted(people: People) -> None:
    translation = desk.begun(desk.published())
    with pytest.raises(ReviewRefused) as refused:
        review.submit(translation, people.translator)
    assert "not translated" in refused.value.messages[0]


def test_words_that_break_the_page_are_not_submitted(translation: Translation, people: People) -> None:
    review.obstacles.present_words(translation).filter(context__path="title").update(has_error=True)
    with pytest.raises(ReviewRefused, match="1 segment is not translated"):
        review.submit(translation, people.translator)


def test_what_nobody_confirmed_is_not_submitted(translation: Translation, people: People) -> None:
    from translation.models import Unconfirmed

    Unconfirmed.objects.create(words=review.obstacles.present_words(translation).first(), origin="machine")
    with pytest.raises(ReviewRefused, match="confirmed"):
        review.submit(translation, people.translator)


def test_somebody_of_another_language_does_not_submit_it(translation: Translation, people: People) -> None:
    with pytest.raises(PermissionDenied):
        review.submit(translation, people.french)


def test_a_finding_that_holds_is_answered_by_the_translator_and_settled_by_the_reviewer(
    translation: Translation, people: People
) -> None:
    finding = desk.holding(translation)
    with pytest.raises(ReviewRefused, match="finding"):
        review.submit(translation, people.translator)
    type(finding).objects.update(**desk.dismissed(people.translator))
    submission = review.submit(translation, people.translator)
    with pytest.raises(ReviewRefused, match="finding"):
        review.approve(submission, people.reviewer)
    type(finding).objects.update(settled=True)
    assert review.approve(submission, people.reviewer).status == SubmissionStatus.PUBLISHED


def test_nobody_approves_words_of_their_own(translation: Translation, people: People) -> None:
    desk.write(translation, people.reviewer, "منّي")
    submission = review.submit(translation, people.translator)
    with pytest.raises(ReviewRefused, match="your own"):
        review.approve(submission, people.reviewer)
    assert review.approve(submission, people.second_reviewer).status == SubmissionStatus.PUBLISHED


def test_nobody_approves_what_they_submitted(translation: Translation, people: People) -> None:
    submission = review.submit(translation, people.reviewer)
    with pytest.raises(ReviewRefused, match="yourself"):
        review.approve(submission, people.reviewer)


def test_nobody_approves_a_text_to_which_they_wrote_a_word_that_somebody_changed(
    translation: Translation, people: People
) -> None:
    desk.write(translation, people.reviewer, "منّي")
    desk.write(translation, people.translator, "منها")
    submission = review.submit(translation, people.translator)
    with pytest.raises(ReviewRefused):
        review.approve(submission, people.reviewer)
    review.approve(submission, people.second_reviewer)


def test_not_even_an_administrator_approves_words_of_their_own(translation: Translation) -> None:
    admin = factories.UserFactory(superuser=True)
    desk.write(translation, admin)
    submission = review.submit(translation, admin)
    with pytest.raises(ReviewRefused):
        review.approve(submission, admin)


def test_one_word_of_ones_own_from_before_the_last_publication_does_not_count(
    translation: Translation, people: People
) -> None:
    desk.write(translation, people.reviewer, "قديم")
    review.approve(review.submit(translation, people.translator), people.second_reviewer)
    desk.write(translation, people.translator, "جديد")
    review.approve(review.submit(translation, people.translator), people.reviewer)
    assert target(translation).title == "جديد Privacy"


def test_nobody_approves_words_of_their_own_that_come_back_with_the_text_they_translate(
    translation: Translation, people: People
) -> None:
    review.approve(review.submit(translation, people.translator), people.reviewer)
    page = translation.source.get_source_instance()
    desk.change(page, introduction="We keep nothing.")
    desk.write(translation, people.reviewer, "منّي")
    desk.change(page, introduction="We keep little.")
    desk.write(translation, people.translator, "منه")
    review.approve(review.submit(translation, people.translator), people.second_reviewer)
    desk.change(page, introduction="We keep nothing.")
    submission = review.submit(translation, people.translator)
    with pytest.raises(ReviewRefused, match="your own"):
        review.approve(submission, people.reviewer)
    review.approve(submission, people.second_reviewer)
    assert target(translation).introduction == "منّي We keep nothing."


def test_a_correction_waits_for_what_nobody_has_translated_also_while_the_rest_is_in_review(
    translation: Translation, people: People
) -> None:
    review.submit(translation, people.translator)
    desk.change(translation.source.get_source_instance(), introduction="We keep nothing.")
    assert "not translated" in review.obstacles.to_go_live(translation, people.reviewer)[0]


@pytest.mark.parametrize("when", ["before the review", "once it is public"])
def test_whoever_may_not_read_the_source_does_not_read_its_translation(
    translation: Translation, people: People, when: str
) -> None:
    submission = review.submit(translation, people.translator)
    if when == "once it is public":
        review.approve(submission, people.reviewer)
    group = Group.objects.get(name="Members")
    page = translation.source.get_source_instance()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(group)
    if when == "before the review":
        review.approve(submission, people.reviewer)
    closed = target(translation).view_restrictions.get()
    assert (closed.restriction_type, list(closed.groups.all())) == (PageViewRestriction.GROUPS, [group])


def test_a_translation_that_was_deleted_is_on_the_desk_again_with_its_words(
    translation: Translation, people: People, django_capture_on_commit_callbacks: Any
) -> None:
    review.approve(review.submit(translation, people.translator), people.reviewer)
    desk.write(translation, people.translator, "أخرى")
    submission = review.submit(translation, people.translator)
    with django_capture_on_commit_callbacks(execute=True):
        target(translation).delete()
    entry = desk.opened(translation.pk).desk
    assert (entry.status, entry.follows, entry.segments_to_do) == (Status.READY, None, 0)
    assert fresh(submission).status == SubmissionStatus.WITHDRAWN
    again = review.submit(desk.begun(translation.source.get_source_instance()), people.translator)
    review.approve(again, people.reviewer)
    assert target(translation).title == "أخرى Privacy"


def test_an_alias_repeats_the_source_until_its_translation_is_approved(people: People) -> None:
    english = factories.StandardPageFactory(title="Privacy", introduction="We keep little.")
    alias = english.copy_for_translation(factories.language("ar"), copy_parents=True, alias=True)
    desk.change(english, introduction="We keep nothing.")
    translation = desk.translation_of(english)
    desk.write(translation, people.translator)
    written = StandardPage.objects.get(pk=alias.pk)
    written.alias_of, written.title = None, "منّي"
    with pytest.raises(PublicationRefused), transaction.atomic():
        written.save(clean=False)
    submission = review.submit(translation, people.translator)
    assert (target(translation).live, target(translation).introduction) == (True, "We keep nothing.")
    review.approve(submission, people.reviewer)
    assert target(translation).introduction == "كلمة We keep nothing."


@pytest.mark.parametrize("who", ["translator", "french", "publisher", "editor"])
def test_only_reviewers_of_the_language_approve(translation: Translation, people: People, who: str) -> None:
    desk.write(translation, people.second_reviewer, "منها")
    submission = review.submit(translation, people.second_reviewer)
    with pytest.raises(ReviewRefused):
        review.approve(submission, getattr(people, who))
    assert not target(translation).live


def test_whoever_may_publish_the_page_and_reads_no_arabic_does_not_approve_it(
    translation: Translation, people: People
) -> None:
    submission = review.submit(translation, people.translator)
    for right in Permission.objects.filter(codename__in=["change_page", "publish_page"]):
        GroupPagePermission.objects.create(
            group=people.publisher.groups.get(), page=target(translation), permission=right
        )
    publisher = User.objects.get(pk=people.publisher.pk)
    assert review.obstacles.may_publish(publisher, translation)
    with pytest.raises(ReviewRefused):
        review.approve(submission, publisher)


def test_a_return_says_why_and_opens_the_words_again(translation: Translation, people: People) -> None:
    submission = review.submit(translation, people.translator)
    with pytest.raises(ReviewRefused):
        review.return_(submission, people.reviewer, "  ")
    review.return_(submission, people.reviewer, "The title is too long.")
    submission = fresh(submission)
    assert (submission.status, submission.reason) == (SubmissionStatus.RETURNED, "The title is too long.")
    assert desk.opened(translation.pk).desk.status == Status.RETURNED
    desk.write(translation, people.translator, "أقصر")
    again = review.submit(translation, people.translator)
    review.approve(again, people.reviewer)
    assert target(translation).title == "أقصر Privacy"


def test_the_history_names_who_submitted_approved_and_published(translation: Translation, people: People) -> None:
    review.approve(review.submit(translation, people.translator), people.reviewer)
    events = SegmentEvent.objects.filter(translation=translation, context__path="title").order_by("pk")
    assert [(event.action, event.actor) for event in events] == [
        ("typed", people.translator),
        ("submitted", people.translator),
        ("approved", people.reviewer),
        ("published", people.reviewer),
    ]
    assert TranslationLog.objects.filter(source=translation.source).count() == 1


def test_the_history_tells_of_a_publication_only_where_it_changed_the_words(
    translation: Translation, people: People
) -> None:
    review.approve(review.submit(translation, people.translator), people.reviewer)
    desk.change(translation.source.get_source_instance(), introduction="We keep nothing.")
    desk.write(translation, people.translator)
    review.approve(review.submit(desk.opened(translation.pk), people.translator), people.reviewer)
    published = SegmentEvent.objects.filter(translation=translation, action="published")
    assert published.filter(context__path="title").count() == 1
    assert published.filter(context__path="introduction").count() == 2


def test_a_source_that_changes_during_the_review_leaves_what_was_submitted(
    translation: Translation, people: People
) -> None:
    submission = review.submit(translation, people.translator)
    desk.change(translation.source.get_source_instance(), introduction="We keep nothing.")
    review.approve(submission, people.reviewer)
    assert target(translation).introduction == "كلمة We keep little."
    entry = desk.opened(translation.pk).desk
    assert (desk.follows(translation), entry.segments_to_do) == (1, 1)
    assert entry.behind_since


def test_an_approval_may_name_the_hour(translation: Translation, people: People) -> None:
    submission = review.submit(translation, people.translator)
    at = timezone.now() + timedelta(days=1)
    review.approve(submission, people.reviewer, go_live_at=at)
    assert not target(translation).live
    assert fresh(submission).status == SubmissionStatus.APPROVED
    call_command("publish_scheduled")
    assert not target(translation).live
    with time_machine.travel(at + timedelta(minutes=1)):
        call_command("publish_scheduled")
    assert target(translation).live
    assert fresh(submission).status == SubmissionStatus.PUBLISHED
    assert desk.follows(translation) == 1


def test_an_hour_that_has_passed_is_refused(translation: Translation, people: People) -> None:
    submission = review.submit(translation, people.translator)
    with pytest.raises(ReviewRefused):
        review.approve(submission, people.reviewer, go_live_at=timezone.now() - timedelta(days=1))


def test_what_was_scheduled_may_be_taken_back_until_then(translation: Translation, people: People) -> None:
    submission = review.submit(translation, people.translator)
    at = timezone.now() + timedelta(days=1)
    review.approve(submission, people.reviewer, go_live_at=at)
    with pytest.raises(PermissionDenied):
        review.withdraw(submission, people.translator)
    review.withdraw(submission, people.reviewer)
    with time_machine.travel(at + timedelta(minutes=1)):
        call_command("publish_scheduled")
    assert not target(translation).live


def test_reviewers_and_translators_hear_of_it_in_their_own_language(translation: Translation, people: People) -> None:
    for person in (people.reviewer, people.translator):
        UserProfile.objects.create(user=person, preferred_language="ar")
    submission = review.submit(translation, people.translator)
    review.return_(submission, people.reviewer, "Too long.")
    told = {email.to for email in OutgoingEmail.objects.all()} | {address for one in mail.outbox for address in one.to}
    assert told >= {people.reviewer.email, people.translator.email}
