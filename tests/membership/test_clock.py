"""The public service clock: figures that nobody can call made up."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from membership.services.clock import Case, Measure, measure, service_clock
from membership.services.working_days import WorkingCalendar

CALENDAR = WorkingCalendar()
#: A Tuesday.
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
#: A Monday.
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def after(days: int, start: datetime = MONDAY) -> datetime:
    """Return the moment so many calendar days after Monday."""
    return start + timedelta(days=days)


def answered_after(*days: int) -> list[tuple[datetime, datetime]]:
    """Return questions of Monday with answers so many calendar days later."""
    return [(MONDAY, after(number)) for number in days]


# One promise.


def test_the_middle_and_the_slow_end_are_told_in_working_days() -> None:
    told = measure(CALENDAR, answered_after(0, 1, 1, 2, 7))
    assert (told.count, told.median, told.percentile_90, told.enough) == (5, 1, 5, True)


def test_the_median_of_an_even_number_is_the_mean_of_the_middle_two() -> None:
    assert measure(CALENDAR, answered_after(1, 1, 1, 2, 2, 2)).median == 1.5


@pytest.mark.parametrize(("slow", "expected"), [(1, 1), (2, 4)])
def test_the_90th_percentile_is_the_least_that_nine_in_ten_did_not_exceed(slow: int, expected: int) -> None:
    """By nearest rank: of ten cases, the ninth."""
    assert measure(CALENDAR, answered_after(*[1] * (10 - slow), *[4] * slow)).percentile_90 == expected


@pytest.mark.parametrize(("count", "rank"), [(5, 5), (9, 9), (10, 9), (11, 10), (20, 18), (21, 19)])
def test_the_nearest_rank_is_rounded_up(count: int, rank: int) -> None:
    calendar = WorkingCalendar(weekend=frozenset())
    assert measure(calendar, answered_after(*range(1, count + 1))).percentile_90 == rank


def test_a_promise_is_kept_up_to_the_end_of_its_day() -> None:
    day_over = datetime(2026, 11, 6, 0, 0, tzinfo=UTC)
    in_time = [(MONDAY, day_over - timedelta(seconds=1))] * 5
    late = [(MONDAY, day_over)]
    assert measure(CALENDAR, in_time).share_within == 1
    assert measure(CALENDAR, [*in_time, *late]).share_within == Fraction(5, 6)


def test_a_promise_for_friday_is_not_kept_on_saturday() -> None:
    tuesday = after(1)
    assert measure(CALENDAR, [(tuesday, after(3, tuesday))] * 5).share_within == 1
    late = measure(CALENDAR, [(tuesday, after(4, tuesday))] * 5)
    assert (late.share_within, late.median) == (0, 3)


def test_days_off_do_not_count_against_the_network() -> None:
    thursday = after(3)
    closed = WorkingCalendar(closed=frozenset({date(2026, 11, 9)}))
    tuesday = [(thursday, after(5, thursday))] * 5
    assert measure(CALENDAR, tuesday).median == 3
    assert measure(closed, tuesday).median == 2


def test_the_percentage_is_never_rounded_up_to_all() -> None:
    told = measure(CALENDAR, answered_after(*[1] * 199, 9))
    assert (told.share_within, told.percent_within) == (Fraction(199, 200), 99)
    assert measure(CALENDAR, answered_after(*[1] * 5)).percent_within == 100


@pytest.mark.parametrize("count", range(5))
def test_too_few_cases_give_no_figures(count: int) -> None:
    told = measure(CALENDAR, answered_after(*[1] * count))
    assert told == Measure(count=count, median=None, percentile_90=None, share_within=None, enough=False)
    assert told.percent_within is None


def test_nothing_gives_no_figures_even_where_one_is_enough() -> None:
    assert not measure(CALENDAR, [], enough_from=0).enough
    assert measure(CALENDAR, answered_after(1), enough_from=1).enough


def test_an_answer_before_its_question_is_an_error_and_no_figure() -> None:
    with pytest.raises(ValueError, match="before its question"):
        measure(CALENDAR, answered_after(-1))


# Both promises, in their period.


def replied(days: int, *, received: datetime = MONDAY) -> Case:
    """Return a case that had its first reply so many calendar days later."""
    return Case(received_at=received, first_reply_at=after(days, received))


KEPT = [replied(1)] * 5


def test_the_decision_is_counted_from_the_finished_form() -> None:
    case = Case(received_at=after(-60), first_reply_at=after(-59), form_received_at=after(0), decided_at=after(2))
    told = service_clock(CALENDAR, [case] * 5, NOW)
    assert (told.first_reply.median, told.decision.median) == (1, 2)
    assert told.decision.share_within == 1


def test_a_form_that_nobody_has_sent_yet_keeps_no_decision_waiting() -> None:
    told = service_clock(CALENDAR, KEPT, NOW)
    assert (told.first_reply.count, told.decision.count) == (5, 0)
    assert not told.decision.enough


def test_only_answers_of_the_last_twelve_months_count() -> None:
    first_day = datetime(2025, 11, 24, 0, 0, tzinfo=UTC)
    inside = Case(received_at=first_day - timedelta(days=1), first_reply_at=first_day)
    outside = Case(received_at=first_day - timedelta(days=1), first_reply_at=first_day - timedelta(seconds=1))
    told = service_clock(CALENDAR, [inside, outside], NOW)
    assert (told.first_reply.count, told.since) == (1, first_day.date())


def test_the_period_begins_on_the_networks_day() -> None:
    calendar = WorkingCalendar(time_zone="Asia/Amman")
    late = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    assert service_clock(calendar, [], late).since == date(2025, 11, 25)


@pytest.mark.parametrize(
    ("now", "months", "since"),
    [
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), 12, date(2027, 2, 28)),
        (datetime(2027, 1, 31, 12, 0, tzinfo=UTC), 2, date(2026, 11, 30)),
        (datetime(2026, 12, 1, 12, 0, tzinfo=UTC), 12, date(2025, 12, 1)),
        (datetime(2027, 1, 1, 12, 0, tzinfo=UTC), 1, date(2026, 12, 1)),
    ],
)
def test_the_period_is_whole_months(now: datetime, months: int, since: date) -> None:
    assert service_clock(CALENDAR, [], now, months=months).since == since


def test_who_waits_past_the_day_counts_as_if_answered_today() -> None:
    waiting = Case(received_at=MONDAY)
    told = service_clock(CALENDAR, [*KEPT, waiting], NOW).first_reply
    assert (told.count, told.share_within, told.percentile_90) == (6, Fraction(5, 6), 16)


def test_somebody_whose_day_is_not_over_does_not_count_yet() -> None:
    """Received on Thursday, due on Tuesday, and it is Tuesday."""
    waiting = Case(received_at=datetime(2026, 11, 19, 9, 0, tzinfo=UTC))
    assert service_clock(CALENDAR, [*KEPT, waiting], NOW).first_reply.count == 5
    assert service_clock(CALENDAR, [*KEPT, waiting], after(1, NOW)).first_reply.count == 6


def test_a_wait_of_years_still_counts() -> None:
    waiting = Case(received_at=datetime(2024, 1, 2, 9, 0, tzinfo=UTC))
    assert service_clock(CALENDAR, [*KEPT, waiting], NOW).first_reply.share_within == Fraction(5, 6)


def test_who_withdraws_before_the_day_is_over_was_not_let_down() -> None:
    withdrawn = Case(received_at=MONDAY, closed_at=after(1))
    assert service_clock(CALENDAR, [*KEPT, withdrawn], NOW).first_reply.count == 5


def test_who_withdraws_after_a_broken_promise_counts_up_to_then() -> None:
    withdrawn = Case(received_at=MONDAY, closed_at=after(7))
    told = service_clock(CALENDAR, [*KEPT, withdrawn], NOW).first_reply
    assert (told.share_within, told.percentile_90) == (Fraction(5, 6), 5)
    a_year_later = service_clock(CALENDAR, [withdrawn], NOW + timedelta(days=365))
    assert a_year_later.first_reply.count == 0


def test_a_form_without_a_decision_past_its_day_counts_as_not_kept() -> None:
    waiting = Case(received_at=after(-9), first_reply_at=after(-8), form_received_at=MONDAY)
    decided = Case(received_at=after(-9), first_reply_at=after(-8), form_received_at=MONDAY, decided_at=after(1))
    told = service_clock(CALENDAR, [*[decided] * 5, waiting], NOW)
    assert told.decision.share_within == Fraction(5, 6)
    assert told.first_reply.count == 6


def test_a_decision_without_a_reply_before_is_the_first_reply() -> None:
    declined = Case(received_at=MONDAY, decided_at=after(2))
    told = service_clock(CALENDAR, [declined] * 5, NOW)
    assert (told.first_reply.median, told.decision.count) == (2, 0)


def test_what_has_not_happened_yet_is_not_counted() -> None:
    """The clock of a past day tells what it told then."""
    then = after(1)
    later = replied(2)
    unheard = Case(received_at=after(3), first_reply_at=after(4))
    assert service_clock(CALENDAR, [*KEPT, later, unheard], then).first_reply.count == 5


MOMENTS = st.datetimes(datetime(2025, 12, 1), datetime(2026, 11, 10), timezones=st.just(UTC))  # noqa: DTZ001
ANSWERS = st.lists(st.tuples(MOMENTS, st.integers(0, 12)), min_size=5, max_size=40)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(ANSWERS)
def test_the_figures_are_numbers_that_occurred_in_their_order(answers: list[tuple[datetime, int]]) -> None:
    told = service_clock(CALENDAR, [replied(days, received=received) for received, days in answers], NOW).first_reply
    assert told.count == len(answers)
    assert told.median is not None
    assert told.percentile_90 is not None
    assert told.share_within is not None
    assert 0 <= told.median <= told.percentile_90 <= max(days for _received, days in answers)
    assert (told.share_within * told.count).denominator == 1


@settings(deadline=None, max_examples=100, derandomize=True)
@given(ANSWERS, MOMENTS)
def test_one_more_who_was_left_waiting_never_makes_the_share_better(
    answers: list[tuple[datetime, int]], received: datetime
) -> None:
    cases = [replied(days, received=moment) for moment, days in answers]
    before = service_clock(CALENDAR, cases, NOW).first_reply
    worse = service_clock(CALENDAR, [*cases, Case(received_at=received)], NOW).first_reply
    assert worse.count == before.count + 1
    assert before.share_within is not None
    assert worse.share_within is not None
    assert worse.share_within < before.share_within or before.share_within == 0
