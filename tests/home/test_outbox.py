"""Nothing that is owed is lost, and nothing is sent twice: the outbox and its worker."""

import datetime
import os
import signal
import smtplib
import threading
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone
from post_office.mail import send_queued
from post_office.models import Email

from home.models import OutgoingAttachment, OutgoingEmail
from home.services import outbox
from home.services.outbox_delivery import PAUSES, send_until
from tests.home.conftest import START
from tests.mail_server import ADDRESS, Killed, ScriptedBackend, post, raising, state_of

State = OutgoingEmail.State


# Written with its cause


@pytest.mark.django_db(transaction=True)
def test_when_the_cause_is_rolled_back_no_email_is_left(server: type[ScriptedBackend]) -> None:
    def fail() -> None:
        with transaction.atomic():
            post(attachments=[outbox.Attachment("terms.pdf", b"%PDF", "application/pdf")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert outbox.send_due() == outbox.Sent()
    assert not server.received
    assert not Email.objects.exists()
    assert not OutgoingAttachment.objects.exists()


def test_the_same_event_twice_makes_one_email(db: None, server: type[ScriptedBackend]) -> None:
    first = post()
    assert post(subject="Another") == first
    outbox.send_due()
    assert post(subject="A third").state == State.SENT
    outbox.send_due()
    assert [message.subject for message in server.received] == ["We have your request"]


@pytest.mark.django_db(transaction=True)
def test_the_same_event_at_once_makes_one_email(server: type[ScriptedBackend]) -> None:
    start = threading.Barrier(6)
    found: list[int] = []

    def act() -> None:
        start.wait()
        found.append(post().pk)
        connections.close_all()

    in_threads(act, 6)
    assert len(found) == 6
    assert len(set(found)) == 1
    assert OutgoingEmail.objects.count() == Email.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_each_email_once(server: type[ScriptedBackend]) -> None:
    for number in range(12):
        post(f"application/{number}/acknowledged")
    start = threading.Barrier(4)

    def act() -> None:
        start.wait()
        outbox.send_due()
        connections.close_all()

    in_threads(act, 4)
    assert len(server.received) == 12
    assert len({message.extra_headers["Message-ID"] for message in server.received}) == 12


def in_threads(act: Callable[[], None], number: int) -> None:
    threads = [threading.Thread(target=act) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# Tried again


def test_a_mail_server_that_is_down_costs_time_and_no_email(
    clock: time_machine.Traveller, server: type[ScriptedBackend]
) -> None:
    server.opened = raising(ConnectionRefusedError())
    email = post()
    pauses = []
    for _ in range(5):
        assert outbox.send_due().postponed == 1
        assert outbox.send_due() == outbox.Sent()
        email.refresh_from_db()
        assert email.next_try_at is not None
        pauses.append((email.next_try_at - timezone.now()).total_seconds() / 60)
        clock.move_to(email.next_try_at)
    assert pauses == [1, 5, 15, 60, 180]
    assert email.problem == OutgoingEmail.Problem.NO_ANSWER
    server.opened = None
    assert outbox.send_due() == outbox.Sent(sent=1)
    assert [message.to for message in server.received] == [[ADDRESS]]


def test_while_the_mail_server_is_down_one_email_asks_for_all(
    clock: time_machine.Traveller, server: type[ScriptedBackend]
) -> None:
    emails = [post(f"application/{number}/acknowledged") for number in range(3)]
    server.opened = raising(TimeoutError())
    assert outbox.send_due() == outbox.Sent(postponed=1)
    assert sum(OutgoingEmail.objects.values_list("tries", flat=True)) == 1
    server.opened = None
    clock.shift(datetime.timedelta(minutes=1))
    assert outbox.send_due().sent == len(emails)


def test_after_days_of_trying_staff_are_asked(clock: time_machine.Traveller, server: type[ScriptedBackend]) -> None:
    server.before = raising(smtplib.SMTPDataError(451, b"later"))
    email = post()
    while state_of(email) == State.WAITING:
        assert email.next_try_at is not None
        clock.move_to(email.next_try_at)
        outbox.send_due()
    assert state_of(email) == State.FAILED
    assert email.tries == len(PAUSES) + 1
    assert datetime.timedelta(days=5) < timezone.now() - START < datetime.timedelta(days=6)
    assert (email.problem, email.reply_code) == (OutgoingEmail.Problem.NOT_NOW, 451)


@pytest.mark.parametrize(
    ("error", "problem", "state"),
    [
        (smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"unknown")}), "address", State.FAILED),
        (smtplib.SMTPRecipientsRefused({ADDRESS: (450, b"busy")}), "not_now", State.WAITING),
        (smtplib.SMTPDataError(554, b"spam"), "content", State.FAILED),
        (smtplib.SMTPSenderRefused(553, b"no", "no-reply@example.org"), "content", State.WAITING),
        (smtplib.SMTPAuthenticationError(535, b"no"), "sign_in", State.WAITING),
        (smtplib.SMTPServerDisconnected("gone"), "no_answer", State.WAITING),
        (TimeoutError(), "no_answer", State.WAITING),
        (smtplib.SMTPNotSupportedError("no SMTPUTF8"), "other", State.WAITING),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_what_the_server_says_decides_whether_it_is_asked_again(
    db: None, server: type[ScriptedBackend], error: Exception, problem: str, state: str
) -> None:
    server.before = raising(error)
    email = post()
    outbox.send_due()
    assert (state_of(email), email.problem) == (state, problem)


def test_one_that_fails_holds_up_no_other(db: None, server: type[ScriptedBackend]) -> None:
    def refuse_first(message: EmailMessage) -> None:
        if message.to == ["nobody@example.org"]:
            raise smtplib.SMTPRecipientsRefused({"nobody@example.org": (550, b"unknown")})

    server.before = refuse_first
    post("application/1/acknowledged", to="nobody@example.org")
    post("application/2/acknowledged")
    assert outbox.send_due() == outbox.Sent(sent=1, failed=1)


def test_a_failed_one_is_sent_when_staff_say_so(db: None, server: type[ScriptedBackend]) -> None:
    server.before = raising(smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"unknown")}))
    email = post()
    outbox.send_due()
    server.before = None
    outbox.retry(email)
    assert outbox.send_due() == outbox.Sent(sent=1)
    assert (state_of(email), email.problem) == (State.SENT, "")
    with pytest.raises(ValueError, match="cannot be sent again"):
        outbox.retry(email)


