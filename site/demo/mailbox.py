"""The demo's mailbox: every e-mail that the demo site sends ends here, in var/, and can be read at /demo/emails/."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage as ParsedMessage
from email.policy import default as modern
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language_info

SUFFIX = ".eml"


class MailboxBackend(BaseEmailBackend):
    """Keeps each e-mail as a file, as a mail server would be given it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them down; return their number."""
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            path = folder() / f"{time.time_ns()}-{secrets.token_hex(4)}{SUFFIX}"
            unfinished = path.with_suffix(".part")
            unfinished.touch(mode=0o600)
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(path)
        return len(email_messages)


@dataclass(frozen=True)
class AttachedFile:
    """A file that came with an e-mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Received:
    """An e-mail in the mailbox."""

    key: str
    message: ParsedMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "").strip()

    @property
    def sender(self) -> str:
        """The name that it comes from."""
        return parseaddr(str(self.message["From"] or ""))[0]

    @property
    def sender_address(self) -> str:
        return parseaddr(str(self.message["From"] or ""))[1]

    @property
    def to(self) -> str:
        return str(self.message["To"] or "")

    @property
    def date(self) -> datetime:
        """When it was sent. An e-mail whose date is from no place in particular means UTC."""
        date = parsedate_to_datetime(str(self.message["Date"]))
        return date if date.tzinfo else date.replace(tzinfo=UTC)

    @property
    def language(self) -> str:
        """The language that the e-mail says it is in."""
        named = str(self.message["Content-Language"] or "")
        return named if named in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    @property
    def direction(self) -> str:
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"

    @property
    def text(self) -> str:
        """What a reader without HTML sees."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """What most readers see."""
        return self._body("html")

    @property
    def attachments(self) -> list[AttachedFile]:
        """The files that came with it."""
        return [
            AttachedFile(
                part.get_filename() or "", part.get_content_type(), bytes(part.get_payload(decode=True) or b"")
            )
            for part in self.message.iter_attachments()
        ]

    def _body(self, kind: str) -> str:
        body = self.message.get_body((kind,))
        return str(body.get_content()) if body else ""


def folder() -> Path:
    """Return where the e-mails are kept."""
    return Path(settings.VAR_DIR) / "emails"


def keys() -> list[str]:
    """Return the keys of all e-mails, the newest first."""
    return sorted((path.stem for path in folder().glob(f"*{SUFFIX}")), reverse=True)


def read(key: str) -> Received | None:
    """Return one e-mail; nothing where there is none of this key."""
    path = folder() / f"{key}{SUFFIX}"
    if not path.is_file():
        return None
    message = message_from_bytes(path.read_bytes(), policy=modern)
    return Received(key, message)
