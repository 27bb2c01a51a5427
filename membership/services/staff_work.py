"""What staff do beside moving an application on: notes for one another, and who looks after it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from home.models import User
from membership.models import Application, ApplicationNote, LogEntry
from membership.services import staff
from membership.services.transitions import Actor

#: What the log calls it: it is no step of the application's own way.
ASSIGN = "assign"


def officers() -> QuerySet[User]:
    """Return the accounts that may move applications on, by name."""
    return staff.officers().order_by("first_name", "last_name", "email")


def add_note(application: Application, author: Any, text: str) -> ApplicationNote:
    """Keep a note on the application; the applicant never sees it. Raises ValueError for an empty one."""
    if not text.strip():
        raise ValueError("A note has words.")
    return ApplicationNote.objects.create(application=application, author=author, text=text.strip())


@transaction.atomic
def assign(application_id: int, assignee: User | None, actor: Actor) -> bool:
    """Let `assignee` look after the application, or nobody; say whether that changed anything. It is logged."""
    application = Application.objects.select_for_update().get(pk=application_id)
    if application.assigned_to_id == (assignee.pk if assignee else None):
        return False
    application.assigned_to = assignee
    application.save(update_fields=["assigned_to"])
    LogEntry.objects.create(
        application=application,
        action=ASSIGN,
        from_state=application.state,
        to_state=application.state,
        actor_kind=actor.kind,
        actor=actor.user,
    )
    return True
