"""The daily work: each is reminded in time, once, in their language; what nobody finishes lapses."""

import datetime
import logging
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.users.models import UserProfile

from home.models import OutgoingEmail, User
from membership.models import Application, MembershipSettings
from membership.services import daily, transitions
from membership.services.transitions import APPLICANT, Action, Actor
from tests.factories import UserFactory
from tests.factories_membership import (
    ApplicationFactory,
    officer,
)
from tests.membership.daily_work import NOW, days, emails, events, work

pytestmark = pytest.mark.django_db
State = Application.State


def with_form_sent(ago: float, **values: Any) -> Application:
    application = ApplicationFactory(**values)
    person = User.objects.filter(groups__name="Membership officers").first() or officer()
    transitions.perform(application.pk, Action.SEND_FORM, Actor.officer(person), now=NOW - days(ago))
    application.refresh_from_db()
    return application


# Applicants


@pytest.mark.parametrize(("ago", "reminded"), [(1.9, 0), (2, 1), (13.9, 1), (14, 0)])
def test_an_address_that_is_not_confirmed_is_reminded_of_once(ago: float, reminded: int) -> None:
    ApplicationFactory(state=State.UNCONFIRMED, language="ar", submitted_at=NOW - days(ago))
    work()
    work(NOW + datetime.timedelta(minutes=1))
    found = emails("address_reminder")
    assert len(found) == reminded
    for outgoing in found:
        assert outgoing.language == "ar"
        assert re.search(r"/ar/membership/application/address/\S+~\S+/", outgoing.email.message)


@pytest.mark.parametrize(("ago", "reminders_sent"), [(9.9, []), (10, ["1"]), (19.9, ["1"]), (20, ["2"]), (60, [])])
def test_an_unfinished_form_is_reminded_of(ago: float, reminders_sent: list[str]) -> None:
    application = with_form_sent(ago)
    work()
    work()
    assert events("form_reminder") == [f"application/{application.pk}/form_reminder/{turn}" for turn in reminders_sent]


def test_an_unfinished_form_is_reminded_of_twice_and_says_by_when_it_lapses() -> None:
    application = with_form_sent(10, language="fr", place_name="Ville-Exemple")
    for day in range(50):
        work(NOW + days(day))
    first, second = emails("form_reminder")
    until = (NOW + days(50)).date()
    for outgoing in (first, second):
        assert outgoing.email.to == [application.email]
        assert f"{until.day} novembre 2026" in outgoing.email.message
        assert "/fr/membership/application/status/" in outgoing.email.message


def test_who_has_sent_the_form_in_is_not_reminded_of_it() -> None:
    application = with_form_sent(15)
    transitions.perform(application.pk, Action.SUBMIT_FORM, APPLICANT, now=NOW - days(1))
    work()
    assert events("form_reminder") == []


@pytest.mark.parametrize(("ago", "state"), [(13.9, State.UNCONFIRMED), (14, State.LAPSED)])
def test_a_request_lapses_without_a_word_where_its_address_is_not_confirmed(ago: float, state: str) -> None:
    application = ApplicationFactory(state=State.UNCONFIRMED, submitted_at=NOW - days(ago))
    work()
    application.refresh_from_db()
    assert application.state == state
    assert not OutgoingEmail.objects.filter(event__contains="to:").exists()


@pytest.mark.parametrize(("ago", "state", "letters"), [(59.9, State.FORM_SENT, 0), (60, State.LAPSED, 1)])
def test_an_application_lapses_where_its_form_never_comes(ago: float, state: str, letters: int) -> None:
    application = with_form_sent(ago)
    work()
    work()
    application.refresh_from_db()
    assert application.state == state
    assert len(events("to:lapsed")) == letters
    if letters:
        entry = application.log.get(action=Action.LAPSE)
        assert (entry.actor_kind, entry.at) == ("system", NOW)


def with_question(ago: float) -> Application:
    application: Application = ApplicationFactory(language="fr", state=State.FORM_RECEIVED)
    asked_at = NOW - days(ago)
    transitions.perform(
        application.pk, Action.ASK, Actor.officer(officer()), why="Qui est la maire ?", once="1", now=asked_at
    )
    return application


def test_an_open_question_is_reminded_of_twice_and_then_lapses() -> None:
    application = with_question(10)
    for day in range(51):
        work(NOW + days(day))
    first, second = emails("question_reminder")
    assert {first.language, second.language} == {"fr"}
    assert "/fr/membership/application/status/" in first.email.message
    application.refresh_from_db()
    assert application.state == State.LAPSED


def test_who_has_answered_is_reminded_of_no_question_and_lapses_no_more() -> None:
    application = with_question(15)
    transitions.perform(application.pk, Action.ANSWER, APPLICANT, why="C’est elle.", once="2", now=NOW - days(1))
    work()
    work(NOW + days(90))
    assert events("question_reminder") == []
    application.refresh_from_db()
    assert application.state == State.FORM_RECEIVED


def test_the_periods_are_those_set_in_the_cms() -> None:
    MembershipSettings.objects.create(remind_form_after=3, lapse_form_after=8)
    with_form_sent(4)
    application = with_form_sent(8)
    work()
    application.refresh_from_db()
    assert len(events("form_reminder")) == 1
    assert application.state == State.LAPSED


