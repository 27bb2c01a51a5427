"""An officer's page of one application: what it shows, what it keeps, and what is noted of its reading."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from home.models import OutgoingEmail, User
from home.services import outbox
from membership.models import Application, ContactKind, Reading
from membership.services import staff_work, transitions
from membership.services.transitions import APPLICANT, Action, Actor
from tests.factories_membership import (
    ApplicationContactFactory,
    ApplicationFactory,
    CityContactFactory,
    CityFactory,
    officer,
    with_rights,
)

State = Application.State
SignIn = Callable[[User], Client]


@pytest.fixture
def person(db: None) -> User:
    """Return the officer who sits here."""
    return officer(first_name="Olive", last_name="Officer")


@pytest.fixture
def desk(person: User, sign_in: SignIn) -> Client:
    """Return the officer's client."""
    return sign_in(person)


def page_of(application: Application) -> str:
    """Return the application's address in the CMS."""
    return reverse("applications:edit", args=[application.pk])


def content(client: Client, application: Application) -> str:
    """Return the application's page."""
    response = client.get(page_of(application))
    assert response.status_code == 200
    return response.content.decode()


def test_each_opening_is_noted_with_the_reader(desk: Client, person: User) -> None:
    application = ApplicationFactory()
    content(desk, application)
    content(desk, application)
    readings = Reading.objects.filter(application=application, reader=person, kind=Reading.Kind.PAGE)
    assert readings.count() == 2


def test_answers_are_shown_in_their_own_language_and_direction(desk: Client) -> None:
    application = ApplicationFactory(language="ar", why="لنتعلّم <b>من غيرنا</b>", institution="بلدية المثال")
    shown = content(desk, application)
    assert '<bdi lang="ar">بلدية المثال</bdi>' in shown
    assert "&lt;b&gt;من غيرنا" in shown
    assert f'<bdi dir="ltr">{application.email}</bdi>' in shown


@pytest.mark.parametrize(
    ("state", "main", "others"),
    [
        (State.UNCONFIRMED, None, ["withdraw"]),
        (State.RECEIVED, "send_form", ["ask", "decline", "withdraw"]),
        (State.FORM_SENT, None, ["decline", "withdraw"]),
        (State.FORM_RECEIVED, "confirm", ["ask", "decline", "withdraw"]),
        (State.CONFIRMED, None, []),
        (State.DECLINED, None, []),
        (State.WITHDRAWN, None, []),
        (State.LAPSED, None, []),
    ],
)
def test_the_next_step_is_the_one_main_button(desk: Client, state: str, main: str | None, others: list[str]) -> None:
    response = desk.get(page_of(ApplicationFactory(state=state)))
    steps = response.context["steps"]
    assert (steps.main.action if steps.main else None) == main
    assert [step.action for step in steps.others] == others
    assert response.content.decode().count("next-step__main") == (1 if main else 0)


def test_whoever_may_only_look_is_offered_nothing_to_press(db: None, sign_in: SignIn) -> None:
    client = sign_in(with_rights("wagtailadmin.access_admin", "membership.view_application"))
    application = ApplicationFactory()
    shown = content(client, application)
    assert "next-step__main" not in shown
    assert reverse("applications:note", args=[application.pk]) not in shown
    assert client.post(reverse("applications:note", args=[application.pk]), {"text": "x"}).status_code == 302
    assert not application.notes.exists()


def test_a_missing_liaison_is_shown_with_the_applicants_words(desk: Client) -> None:
    application = ApplicationFactory(state=State.FORM_RECEIVED, no_liaison_reason="Elections are near.")
    ApplicationContactFactory(application=application, kind=ContactKind.PRACTITIONER)
    shown = content(desk, application)
    assert "No liaison with an official mandate" in shown
    assert "Elections are near." in shown
    assert "No practitioner" not in shown


def test_the_timeline_says_who_when_and_why(desk: Client, person: User) -> None:
    application = ApplicationFactory()
    transitions.perform(application.pk, Action.ASK, Actor.officer(person), why="Which department?", once="a")
    transitions.perform(application.pk, Action.ANSWER, APPLICANT, why="Youth.")
    shown = content(desk, application)
    for words in ("Question asked", "Which department?", "Olive Officer", "Question answered", "Youth.", "Applicant"):
        assert words in shown


