"""The steps that an officer can take with an application, and what the pages call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from membership.models import Application, LogEntry
from membership.services import transitions
from membership.services.transitions import Action

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Step:
    """What leads to the page of an action, what its button says, and what is said once it is done."""

    action: Action
    label: _StrPromise
    button: _StrPromise
    done: _StrPromise
    leads_on: bool = False


STEPS = {
    step.action: step
    for step in (
        Step(
            Action.SEND_FORM,
            _("Send the form"),
            _("Send the form"),
            _("The form is on its way to the applicant."),
            leads_on=True,
        ),
        Step(
            Action.CONFIRM,
            _("Confirm membership"),
            _("Send, confirm and invite the contacts"),
            _("The membership is confirmed, and the contacts are invited."),
            leads_on=True,
        ),
        Step(
            Action.ASK,
            _("Ask a question"),
            _("Send the question"),
            _("The question is on its way. The clock rests until it is answered."),
        ),
        Step(
            Action.DECLINE,
            _("Decline with a reason"),
            _("Send and decline"),
            _("The application is declined, and the applicant told."),
        ),
        Step(
            Action.WITHDRAW,
            _("Withdraw on request"),
            _("Send and withdraw"),
            _("The application is withdrawn, and the applicant told."),
        ),
    )
}


@dataclass(frozen=True)
class Steps:
    """What can be done now: the one step that leads on, if there is one, and the others."""

    main: Step | None
    others: list[Step]


def steps_of(application: Application) -> Steps:
    """Return what an officer can do with the application now."""
    allowed = transitions.allowed_actions(application, LogEntry.ActorKind.OFFICER)
    steps = [step for action, step in STEPS.items() if action in allowed]
    main = next((step for step in steps if step.leads_on), None)
    return Steps(main, [step for step in steps if step != main])


def is_possible(application: Application, action: Action) -> bool:
    """Say whether an officer can do this with the application now."""
    return action in transitions.allowed_actions(application, LogEntry.ActorKind.OFFICER)
