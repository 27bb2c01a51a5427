"""Django's own e-mails, such as those of the accounts, on their way into the outbox."""

import datetime
import uuid
from collections.abc import Sequence
from email.mime.base import MIMEBase
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import get_language
from post_office.models import Email

from home.services import outbox
from home.services.letters import letter, plain


class OutboxBackend(BaseEmailBackend):
    """Puts e-mails into the outbox, so that a mail server that is down costs nobody a sign-in.

    They carry links that open accounts: nobody is shown their words, and these are blanked once they are sent. Such
    links live as long as Django's own for a forgotten password, and the e-mails no longer.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each e-mail that has a recipient; return their number."""
        kept = [self._keep(message) for message in email_messages if message.recipients()]
        return len(kept)

    def _keep(self, message: EmailMessage) -> Any:
        active = get_language()
        language = active if active in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        text, html = _words(message)
        subject = str(message.subject).strip(" ")
        headers = dict(message.extra_headers)
        if message.reply_to:
            headers["Reply-To"] = ", ".join(message.reply_to)
        named = message.from_email and message.from_email != settings.DEFAULT_FROM_EMAIL
        return outbox.keep(
            f"mail/{uuid.uuid4()}",
            Email(
                from_email=message.from_email if named else outbox.sender(language),
                to=list(message.to),
                cc=list(message.cc),
                bcc=list(message.bcc),
                subject=subject,
                message=plain(text, language),
                html_message=html or letter(subject, text, language),
                headers=headers,
            ),
            language=language,
            attachments=[_attachment(attached) for attached in message.attachments],
            expires_at=timezone.now() + datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
            confidential=True,
        )


def _words(message: EmailMessage) -> tuple[str, str]:
    body = str(message.body)
    if message.content_subtype == "html":
        return "", body
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    html = [str(content) for content, content_type in alternatives if content_type == "text/html"]
    return body, html[0] if html else ""


def _attachment(attached: Any) -> outbox.Attachment:
    if isinstance(attached, MIMEBase):
        content = attached.get_payload(decode=True) or b""
        return outbox.Attachment(attached.get_filename() or "", bytes(content), attached.get_content_type())
    name, content, content_type = attached
    content = content.encode() if isinstance(content, str) else content
    return outbox.Attachment(name or "", content, content_type or "application/octet-stream")
