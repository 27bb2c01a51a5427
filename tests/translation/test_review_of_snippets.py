"""What is no page goes the same way to its readers: nothing is written before it is approved."""

import pytest
from wagtail_localize.models import StringTranslation

from faq.models import Topic
from tests import factories
from tests.translation import on_the_desk as desk
from tests.translation.on_the_desk import People
from translation.models import Submission, SubmissionStatus
from translation.services import review
from translation.services.review import ReviewRefused
from transparency.models import SupportRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    factories.home_page()
    return desk.people()


def fresh(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)


def test_a_topic_is_written_only_when_it_is_approved(people: People) -> None:
    topic = factories.TopicFactory(name="Joining")
    translation = desk.translation_of(topic)
    desk.write(translation, people.translator)
    submission = review.submit(translation, people.translator)
    arabic = Topic.objects.filter(locale__language_code="ar")
    assert not arabic.exists()
    with pytest.raises(ReviewRefused):
        review.approve(submission, people.translator)
    review.approve(submission, people.reviewer)
    assert [found.name for found in arabic] == ["كلمة Joining"]
    assert fresh(submission).status == SubmissionStatus.PUBLISHED


def test_a_topic_goes_live_in_no_words_but_those_that_were_read(people: People) -> None:
    translation = desk.translation_of(factories.TopicFactory(name="Joining"))
    desk.write(translation, people.translator)
    submission = review.submit(translation, people.translator)
    StringTranslation.objects.filter(context__path="name").update(data="كلمة أخرى")
    with pytest.raises(ReviewRefused):
        review.approve(submission, people.reviewer)
    assert not Topic.objects.filter(locale__language_code="ar").exists()


def test_a_topic_that_changed_since_is_returned_not_published(people: People) -> None:
    topic = factories.TopicFactory(name="Joining")
    translation = desk.translation_of(topic)
    desk.write(translation, people.translator)
    submission = review.submit(translation, people.translator)
    topic.name = "Joining us"
    topic.save()
    with pytest.raises(ReviewRefused, match="changed"):
        review.approve(submission, people.reviewer)
    review.return_(submission, people.reviewer, "The English has changed.")
    assert fresh(submission).status == SubmissionStatus.RETURNED


def test_a_support_record_waits_as_a_draft(people: People) -> None:
    record = factories.SupportRecordFactory(funder=factories.FunderFactory())
    record.save_revision().publish()
    funder = desk.translation_of(record.funder)
    desk.write(funder, people.translator)
    review.approve(review.submit(funder, people.translator), people.reviewer)
    translation = desk.translation_of(record)
    desk.write(translation, people.translator)
    submission = review.submit(translation, people.translator)
    arabic = SupportRecord.objects.get(locale__language_code="ar")
    assert not arabic.live
    review.approve(submission, people.reviewer)
    arabic.refresh_from_db()
    assert (arabic.live, arabic.title) == (True, f"كلمة {record.title}")
