"""Many people press at once, on a database that lets them: one change, one city, one e-mail, and all are told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from home.models import OutgoingEmail
from membership.models import Application, City, CityContact, Invitation, LogEntry
from membership.services import applications, transitions
from membership.services.applications import Answers
from membership.services.transitions import APPLICANT, Action, Actor, Outcome
from tests.factories_membership import (
    ApplicationContactFactory,
    ApplicationDraftFactory,
    ApplicationFactory,
    TextVersionFactory,
    officer,
)

# `snapshots` puts back what the migrations wrote, after each of these tests has emptied every table.
pytestmark = pytest.mark.usefixtures("snapshots", "transactional_db")

State = Application.State
CROWD = 200
Answer = TypeVar("Answer")


def at_once(number: int, do: Callable[[int], Answer]) -> list[Answer]:
    """Return what `number` threads got that began together, each on a connection of its own."""
    together = Barrier(number)

    def one(place: int) -> Answer:
        try:
            connection.ensure_connection()
            together.wait(timeout=60)
            return do(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(one, range(number)))


def test_two_hundred_confirmations_make_one_city() -> None:
    application = ApplicationFactory(state=State.FORM_RECEIVED)
    ApplicationContactFactory.create_batch(3, application=application)
    officers = [Actor.officer(officer()) for _time in range(3)]

    outcomes = at_once(
        CROWD, lambda place: transitions.perform(application.pk, Action.CONFIRM, officers[place % len(officers)])
    )

    assert sum(outcome.changed for outcome in outcomes) == 1
    assert len({outcome.entry.pk for outcome in outcomes}) == 1
    assert City.objects.count() == 1
    assert CityContact.objects.count() == 3
    assert Invitation.objects.count() == 3
    assert LogEntry.objects.filter(application=application).count() == 1
    assert OutgoingEmail.objects.filter(event=f"application/{application.pk}/to:confirmed").count() == 1
    assert OutgoingEmail.objects.count() == 4


def test_who_confirms_and_who_declines_at_once_make_one_decision() -> None:
    application = ApplicationFactory(state=State.FORM_RECEIVED)
    actor = Actor.officer(officer())

    def decide(place: int) -> Outcome | None:
        action = Action.CONFIRM if place % 2 else Action.DECLINE
        try:
            return transitions.perform(application.pk, action, actor, why="" if place % 2 else "In a word.")
        except transitions.NotPossible:
            return None

    outcomes = at_once(20, decide)

    application.refresh_from_db()
    assert sum(outcome is not None and outcome.changed for outcome in outcomes) == 1
    assert application.log.count() == 1
    assert City.objects.count() == (application.state == State.CONFIRMED)
    assert OutgoingEmail.objects.filter(topic=f"application/{application.pk}").count() == 1


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (Action.CONFIRM_ADDRESS, State.UNCONFIRMED),
        (Action.SUBMIT_FORM, State.FORM_SENT),
        (Action.WITHDRAW, State.RECEIVED),
    ],
)
def test_a_link_pressed_many_times_at_once_counts_once(action: Action, state: State) -> None:
    application = ApplicationFactory(state=state)
    outcomes = at_once(20, lambda _place: transitions.perform(application.pk, action, APPLICANT))
    assert sum(outcome.changed for outcome in outcomes) == 1
    assert application.log.count() == 1
    assert OutgoingEmail.objects.filter(topic=f"application/{application.pk}").count() == 1


def test_one_question_is_asked_once_by_whoever_presses() -> None:
    application = ApplicationFactory(state=State.RECEIVED)
    actor = Actor.officer(officer())
    outcomes = at_once(
        20, lambda _place: transitions.perform(application.pk, Action.ASK, actor, why="Who?", once="this form")
    )
    assert sum(outcome.changed for outcome in outcomes) == 1
    assert OutgoingEmail.objects.count() == 1


def test_a_request_sent_many_times_at_once_is_one_application() -> None:
    draft, consent = ApplicationDraftFactory(), TextVersionFactory()
    answers = Answers(
        name="Nour Example (fictional)",
        role="Adviser",
        kind="policy",
        institution="Municipality of Exampleville",
        email="nour@example.org",
        country="JO",
        place_name="Exampleville",
        authority_kind="city",
        why="To learn.",
    )
    made = at_once(20, lambda _place: applications.submit(draft, answers, "en", consent))
    assert len({application.pk for application in made}) == 1
    assert Application.objects.count() == 1
    assert OutgoingEmail.objects.count() == 1
