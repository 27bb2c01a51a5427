"""What an applicant's links open, for whom, for how long; and how a lost link is found again."""

import datetime
import time
from functools import cache
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from home.models import OutgoingEmail
from membership.models import Application, LogEntry, MembershipSettings
from membership.services import links, promise, status, transitions
from membership.services.transitions import APPLICANT, SYSTEM, Action, Actor
from membership.views.status import ANSWERED_WITHIN
from tests.applying import apply, at, link_in_last_email
from tests.factories import home_page
from tests.factories_membership import ApplicationFactory, TextVersionFactory, officer
from tests.pages import assert_kept_by_no_cache, text_of

pytestmark = pytest.mark.django_db
State = Application.State


@pytest.fixture(autouse=True)
def site() -> None:
    home_page()
    TextVersionFactory()


@cache
def token_of(key: UUID) -> str:
    """Return one link's token, however often it is asked for: the next second's would differ."""
    return links.token(links.APPLICATION, key)


def status_of(application: Application, language: str = "en", more: str = "") -> str:
    """Return the status page's address."""
    return f"{at('status', language)}{token_of(application.key)}/{more}"


def address_link(application: Application) -> str:
    """Return the link that confirms the address."""
    return f"{at('address')}{links.token(links.ADDRESS, application.key)}/"


def shown(client: Client, application: Application, language: str = "en") -> str:
    """Return what the status page says."""
    return text_of(client.get(status_of(application, language)).content.decode())


def ask(application: Application, question: str = "Which department?") -> None:
    """Ask as an officer does."""
    transitions.perform(application.pk, Action.ASK, Actor.officer(officer()), why=question, once="1")


def test_opening_the_link_confirms_nothing_and_pressing_does_once(client: Client) -> None:
    application = apply(client)
    link = link_in_last_email(application.email)
    for _scanner in range(3):
        client.get(link)
        client.head(link)
    application.refresh_from_db()
    assert application.state == State.UNCONFIRMED
    for _press in range(2):
        answer = client.post(link, follow=True)
        assert application.reference in text_of(answer.content.decode())
    application.refresh_from_db()
    assert application.state == State.RECEIVED
    assert LogEntry.objects.filter(application=application, action=Action.CONFIRM_ADDRESS).count() == 1


def test_the_date_that_is_told_is_the_applicants_own(client: Client) -> None:
    application = ApplicationFactory(time_zone="Pacific/Kiritimati", due_on=datetime.date(2026, 11, 27))
    assert "28 November 2026" in shown(client, application)
    application = ApplicationFactory(time_zone="nowhere", due_on=datetime.date(2026, 11, 27))
    assert "27 November 2026" in shown(client, application)


def test_the_email_and_the_page_tell_the_same_date(client: Client) -> None:
    application = ApplicationFactory(state=State.UNCONFIRMED, time_zone="Pacific/Kiritimati", due_since=None)
    client.post(address_link(application))
    application.refresh_from_db()
    assert application.due_on
    due = promise.current().due_for(application.due_on, application.time_zone)
    in_words = f"{due.day} {due:%B %Y}"
    assert in_words in OutgoingEmail.objects.latest("pk").email.message
    assert in_words in text_of(client.get(address_link(application)).content.decode())


@pytest.mark.parametrize("state", State)
def test_every_stage_is_told_in_words_in_every_language(client: Client, state: State) -> None:
    home_page("ar")
    application = ApplicationFactory(state=state)
    heading = status.standing_of(application).heading
    for language in ("en", "ar"):
        answer = client.get(status_of(application, language))
        assert answer.status_code == 200
        assert application.reference in answer.content.decode()
        assert_kept_by_no_cache(answer)
        with override(language):
            assert str(heading) in text_of(answer.content.decode())


def test_the_timeline_names_no_member_of_staff_and_no_reason(client: Client) -> None:
    application = ApplicationFactory()
    colleague = officer(first_name="Colleague", last_name="Fictional")
    transitions.perform(application.pk, Action.DECLINE, Actor.officer(colleague), why="Not a municipality.")
    text = shown(client, application)
    assert "We declined" in text
    for secret in ("Colleague", "Fictional", colleague.email, "Not a municipality"):
        assert secret not in text


def test_a_question_is_answered_once_in_the_applicants_words(client: Client) -> None:
    application = ApplicationFactory()
    ask(application, "Which department?\n<b>Please</b>")
    page = client.get(status_of(application))
    assert "&lt;b&gt;Please" in page.content.decode()
    key = page.context["form"]["key"].value()
    for _press in range(2):
        answer = client.post(status_of(application), {"key": key, "answer": "The youth department."})
        assert answer.status_code == 302
    entry = LogEntry.objects.get(application=application, action=Action.ANSWER)
    assert entry.reason.text == "The youth department."
    assert "You answered our question" in shown(client, application)


