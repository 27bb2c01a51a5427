"""For the tests of the outbox: an e-mail, a mail server that does what it is told, and one that listens at a port."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import Message
from typing import Any, ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from home.models import OutgoingEmail
from home.services import outbox

ADDRESS = "anna@example.org"


def post(event: str = "application/7/acknowledged", **changed: Any) -> OutgoingEmail:
    """Put an e-mail into the outbox, of topic application/7 unless the test says otherwise."""
    words = {"to": ADDRESS, "language": "en", "subject": "We have your request", "text": "Your request is here."}
    return outbox.post(event, **words | {"topic": "application/7"} | changed)


def raising(error: BaseException) -> Callable[..., None]:
    """Return what raises this error, whatever it is given."""

    def act(*args: Any) -> None:
        raise error

    return act


def state_of(email: OutgoingEmail) -> str:
    """Return how the e-mail stands now."""
    email.refresh_from_db()
    return email.state


class Killed(BaseException):
    """The worker's process ends here, as by `kill -9`."""


class ScriptedBackend(BaseEmailBackend):
    """Takes e-mails, or does with each what the test says."""

    received: ClassVar[list[EmailMessage]] = []
    opened: ClassVar[Callable[[], None] | None] = None
    before: ClassVar[Callable[[EmailMessage], None] | None] = None
    after: ClassVar[Callable[[EmailMessage], None] | None] = None

    @classmethod
    def reset(cls) -> None:
        cls.received = []
        cls.opened = cls.before = cls.after = None

    def open(self) -> bool:
        if opened := type(self).opened:
            opened()
        return True

    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        cls = type(self)
        for message in email_messages:
            if cls.before:
                cls.before(message)
            cls.received.append(message)
            if cls.after:
                cls.after(message)
        return len(email_messages)


class Received(list[Message]):
    """What a mail server was given; `first` tells when the first is there."""

    def __init__(self) -> None:
        super().__init__()
        self.first = threading.Event()


class Conversation(socketserver.StreamRequestHandler):
    """SMTP, as much of it as one e-mail needs."""

    def handle(self) -> None:
        self.say("220 mail.example.org")
        for line in self.rfile:
            command = line.split()[0].upper() if line.split() else b""
            if command == b"DATA":
                self.say("354 go on")
                self.take()
            elif command == b"RCPT" and b"<nobody@" in line:
                self.say("550 5.1.1 <nobody@example.org> is unknown here")
            elif command == b"QUIT":
                self.say("221 goodbye")
                return
            else:
                self.say("250 ok")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def take(self) -> None:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        self.server.received.append(message_from_bytes(b"".join(lines)))  # type: ignore[attr-defined]
        self.server.received.first.set()  # type: ignore[attr-defined]
        self.server.answers.wait()  # type: ignore[attr-defined]
        with suppress(OSError):
            self.say("250 taken")


@contextmanager
def listening(answers: bool = True) -> Iterator[tuple[int, Received]]:
    """Give the port at which a mail server listens, and the e-mails that it is given.

    One that does not answer takes an e-mail, and leaves its sender waiting for the word that it has.
    """
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.received = Received()  # type: ignore[attr-defined]
        server.answers = threading.Event()  # type: ignore[attr-defined]
        if answers:
            server.answers.set()  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1], server.received  # type: ignore[attr-defined]
        finally:
            server.answers.set()  # type: ignore[attr-defined]
            server.shutdown()
            thread.join()
