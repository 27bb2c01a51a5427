"""The outbox: an e-mail is written with what caused it, and handed to the mail server later (`outbox_delivery`).

It is sent once for each event, whatever breaks, with one exception that no protocol closes: a worker that dies after
the server's OK and before its own note. The e-mail is then sent again under the same Message-ID, by which mail
programs know it for the same.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.mail.message import BadHeaderError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from post_office.models import Email

from home.models.outbox import OutgoingAttachment, OutgoingEmail
from home.services.letters import letter, plain
from home.services.outbox_delivery import Sent, send_due
from home.services.remembered import identity_in

__all__ = [
    "Attachment",
    "Sent",
    "erase",
    "erase_address",
    "keep",
    "post",
    "retry",
    "send_due",
    "to_address",
    "withdraw",
]

#: Bytes, all attachments of one e-mail together: most mail servers take no more.
MOST_ATTACHED = 10 * 1024 * 1024
#: Whatever some program takes for the end of a line, and so for the end of a header.
LINE_ENDS = re.compile("[\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029]")


@dataclass(frozen=True)
class Attachment:
    """A file to go with an e-mail; `content_type` is one such as `application/pdf`."""

    name: str
    content: bytes
    content_type: str


def post(
    event: str,
    to: str,
    *,
    language: str,
    subject: str,
    text: str,
    topic: str = "",
    attachments: Sequence[Attachment] = (),
    expires_at: datetime.datetime | None = None,
    confidential: bool = False,
) -> OutgoingEmail:
    """Put an e-mail into the outbox, in the transaction that is open; return its row.

    `event` is the key of what caused it, as in "application/7/acknowledged": a second call with the same one, before,
    after or at the same time, changes nothing and returns what is there. `topic`, as in "application/7", is what
    `erase` goes by. `text` is plain: its blank lines part paragraphs, its addresses become links. After `expires_at`
    it is not sent any more. The words of a `confidential` one are blanked once it is sent.

    Raises ValueError for a language that the site does not speak, for a line's end in a subject or an address, and for
    attachments above 10 MB; ValidationError for an address that is none.
    """
    if language not in dict(settings.LANGUAGES):
        raise ValueError("The site does not speak this language.")
    validate_email(to)
    email = Email(
        from_email=sender(language),
        to=[to],
        subject=subject,
        message=plain(text, language),
        html_message=letter(subject, text, language),
    )
    return keep(
        event,
        email,
        language=language,
        topic=topic,
        attachments=attachments,
        expires_at=expires_at,
        confidential=confidential,
    )


def keep(
    event: str,
    email: Email,
    *,
    language: str,
    topic: str = "",
    attachments: Sequence[Attachment] = (),
    expires_at: datetime.datetime | None = None,
    confidential: bool = False,
) -> OutgoingEmail:
    """Do what `post` does, for an e-mail that is made already and not saved yet.

    post_office's own `send` is not used: it would run the words as a Django template, whoever wrote them.
    """
    recipients = (*email.to, *email.cc, *email.bcc)
    _refuse_injection(email.subject, email.from_email, *recipients, *(email.headers or {}).values())
    if sum(len(attachment.content) for attachment in attachments) > MOST_ATTACHED:
        raise ValueError("The attachments are too large for an e-mail.")
    if found := _of_event(event).first():
        return found
    # PostgreSQL keeps no such character.
    email.subject, email.message, email.html_message = (
        words.replace("\0", "") for words in (email.subject, email.message, email.html_message)
    )
    email.message_id = message_id(event)
    email.headers = {
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
        **(email.headers or {}),
    }
    try:
        with transaction.atomic():
            email.save()
            outgoing = OutgoingEmail.objects.create(
                email=email,
                event=event,
                topic=topic,
                language=language,
                confidential=confidential,
                expires_at=expires_at,
                next_try_at=timezone.now(),
            )
            OutgoingAttachment.objects.bulk_create(
                OutgoingAttachment(
                    outgoing=outgoing,
                    name=attachment.name,
                    content_type=attachment.content_type,
                    content=attachment.content,
                )
                for attachment in attachments
            )
    except IntegrityError:
        if found := _of_event(event).first():
            return found
        raise
    return outgoing


def erase(topic: str) -> int:
    """Blank the addresses, words and attachments of a topic's e-mails; return how many there were to blank.

    The rows stay, so that the counts stay true and no event happens twice. What has not been sent is withdrawn.
    Raises ValueError without a topic: nameless e-mails belong to nobody in particular.
    """
    if not topic:
        raise ValueError("Name the topic whose e-mails are to be erased.")
    return OutgoingEmail.objects.filter(topic=topic, erased_at=None).blank()


def to_address(address: str) -> QuerySet[OutgoingEmail]:
    """Return the e-mails to an address that have not been erased, the oldest first."""
    found = OutgoingEmail.objects.filter(erased_at=None, email__to__icontains=address).select_related("email")
    own = [
        outgoing.pk for outgoing in found if address.lower() in [parseaddr(to)[1].lower() for to in outgoing.email.to]
    ]
    return found.filter(pk__in=own).order_by("pk")


def erase_address(address: str) -> int:
    """Blank every e-mail to an address, whatever its topic; return how many there were to blank."""
    return OutgoingEmail.objects.filter(pk__in=[outgoing.pk for outgoing in to_address(address)]).blank()


def withdraw(event: str) -> bool:
    """Keep an event's e-mail from being sent; say whether that succeeded. One that is being sent goes out."""
    rows = OutgoingEmail.objects.unsent().unlocked().filter(event=event)
    return bool(rows.update(state=OutgoingEmail.State.WITHDRAWN, next_try_at=None))


def retry(email: OutgoingEmail) -> None:
    """Make an e-mail due now, its pauses beginning anew.

    Raises ValueError where there is nothing to retry: it has been sent, withdrawn or erased, or is being sent.
    """
    rows = OutgoingEmail.objects.unsent().unlocked().filter(pk=email.pk, erased_at=None)
    if not rows.update(state=OutgoingEmail.State.WAITING, next_try_at=timezone.now(), tries=0):
        raise ValueError("This e-mail cannot be sent again.")
    email.refresh_from_db()


def is_stuck(patience: datetime.timedelta = datetime.timedelta(minutes=15)) -> bool:
    """Say whether an e-mail has been due for so long that no worker can be alive.

    A mail server that is down does not count: the worker then gives what it cannot send a later time.
    """
    return OutgoingEmail.objects.due().filter(next_try_at__lt=timezone.now() - patience).exists()


def sender(language: str) -> str:
    """Return the address that e-mails come from, with the network's name in `language`."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    name = name or re.sub(r'[<>"\\,]', "", identity_in(language).organisation_name)
    return f'"{name}" <{address}>'


def message_id(event: str) -> str:
    """Return the Message-ID of an event's e-mail: the same for each try, and telling nothing of the event."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{salted_hmac('home.outbox', event).hexdigest()}@{domain}>"


def _of_event(event: str) -> QuerySet[OutgoingEmail]:
    return OutgoingEmail.objects.filter(event=event).select_related("email")


def _refuse_injection(*values: str) -> None:
    if any(LINE_ENDS.search(value) for value in values):
        raise BadHeaderError("A header of an e-mail holds no line's end.")
