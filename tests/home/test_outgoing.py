"""What goes out through the outbox: headers, words and files, from the site's own code and from Django's."""

import datetime
import logging
import smtplib
from email.message import Message
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.test import Client
from post_office.models import Email

from home.models import OutgoingEmail
from home.services import outbox
from tests import factories
from tests.mail_server import ADDRESS, ScriptedBackend, listening, post, raising, state_of

State = OutgoingEmail.State


def test_a_real_server_is_given_both_forms_their_headers_and_the_file(db: None, settings: Any) -> None:
    with listening() as (port, received):
        settings.POST_OFFICE = {"BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}}
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        refused = post("application/1/acknowledged", to="nobody@example.org")
        post(attachments=[outbox.Attachment("شروط.txt", "نص".encode(), "text/plain")], language="ar", subject="طلبكم")
        assert outbox.send_due() == outbox.Sent(sent=1, failed=1)
    assert (state_of(refused), refused.problem, refused.reply_code) == (State.FAILED, "address", 550)
    (message,) = received
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ar"
    assert message["To"] == ADDRESS
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/plain"]
    assert file_name(message) == "شروط.txt"


def file_name(message: Message) -> str | None:
    return next(part.get_filename() for part in message.walk() if part.get_content_disposition() == "attachment")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\x0b"])
def test_no_subject_and_no_address_smuggles_in_a_header(db: None, end: str) -> None:
    with pytest.raises(ValueError, match="line's end"):
        post(subject=f"Hello{end}Bcc: everyone@example.org")
    with pytest.raises(ValidationError):
        post(to=f"{ADDRESS}{end}Bcc: everyone@example.org")
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("address", ["", "anna", "anna@example.org, eve@example.org", "Anna <anna@example.org>"])
def test_one_plain_address_and_nothing_else_is_taken(db: None, address: str) -> None:
    with pytest.raises(ValidationError):
        post(to=address)


def test_what_somebody_wrote_is_never_run_as_a_template(db: None, server: type[ScriptedBackend]) -> None:
    """post_office's own `send` would."""
    post(subject="{% now 'Y' %}", text="{{ settings.SECRET_KEY }}\0 and a nought")
    outbox.send_due()
    assert server.received[0].subject == "{% now 'Y' %}"
    assert server.received[0].body == "{{ settings.SECRET_KEY }} and a nought"


def test_a_language_or_a_file_that_no_reader_could_use_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match="language"):
        post(language="xx")
    with pytest.raises(ValueError, match="large"):
        post(attachments=[outbox.Attachment("a.pdf", b"0" * (10 * 1024 * 1024 + 1), "application/pdf")])


def test_no_log_record_holds_an_address(
    db: None, server: type[ScriptedBackend], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = smtplib.SMTPRecipientsRefused({ADDRESS: (550, f"<{ADDRESS}> is unknown".encode())})
    for error in (said, OSError(f"cannot reach {ADDRESS}"), RuntimeError(ADDRESS)):
        server.before = raising(error)
        email = post(f"application/{type(error).__name__}")
        outbox.send_due()
        email.refresh_from_db()
        assert email.problem
    assert f"E-mail {email.pk}: try 1 failed: RuntimeError" in caplog.text
    assert ADDRESS not in caplog.text
    assert not any(ADDRESS in str(vars(record)) for record in caplog.records)


# What Django and the accounts send


@pytest.fixture
def accounts(settings: Any) -> None:
    settings.EMAIL_BACKEND = "home.mail.OutboxBackend"


def test_a_mail_server_that_is_down_costs_nobody_a_new_password(
    accounts: None, clock: time_machine.Traveller, client: Client, server: type[ScriptedBackend]
) -> None:
    user = factories.UserFactory()
    server.opened = raising(ConnectionRefusedError())
    assert client.post("/ar/accounts/password/reset/", {"email": user.email}).status_code == 302
    outbox.send_due()
    server.opened = None
    clock.shift(datetime.timedelta(minutes=1))
    assert outbox.send_due().sent == 1
    (message,) = server.received
    assert "/ar/accounts/password/reset/key/" in str(message.body)
    assert 'dir="rtl"' in str(message.alternatives[0][0])  # type: ignore[attr-defined]
    kept = Email.objects.get()
    assert (kept.to, kept.message, kept.html_message) == ([], "", "")


def test_an_account_email_that_comes_too_late_is_blanked_unsent(
    accounts: None, clock: time_machine.Traveller, client: Client, server: type[ScriptedBackend]
) -> None:
    user = factories.UserFactory()
    client.post("/en/accounts/password/reset/", {"email": user.email})
    server.before = raising(smtplib.SMTPRecipientsRefused({user.email: (550, b"unknown")}))
    outbox.send_due()
    assert Email.objects.get().to == [user.email]
    clock.shift(datetime.timedelta(days=4))
    assert outbox.send_due() == outbox.Sent(expired=1)
    assert Email.objects.get().to == []


def test_whatever_django_can_put_into_an_email_goes_out(
    accounts: None, db: None, server: type[ScriptedBackend]
) -> None:
    message = EmailMessage("Report", "<p>Read it.</p>", "Desk <desk@example.org>", ["a@example.org", "b@example.org"])
    message.content_subtype = "html"
    message.cc, message.bcc, message.reply_to = ["c@example.org"], ["d@example.org"], ["e@example.org"]
    message.attach("rows.csv", "a,b", "text/csv")
    assert message.send() == 1
    outbox.send_due()
    (sent,) = server.received
    assert sent.recipients() == ["a@example.org", "b@example.org", "c@example.org", "d@example.org"]
    assert sent.message()["Reply-To"] == "e@example.org"
    assert sent.from_email == "Desk <desk@example.org>"
    assert [(name, content) for name, content, _kind in sent.attachments] == [("rows.csv", "a,b")]
    assert sent.content_subtype == "html"
