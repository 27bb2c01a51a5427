"""Which days count, and by which date a promise is kept."""

import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from membership.services.working_days import (
    WorkingCalendar,
    add_working_days,
    days_left,
    due_day,
    due_day_for_reader,
    end_of_day,
    is_working_day,
    local_day,
    working_days_between,
)

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
PLAIN = WorkingCalendar()
AMMAN = WorkingCalendar(weekend=frozenset({FRIDAY, SATURDAY}), country="JO", time_zone="Asia/Amman")
ONE_DAY = timedelta(days=1)


# What a calendar is.


def test_two_calendars_that_say_the_same_are_one() -> None:
    again = WorkingCalendar(weekend=frozenset({SATURDAY, FRIDAY}), country="JO", time_zone="Asia/Amman")
    assert (again, hash(again)) == (AMMAN, hash(AMMAN))
    assert again != PLAIN
    kept = pickle.loads(pickle.dumps(AMMAN))  # noqa: S301 - our own
    assert (kept, add_working_days(kept, date(2026, 11, 26), 1)) == (AMMAN, date(2026, 11, 29))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"weekend": frozenset(range(7))}, "at most six"),
        ({"weekend": frozenset({7})}, "weekdays 0 to 6"),
        ({"closed": frozenset({date(2026, 5, 6)}), "open": frozenset({date(2026, 5, 6)})}, "2026-05-06 is both"),
        ({"country": "XX"}, "'XX'"),
        ({"country": "Jordan"}, "'Jordan'"),
        ({"country": "XNYS"}, "'XNYS'"),
        ({"country": "jo"}, "'jo'"),
        ({"country": "GB", "subdivision": "Mars"}, "'Mars'"),
        ({"subdivision": "ENG"}, "'ENG'"),
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
        ({"time_zone": "../etc/passwd"}, "no time zone"),
        ({"time_zone": ""}, "no time zone"),
    ],
    ids=str,
)
def test_a_calendar_that_could_not_be_counted_with_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        WorkingCalendar(**wrong)


# Which days are worked.


def test_the_weekend_is_the_networks_own_whatever_the_country() -> None:
    """The package has Saturday and Sunday for Libya, and Friday and Saturday for Mauritania."""
    friday, sunday = date(2026, 7, 17), date(2026, 7, 19)
    for country in ("LY", "MR"):
        for weekend, works in (({FRIDAY, SATURDAY}, [False, True]), ({SATURDAY, SUNDAY}, [True, False])):
            calendar = WorkingCalendar(weekend=frozenset(weekend), country=country)
            assert [is_working_day(calendar, day) for day in (friday, sunday)] == works


def test_a_public_holiday_is_a_day_off_only_where_it_is_one() -> None:
    independence = date(2026, 5, 25)
    assert not is_working_day(AMMAN, independence)
    assert is_working_day(WorkingCalendar(country="NO"), date(2026, 5, 18))
    assert is_working_day(WorkingCalendar(), date(2026, 1, 1))


def test_an_exception_opens_a_weekend_day_and_a_holiday() -> None:
    saturday, new_year = date(2026, 2, 7), date(2026, 1, 1)
    calendar = WorkingCalendar(country="JO", open=frozenset({saturday, new_year}))
    assert is_working_day(calendar, saturday)
    assert is_working_day(calendar, new_year)
    assert add_working_days(calendar, date(2026, 2, 6), 1) == saturday
    assert working_days_between(calendar, date(2026, 2, 6), date(2026, 2, 9)) == 2


def test_an_exception_closes_a_working_day() -> None:
    wednesday = date(2026, 2, 4)
    calendar = WorkingCalendar(closed=frozenset({wednesday}))
    assert not is_working_day(calendar, wednesday)
    assert add_working_days(calendar, date(2026, 2, 3), 1) == date(2026, 2, 5)


# By which date.