def test_a_note_is_kept_for_colleagues(desk: Client, person: User) -> None:
    application = ApplicationFactory()
    desk.post(reverse("applications:note", args=[application.pk]), {"text": " Rang the town hall.\n"})
    note = application.notes.get()
    assert (note.text, note.author) == ("Rang the town hall.", person)
    assert "Rang the town hall." in content(desk, application)


def test_a_note_that_is_too_long_is_kept_on_the_page(desk: Client) -> None:
    application = ApplicationFactory()
    response = desk.post(reverse("applications:note", args=[application.pk]), {"text": "x" * 10_000})
    assert response.status_code == 422
    assert "x" * 10_000 in response.content.decode()
    assert not application.notes.exists()


def test_notes_are_paged(desk: Client, person: User) -> None:
    application = ApplicationFactory()
    for number in range(12):
        staff_work.add_note(application, person, f"Note {number}.")
    assert "Note 11." in content(desk, application)
    assert "Note 1." not in content(desk, application)
    assert "Note 1." in desk.get(page_of(application), {"notes": "2"}).content.decode()


def test_an_application_is_assigned_once_and_logged(desk: Client, person: User) -> None:
    application = ApplicationFactory()
    address = reverse("applications:assign", args=[application.pk])
    desk.post(address, {"assigned_to": person.pk})
    desk.post(address, {"assigned_to": person.pk})
    application.refresh_from_db()
    assert application.assigned_to == person
    assert application.log.filter(action="assign").count() == 1
    desk.post(address, {"assigned_to": ""})
    application.refresh_from_db()
    assert application.assigned_to is None


def test_nobody_but_an_officer_is_assigned(desk: Client) -> None:
    application, stranger = ApplicationFactory(), with_rights()
    desk.post(reverse("applications:assign", args=[application.pk]), {"assigned_to": stranger.pk})
    application.refresh_from_db()
    assert application.assigned_to is None


def test_a_mandate_letter_is_saved_never_shown_and_its_opening_noted(desk: Client, person: User) -> None:
    application = ApplicationFactory(state=State.FORM_RECEIVED)
    application.mandate_letter.save("letter.pdf", ContentFile(b"%PDF-1.4 <script>alert(1)</script>"))
    response = desk.get(reverse("applications:letter", args=[application.pk]))
    assert b"".join(response).startswith(b"%PDF")  # type: ignore[arg-type]
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert Reading.objects.get().kind == Reading.Kind.LETTER


def test_a_missing_mandate_letter_is_not_found(desk: Client) -> None:
    application = ApplicationFactory()
    address = reverse("applications:letter", args=[application.pk])
    assert desk.get(address, follow=True).status_code == 404
    application.mandate_letter.name = "mandate-letters/gone.pdf"
    application.save()
    assert desk.get(address, follow=True).status_code == 404
    assert not Reading.objects.exists()


def test_its_emails_are_shown_with_what_became_of_them(desk: Client) -> None:
    application = ApplicationFactory()
    email = outbox.post(
        f"application/{application.pk}/x",
        application.email,
        language="en",
        subject="A subject",
        text="Secret words.",
        topic=f"application/{application.pk}",
    )
    OutgoingEmail.objects.filter(pk=email.pk).update(
        state=OutgoingEmail.State.FAILED, problem=OutgoingEmail.Problem.ADDRESS
    )
    shown = content(desk, application)
    assert "A subject" in shown
    assert "The mail server refused the recipient’s address." in shown
    assert "Secret words." not in shown
    assert reverse("outgoing_emails:retry", args=[email.pk]) in shown


def test_an_erased_application_shows_that_it_was_and_is_no_reading(desk: Client) -> None:
    application = ApplicationFactory(state=State.DECLINED, erased_at=timezone.now(), name="", why="")
    assert "The personal data has been erased on" in content(desk, application)
    assert not Reading.objects.exists()


def test_a_page_costs_the_same_however_much_it_shows(desk: Client, person: User) -> None:
    application = ApplicationFactory()

    def more(times: int) -> None:
        for number in range(times):
            staff_work.add_note(application, person, f"Note {number}.")
            content(desk, application)
            ApplicationFactory(country=application.country, place_name=application.place_name)
            CityContactFactory(city=CityFactory(country=application.country, name=application.place_name), user=None)
            ApplicationContactFactory(application=application)

    more(9)
    with CaptureQueriesContext(connection) as few:
        content(desk, application)
    more(9)
    with CaptureQueriesContext(connection) as many:
        content(desk, application)
    assert len(many) == len(few) <= 35


def test_an_application_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get(reverse("applications:edit", args=[4711]), follow=True).status_code == 404
