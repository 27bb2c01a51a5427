"""What follows from a change of an application: the e-mail, and for a confirmed one the city."""

from __future__ import annotations

from django.conf import settings

from home.accounts import MEMBERS_PATH
from home.services.outbox import Attachment
from membership.models import Application, LogEntry
from membership.services import cities, letters, links, promise, terms
from membership.services.letters import Kind, Letter
from membership.services.transitions import Action

LETTERS: dict[Action, Kind] = {
    Action.CONFIRM_ADDRESS: Kind.RECEIVED,
    Action.SEND_FORM: Kind.FORM,
    Action.ASK: Kind.QUESTION,
    Action.SUBMIT_FORM: Kind.FORM_RECEIVED,
    Action.CONFIRM: Kind.CONFIRMATION,
    Action.DECLINE: Kind.DECLINE,
    Action.WITHDRAW: Kind.WITHDRAWN,
    Action.LAPSE: Kind.LAPSED,
}


def topic_of(application: Application) -> str:
    """Return what the application's e-mails go by in the outbox."""
    return f"application/{application.pk}"


def follow(
    application: Application, action: Action, entry: LogEntry, *, letter: Letter | None = None, why: str = ""
) -> None:
    """Send the action's e-mail, in the words given or in its own; make the city of a confirmed application."""
    if action == Action.CONFIRM:
        cities.create_from(application, entry)
    # Who never confirmed an address is not written to again: it may be somebody else's.
    never_confirmed = entry.from_state == Application.State.UNCONFIRMED and action != Action.CONFIRM_ADDRESS
    if action not in LETTERS or never_confirmed:
        return
    kind = LETTERS[action]
    values = values_for(application, kind, why)
    own = letters.filled(letter, values) if letter else letters.composed(kind, application.language, values)
    letters.send(
        own,
        event=f"{topic_of(application)}/{entry.once}",
        to=application.email,
        language=application.language,
        topic=topic_of(application),
        attachments=_attachments(application, action),
    )


def values_for(application: Application, kind: Kind, why: str = "", with_link: bool = True) -> dict[str, str]:
    """Return what is filled into this kind of e-mail about the application.

    Without the link, the words can be shown to an officer, who has no business with an applicant's link.
    """
    language = application.language
    values = {
        "name": application.name,
        "city": application.place_name,
        "reference": application.reference,
        "reason": why,
        "question": why,
    }
    if application.due_on:
        due = promise.current().due_for(application.due_on, application.time_zone)
        values["due_date"] = letters.in_words(due, language)
    if with_link and letters.LINK in letters.PLACEHOLDERS[kind]:
        values[letters.LINK] = members_address(language) if kind == Kind.CONFIRMATION else link_of(application)
    return values


def link_of(application: Application) -> str:
    """Return the applicant's own link: to the status, and to what is awaited."""
    signed = links.token(links.APPLICATION, application.key)
    return links.address_of("application_status", application.language, signed)


def members_address(language: str) -> str:
    """Return the address of the members' section in `language`."""
    return f"{settings.SITE_URL}/{language}/{MEMBERS_PATH}"


def _attachments(application: Application, action: Action) -> list[Attachment]:
    if action != Action.CONFIRM:
        return []
    return terms.documents(application.language)