@pytest.mark.parametrize(
    ("calendar", "start", "count", "expected"),
    [
        pytest.param(PLAIN, date(2026, 11, 23), 3, date(2026, 11, 26), id="within a week"),
        pytest.param(PLAIN, date(2026, 11, 26), 3, date(2026, 12, 1), id="over a weekend and a month's end"),
        pytest.param(PLAIN, date(2026, 11, 28), 1, date(2026, 11, 30), id="from a day off"),
        pytest.param(PLAIN, date(2026, 11, 28), 0, date(2026, 11, 30), id="none, from a day off"),
        pytest.param(PLAIN, date(2026, 11, 27), 0, date(2026, 11, 27), id="none, from a working day"),
        pytest.param(PLAIN, date(2026, 12, 31), 1, date(2027, 1, 1), id="a year's end"),
        pytest.param(PLAIN, date(2027, 12, 31), 0, date(2027, 12, 31), id="the year's last day"),
        pytest.param(PLAIN, date(2028, 12, 30), 0, date(2029, 1, 1), id="none, over a year's end"),
        pytest.param(AMMAN, date(2026, 12, 31), 1, date(2027, 1, 3), id="New Year on a Friday of Amman"),
        pytest.param(AMMAN, date(2026, 11, 26), 1, date(2026, 11, 29), id="Thursday, then Sunday"),
        pytest.param(AMMAN, date(2026, 5, 24), 1, date(2026, 5, 31), id="five holidays and a weekend in a row"),
        pytest.param(PLAIN, date(2028, 2, 28), 1, date(2028, 2, 29), id="a leap day"),
        pytest.param(PLAIN, date(2027, 2, 26), 1, date(2027, 3, 1), id="no leap day"),
        pytest.param(PLAIN, date(2026, 1, 1), 261 * 2, date(2028, 1, 3), id="two years"),
    ],
)
def test_working_days_are_added(calendar: WorkingCalendar, start: date, count: int, expected: date) -> None:
    assert add_working_days(calendar, start, count) == expected


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(PLAIN, date(2026, 1, 1), -1)


def test_a_year_without_a_working_day_is_a_mistake_and_is_named() -> None:
    closed = frozenset(date(2027, 1, 1) + timedelta(days=number) for number in range(365))
    with pytest.raises(ValueError, match="2027"):
        add_working_days(WorkingCalendar(closed=closed), date(2026, 12, 30), 3)


def test_counting_ends_with_the_calendar_itself() -> None:
    with pytest.raises(ValueError, match="9999"):
        add_working_days(PLAIN, date(9999, 12, 30), 5)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 27), date(2026, 11, 29), 0),
        (date(2026, 11, 27), date(2026, 11, 30), 1),
        (date(2026, 11, 30), date(2026, 11, 27), -1),
        (date(2025, 12, 31), date(2026, 12, 31), 261),
        (date(2023, 12, 31), date(2025, 12, 31), 262 + 261),
    ],
)
def test_the_days_between_leave_out_the_first_and_take_in_the_last(start: date, end: date, expected: int) -> None:
    assert working_days_between(PLAIN, start, end) == expected


# The network's day.


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("UTC", datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        ("Asia/Amman", datetime(2026, 11, 24, 20, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        ("Asia/Amman", datetime(2026, 11, 24, 21, 0, tzinfo=UTC), date(2026, 11, 25)),
        # London's clocks go forward on 29 March 2026, and back on 25 October.
        ("Europe/London", datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 28)),
        ("Europe/London", datetime(2026, 3, 29, 23, 30, tzinfo=UTC), date(2026, 3, 30)),
        ("Europe/London", datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("Europe/London", datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        # A moment told in another zone is the same moment.
        ("Europe/London", datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Pacific/Auckland")), date(2026, 11, 24)),
    ],
)
def test_a_moment_falls_on_the_networks_day(zone: str, moment: datetime, day: date) -> None:
    assert local_day(WorkingCalendar(time_zone=zone), moment) == day


def test_a_moment_without_a_zone_falls_on_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(PLAIN, datetime(2026, 11, 24, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # Amman is three hours ahead of UTC all the year round.
        (datetime(2026, 11, 22, 6, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 22, 20, 59, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 22, 21, 0, tzinfo=UTC), date(2026, 11, 26)),
        # Thursday evening, Friday and Saturday: all are answered by Tuesday.
        (datetime(2026, 11, 26, 20, 0, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 11, 27, 12, 0, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 11, 28, 20, 59, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 11, 28, 21, 0, tzinfo=UTC), date(2026, 12, 2)),
    ],
)
def test_what_comes_in_is_due_by_the_networks_calendar(received: datetime, due: date) -> None:
    assert due_day(AMMAN, received, 3) == due


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 11, 24), 3),
        (date(2026, 11, 26), 1),
        (date(2026, 11, 27), 0),
        (date(2026, 11, 28), -1),
        (date(2026, 11, 29), -1),
        (date(2026, 11, 30), -1),
        (date(2026, 12, 1), -2),
    ],
)
def test_a_promise_for_friday_is_overdue_from_saturday_on(today: date, left: int) -> None:
    now = datetime(today.year, today.month, today.day, 23, 59, tzinfo=UTC)
    assert days_left(PLAIN, date(2026, 11, 27), now) == left


