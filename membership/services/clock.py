"""The public service clock: how many working days the network takes to answer, from what its log says.

In doubt, the rules speak against the network. Who waits past the due day is counted as if answered today: silence is
never worth more than an answer.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from statistics import median

from membership.services.working_days import WorkingCalendar, due_day, local_day, working_days_between


@dataclass(frozen=True)
class Case:
    """The moments of one application that the clock reads, each an aware datetime, or None while it has not come.

    `received_at` is when the applicant confirmed the address; `form_received_at`, when the finished form came in. A
    decision without any reply before it is the first reply, too.
    `closed_at` is when it ended without the network's answer (withdrawn, lapsed): nobody waits from then on.
    """

    received_at: datetime
    first_reply_at: datetime | None = None
    form_received_at: datetime | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Measure:
    """What is told of one promise, in working days; without figures while there are too few cases.

    `count` is the number of cases measured. `share_within` is the part of them, from 0 to 1, that kept the due day.
    """

    count: int
    median: float | None = None
    percentile_90: int | None = None
    share_within: Fraction | None = None
    enough: bool = False

    @property
    def percent_within(self) -> int | None:
        """Return the share in whole percent, rounded down: 199 of 200 are not all."""
        return None if self.share_within is None else int(self.share_within * 100)


@dataclass(frozen=True)
class ServiceClock:
    """Both promises, over the answers since a date and on it."""

    first_reply: Measure
    decision: Measure
    since: date


def measure(
    calendar: WorkingCalendar,
    pairs: Iterable[tuple[datetime, datetime]],
    within: int = 3,
    enough_from: int = 5,
) -> Measure:
    """Return what pairs of a question's moment and its answer's say about a promise of `within` working days.

    A case takes the working days after the day of receipt up to the day of the answer: an answer on the same day takes
    0. It is kept where the answer came by the due day, the date that the applicant was told: for Friday's promise,
    Saturday is late, although no further working day has passed.

    The median of an even number is the mean of the middle two. The 90th percentile is by nearest rank, the smallest
    number of days that at least nine in ten cases did not exceed: a number that occurred, never one in between
    (definition 1 in Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50, 1996).
    With fewer than `enough_from` cases there are no figures: they would tell of single applicants.

    Raises ValueError where an answer lies before its question, or a moment has no time zone.
    """
    taken = []
    kept = 0
    for asked, answered in pairs:
        if answered < asked:
            raise ValueError("An answer lies before its question.")
        day = local_day(calendar, answered)
        taken.append(working_days_between(calendar, local_day(calendar, asked), day))
        kept += day <= due_day(calendar, asked, within)
    count = len(taken)
    if count < max(enough_from, 1):
        return Measure(count)
    taken.sort()
    rank = -(-count * 9 // 10)
    return Measure(count, float(median(taken)), taken[rank - 1], Fraction(kept, count), enough=True)


def service_clock(
    calendar: WorkingCalendar, cases: Iterable[Case], now: datetime, within: int = 3, months: int = 12
) -> ServiceClock:
    """Return how both promises were kept in the last `months` months, to the network's day of `now`.

    The first reply is counted from the request, the decision from the finished form. A case counts in the period in
    which its answer fell, the first day of it included. A case without an answer is left out up to its due day.
    Afterwards it counts as if it were answered now, and so as not kept; one that was closed while it waited past its
    due day, as if it were answered when it was closed. What came after `now` has not happened yet.
    """
    since = _months_before(local_day(calendar, now), months)
    first_replies: list[tuple[datetime, datetime]] = []
    decisions: list[tuple[datetime, datetime]] = []
    for case in cases:
        for pairs, asked, answered in (
            (first_replies, case.received_at, case.first_reply_at or case.decided_at),
            (decisions, case.form_received_at, case.decided_at),
        ):
            end = _end_of_wait(calendar, asked, answered, case.closed_at, now, within) if asked else None
            if asked and end and local_day(calendar, end) >= since:
                pairs.append((asked, end))
    return ServiceClock(
        first_reply=measure(calendar, first_replies, within), decision=measure(calendar, decisions, within), since=since
    )


def _end_of_wait(
    calendar: WorkingCalendar,
    asked: datetime,
    answered: datetime | None,
    closed: datetime | None,
    now: datetime,
    within: int,
) -> datetime | None:
    """Return until when a wait is counted, or None for one without an answer that is not past its due day."""
    if answered is not None and answered <= now:
        return answered
    end = now if closed is None else min(closed, now)
    return end if local_day(calendar, end) > due_day(calendar, asked, within) else None


def _months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
