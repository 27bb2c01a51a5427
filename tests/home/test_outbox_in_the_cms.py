"""What staff see of the outbox, and who may send an e-mail again."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from home.models import OutgoingEmail, User
from home.services import outbox
from tests import factories

SignIn = Callable[[User], Client]
State = OutgoingEmail.State
LIST = "/admin/reports/emails/"


@pytest.fixture
def roles(db: None) -> None:
    factories.home_page()
    call_command("setup_roles", verbosity=0)


def person(*groups: str) -> User:
    return factories.UserFactory(groups=list(groups), second_factor=True)


def email(number: int = 1, **values: Any) -> OutgoingEmail:
    made = outbox.post(
        f"application/{number}/acknowledged",
        "anna@example.org",
        language="ar",
        subject="A subject",
        text="Words, and https://example.org/a-key",
        topic=f"application/{number}",
    )
    OutgoingEmail.objects.filter(pk=made.pk).update(**values)
    made.refresh_from_db()
    return made


def failed(number: int = 1) -> OutgoingEmail:
    return email(number, state=State.FAILED, next_try_at=None, problem="address", reply_code=550, tries=1)


def test_an_officer_sees_what_became_of_each_and_never_to_whom(roles: None, sign_in: SignIn) -> None:
    failed()
    email(2)
    page = sign_in(person("Membership officers")).get(LIST).content.decode()
    for words in (
        "application/1/acknowledged",
        "Failed",
        "refused the recipient’s address",
        "550",
        "Waiting",
        "العربية",
    ):
        assert words in page
    for secret in ("anna@example.org", "A subject", "a-key"):
        assert secret not in page
    assert page.count("Send now") == 2


def test_no_word_of_an_account_email_is_shown(roles: None, settings: Any, client: Client, sign_in: SignIn) -> None:
    settings.EMAIL_BACKEND = "home.mail.OutboxBackend"
    user = factories.UserFactory()
    client.post("/en/accounts/password/reset/", {"email": user.email})
    page = sign_in(person("Membership officers")).get(LIST).content.decode()
    assert "Account, or a notice of the site" in page
    assert user.email not in page
    assert "reset/key" not in page


def test_pressing_the_button_makes_a_failed_one_due(roles: None, sign_in: SignIn) -> None:
    made = failed()
    client = sign_in(person("Membership officers"))
    back = f"{LIST}?state=failed"
    answer = client.post(reverse("outgoing_emails:retry", args=[made.pk]), {"next": back})
    assert (answer.status_code, answer["Location"]) == (302, back)
    made.refresh_from_db()
    assert made.state == State.WAITING
    assert made.next_try_at is not None
    assert made.next_try_at <= timezone.now()


@pytest.mark.parametrize("state", [State.SENT, State.EXPIRED, State.WITHDRAWN])
def test_what_is_done_with_has_no_button_and_stays_as_it_is(roles: None, sign_in: SignIn, state: str) -> None:
    made = email(state=state, next_try_at=None)
    client = sign_in(person("Membership officers"))
    assert "Send now" not in client.get(LIST).content.decode()
    said = client.post(reverse("outgoing_emails:retry", args=[made.pk]), follow=True).content.decode()
    assert "nothing to send again" in said
    made.refresh_from_db()
    assert made.state == state


def test_what_is_being_sent_is_left_alone(roles: None, sign_in: SignIn) -> None:
    made = email(locked_until=timezone.now() + datetime.timedelta(minutes=5))
    page = sign_in(person("Membership officers")).get(LIST).content.decode()
    assert "Being sent" in page
    assert "Send now" not in page
    assert not outbox.withdraw(made.event)


@pytest.mark.parametrize(
    "group", ["Communications", "Publishers", "Translators: Arabic", "Reviewers: Arabic", "Members"]
)
def test_nobody_else_sees_the_list_or_sends_anything(roles: None, sign_in: SignIn, group: str) -> None:
    made = failed()
    client = sign_in(person(group))
    answers = [client.get(LIST), client.get(f"{LIST}results/")]
    answers.append(client.post(reverse("outgoing_emails:retry", args=[made.pk])))
    # Wagtail leads staff who lack a right to the CMS's first page, and says so there.
    assert all(answer.status_code in {302, 403} for answer in answers)
    assert "application/1" not in "".join(answer.content.decode() for answer in answers)
    made.refresh_from_db()
    assert made.state == State.FAILED
    if group != "Members":
        front = client.get("/admin/").content.decode()
        assert LIST not in front
        assert "could not be sent" not in front


def test_a_stranger_is_led_to_the_sign_in(db: None, client: Client) -> None:
    for answer in (client.get(LIST), client.post(f"{LIST}1/retry/")):
        assert "/accounts/login/" in answer["Location"]


def test_whoever_may_only_look_has_no_button(roles: None, sign_in: SignIn) -> None:
    from django.contrib.auth.models import Group, Permission

    made = failed()
    lookers = Group.objects.create(name="Lookers")
    lookers.permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_outgoingemail"]))
    client = sign_in(person("Lookers"))
    page = client.get(LIST).content.decode()
    assert "application/1" in page
    assert "Send now" not in page
    client.post(reverse("outgoing_emails:retry", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == State.FAILED


def test_a_link_alone_sends_nothing(roles: None, sign_in: SignIn) -> None:
    made = failed()
    client = sign_in(person("Membership officers"))
    assert client.get(reverse("outgoing_emails:retry", args=[made.pk])).status_code == 405


def test_the_list_is_filtered_and_paged_and_costs_the_same_for_many(roles: None, sign_in: SignIn) -> None:
    client = sign_in(person("Membership officers"))
    failed(0)
    client.get(LIST)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        return len(asked)

    few = queries()
    for number in range(1, 60):
        email(number)
    assert queries() == few
    page = client.get(LIST).content.decode()
    assert page.count("/acknowledged</bdi>") == 50
    assert "application/0/" not in page
    found = client.get(f"{LIST}?state=failed").content.decode()
    assert found.count("/acknowledged</bdi>") == 1
    assert "application/0/" in found
    assert client.get(f"{LIST}?event=application/7").content.decode().count("/acknowledged</bdi>") == 1


def test_a_failed_one_waits_among_the_tasks_of_whoever_may_send_it(roles: None, sign_in: SignIn) -> None:
    failed()
    front = sign_in(person("Membership officers")).get("/admin/").content.decode()
    assert "E-mails that could not be sent" in front
    assert f"{LIST}?state=failed" in front


def test_the_site_is_not_well_when_nobody_sends(db: None, client: Client) -> None:
    made = email()
    assert client.get("/readyz").json()["outbox"] == "ok"
    OutgoingEmail.objects.update(next_try_at=timezone.now() - datetime.timedelta(minutes=16))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["outbox"]) == (503, "failed")
    assert b"application" not in answer.content
    OutgoingEmail.objects.update(locked_until=timezone.now() + datetime.timedelta(minutes=1))
    assert client.get("/readyz").json()["outbox"] == "ok"
    outbox.erase(made.topic)
    OutgoingEmail.objects.update(locked_until=None)
    assert client.get("/readyz").json()["outbox"] == "ok"


def test_the_site_is_well_while_only_the_mail_server_is_down(db: None, client: Client, settings: Any) -> None:
    settings.POST_OFFICE = {"BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}}
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    for number in range(3):
        email(number, next_try_at=timezone.now() - datetime.timedelta(hours=1))
    assert client.get("/readyz").status_code == 503
    assert outbox.send_due() == outbox.Sent(postponed=1)
    assert client.get("/readyz").json()["outbox"] == "ok"


def test_the_settings_lead_every_email_into_the_outbox() -> None:
    """The test runner replaces the backend itself: this asks the file."""
    from config.settings import base

    assert base.EMAIL_BACKEND == "home.mail.OutboxBackend"
    assert settings.EMAIL_TIMEOUT
