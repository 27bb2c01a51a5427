"""A person asks what is kept, or to be forgotten: all of it, without a number changing."""

import datetime
import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log

from home.mail import OutboxBackend
from home.models import OutgoingEmail, User
from membership.models import (
    Acceptance,
    ActivityInterest,
    Application,
    City,
    CityContact,
    Invitation,
    LogEntry,
    LogReason,
    Reading,
)
from membership.services import cities, persons, transitions
from membership.services.transitions import Action, Actor
from tests.database import places_of, private_files
from tests.factories import UserFactory
from tests.factories_membership import (
    ApplicationContactFactory,
    ApplicationDraftFactory,
    ApplicationFactory,
    CityContactFactory,
    TextVersionFactory,
    officer,
)

pytestmark = pytest.mark.django_db
ADDRESS = "zaynab.qandil@unseenford.example.org"
TRACES = ["Qandil", "Zaynab", "791234567", "Wondrousness"]
NAMED: dict[str, Any] = {"name": "Zaynab Qandil-Fictional", "role": "Adviser for Wondrousness", "email": ADDRESS}


@pytest.fixture(autouse=True)
def no_files_of_other_tests() -> None:
    shutil.rmtree(private_files(), ignore_errors=True)


@pytest.fixture
def everywhere(client: Client) -> User:
    """Put a person wherever the site can keep one: applicant, contact elsewhere, liaison, account, session, e-mails."""
    person = officer()
    user: User = UserFactory(email=ADDRESS, first_name="Zaynab", last_name="Qandil-Fictional", groups=["Members"])
    EmailAddress.objects.get_or_create(user=user, email=ADDRESS, defaults={"verified": True})
    application = ApplicationFactory(**NAMED, why="I am Qandil.")
    transitions.perform(application.pk, Action.SEND_FORM, Actor.officer(person))
    transitions.perform(application.pk, Action.SUBMIT_FORM, transitions.APPLICANT)
    ApplicationContactFactory(application=application, **NAMED, telephone="+962791234567")
    transitions.perform(application.pk, Action.CONFIRM, Actor.officer(person))
    Reading.objects.create(application=application, reader=person)
    ApplicationContactFactory(**NAMED, telephone="+962791234567")
    ApplicationFactory(**{**NAMED, "email": ADDRESS.upper()})
    contact = CityContact.objects.get(email=ADDRESS)
    CityContact.objects.filter(pk=contact.pk).update(user=user)
    Acceptance.objects.create(city=contact.city, contact=contact, text=TextVersionFactory(kind="terms"), language="ar")
    ActivityInterest.objects.create(contact=contact, activity="7d444840-9dc0-11d1-b245-5ffdce74fad2")
    LogEntry.objects.create(city=contact.city, action="accept", actor_kind="member", actor=user)
    ApplicationDraftFactory(answers={"you": {"email": ADDRESS.upper(), "name": "Zaynab Qandil"}})
    log(contact, "wagtail.edit", user=person, title="Zaynab Qandil-Fictional")
    log(user, "wagtail.edit", user=person)
    message = mail.EmailMessage("Your account", f"Dear Zaynab, you are {ADDRESS}.", to=[f"Zaynab <{ADDRESS}>"])
    OutboxBackend().send_messages([message])
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["stashed"] = ADDRESS
    session.save()
    UserSession.objects.get_or_create(session_key=session.session_key, defaults={"user": user, "ip": "192.0.2.1"})
    return user


def numbers() -> dict[str, int]:
    models = (
        Application,
        LogEntry,
        Reading,
        City,
        CityContact,
        Acceptance,
        ActivityInterest,
        Invitation,
        OutgoingEmail,
    )
    return {model.__name__: model.objects.count() for model in models}


