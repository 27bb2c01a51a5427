"""An application's or a city's log in words, for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from membership.models import Application, City, LogEntry
from membership.services.transitions import Action

ACTIONS = {
    "submit": gettext_lazy("Request sent"),
    Action.CONFIRM_ADDRESS: gettext_lazy("Address confirmed"),
    Action.SEND_FORM: gettext_lazy("Form sent"),
    Action.ASK: gettext_lazy("Question asked"),
    Action.ANSWER: gettext_lazy("Question answered"),
    Action.SUBMIT_FORM: gettext_lazy("Form received"),
    Action.CONFIRM: gettext_lazy("Membership confirmed"),
    Action.DECLINE: gettext_lazy("Declined"),
    Action.WITHDRAW: gettext_lazy("Withdrawn"),
    Action.LAPSE: gettext_lazy("Lapsed"),
    "assign": gettext_lazy("Assigned anew"),
    "join": gettext_lazy("Joined the network"),
    "suspend": gettext_lazy("Suspended"),
    "restore": gettext_lazy("Restored"),
    "leave": gettext_lazy("Left the network"),
    "hide_contacts": gettext_lazy("Contacts hidden"),
    "show_contacts": gettext_lazy("Contacts shown again"),
    "accept": gettext_lazy("Terms accepted"),
    "account": gettext_lazy("Account made"),
    "propose": gettext_lazy("Contact proposed"),
    "agree": gettext_lazy("Contact agreed to"),
    "refuse": gettext_lazy("Contact refused"),
    "hand_over": gettext_lazy("Handed over"),
    "succeed": gettext_lazy("The successor took the liaison’s place"),
    "remove": gettext_lazy("Contact removed"),
    "erase": gettext_lazy("Personal data erased"),
}


@dataclass(frozen=True)
class Entry:
    """One thing that was done: what, by whom, when, why."""

    what: str
    who: str
    at: datetime
    why: str


def of(thing: Application | City) -> list[Entry]:
    """Return what was done, the newest first. One query."""
    rows = thing.log.select_related("actor", "reason").order_by("-at", "-pk")
    return [Entry(in_words(row), by_whom(row), row.at, why(row)) for row in rows]


def in_words(entry: LogEntry) -> str:
    """Return what was done."""
    return str(ACTIONS.get(entry.action, entry.action))


def by_whom(entry: LogEntry) -> str:
    """Return who did it: a name where it is an account's, otherwise in which part."""
    if entry.actor:
        return str(entry.actor)
    return _("somebody whose account is gone") if entry.actor_kind == "officer" else entry.get_actor_kind_display()


def why(entry: LogEntry) -> str:
    """Return the reason; nothing where none was given, or it was erased."""
    reason = getattr(entry, "reason", None)
    return reason.text if reason else ""
