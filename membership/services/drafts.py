"""Answers on their way to an application: kept here, found again by a key that the browser's cookie holds.

A draft belongs to a browser, not to an account: it outlives a sign-in, a change of language and a night.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.db import transaction

from membership.models import ApplicationDraft

#: Characters of a key that are looked at.
LONGEST_KEY = 100


def begin() -> tuple[ApplicationDraft, str]:
    """Make an empty draft; return it with the key that finds it, of which only the hash is kept."""
    key = secrets.token_urlsafe(32)
    return ApplicationDraft.objects.create(key_hash=_hash(key)), key


def find(key: str) -> ApplicationDraft | None:
    """Return the draft that this key opens, with the application that it became; None where there is none."""
    if not key or len(key) > LONGEST_KEY:
        return None
    return ApplicationDraft.objects.select_related("application").filter(key_hash=_hash(key)).first()


@transaction.atomic
def keep(draft: ApplicationDraft, answers: dict[str, dict[str, Any] | None]) -> ApplicationDraft:
    """Keep the answers of one step or several beside those of the others; None forgets a step's.

    What was answered meanwhile in another window stays. Answers that have been sent are not touched.
    """
    kept = ApplicationDraft.objects.select_for_update().get(pk=draft.pk)
    if kept.application_id is None:
        merged = {**kept.answers, **answers}
        kept.answers = {step: given for step, given in merged.items() if given is not None}
        kept.save(update_fields=["answers", "updated_at"])
    return kept


def erase(draft: ApplicationDraft) -> None:
    """Erase the answers. An application that they became is not touched."""
    ApplicationDraft.objects.filter(pk=draft.pk).delete()


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
