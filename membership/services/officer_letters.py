"""The e-mail that goes with an officer's action, as it is shown before it goes."""

from __future__ import annotations

from membership.models import Application
from membership.services import letters
from membership.services.consequences import LETTERS, values_for
from membership.services.letters import Kind, Letter
from membership.services.transitions import Action

#: What is filled in when the e-mail goes: the officer words it meanwhile, or has no business with it.
LATER = frozenset({"reason", "question", letters.LINK})


def kind_of(action: Action) -> Kind:
    """Return the kind of e-mail that goes with the action."""
    return LETTERS[action]


def proposed(application: Application, action: Action) -> Letter:
    """Return the e-mail in the applicant's language, all filled in but what comes later.

    Braces in what an applicant typed become brackets: they are no placeholders.
    """
    kind = kind_of(action)
    values = values_for(application, kind, with_link=False)
    known = {name: _without_braces(value) for name, value in values.items() if name not in LATER}
    return letters.composed(kind, application.language, known)


def _without_braces(value: str) -> str:
    return value.replace("{", "(").replace("}", ")")