def test_an_empty_or_endless_answer_is_refused_and_kept(client: Client) -> None:
    application = ApplicationFactory()
    ask(application)
    for typed in ("", "\u202e", "x" * 10_000):
        answer = client.post(status_of(application), {"key": uuid4().hex, "answer": typed})
        assert answer.status_code == 200
        assert "<title>Error: " in answer.content.decode()
    assert "x" * 10_000 in answer.content.decode()


def test_an_answer_that_nobody_waits_for_is_refused_in_words(client: Client) -> None:
    application = ApplicationFactory()
    answer = client.post(status_of(application), {"key": uuid4().hex, "answer": "Something"})
    assert answer.status_code == 409
    assert "moved on" in text_of(answer.content.decode())


def test_withdrawing_is_one_press(client: Client) -> None:
    application = ApplicationFactory()
    assert client.get(status_of(application, more="withdraw/")).status_code == 200
    application.refresh_from_db()
    assert application.state == State.RECEIVED
    for _press in range(2):
        assert client.post(status_of(application, more="withdraw/")).url == status_of(application)
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert client.get(status_of(application, more="withdraw/")).url == status_of(application)


def test_what_is_decided_cannot_be_withdrawn(client: Client) -> None:
    application = ApplicationFactory(state=State.CONFIRMED)
    assert client.post(status_of(application, more="withdraw/")).status_code == 409


@pytest.mark.parametrize("more", ["", "withdraw/", "form/", "form/contact-1/", "form/check/"])
def test_a_forged_a_foreign_and_an_erased_link_look_the_same(client: Client, more: str) -> None:
    application = ApplicationFactory(erased_at=timezone.now())
    other_purpose = f"{at('status')}{links.token(links.ADDRESS, ApplicationFactory().key)}/{more}"
    unknown = f"{at('status')}{links.token(links.APPLICATION, uuid4())}/{more}"
    answers = [
        getattr(client, method)(address)
        for address in (status_of(application, more=more), other_purpose, unknown, f"{at('status')}forged/{more}")
        for method in ("get", "post")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({text_of(answer.content.decode()) for answer in answers}) == 1


def test_a_link_that_is_too_old_says_so_and_how_to_get_another(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    application = ApplicationFactory()
    settings = MembershipSettings.load()
    settings.link_valid_for = 1
    settings.save()
    old = status_of(application)
    client.get(old)
    later = time.time() + 90_000
    monkeypatch.setattr("django.core.signing.time", SimpleNamespace(time=lambda: later))
    answer = client.get(old)
    assert answer.status_code == 410
    assert 'href="/en/membership/application/link/"' in answer.content.decode()
    assert application.reference not in answer.content.decode()


def test_a_lapsed_request_cannot_be_confirmed_any_more(client: Client) -> None:
    application = ApplicationFactory(state=State.UNCONFIRMED, due_since=None)
    transitions.perform(application.pk, Action.LAPSE, SYSTEM)
    answer = client.post(address_link(application), follow=True)
    assert "lapsed" in text_of(answer.content.decode())
    application.refresh_from_db()
    assert application.state == State.LAPSED


def test_a_lost_link_is_sent_again_to_the_address_alone(client: Client) -> None:
    application = ApplicationFactory(email="nour@city.example.org")
    answer = client.post(at("link"), {"reference": application.reference.lower(), "email": "NOUR@city.example.org"})
    assert "on its way" in text_of(answer.content.decode())
    assert client.get(link_in_last_email("nour@city.example.org")).status_code == 200


def test_asking_for_a_link_answers_the_same_and_as_late_whether_there_is_one(client: Client) -> None:
    application = ApplicationFactory()
    answers = {}
    for reference, email in (
        (application.reference, application.email),
        (application.reference, "nobody@example.org"),
        ("SC-0000-000", application.email),
    ):
        begun = time.monotonic()
        answer = client.post(at("link"), {"reference": reference, "email": email})
        assert time.monotonic() - begun >= ANSWERED_WITHIN
        answers[reference, email] = (answer.status_code, text_of(answer.content.decode()))
    assert len(set(answers.values())) == 1
    assert OutgoingEmail.objects.count() == 1


@override_settings(ACCOUNT_RATE_LIMITS={"application_link": "20/h/ip,2/h/key"})
def test_asking_for_links_without_end_is_stopped_whether_there_is_one(client: Client) -> None:
    known = ApplicationFactory(email="nour@city.example.org").reference
    for email, reference in (("nour@city.example.org", known), ("nobody@example.org", "SC-0000-000")):
        codes = [client.post(at("link"), {"reference": reference, "email": email}).status_code for _time in range(3)]
        assert codes == [200, 200, 429]


def test_the_status_page_costs_few_queries(client: Client) -> None:
    application = ApplicationFactory()
    transitions.perform(application.pk, Action.WITHDRAW, APPLICANT)
    client.get(status_of(application))
    with CaptureQueriesContext(connection) as captured:
        client.get(status_of(application))
    # 1 the application, 2 its log.
    assert len(captured) <= 3, [query["sql"][:90] for query in captured]