# Killed in the middle


def test_a_worker_that_is_killed_before_it_sends_loses_nothing(
    clock: time_machine.Traveller, server: type[ScriptedBackend]
) -> None:
    post()
    server.before = raising(Killed())
    with pytest.raises(Killed):
        outbox.send_due()
    server.before = None
    assert outbox.send_due() == outbox.Sent()
    clock.shift(datetime.timedelta(minutes=6))
    assert outbox.send_due() == outbox.Sent(sent=1)
    clock.shift(datetime.timedelta(days=1))
    assert outbox.send_due() == outbox.Sent()
    assert len(server.received) == 1


def test_a_worker_that_is_killed_before_its_note_sends_the_same_email_again(
    clock: time_machine.Traveller, server: type[ScriptedBackend]
) -> None:
    post()
    server.after = raising(Killed())
    with pytest.raises(Killed):
        outbox.send_due()
    server.after = None
    clock.shift(datetime.timedelta(minutes=6))
    outbox.send_due()
    first, second = (message.message() for message in server.received)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@example.org>")


@pytest.mark.django_db(transaction=True)
def test_told_to_stop_the_worker_ends_when_the_email_in_hand_is_sent(server: type[ScriptedBackend]) -> None:
    emails = [post("application/1/acknowledged"), post("application/2/acknowledged")]
    server.before = lambda message: os.kill(os.getpid(), signal.SIGTERM)
    before = signal.getsignal(signal.SIGTERM)
    call_command("send_outbox", "--forever")
    assert [state_of(email) for email in emails] == [State.SENT, State.WAITING]
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_worker_outlives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    looks = []

    def look(**options: Any) -> outbox.Sent:
        looks.append(1)
        if len(looks) == 2:
            stop.set()
        raise RuntimeError

    monkeypatch.setattr("home.services.outbox_delivery.send_due", look)
    send_until(stop, pause=0)
    assert len(looks) == 2


def test_the_command_sends_once_and_says_numbers_alone(db: None, server: type[ScriptedBackend]) -> None:
    post()
    out = StringIO()
    call_command("send_outbox", stdout=out)
    assert out.getvalue() == "1 sent, 0 to be tried again, 0 failed, 0 expired\n"


def test_the_librarys_own_command_finds_nothing_to_send(db: None, server: type[ScriptedBackend]) -> None:
    """It notes what it sent in one go at the end: killed before, it would send all of it again."""
    email = post()
    send_queued()
    assert not server.received
    assert state_of(email) == State.WAITING


# Withdrawn, expired, erased


def test_what_is_withdrawn_is_not_sent(db: None, server: type[ScriptedBackend]) -> None:
    email = post()
    assert outbox.withdraw(email.event)
    assert outbox.send_due() == outbox.Sent()
    assert not outbox.withdraw(email.event)
    assert not outbox.withdraw("nothing")
    sent = post("application/8/acknowledged")
    outbox.send_due()
    assert not outbox.withdraw(sent.event)
    assert state_of(sent) == State.SENT


def test_what_has_expired_is_not_sent(clock: time_machine.Traveller, server: type[ScriptedBackend]) -> None:
    email = post(expires_at=START + datetime.timedelta(hours=1))
    clock.shift(datetime.timedelta(hours=2))
    assert outbox.send_due() == outbox.Sent(expired=1)
    assert state_of(email) == State.EXPIRED
    assert not server.received


def test_erasing_leaves_the_count_and_nothing_of_the_person(db: None, server: type[ScriptedBackend]) -> None:
    sent = post(attachments=[outbox.Attachment("terms.txt", b"Anna", "text/plain")])
    outbox.send_due()
    waiting = post("application/7/confirmed")
    other = post("application/8/acknowledged", topic="application/8")
    assert outbox.erase("application/7") == 2
    assert outbox.erase("application/7") == 0
    assert (state_of(sent), state_of(waiting), state_of(other)) == (State.SENT, State.WITHDRAWN, State.WAITING)
    for email in Email.objects.filter(outgoing__topic="application/7"):
        assert (email.to, email.subject, email.message, email.html_message) == ([], "", "", "")
    assert not OutgoingAttachment.objects.exists()
    assert OutgoingEmail.objects.count() == 3
    outbox.send_due()
    assert len(server.received) == 2
    with pytest.raises(ValueError, match="cannot be sent again"):
        outbox.retry(waiting)
    with pytest.raises(ValueError, match="topic"):
        outbox.erase("")


def test_the_words_of_a_confidential_one_go_once_it_is_sent(db: None, server: type[ScriptedBackend]) -> None:
    email = post(confidential=True, text="https://example.org/a-key")
    assert "a-key" in Email.objects.get().message
    outbox.send_due()
    assert "a-key" in str(server.received[0].body)
    assert Email.objects.get().message == Email.objects.get().html_message == ""
    assert Email.objects.get().to == []
    assert state_of(email) == State.SENT
