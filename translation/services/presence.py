"""Who else has a translation open. Wagtail's own sessions of its editors say so; at which segment, the cache."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail_localize.models import Translation

#: Who has not been heard of for this long has closed the page. The editor reports every twenty seconds.
GONE = timedelta(seconds=70)


@dataclass(frozen=True)
class Present:
    """Somebody else on the page. `segment` is its number there, where it is known."""

    name: str
    segment: int | None


def report(translation: Translation, user: Any, session_id: int | None, segment: int | None) -> int:
    """Note that this person has the translation open, at this segment; return the session to report with again."""
    sessions = EditingSession.objects.filter(user=user, **_of(translation))
    now = timezone.now()
    if session_id is None or not sessions.filter(pk=session_id).update(last_seen_at=now):
        EditingSession.cleanup()
        session_id = EditingSession.objects.create(user=user, last_seen_at=now, **_of(translation)).pk
    cache.set(_key(session_id), segment, GONE.total_seconds())
    return session_id


def others(translation: Translation, user: Any) -> list[Present]:
    """Return who else has the translation open, each person once. One query."""
    sessions = (
        EditingSession.objects.filter(last_seen_at__gte=timezone.now() - GONE, **_of(translation))
        .exclude(user=user)
        .select_related("user")
        .order_by("-last_seen_at")
    )
    found: dict[int, Present] = {}
    for session in sessions:
        found.setdefault(session.user_id, Present(str(session.user), cache.get(_key(session.pk))))
    return list(found.values())


def _of(translation: Translation) -> dict[str, Any]:
    return {"content_type": ContentType.objects.get_for_model(Translation), "object_id": str(translation.pk)}


def _key(session_id: int) -> str:
    return f"translation:presence:{session_id}"
