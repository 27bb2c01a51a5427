"""The public service clock's figures, as the log and nothing else makes them."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.models import User
from membership.models import Application
from membership.services import clock_reading, promise, transitions
from membership.services.transitions import APPLICANT, Action, Actor
from membership.services.working_days import add_working_days
from tests.factories import ApplyPageFactory
from tests.factories_membership import ApplicationFactory, officer
from tests.pages import path_of, text_of

pytestmark = pytest.mark.django_db
State = Application.State


def moment(working_days: int) -> datetime.datetime:
    """Return noon, so many working days after a Monday two months ago."""
    day = timezone.localdate() - datetime.timedelta(days=60)
    monday = day - datetime.timedelta(days=day.weekday())
    on = add_working_days(promise.current().calendar, monday, working_days)
    return datetime.datetime.combine(on, datetime.time(12), datetime.UTC)


def case(colleague: User, reply_after: int | None, decision_after: int | None = None) -> Application:
    """Make an application, received on day 0, and take it through its steps on the given working days."""
    application: Application = ApplicationFactory(state=State.UNCONFIRMED, due_since=None)
    actor = Actor.officer(colleague)
    transitions.perform(application.pk, Action.CONFIRM_ADDRESS, APPLICANT, now=moment(0))
    if reply_after is not None:
        transitions.perform(application.pk, Action.SEND_FORM, actor, now=moment(reply_after))
    if decision_after is not None:
        transitions.perform(application.pk, Action.SUBMIT_FORM, APPLICANT, now=moment(10))
        transitions.perform(application.pk, Action.CONFIRM, actor, now=moment(10 + decision_after))
    return application


@pytest.fixture
def colleague() -> User:
    return officer()


def test_the_figures_are_those_of_the_log(colleague: User) -> None:
    for days in (1, 1, 2, 3, 5):
        case(colleague, days, decision_after=days)
    clock = clock_reading.service_clock()
    for measure in (clock.first_reply, clock.decision):
        assert (measure.count, measure.median, measure.percentile_90, measure.percent_within) == (5, 2.0, 5, 80)


def test_a_question_is_a_reply_and_a_refusal_is_both(colleague: User) -> None:
    for _case in range(5):
        asked = case(colleague, None)
        transitions.perform(asked.pk, Action.ASK, Actor.officer(colleague), why="Which?", once="1", now=moment(1))
        refused = case(colleague, None)
        transitions.perform(refused.pk, Action.DECLINE, Actor.officer(colleague), why="No city.", now=moment(2))
    clock = clock_reading.service_clock()
    assert (clock.first_reply.count, clock.first_reply.median) == (10, 1.5)
    assert clock.decision.count == 0


def test_who_still_waits_counts_against_us_and_who_withdrew_does_not(colleague: User) -> None:
    for _case in range(4):
        case(colleague, 1)
    case(colleague, None)
    withdrawn = case(colleague, None)
    transitions.perform(withdrawn.pk, Action.WITHDRAW, APPLICANT, now=moment(1))
    first_reply = clock_reading.service_clock().first_reply
    assert first_reply.count == 5
    assert first_reply.percent_within == 80
    assert (first_reply.percentile_90 or 0) > 20


def test_too_few_cases_tell_nothing(colleague: User) -> None:
    for _case in range(4):
        case(colleague, 1)
    assert not clock_reading.service_clock().first_reply.enough


def test_an_erased_application_still_counts(colleague: User) -> None:
    for _case in range(5):
        case(colleague, 1)
    Application.objects.update(name="", email="", erased_at=timezone.now())
    assert clock_reading.service_clock().first_reply.count == 5


def test_the_log_is_read_with_one_query_and_then_remembered(colleague: User) -> None:
    for _case in range(6):
        case(colleague, 1, decision_after=1)
    promise.current()
    with CaptureQueriesContext(connection) as captured:
        clock_reading.service_clock()
        clock_reading.service_clock()
    assert len(captured) == 1


def test_the_apply_page_shows_the_clock_in_large_numbers(client: Client, colleague: User) -> None:
    for days in (1, 1, 2, 3, 5):
        case(colleague, days)
    html = client.get(path_of(ApplyPageFactory())).content.decode()
    assert '<dd class="service-clock__number"><data value="80">80%</data></dd>' in html
    assert "answered within 3 working days" in text_of(html)