def test_the_person_is_gone_from_every_table_and_no_number_has_changed(
    everywhere: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    assert all(places_of(trace) for trace in TRACES)
    before = numbers()
    with django_capture_on_commit_callbacks(execute=True):
        erased = persons.erase(ADDRESS)
    assert {trace: places_of(trace) for trace in TRACES if places_of(trace)} == {}
    # Logged are the withdrawal of what was still going on, with its e-mail, and what was erased.
    after = numbers()
    assert after["LogEntry"] == before.pop("LogEntry") + 4
    assert after["OutgoingEmail"] == before.pop("OutgoingEmail") + 1
    assert {name: after[name] for name in before} == before
    assert (len(erased.applications), erased.named_elsewhere, erased.city_contacts) == (2, 1, 1)
    assert (erased.accounts, erased.drafts) == (1, 1)
    assert not User.objects.filter(pk=everywhere.pk).exists()
    assert not Session.objects.exists()
    assert client.get("/en/accounts/email/").status_code == 302


def test_the_city_stays_without_the_contact_and_the_invitation_is_dead(everywhere: User) -> None:
    persons.erase(ADDRESS)
    city = City.objects.get()
    assert city.status == City.Status.ACTIVE
    contact = city.contacts.get()
    assert (contact.name, contact.user, contact.status, contact.visibility) == ("", None, "left", "staff")
    assert not any(invitation.is_open for invitation in Invitation.objects.all())


def test_nothing_waits_for_somebody_who_is_gone(everywhere: User) -> None:
    persons.erase(ADDRESS)
    own = Application.objects.exclude(erased_at=None)
    assert sorted(own.values_list("state", flat=True)) == ["confirmed", "withdrawn"]
    assert not own.exclude(due_on=None).exists()
    assert not OutgoingEmail.objects.due().filter(erased_at=None, topic__startswith="application/").exists()


def test_what_is_handed_out_is_all_that_is_kept(everywhere: User) -> None:
    found = json.loads(json.dumps(persons.export(ADDRESS), default=str))
    assert len(found["applications"]) == 2
    first = found["applications"][0]
    assert (first["name"], first["why"]) == (NAMED["name"], "I am Qandil.")
    assert first["own_entry_among_contacts"][0]["telephone"] == "+962791234567"
    assert first["readings_by_staff"] == {"page": 1}
    assert [entry["action"] for entry in first["log"]] == ["send_form", "submit_form", "confirm"]
    assert len(found["named_as_contact_in_applications"]) == 1
    (contact,) = found["contact_of_cities"]
    assert contact["acceptances"][0]["language"] == "ar"
    assert len(contact["interests"]) == 1
    assert len(contact["invitations"]) == 1
    (account,) = found["accounts"]
    assert account["groups"] == ["Members"]
    assert account["open_sessions"][0]["ip"] == "192.0.2.1"
    assert account["entries_in_the_log"] == 1
    assert len(found["unsent_answers"]) == 1
    assert {"Your account"} < {sent["subject"] for sent in found["emails"]}


def test_no_secret_is_handed_out(everywhere: User) -> None:
    text = json.dumps(persons.export(ADDRESS), default=str)
    application = Application.objects.first()
    assert application
    assert str(application.key) not in text
    assert everywhere.password not in text


def test_of_other_people_nothing_is_handed_out() -> None:
    application = ApplicationFactory(**NAMED)
    ApplicationContactFactory(application=application, name="Somebody Else", email="else@example.org")
    other = ApplicationContactFactory(email=ADDRESS, application__name="The Applicant").application
    text = json.dumps(persons.export(ADDRESS), default=str)
    assert "Somebody" not in text
    assert "else@example.org" not in text
    assert "The Applicant" not in text
    assert other.reference in text
    assert persons.export(ADDRESS)["applications"][0]["other_contacts"] == 1


def test_a_strangers_address_that_ends_alike_is_another_person(everywhere: User) -> None:
    stranger = ApplicationFactory(email=f"not-{ADDRESS}")
    OutboxBackend().send_messages([mail.EmailMessage("For another", "Text", to=[f"not-{ADDRESS}"])])
    assert "For another" not in json.dumps(persons.export(ADDRESS), default=str)
    persons.erase(ADDRESS)
    stranger.refresh_from_db()
    assert stranger.email == f"not-{ADDRESS}"
    assert OutgoingEmail.objects.filter(email__subject="For another").exists()


@pytest.mark.parametrize("active", [True, False])
def test_staff_are_not_erased_by_mistake(active: bool) -> None:
    person = officer(is_active=active)
    with pytest.raises(CommandError, match="staff"):
        call_command("erase_person", person.email, "--yes", stdout=StringIO())
    assert User.objects.filter(pk=person.pk, is_active=active).exists()


def test_nothing_is_erased_without_a_yes(everywhere: User) -> None:
    with pytest.raises(CommandError, match="--yes"):
        call_command("erase_person", ADDRESS, stdout=StringIO())
    assert User.objects.filter(pk=everywhere.pk).exists()


def test_the_commands_name_nobody(everywhere: User) -> None:
    out = StringIO()
    call_command("erase_person", ADDRESS, "--yes", stdout=out)
    assert "Applications erased: 2" in out.getvalue()
    assert "Qandil" not in out.getvalue()
    out = StringIO()
    call_command("erase_person", ADDRESS, "--yes", stdout=out)
    assert out.getvalue() == "Nothing is kept on this address.\n"


def test_the_file_is_for_one_reader_and_overwrites_nothing(everywhere: User, tmp_path: Path) -> None:
    path = tmp_path / "person.json"
    call_command("export_person", ADDRESS, output=str(path), stdout=StringIO())
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text())["address"] == ADDRESS
    with pytest.raises(CommandError, match="exists"):
        call_command("export_person", ADDRESS, output=str(path), stdout=StringIO())


def test_without_a_file_it_is_written_to_the_terminal() -> None:
    out = StringIO()
    call_command("export_person", "nobody@example.org", stdout=out)
    assert json.loads(out.getvalue())["applications"] == []


def test_the_people_of_a_city_that_left_are_erased_after_the_period(everywhere: User) -> None:
    city = CityContact.objects.get(email=ADDRESS).city
    other = CityContactFactory()
    now = timezone.now()
    cities.leave(city, Actor.officer(officer()), "Zaynab Qandil wished so.")

    assert persons.erase_departed(now + datetime.timedelta(days=179)) == 0
    assert CityContact.objects.filter(email=ADDRESS).exists()
    assert persons.erase_departed(now + datetime.timedelta(days=181)) == 1
    assert persons.erase_departed(now + datetime.timedelta(days=182)) == 0

    city.refresh_from_db()
    assert (city.status, city.contacts.count(), city.acceptances.count()) == (City.Status.LEFT, 1, 1)
    assert not User.objects.filter(email=ADDRESS).exists()
    assert city.application.erased_at
    assert not any("Qandil" in reason.text for reason in LogReason.objects.filter(entry__city=city))
    other.refresh_from_db()
    assert other.name
    assert other.user
