"""The stages of an application, and what leads from one to the next.

One table says what is allowed, to whom. `perform` is the only way through it: it locks the application, so that of two
people who press at once one makes the change and the other is told; it writes the change, its log entry and its e-mail
together or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from membership.models import Application, LogEntry, LogReason
from membership.services import promise
from membership.services.letters import Letter

State = Application.State
ActorKind = LogEntry.ActorKind
#: What a member of staff needs to move an application on.
RIGHT = "membership.change_application"


class Action(models.TextChoices):
    """What can be done with an application."""

    CONFIRM_ADDRESS = "confirm_address", _("Confirm the address")
    SEND_FORM = "send_form", _("Send the form")
    ASK = "ask", _("Ask a question")
    ANSWER = "answer", _("Answer the question")
    SUBMIT_FORM = "submit_form", _("Send the form in")
    CONFIRM = "confirm", _("Confirm membership")
    DECLINE = "decline", _("Decline")
    WITHDRAW = "withdraw", _("Withdraw")
    LAPSE = "lapse", _("Let it lapse")


@dataclass(frozen=True)
class Actor:
    """Who does it: the applicant by a link, a member of staff by an account, or the site by its calendar."""

    kind: str
    user: Any = None

    @classmethod
    def officer(cls, user: Any) -> Actor:
        """Return a member of staff."""
        return cls(ActorKind.OFFICER, user)

    @classmethod
    def member(cls, user: Any) -> Actor:
        """Return a city's contact."""
        return cls(ActorKind.MEMBER, user)


APPLICANT = Actor(ActorKind.APPLICANT)
SYSTEM = Actor(ActorKind.SYSTEM)


@dataclass(frozen=True)
class Rule:
    """From which stages, to which (none: it stays), by whom; whether it asks for a reason and starts the clock."""

    sources: frozenset[State]
    target: State | None
    by: frozenset[str]
    needs_reason: bool = False
    starts_clock: bool = False


_IN_HAND = frozenset({State.RECEIVED, State.FORM_RECEIVED})
_GOING_ON = frozenset({State.RECEIVED, State.FORM_SENT, State.FORM_RECEIVED})
_BY_APPLICANT = frozenset({ActorKind.APPLICANT})
_BY_OFFICER = frozenset({ActorKind.OFFICER})

RULES: dict[Action, Rule] = {
    Action.CONFIRM_ADDRESS: Rule(frozenset({State.UNCONFIRMED}), State.RECEIVED, _BY_APPLICANT, starts_clock=True),
    Action.SEND_FORM: Rule(frozenset({State.RECEIVED}), State.FORM_SENT, _BY_OFFICER),
    Action.ASK: Rule(_IN_HAND, None, _BY_OFFICER, needs_reason=True),
    Action.ANSWER: Rule(_IN_HAND, None, _BY_APPLICANT, needs_reason=True, starts_clock=True),
    Action.SUBMIT_FORM: Rule(frozenset({State.FORM_SENT}), State.FORM_RECEIVED, _BY_APPLICANT, starts_clock=True),
    Action.CONFIRM: Rule(frozenset({State.FORM_RECEIVED}), State.CONFIRMED, _BY_OFFICER),
    Action.DECLINE: Rule(_GOING_ON, State.DECLINED, _BY_OFFICER, needs_reason=True),
    Action.WITHDRAW: Rule(_GOING_ON | {State.UNCONFIRMED}, State.WITHDRAWN, _BY_APPLICANT | _BY_OFFICER),
    Action.LAPSE: Rule(_GOING_ON | {State.UNCONFIRMED}, State.LAPSED, frozenset({ActorKind.SYSTEM})),
}


class TransitionError(Exception):
    """Nothing was changed. The subclasses say why."""


class NotAllowed(TransitionError):
    """This is not for this person to do."""


class NotPossible(TransitionError):
    """The application is at a stage from which this does not lead on."""


class ReasonMissing(TransitionError):
    """A reason is asked for, and none was given."""


@dataclass(frozen=True)
class Outcome:
    """What came of it: the application as it is now, the entry, and whether this call made it or an earlier one."""

    application: Application
    entry: LogEntry
    changed: bool


def allowed_actions(application: Application, kind: str) -> list[Action]:
    """Return what `kind` of actor can do with the application now, in the table's order."""
    return [action for action, rule in RULES.items() if kind in rule.by and _leads_on(application, action, rule)]


@transaction.atomic
def perform(
    application_id: int,
    action: Action,
    actor: Actor,
    *,
    why: str = "",
    letter: Letter | None = None,
    once: str = "",
    now: datetime | None = None,
) -> Outcome:
    """Do `action` with the application, once.

    `why` is the reason, the question or the answer. `letter` is the e-mail as the officer worded it; without one the
    kind's own words are sent. What leaves the stage as it is (a question) can be done again: `once` is the form's own
    key, so that pressing twice asks once. Raises NotAllowed, ReasonMissing or NotPossible, and changes nothing then.
    """
    from membership.services import consequences

    rule = RULES[action]
    _refuse_strangers(rule, actor)
    if rule.needs_reason and not why.strip():
        raise ReasonMissing(action)
    application = Application.objects.select_for_update().get(pk=application_id)
    mark = f"to:{rule.target}" if rule.target else f"{action}:{once}"
    if done := application.log.filter(once=mark).select_related("actor").first():
        return Outcome(application, done, changed=False)
    if not _leads_on(application, action, rule):
        raise NotPossible(application.state)
    now = now or timezone.now()
    entry = _move(application, action, rule, actor, why.strip(), mark, now)
    consequences.follow(application, action, entry, letter=letter, why=why.strip())
    return Outcome(application, entry, changed=True)


def _refuse_strangers(rule: Rule, actor: Actor) -> None:
    if actor.kind not in rule.by:
        raise NotAllowed(actor.kind)
    if actor.kind == ActorKind.OFFICER and not (actor.user and actor.user.is_active and actor.user.has_perm(RIGHT)):
        raise NotAllowed(actor.kind)


def _leads_on(application: Application, action: Action, rule: Rule) -> bool:
    if application.state not in rule.sources or application.erased_at:
        return False
    match action:
        case Action.ANSWER:
            return application.asked_at is not None
        case Action.ASK:
            return application.asked_at is None
        case Action.LAPSE:
            # What staff have in hand lapses only where a question of theirs is never answered.
            return application.state not in _IN_HAND or application.asked_at is not None
        case _:
            return True


def _move(
    application: Application, action: Action, rule: Rule, actor: Actor, why: str, mark: str, now: datetime
) -> LogEntry:
    entry = LogEntry(
        application=application,
        action=action,
        once=mark,
        from_state=application.state,
        to_state=rule.target or application.state,
        actor_kind=actor.kind,
        actor=actor.user,
        at=now,
    )
    application.state = rule.target or application.state
    application.asked_at = now if action == Action.ASK else None
    application.question = why if action == Action.ASK else ""
    application.due_since = now if rule.starts_clock else None
    application.due_on = promise.current().due_on(now) if rule.starts_clock else None
    application.save(update_fields=["state", "asked_at", "question", "due_since", "due_on"])
    entry.save()
    if why:
        LogReason.objects.create(entry=entry, text=why)
    return entry
