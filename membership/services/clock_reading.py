"""The service clock's figures, read from the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from home.services import remembered
from membership.models import LogEntry
from membership.services import clock, promise
from membership.services.clock import Case, ServiceClock
from membership.services.transitions import Action

SERVICE_CLOCK = "membership.service_clock"
#: A year, and more than any calendar's leap.
READ_BACK = timedelta(days=370)
REPLIES = (Action.SEND_FORM, Action.ASK, Action.DECLINE)
DECISIONS = (Action.CONFIRM, Action.DECLINE)
ENDS = (Action.WITHDRAW, Action.LAPSE)
READ = (Action.CONFIRM_ADDRESS, Action.SUBMIT_FORM, Action.SEND_FORM, Action.ASK, *DECISIONS, *ENDS)

Row = tuple[int, str, datetime]


def service_clock() -> ServiceClock:
    """Return how the promises were kept in the last twelve months: at most `remembered.LIFETIME` seconds old."""
    return remembered.remember(SERVICE_CLOCK, _read)


def cases_of(rows: Iterable[Row]) -> list[Case]:
    """Return the case of each application whose log holds its receipt.

    Rows are an application's id, what was done and when, in the order of time. The first reply is the first form,
    question or refusal; the decision counts from the finished form.
    """
    moments: dict[int, dict[str, datetime]] = {}
    for application, action, at in rows:
        first = moments.setdefault(application, {})
        for name, actions in (
            ("received_at", (Action.CONFIRM_ADDRESS,)),
            ("first_reply_at", REPLIES),
            ("form_received_at", (Action.SUBMIT_FORM,)),
            ("decided_at", DECISIONS),
            ("closed_at", ENDS),
        ):
            if action in actions:
                first.setdefault(name, at)
    return [Case(**case) for case in moments.values() if "received_at" in case]


def _read() -> ServiceClock:
    now = timezone.now()
    kept = promise.current()
    moved_lately = LogEntry.objects.filter(application__isnull=False, at__gte=now - READ_BACK).values("application")
    rows = (
        LogEntry.objects.filter(action__in=READ)
        .filter(Q(application__in=moved_lately) | Q(application__due_on__isnull=False))
        .order_by("at", "pk")
        .values_list("application_id", "action", "at")
    )
    return clock.service_clock(kept.calendar, cases_of(rows), now, within=kept.within)