def test_one_who_cannot_be_written_to_holds_up_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    broken = with_form_sent(11)
    Application.objects.filter(pk=broken.pk).update(email="Nour Example, no address")
    with_form_sent(11)
    with caplog.at_level(logging.ERROR):
        assert work()["reminders of an unfinished form"] == 1
    assert f"application/{broken.pk}/" in caplog.text
    assert "Nour" not in caplog.text


# Staff


def due(on: datetime.date, **values: Any) -> Application:
    application: Application = ApplicationFactory(due_since=NOW - days(5), due_on=on, **values)
    return application


@pytest.mark.parametrize(
    ("due_on", "told"),
    [
        (datetime.date(2026, 9, 18), []),
        (datetime.date(2026, 9, 17), ["staff_due"]),
        (datetime.date(2026, 9, 16), ["staff_due"]),
        (datetime.date(2026, 9, 15), ["staff_overdue"]),
    ],
)
def test_an_officer_is_told_on_the_working_day_before(due_on: datetime.date, told: list[str]) -> None:
    application = due(due_on, assigned_to=officer())
    work()
    work()
    assert [event.split("/")[2] for event in events("staff_")] == told
    for outgoing in emails("staff_"):
        assert application.reference in outgoing.email.message
        assert application.name not in f"{outgoing.email.message}{outgoing.email.subject}"
        assert "/admin/" in outgoing.email.message


def test_the_working_day_before_a_monday_is_friday() -> None:
    due(datetime.date(2026, 9, 21), assigned_to=officer())
    work(NOW + days(1))
    assert events("staff_due") == []
    for day in (2, 3, 4, 5):
        work(NOW + days(day))
    assert len(events("staff_due")) == 1


def test_what_is_overdue_is_told_the_day_after_and_then_weekly() -> None:
    due(datetime.date(2026, 9, 15), assigned_to=officer())
    told = []
    for day in range(16):
        work(NOW + days(day))
        told.append(len(events("staff_overdue")))
    assert told == [1] * 6 + [2] * 7 + [3] * 3


def test_where_nobody_looks_after_it_everybody_who_may_is_told() -> None:
    people = [officer(), officer()]
    officer(is_active=False)
    UserFactory(groups=["Communications"])
    due(datetime.date(2026, 9, 16))
    work()
    assert sorted(outgoing.email.to[0] for outgoing in emails("staff_due")) == sorted(user.email for user in people)


def test_where_the_one_who_looked_after_it_has_left_everybody_is_told() -> None:
    gone, other = officer(is_active=False), officer()
    due(datetime.date(2026, 9, 16), assigned_to=gone)
    work()
    assert [outgoing.email.to for outgoing in emails("staff_due")] == [[other.email]]


@pytest.mark.parametrize(("chosen", "language"), [("ar", "ar"), ("fr", "fr"), ("", "en"), ("de", "en")])
def test_staff_are_written_to_in_the_language_of_their_cms(chosen: str, language: str) -> None:
    person = officer()
    UserProfile.objects.create(user=person, preferred_language=chosen)
    due(datetime.date(2026, 9, 16), assigned_to=person)
    work()
    assert [outgoing.language for outgoing in emails("staff_due")] == [language]


def test_a_question_that_waits_for_the_applicant_is_nobodys_reminder() -> None:
    application = due(datetime.date(2026, 9, 15), assigned_to=officer())
    person = application.assigned_to
    transitions.perform(application.pk, Action.ASK, Actor.officer(person), why="Which?", once="1", now=NOW)
    work()
    assert events("staff_") == []


# The command


def test_the_command_says_in_numbers_what_it_did_and_no_more() -> None:
    officer()
    application = ApplicationFactory(state=State.UNCONFIRMED, submitted_at=timezone.now() - days(20))
    out = StringIO()
    call_command("membership_daily", stdout=out)
    assert out.getvalue() == "Applications lapsed: 1\n"
    assert application.name not in out.getvalue()
    out = StringIO()
    call_command("membership_daily", stdout=out)
    assert out.getvalue() == "Nothing was due.\n"


def test_a_part_that_breaks_off_stops_no_other_and_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(now: datetime.datetime) -> int:
        raise ValueError("nour@example.org")

    parts = [("reminders", broken), *daily._PARTS]
    monkeypatch.setattr(daily, "_PARTS", parts)
    application = ApplicationFactory(state=State.UNCONFIRMED, submitted_at=timezone.now() - days(20))
    with pytest.raises(CommandError, match="Broke off: reminders"):
        call_command("membership_daily", stdout=StringIO())
    application.refresh_from_db()
    assert application.state == State.LAPSED
    assert "nour@example.org" not in caplog.text


def test_it_asks_the_database_no_more_where_more_are_waiting(django_assert_max_num_queries: Any) -> None:
    person = officer()
    for _ in range(30):
        due(datetime.date(2026, 9, 16), assigned_to=person)
        with_form_sent(11)
    work()
    with django_assert_max_num_queries(45):
        work()
