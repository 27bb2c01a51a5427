"""Before an application moves on: the e-mail in the applicant's language, sent once, whoever presses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from home.models import OutgoingEmail, User
from membership.models import Application, City, TextVersion
from membership.services import transitions
from membership.services.transitions import APPLICANT, Action, Actor
from tests.factories_membership import (
    ApplicationContactFactory,
    ApplicationFactory,
    TextVersionFactory,
    officer,
    with_rights,
)

State = Application.State
SignIn = Callable[[User], Client]
STAGE = {
    Action.SEND_FORM: State.RECEIVED,
    Action.ASK: State.RECEIVED,
    Action.CONFIRM: State.FORM_RECEIVED,
    Action.DECLINE: State.FORM_RECEIVED,
    Action.WITHDRAW: State.FORM_SENT,
}
TARGET = {
    Action.SEND_FORM: State.FORM_SENT,
    Action.ASK: State.RECEIVED,
    Action.CONFIRM: State.CONFIRMED,
    Action.DECLINE: State.DECLINED,
    Action.WITHDRAW: State.WITHDRAWN,
}


@pytest.fixture
def person(db: None) -> User:
    """Return the officer who sits here."""
    return officer(first_name="Olive", last_name="Officer")


@pytest.fixture
def desk(person: User, sign_in: SignIn) -> Client:
    """Return the officer's client."""
    return sign_in(person)


def address_of(application: Application, action: str) -> str:
    """Return where the action's e-mail is shown."""
    return reverse("applications:move_on", args=[application.pk, action])


def opened(client: Client, application: Application, action: str, **typed: str) -> dict[str, Any]:
    """Open the page, and return what its form would send, with these words typed."""
    response = client.get(address_of(application, action))
    assert response.status_code == 200
    return values_of(response.context["form"]) | typed


def values_of(form: Any) -> dict[str, Any]:
    """Return what the form would send as it stands."""
    return {name: "" if form[name].value() is None else str(form[name].value()) for name in form.fields}


def sent(application: Application) -> list[str]:
    """Return the words of the e-mails that the application's applicant gets."""
    emails = OutgoingEmail.objects.filter(topic=f"application/{application.pk}").select_related("email")
    return [email.email.message for email in emails.order_by("pk")]


@pytest.mark.parametrize("action", list(STAGE))
def test_each_step_is_taken_with_its_email(desk: Client, action: Action) -> None:
    application = ApplicationFactory(state=STAGE[action])
    if action == Action.CONFIRM:
        ApplicationContactFactory(application=application)
    data = opened(desk, application, action, why="Because." if action != Action.WITHDRAW else "")
    response = desk.post(address_of(application, action), data)
    assert response["Location"] == reverse("applications:edit", args=[application.pk])
    application.refresh_from_db()
    assert application.state == TARGET[action]
    assert len(sent(application)) == 1


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr")])
def test_the_email_is_shown_in_the_applicants_language(desk: Client, language: str, direction: str) -> None:
    application = ApplicationFactory(language=language)
    content = desk.get(address_of(application, "send_form")).content.decode()
    assert f'lang="{language}" dir="{direction}"' in content
    assert application.place_name in content
    assert "{link}" in content
    assert "/application/" not in content.split("<textarea")[1].split("</textarea>")[0]


def test_what_the_officer_words_is_what_goes(desk: Client) -> None:
    application = ApplicationFactory()
    data = opened(desk, application, "send_form", text="In my own words: {link}", subject="My own")
    desk.post(address_of(application, "send_form"), data)
    (words,) = sent(application)
    assert words.startswith("In my own words: http")


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"text": "No link at all."}, "{link} is missing"),
        ({"text": "{link} {secret}"}, "{secret}"),
        ({"text": "{link} {"}, "A brace has no partner"),
        ({"subject": "{password}"}, "{password}"),
        ({"subject": ""}, "This field is required."),
    ],
)
def test_words_that_would_go_wrong_are_refused_and_kept(desk: Client, typed: dict[str, str], complaint: str) -> None:
    application = ApplicationFactory()
    response = desk.post(address_of(application, "send_form"), opened(desk, application, "send_form", **typed))
    assert response.status_code == 422
    content = response.content.decode()
    assert complaint in content
    assert all(value in content for value in typed.values())
    assert sent(application) == []


@pytest.mark.parametrize("action", [Action.ASK, Action.DECLINE])
def test_a_question_and_a_refusal_need_words(desk: Client, action: Action) -> None:
    application = ApplicationFactory()
    response = desk.post(address_of(application, action), opened(desk, application, action, why="  "))
    assert response.status_code == 422
    assert sent(application) == []


def test_the_reason_stands_in_the_email_and_in_the_log(desk: Client) -> None:
    application = ApplicationFactory()
    desk.post(
        address_of(application, "decline"), opened(desk, application, "decline", why="We take {authorities} alone.")
    )
    assert "We take {authorities} alone." in sent(application)[0]
    assert application.log.get().reason.text == "We take {authorities} alone."