def test_the_last_minute_of_the_due_day_is_the_networks() -> None:
    due = date(2026, 11, 25)
    assert days_left(AMMAN, due, datetime(2026, 11, 25, 20, 59, 59, tzinfo=UTC)) == 0
    assert days_left(AMMAN, due, datetime(2026, 11, 25, 21, 0, tzinfo=UTC)) == -1
    assert end_of_day(AMMAN, due) == datetime(2026, 11, 25, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        # Cairo goes forward at midnight, so that 24 April 2026 begins at 01:00, and back when 29 October is over.
        ("Africa/Cairo", date(2026, 4, 23), datetime(2026, 4, 23, 22, 0, tzinfo=UTC)),
        ("Africa/Cairo", date(2026, 10, 29), datetime(2026, 10, 29, 22, 0, tzinfo=UTC)),
        ("Asia/Beirut", date(2026, 3, 28), datetime(2026, 3, 28, 22, 0, tzinfo=UTC)),
        # Havana goes back from 01:00 to a second midnight on 1 November 2026.
        ("America/Havana", date(2026, 10, 31), datetime(2026, 11, 1, 4, 0, tzinfo=UTC)),
        # Amman went forward at midnight for the last time on 25 February 2022, and has stayed there.
        ("Asia/Amman", date(2022, 2, 24), datetime(2022, 2, 24, 22, 0, tzinfo=UTC)),
        ("Asia/Amman", date(2022, 10, 27), datetime(2022, 10, 27, 21, 0, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_though_the_clocks_change_then(zone: str, day: date, end: datetime) -> None:
    calendar = WorkingCalendar(time_zone=zone)
    assert end_of_day(calendar, day) == end
    assert local_day(calendar, end) == day + ONE_DAY
    assert local_day(calendar, end - timedelta(seconds=1)) == day


@pytest.mark.parametrize(
    ("network", "reader", "day"),
    [
        ("UTC", "UTC", date(2026, 11, 27)),
        ("UTC", "Asia/Amman", date(2026, 11, 28)),
        ("UTC", "Pacific/Auckland", date(2026, 11, 28)),
        ("UTC", "Pacific/Honolulu", date(2026, 11, 27)),
        ("Asia/Amman", "Asia/Amman", date(2026, 11, 27)),
        ("Asia/Amman", "Europe/London", date(2026, 11, 27)),
        ("Pacific/Auckland", "Pacific/Honolulu", date(2026, 11, 27)),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", date(2026, 11, 26)),
        ("Pacific/Honolulu", "Pacific/Auckland", date(2026, 11, 28)),
    ],
)
def test_a_reader_is_told_the_date_on_which_the_day_ends_for_them(network: str, reader: str, day: date) -> None:
    assert due_day_for_reader(WorkingCalendar(time_zone=network), date(2026, 11, 27), reader) == day


@pytest.mark.parametrize(
    ("due", "day"),
    [
        # Paris is an hour ahead of London all the year round, on the days of the change as well.
        (date(2026, 3, 28), date(2026, 3, 29)),
        (date(2026, 3, 29), date(2026, 3, 30)),
        (date(2026, 10, 25), date(2026, 10, 26)),
    ],
)
def test_the_date_for_a_reader_holds_when_the_clocks_change(due: date, day: date) -> None:
    london = WorkingCalendar(time_zone="Europe/London")
    assert due_day_for_reader(london, due, "Europe/Paris") == day
    assert due_day_for_reader(london, due, "Europe/London") == due


def test_a_reader_in_no_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="Mars/Olympus"):
        due_day_for_reader(PLAIN, date(2026, 11, 27), "Mars/Olympus")


# Whatever the calendar.

DAYS = st.dates(date(2023, 11, 1), date(2030, 2, 28))
COUNTS = st.integers(0, 600)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """Any weekend that leaves a day, a few countries, and a handful of exceptions."""
    exceptions = draw(st.dictionaries(DAYS, st.booleans(), max_size=12))
    return WorkingCalendar(
        weekend=draw(st.frozensets(st.integers(0, 6), max_size=6)),
        country=draw(st.sampled_from(["", "EG", "GB", "JO", "US"])),
        closed=frozenset(day for day, opened in exceptions.items() if not opened),
        open=frozenset(day for day, opened in exceptions.items() if opened),
        time_zone=draw(st.sampled_from(["UTC", "Asia/Amman", "Africa/Cairo", "America/Havana", "Pacific/Auckland"])),
    )


any_calendar = settings(deadline=None, max_examples=150, derandomize=True)


@any_calendar
@given(calendars(), DAYS, COUNTS)
def test_a_promise_never_falls_on_a_day_off_and_is_as_long_as_said(
    calendar: WorkingCalendar, start: date, count: int
) -> None:
    end = add_working_days(calendar, start, count)
    assert is_working_day(calendar, end)
    if count:
        assert working_days_between(calendar, start, end) == count
    else:
        assert working_days_between(calendar, start - ONE_DAY, end) == 1


@any_calendar
@given(calendars(), DAYS, DAYS)
def test_what_was_counted_can_be_added_again(calendar: WorkingCalendar, one: date, other: date) -> None:
    start, end = sorted((one, other))
    end = add_working_days(calendar, end, 0)
    assert add_working_days(calendar, start, working_days_between(calendar, start, end)) == end


@any_calendar
@given(calendars(), DAYS, st.integers(0, 90))
def test_counting_is_as_if_day_by_day(calendar: WorkingCalendar, start: date, length: int) -> None:
    days = [start + timedelta(days=number) for number in range(1, length + 1)]
    worked = sum(is_working_day(calendar, day) for day in days)
    assert working_days_between(calendar, start, start + timedelta(days=length)) == worked


@any_calendar
@given(calendars(), DAYS, DAYS, DAYS)
def test_the_days_between_add_up(calendar: WorkingCalendar, first: date, second: date, third: date) -> None:
    whole = working_days_between(calendar, first, third)
    assert working_days_between(calendar, first, second) + working_days_between(calendar, second, third) == whole
    assert working_days_between(calendar, third, first) == -whole


@any_calendar
@given(calendars(), DAYS, COUNTS)
def test_later_or_longer_is_never_due_earlier(calendar: WorkingCalendar, start: date, count: int) -> None:
    due = add_working_days(calendar, start, count)
    assert due <= add_working_days(calendar, start + ONE_DAY, count)
    assert due <= add_working_days(calendar, start, count + 1)


@any_calendar
@given(calendars(), st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_days_left_run_down_and_turn_negative_when_the_day_is_over(
    calendar: WorkingCalendar, received: datetime
) -> None:
    due = due_day(calendar, received, 3)
    end = end_of_day(calendar, due)
    assert days_left(calendar, due, received) == 3
    assert days_left(calendar, due, end - timedelta(seconds=1)) == 0
    assert days_left(calendar, due, end) == -1
    hours = [received + timedelta(hours=7 * number) for number in range(60)]
    left = [days_left(calendar, due, now) for now in hours]
    assert left == sorted(left, reverse=True)


@any_calendar
@given(calendars(), DAYS, st.sampled_from(["Pacific/Kiritimati", "Pacific/Auckland", "Asia/Amman", "Pacific/Honolulu"]))
def test_the_date_that_a_reader_is_told_is_not_over_while_the_networks_is_not(
    calendar: WorkingCalendar, due: date, zone: str
) -> None:
    told = due_day_for_reader(calendar, due, zone)
    last = end_of_day(calendar, due) - timedelta(seconds=1)
    assert last.astimezone(ZoneInfo(zone)).date() == told
