"""What is done for membership every day: lapses, reminders, announcements, erasure. It is safe to do again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.conf import settings

from membership.services import erasure, persons, reminders, versions

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What became of one part of the work. `count` is None where it broke off: the site's log says more."""

    what: str
    count: int | None


def work(now: datetime) -> list[Result]:
    """Do the day's work as of `now`; return what was done. A part that breaks off does not keep the others from theirs.

    Lapses come first, so that nobody is reminded of what has just lapsed. Sessions that have run out are cleared, too.
    """
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return [_result(what, do, now) for what, do in _PARTS]


def _result(what: str, do: Callable[[datetime], int], now: datetime) -> Result:
    try:
        return Result(what, do(now))
    except Exception as error:  # noqa: BLE001 - the other parts are not to wait for this one
        # The error's own words may hold personal data.
        logger.error("Daily work: %s: %s", what, type(error).__name__)
        return Result(what, None)


_PARTS: list[tuple[str, Callable[[datetime], int]]] = [
    ("applications lapsed", reminders.let_lapse),
    ("reminders of an unconfirmed address", reminders.remind_of_addresses),
    ("reminders of an unfinished form", reminders.remind_of_forms),
    ("reminders of an open question", reminders.remind_of_questions),
    ("e-mails to staff on due days", reminders.warn_of_due_days),
    ("e-mails on mandates that end", reminders.announce_ends_of_mandates),
    ("e-mails on new versions to accept", reminders.ask_for_new_versions),
    ("pages of new versions found by search", lambda now: versions.reindex_new()),
    ("applications erased", lambda now: len(erasure.erase_due(now))),
    ("cities that left, their people erased", persons.erase_departed),
    ("unsent answers erased", erasure.erase_drafts),
    ("files without an application removed", erasure.remove_stray_letters),
]