def test_an_applicants_braces_are_no_placeholders(desk: Client) -> None:
    application = ApplicationFactory(name="{link} {x}", place_name="{reason}")
    data = opened(desk, application, "send_form")
    assert "(link) (x)" in data["text"]
    desk.post(address_of(application, "send_form"), data)
    assert sent(application)[0].count("http") == 1


def test_pressing_twice_sends_once_and_says_so(desk: Client) -> None:
    application = ApplicationFactory()
    data = opened(desk, application, "send_form")
    desk.post(address_of(application, "send_form"), data)
    response = desk.post(address_of(application, "send_form"), data, follow=True)
    assert "You have already done this on" in response.content.decode()
    assert len(sent(application)) == 1
    assert application.log.count() == 1


def test_a_question_is_asked_once_however_often_it_is_pressed(desk: Client) -> None:
    application = ApplicationFactory()
    data = opened(desk, application, "ask", why="Which department?")
    for _press in range(3):
        desk.post(address_of(application, "ask"), data)
    assert len(sent(application)) == 1
    transitions.perform(application.pk, Action.ANSWER, APPLICANT, why="Youth.")
    response = desk.post(address_of(application, "ask"), data, follow=True)
    assert "You have already done this on" in response.content.decode()
    assert len(sent(application)) == 1


def test_the_second_officer_is_told_who_confirmed_it_and_when(desk: Client, client: Client) -> None:
    application = ApplicationFactory(state=State.FORM_RECEIVED)
    ApplicationContactFactory(application=application)
    data = opened(desk, application, "confirm")
    first = officer(first_name="Fatima", last_name="First")
    transitions.perform(application.pk, Action.CONFIRM, Actor.officer(first))
    response = desk.post(address_of(application, "confirm"), data, follow=True)
    content = response.content.decode()
    assert "by Fatima First: Membership confirmed" in content
    assert City.objects.count() == 1
    assert len(sent(application)) == 1


def test_a_refusal_that_comes_second_is_not_lost(desk: Client) -> None:
    application = ApplicationFactory(state=State.FORM_RECEIVED)
    data = opened(desk, application, "decline", why="A long and careful reason.")
    transitions.perform(application.pk, Action.CONFIRM, Actor.officer(officer(first_name="Fatima", last_name="First")))
    response = desk.post(address_of(application, "decline"), data)
    content = response.content.decode()
    assert response.status_code == 409
    assert "by Fatima First: Membership confirmed" in content
    assert "A long and careful reason." in content
    assert "Keep it as a note" in content
    assert "Send and decline" not in content
    application.refresh_from_db()
    assert application.state == State.CONFIRMED


def test_an_application_that_moved_on_meanwhile_is_looked_at_again_before_it_is_declined(desk: Client) -> None:
    application = ApplicationFactory()
    data = opened(desk, application, "decline", why="A long and careful reason.")
    transitions.perform(application.pk, Action.SEND_FORM, Actor.officer(officer()))
    response = desk.post(address_of(application, "decline"), data)
    assert response.status_code == 409
    application.refresh_from_db()
    assert application.state == State.FORM_SENT
    data = values_of(response.context["form"])
    assert data["why"] == "A long and careful reason."
    desk.post(address_of(application, "decline"), data)
    application.refresh_from_db()
    assert application.state == State.DECLINED


def test_confirming_says_what_follows(desk: Client) -> None:
    application = ApplicationFactory(state=State.FORM_RECEIVED)
    contact = ApplicationContactFactory(application=application)
    ApplicationFactory(place_name=application.place_name)
    TextVersionFactory(kind=TextVersion.Kind.TERMS, version="7")
    content = desk.get(address_of(application, "confirm")).content.decode()
    for words in (contact.name, contact.email, "Terms of Reference · 7", "Possibly the same city"):
        assert words in content


@pytest.mark.parametrize("action", ["confirm_address", "submit_form", "answer", "lapse", "nonsense"])
def test_what_is_not_an_officers_is_not_found(desk: Client, action: str) -> None:
    application = ApplicationFactory()
    assert desk.get(address_of(application, action), follow=True).status_code == 404
    assert desk.post(address_of(application, action), {}, follow=True).status_code == 404


def test_a_step_that_is_not_possible_leads_back(desk: Client) -> None:
    application = ApplicationFactory(state=State.DECLINED)
    response = desk.get(address_of(application, "confirm"))
    assert response["Location"] == reverse("applications:edit", args=[application.pk])


def test_whoever_may_only_look_moves_nothing(db: None, sign_in: SignIn) -> None:
    client = sign_in(with_rights("wagtailadmin.access_admin", "membership.view_application"))
    application = ApplicationFactory()
    assert client.get(address_of(application, "send_form")).status_code == 302
    assert client.post(address_of(application, "send_form"), {}).status_code == 302
    application.refresh_from_db()
    assert application.state == State.RECEIVED
