"""Where an application stands, in the words that its applicant reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from membership.models import Application, LogEntry
from membership.services import promise
from membership.services.transitions import Action

State = Application.State


@dataclass(frozen=True)
class Standing:
    """The stage in words, and what is awaited; `due` is the applicant's own date by which the network answers."""

    heading: str | Lazy
    text: str | Lazy
    due: date | None = None


@dataclass(frozen=True)
class Event:
    """Something that was done, without who did it."""

    label: str | Lazy
    at: datetime


STAGES: dict[str, tuple[str | Lazy, str | Lazy]] = {
    State.UNCONFIRMED: (
        _("Your address is not confirmed yet"),
        _("Please open the link in our first e-mail. Your request is looked at from then on."),
    ),
    State.RECEIVED: (_("We have your request"), _("We are looking at it. You need do nothing.")),
    State.FORM_SENT: (_("The form waits for you"), _("Please fill it in. You can stop at any page and go on later.")),
    State.FORM_RECEIVED: (_("We have your form"), _("We are looking at it. You need do nothing.")),
    State.CONFIRMED: (
        _("Your city is a member"),
        _("The contacts whom you named each receive an invitation to an account."),
    ),
    State.DECLINED: (
        _("We could not confirm the membership"),
        _("The reason stands in our e-mail. You may apply again."),
    ),
    State.WITHDRAWN: (
        _("Your application is withdrawn"),
        _("It is erased after the period that the privacy notice names. You may apply again."),
    ),
    State.LAPSED: (
        _("Your application has lapsed"),
        _("What we waited for did not come in time. You may apply again."),
    ),
}
ASKED = (_("We have a question"), _("We go on as soon as you have answered it."))

EVENTS: dict[str, str | Lazy] = {
    "submit": _("You sent the request"),
    Action.CONFIRM_ADDRESS: _("You confirmed your address"),
    Action.SEND_FORM: _("We sent you the form"),
    Action.ASK: _("We asked you a question"),
    Action.ANSWER: _("You answered our question"),
    Action.SUBMIT_FORM: _("You sent the form"),
    Action.CONFIRM: _("We confirmed the membership"),
    Action.DECLINE: _("We declined"),
    Action.WITHDRAW: _("The application was withdrawn"),
    Action.LAPSE: _("The application lapsed"),
}


def standing_of(application: Application) -> Standing:
    """Return where the application stands."""
    heading, text = ASKED if application.asked_at and application.is_open else STAGES[application.state]
    return Standing(heading, text, due_for_applicant(application))


def timeline_of(entries: Iterable[LogEntry]) -> list[Event]:
    """Return what the applicant may know of the log, in its order: what was done and when, never by whom or why."""
    return [Event(EVENTS[entry.action], entry.at) for entry in entries if entry.action in EVENTS]


def due_for_applicant(application: Application) -> date | None:
    """Return the applicant's own date by which the network answers; None while nothing is due from it."""
    if application.due_on is None:
        return None
    return promise.current().due_for(application.due_on, application.time_zone)
