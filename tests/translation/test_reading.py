"""What a reviewer has before them is what goes live by their approval."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import OverridableSegment

from home.models import User
from tests import factories
from tests.translation import on_the_desk as desk
from tests.translation.desk import body_of
from tests.translation.on_the_desk import People
from translation.services import adapting, obstacles, review
from translation.services.reading import readings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    factories.home_page()
    return desk.people()


def test_a_reviewer_reads_what_was_handed_in_also_when_the_source_has_changed_since(people: People) -> None:
    page = desk.published(body=body_of("First.", "Second.", "Third."))
    translation = desk.begun(page)
    desk.write(translation, people.translator)
    submission = review.submit(translation, people.translator)
    desk.change(page, introduction="We keep nothing.", body=body_of("Third.", "Fourth."))
    read = [(reading.row.source, reading.row.text) for reading in readings_of(translation, submission).changed]
    handed_in = ("Privacy", "We keep little.", "First.", "Second.", "Third.")
    assert [pair for pair in read if pair[0] in handed_in] == [(text, f"كلمة {text}") for text in handed_in]
    assert not {source for source, _text in read} & {"We keep nothing.", "Fourth."}
    review.approve(submission, people.reviewer)
    assert "كلمة Second." in str(translation.get_target_instance().body)


def test_a_link_of_its_own_is_read_by_somebody_else_than_who_set_it(
    people: People, sign_in: Callable[[User], Client]
) -> None:
    page = desk.published(body=body_of('See <a href="https://example.org/report">the report</a>.'))
    translation = desk.begun(page)
    desk.write(translation, people.translator)
    link = OverridableSegment.objects.get(source=translation.source, context__path__contains="example.org")
    adapting.adapt(translation, link, "https://example.org/taqrir", people.reviewer)
    submission = review.submit(translation, people.translator)
    address = reverse("translation:review", args=[translation.pk])
    assert "https://example.org/taqrir" in sign_in(people.second_reviewer).get(address).content.decode()
    assert obstacles.to_approve(submission, people.reviewer)
    assert not obstacles.to_approve(submission, people.second_reviewer)
