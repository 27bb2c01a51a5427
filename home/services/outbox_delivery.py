"""What the outbox's worker does: it takes what is due, one e-mail at a time, and notes what became of it."""

import datetime
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from threading import Event
from typing import Any

from django.core.mail import get_connection
from django.db import connection as database
from django.db import connections, transaction
from django.db.models import F, Q
from django.utils import timezone
from post_office.settings import get_backend

from home.models.outbox import OutgoingEmail

logger = logging.getLogger(__name__)

Problem = OutgoingEmail.Problem
State = OutgoingEmail.State

#: After each try that failed. When they are used up, some six days after the first, staff are asked.
PAUSES = (
    *(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15)),
    *(datetime.timedelta(hours=hours) for hours in (1, 3, 6)),
    *(datetime.timedelta(hours=12) for _ in range(10)),
)
#: How long a worker has an e-mail to itself. More than a slow server takes: EMAIL_TIMEOUT holds for each step with it.
LEASE = datetime.timedelta(minutes=5)
#: For whatever waits behind an e-mail for which the mail server could not be reached.
WAIT_FOR_SERVER = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Sent:
    """What one pass did: numbers of e-mails."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    expired: int = 0


@dataclass(frozen=True)
class Diagnosis:
    """Why a try failed: in the site's words, the server's code, and whether trying again is of no use."""

    problem: str
    code: int | None = None
    final: bool = False


def send_due(limit: int = 50, *, stopped: Callable[[], bool] = lambda: False) -> Sent:
    """Hand what is due to the mail server, `limit` e-mails at most; return what was done.

    Any number of workers may do this at once. Where the server cannot be reached at all, one e-mail has cost a try
    and the others wait a minute. `stopped` is asked before each e-mail.
    """
    done: Counter[str] = Counter(expired=_expire())
    server = get_connection(get_backend())
    with _closing_quietly(server):
        for _turn in range(limit):
            outgoing = None if stopped() else _claim()
            if outgoing is None:
                break
            try:
                server.open()
            except Exception as error:  # noqa: BLE001 - it is told to staff, in the site's words
                done[_note_failure(outgoing, error)] += 1
                OutgoingEmail.objects.due().update(next_try_at=timezone.now() + WAIT_FOR_SERVER)
                break
            done[_send(outgoing, server)] += 1
    return Sent(**done)


def send_until(stop: Event, pause: float = 2.0) -> None:
    """Send what is due, look again after `pause` seconds, and return when `stop` is set, the e-mail in hand done.

    A database that is away for a while is waited for.
    """
    while not stop.is_set():
        try:
            done = send_due(stopped=stop.is_set)
        except Exception as error:  # noqa: BLE001 - the worker outlives whatever went wrong
            logger.error("The outbox could not be read: %s", type(error).__name__)
            connections.close_all()
            done = Sent()
        if not done.sent:
            stop.wait(pause)
    connections.close_all()


def diagnose(error: Exception) -> Diagnosis:
    """Return what an error of the mail server means. Final is what the server refuses for good, by a code of 5xx."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        final = bool(codes) and all(code >= 500 for code in codes)
        return Diagnosis(Problem.ADDRESS if final else Problem.NOT_NOW, max(codes, default=None), final)
    if isinstance(error, SMTPResponseException) and not isinstance(error, SMTPConnectError):
        return _diagnose_reply(error)
    # Most errors of smtplib are OSErrors, too.
    silent = isinstance(error, SMTPServerDisconnected | SMTPConnectError) or not isinstance(error, SMTPException)
    return Diagnosis(Problem.NO_ANSWER if silent and isinstance(error, OSError) else Problem.OTHER)


def _diagnose_reply(error: SMTPResponseException) -> Diagnosis:
    if isinstance(error, SMTPAuthenticationError):
        return Diagnosis(Problem.SIGN_IN, error.smtp_code)
    if error.smtp_code < 500:
        return Diagnosis(Problem.NOT_NOW, error.smtp_code)
    # A sender who is refused is a matter of settings, and may be mended.
    return Diagnosis(Problem.CONTENT, error.smtp_code, final=isinstance(error, SMTPDataError))


def _claim() -> OutgoingEmail | None:
    """Take the next e-mail for this worker alone. One that was tried less often goes first: none can block the rest."""
    while OutgoingEmail.objects.due().exists():
        with transaction.atomic():
            due = OutgoingEmail.objects.due().order_by("tries", "next_try_at", "pk")
            if database.features.has_select_for_update_skip_locked:
                due = due.select_for_update(skip_locked=True)
            first = due.first()
            if first is None:
                break
            until = timezone.now() + LEASE
            # Asked again: where rows cannot be locked, another worker may have been quicker.
            rows = OutgoingEmail.objects.due().filter(pk=first.pk)
            claimed = rows.update(locked_until=until, tries=F("tries") + 1)
        if claimed:
            return OutgoingEmail.objects.select_related("email").get(pk=first.pk)
    return None


def _send(outgoing: OutgoingEmail, server: Any) -> str:
    try:
        message = outgoing.email.email_message()
        for attachment in outgoing.attachments.all():
            message.attach(attachment.name, bytes(attachment.content), attachment.content_type)
        outgoing.email.dispatch(commit=False, disconnect_after_delivery=False, connection=server)
    except Exception as error:  # noqa: BLE001 - it is told to staff, in the site's words
        # The connection may be broken: the next e-mail opens another.
        with _closing_quietly(server):
            return _note_failure(outgoing, error)
    return _note_sent(outgoing)


@transaction.atomic
def _note_sent(outgoing: OutgoingEmail) -> str:
    rows = OutgoingEmail.objects.filter(pk=outgoing.pk)
    # Even where the lease ran out meanwhile: it is on its way.
    rows.update(
        state=State.SENT, sent_at=timezone.now(), next_try_at=None, locked_until=None, problem="", reply_code=None
    )
    if outgoing.confidential:
        rows.blank()
    return "sent"


def _note_failure(outgoing: OutgoingEmail, error: Exception) -> str:
    found = diagnose(error)
    # The error's own words may hold an address.
    logger.warning("E-mail %s: try %s failed: %s %s", outgoing.pk, outgoing.tries, type(error).__name__, found.code)
    failed = found.final or outgoing.tries > len(PAUSES)
    OutgoingEmail.objects.filter(pk=outgoing.pk, state=State.WAITING, locked_until=outgoing.locked_until).update(
        state=State.FAILED if failed else State.WAITING,
        next_try_at=None if failed else timezone.now() + PAUSES[outgoing.tries - 1],
        locked_until=None,
        problem=found.problem,
        reply_code=found.code,
    )
    return "failed" if failed else "postponed"


def _expire() -> int:
    """Give up what has expired. A confidential one that failed is blanked then, too: nobody can use its link."""
    given_up = Q(state=State.WAITING) | Q(state=State.FAILED, confidential=True)
    expired = OutgoingEmail.objects.unlocked().filter(given_up, expires_at__lte=timezone.now())
    pks = list(expired.values_list("pk", flat=True))
    if not pks:
        return 0
    with transaction.atomic():
        number = expired.update(state=State.EXPIRED, next_try_at=None)
        OutgoingEmail.objects.filter(pk__in=pks, confidential=True, state=State.EXPIRED).blank()
    return number


@contextmanager
def _closing_quietly(server: Any) -> Iterator[None]:
    # A server that has gone cannot be taken leave of: that is no failure.
    try:
        yield
    finally:
        with suppress(Exception):
            server.close()
