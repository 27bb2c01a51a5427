"""The e-mails that membership sends: which there are, what may stand in them, and how they are put together.

The words come from the CMS where staff have written some, or else from membership/letters/<language>.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.dates import format_date
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from home.services.outbox import Attachment, post
from home.templatetags.site_tags import babel_locale

if TYPE_CHECKING:
    from home.models import OutgoingEmail

FOLDER = Path(__file__).resolve().parents[1] / "letters"
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
LINK = "link"
#: What is written over several lines; every other value stands in one.
MANY_LINES = frozenset({"question", "reason"})
#: What would turn the words around it, or end what keeps a name apart from them.
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Kind(models.TextChoices):
    """When an e-mail is sent. The first line of each group says to whom."""

    # To applicants
    CONFIRM_ADDRESS = "confirm_address", gettext_lazy("Request sent: confirm the address")
    ADDRESS_REMINDER = "address_reminder", gettext_lazy("Reminder: confirm the address")
    RECEIVED = "received", gettext_lazy("Request received")
    STATUS_LINK = "status_link", gettext_lazy("The link asked for again")
    FORM = "form", gettext_lazy("The form")
    FORM_REMINDER = "form_reminder", gettext_lazy("Reminder: the form")
    QUESTION = "question", gettext_lazy("A question")
    QUESTION_REMINDER = "question_reminder", gettext_lazy("Reminder: a question")
    FORM_RECEIVED = "form_received", gettext_lazy("Form received")
    CONFIRMATION = "confirmation", gettext_lazy("Membership confirmed")
    DECLINE = "decline", gettext_lazy("Declined")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")
    LAPSED = "lapsed", gettext_lazy("Lapsed")
    # To a city's contacts
    INVITATION = "invitation", gettext_lazy("Invitation to an account")
    TERMS_CHANGED = "terms_changed", gettext_lazy("A new version to accept")
    MANDATE_ENDING = "mandate_ending", gettext_lazy("A mandate is ending")
    CITY_LEFT = "city_left", gettext_lazy("The city has left")
    # To staff
    STAFF_DUE = "staff_due", gettext_lazy("Staff: an answer is due")
    STAFF_OVERDUE = "staff_overdue", gettext_lazy("Staff: an answer is overdue")
    STAFF_MANDATE = "staff_mandate", gettext_lazy("Staff: a mandate is ending")
    STAFF_PROPOSAL = "staff_proposal", gettext_lazy("Staff: a city proposes a contact")


_APPLICATION = frozenset({"name", "city", "reference"})
#: What may stand in each kind's words.
PLACEHOLDERS: dict[Kind, frozenset[str]] = {
    Kind.CONFIRM_ADDRESS: frozenset({"reference", LINK, "until"}),
    Kind.ADDRESS_REMINDER: frozenset({"reference", LINK, "until"}),
    Kind.RECEIVED: _APPLICATION | {LINK, "due_date"},
    Kind.STATUS_LINK: frozenset({"reference", LINK}),
    Kind.FORM: _APPLICATION | {LINK},
    Kind.FORM_REMINDER: _APPLICATION | {LINK, "until"},
    Kind.QUESTION: _APPLICATION | {LINK, "question"},
    Kind.QUESTION_REMINDER: _APPLICATION | {LINK, "until"},
    Kind.FORM_RECEIVED: _APPLICATION | {LINK, "due_date"},
    Kind.CONFIRMATION: _APPLICATION | {LINK},
    Kind.DECLINE: _APPLICATION | {"reason"},
    Kind.WITHDRAWN: _APPLICATION,
    Kind.LAPSED: _APPLICATION,
    Kind.INVITATION: frozenset({"name", "city", LINK, "until"}),
    Kind.TERMS_CHANGED: frozenset({"name", "city", LINK}),
    Kind.MANDATE_ENDING: frozenset({"name", "city", LINK, "until"}),
    Kind.CITY_LEFT: frozenset({"name", "city"}),
    Kind.STAFF_DUE: frozenset({"reference", LINK, "due_date"}),
    Kind.STAFF_OVERDUE: frozenset({"reference", LINK, "due_date"}),
    Kind.STAFF_MANDATE: frozenset({"city", LINK, "until"}),
    Kind.STAFF_PROPOSAL: frozenset({"city", LINK}),
}


@dataclass(frozen=True)
class Letter:
    """An e-mail's subject and words."""

    subject: str
    text: str


def fault_of(kind: str, text: str, whole: bool = True) -> str | None:
    """Return what is wrong with words for this kind of e-mail, or None.

    Nothing may stand in braces but what the kind fills in; the whole words of a kind that leads somewhere say where.
    """
    allowed = PLACEHOLDERS.get(Kind(kind), frozenset()) if kind in Kind.values else frozenset()
    known = ", ".join(sorted(f"{{{name}}}" for name in allowed))
    unknown = [name for name in PLACEHOLDER.findall(text) if name not in allowed]
    if unknown:
        return _("Nothing is filled in for {%(name)s}. This e-mail knows: %(known)s") % {
            "name": unknown[0],
            "known": known,
        }
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        return _("A brace has no partner. This e-mail knows: %(known)s") % {"known": known}
    if whole and LINK in allowed and f"{{{LINK}}}" not in text:
        return _("{link} is missing: without it the reader cannot go on.")
    return None


def words_of(kind: Kind, language: str) -> Letter:
    """Return the words for this kind in `language`: the CMS's, or the site's own."""
    from membership.models import EmailText

    text = EmailText.objects.filter(kind=kind, language=language).first()
    if text:
        return Letter(text.subject, text.body)
    return own_words(language).get(kind) or own_words(settings.LANGUAGE_CODE)[kind]


@cache
def own_words(language: str) -> dict[str, Letter]:
    """Return the words that the site brings along in `language`; none for a language that it does not know."""
    path = FOLDER / f"{language}.toml"
    if not path.exists():
        return {}
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return {kind: Letter(entry["subject"], entry["body"].strip()) for kind, entry in entries.items()}


def filled(letter: Letter, values: Mapping[str, str]) -> Letter:
    """Return the letter with these values in the place of their names. What has none is left as it stands.

    A value is never read for braces itself, whoever typed it. A name of several lines becomes one: it cannot pass for
    words of the letter's own.
    """

    def value_of(found: re.Match[str]) -> str:
        value = values.get(found[1], found[0]).replace("\0", "")
        return value if found[1] in MANY_LINES else " ".join(TURNS.sub("", value).split())

    subject = " ".join(PLACEHOLDER.sub(value_of, letter.subject).split())
    return Letter(subject, PLACEHOLDER.sub(value_of, letter.text))


def composed(kind: Kind, language: str, values: Mapping[str, str]) -> Letter:
    """Return the e-mail of this kind in `language`, filled in."""
    return filled(words_of(kind, language), values)


def in_words(day: date, language: str) -> str:
    """Return the day as a reader of `language` writes it."""
    with override(language):
        return format_date(day, format="long", locale=babel_locale())


def send(
    letter: Letter,
    *,
    event: str,
    to: str,
    language: str,
    topic: str,
    attachments: Sequence[Attachment] = (),
    expires_at: datetime | None = None,
    confidential: bool = False,
) -> OutgoingEmail:
    """Put the letter into the outbox, once for each `event`, with the transaction that caused it.

    After `expires_at` it is not sent any more; the words of a `confidential` one are blanked once it is sent.
    """
    return post(
        event,
        to,
        language=language,
        subject=letter.subject,
        text=letter.text,
        topic=topic,
        attachments=attachments,
        expires_at=expires_at,
        confidential=confidential,
    )
