"""The network's working days: pure functions on a calendar, without a database, settings or a clock.

A promise is counted in whole days of the network's own calendar and kept on a date, never at an hour: what comes in
late in the evening counts from that day, and an answer given in the last minute of the due day is in time.
Decision record 13 says why the weekend is never the `holidays` package's.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

DAYS_OF_THE_WEEK = frozenset(range(7))


@dataclass(frozen=True)
class WorkingCalendar:
    """On which days the network works: its weekend, a country's public holidays, and exceptions that win over both.

    `weekend` holds weekdays as `date.weekday()` numbers them, Monday being 0. `country` and `subdivision` are codes of
    the `holidays` package (ISO 3166); without a country there are no public holidays. `closed` and `open` are what
    staff decided for single dates. `time_zone` is the IANA name of the zone in which the network's day begins and ends.

    Raises ValueError where no day of the week is left to work on, a date is both closed and open, or a code or a zone
    is not known.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    country: str = ""
    subdivision: str = ""
    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()
    time_zone: str = "UTC"
    # Spares a calendar that came out of the cache from being compared with its twin at every count.
    years: dict[int, tuple[int, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Take any collection, and refuse a calendar that could not be counted with."""
        for name in ("weekend", "closed", "open"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))
        if not self.weekend < DAYS_OF_THE_WEEK:
            raise ValueError("A weekend is at most six of the weekdays 0 to 6.")
        if both := self.closed & self.open:
            raise ValueError(f"{min(both)} is both closed and open.")
        _check_place(self.country, self.subdivision)
        _zone(self.time_zone)


def is_working_day(calendar: WorkingCalendar, day: date) -> bool:
    """Tell whether the network works on `day`. An exception wins over the weekend and over a public holiday."""
    if day in calendar.open:
        return True
    if day in calendar.closed or day.weekday() in calendar.weekend:
        return False
    return day not in _public_holidays(calendar.country, calendar.subdivision, calendar.weekend, day.year)


def add_working_days(calendar: WorkingCalendar, start: date, count: int) -> date:
    """Return the day that is `count` working days after `start`, which itself does not count.

    With a count of 0: the first working day on or after `start`. Raises ValueError for a negative count, and where a
    whole year on the way has no working day: such a calendar is a mistake, and no promise is to hang on it.
    """
    if count < 0:
        raise ValueError("Working days are counted forwards.")
    ordinal = start.toordinal()
    for year in range(start.year, MAXYEAR + 1):
        days = _working_days(calendar, year)
        if not days:
            raise ValueError(f"No day of the year {year} is a working day.")
        if year == start.year:
            index = bisect_right(days, ordinal) + count - 1 if count else bisect_left(days, ordinal)
        if index < len(days):
            return date.fromordinal(days[index])
        index -= len(days)
    raise ValueError(f"The {count} working days after {start} reach past the year {MAXYEAR}.")


def working_days_between(calendar: WorkingCalendar, start: date, end: date) -> int:
    """Return how many working days lie after `start`, up to `end` and with it; negative where `end` is the earlier.

    It adds up: from one day to a second and on to a third is as many as from the first to the third.
    """
    if end < start:
        return -working_days_between(calendar, end, start)
    years_before = sum(len(_working_days(calendar, year)) for year in range(start.year, end.year))
    return years_before + _worked_by(calendar, end) - _worked_by(calendar, start)


def local_day(calendar: WorkingCalendar, moment: datetime) -> date:
    """Return the network's day on which an aware `moment` falls. Raises ValueError for one without a time zone."""
    if moment.utcoffset() is None:
        raise ValueError("A moment without a time zone falls on no certain day.")
    return moment.astimezone(_zone(calendar.time_zone)).date()


def due_day(calendar: WorkingCalendar, since: datetime, within: int) -> date:
    """Return the last day on which something received at `since` is answered within that many working days.

    The day of receipt does not count, at whatever hour. What comes in on a day off is as if it came on the evening of
    the last working day before.
    """
    return add_working_days(calendar, local_day(calendar, since), within)


def days_left(calendar: WorkingCalendar, due: date, now: datetime) -> int:
    """Return the working days that are left until `due`: 0 on the day itself, negative once it is over.

    Overdue begins with the day after, be it a day off: a promise for Friday is broken on Saturday (-1), and no more
    broken on Monday (-1), but on Tuesday (-2). Where an exception has since closed the due day, 0 is told from the last
    working day before it.
    """
    today = local_day(calendar, now)
    if today <= due:
        return working_days_between(calendar, today, due)
    return -max(1, working_days_between(calendar, due, today))


def end_of_day(calendar: WorkingCalendar, day: date) -> datetime:
    """Return the moment, in UTC, at which the network's `day` is over: the first of the next day in its time zone.

    The clocks of some zones change at midnight: there, a day begins at 01:00, or has two midnights, of which the first
    counts. In UTC because Python calls a local time that occurs twice unequal to every moment elsewhere (PEP 495).
    """
    midnight = datetime.combine(day + timedelta(days=1), time(), _zone(calendar.time_zone))
    return midnight.astimezone(UTC)


def due_day_for_reader(calendar: WorkingCalendar, due: date, reader_zone: str) -> date:
    """Return the date on the reader's own calendar on which the network's `due` day ends.

    This is the date to tell a reader whose time zone is known: it is never over for them while the network may still
    answer in time. East of the network it may be the day after, far west of it the day before.
    Raises ValueError for an unknown zone.
    """
    last_second = end_of_day(calendar, due) - timedelta(seconds=1)
    return last_second.astimezone(_zone(reader_zone)).date()


def known_countries() -> list[tuple[str, bool]]:
    """Return the countries whose public holidays are known, by ISO 3166 code, and whether each has subdivisions."""
    supported = holidays.list_supported_countries(include_aliases=False)
    return sorted((code, bool(subdivisions)) for code, subdivisions in supported.items())


def subdivisions_of(country: str) -> list[str]:
    """Return the codes of a country's subdivisions; none for a country that has, or is, none."""
    return sorted(holidays.list_supported_countries(include_aliases=False).get(country, ()))


def holidays_in(calendar: WorkingCalendar, year: int, language: str = "") -> list[tuple[date, str]]:
    """Return the public holidays that the calendar takes over in `year`, in order, with their names.

    Staff's exceptions are not applied: this is what they decide upon. The names are in `language` (a code such as "ar")
    where the package has it for the country, otherwise in the country's own. Dates that hang on the moon are estimates,
    and the names say so.
    """
    return list(_named_holidays(calendar.country, calendar.subdivision, calendar.weekend, year, language))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone.") from error


@lru_cache(maxsize=256)
def _check_place(country: str, subdivision: str) -> None:
    if not country and not subdivision:
        return
    # The package answers to names of classes and to markets, too.
    is_code = len(country) == 2 and country.isascii() and country.isupper()
    try:
        if not is_code:
            raise NotImplementedError
        holidays.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError as error:
        raise ValueError(f"The public holidays of {country!r} {subdivision!r} are not known.") from error


def _worked_by(calendar: WorkingCalendar, day: date) -> int:
    return bisect_right(_working_days(calendar, day.year), day.toordinal())


def _working_days(calendar: WorkingCalendar, year: int) -> tuple[int, ...]:
    days = calendar.years.get(year)
    if days is None:
        days = calendar.years[year] = _find_working_days(calendar, year)
    return days


@lru_cache(maxsize=256)
def _find_working_days(calendar: WorkingCalendar, year: int) -> tuple[int, ...]:
    """Return the year's working days as ordinals: to count is then to look up, over decades, too."""
    ordinals = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    return tuple(ordinal for ordinal in ordinals if is_working_day(calendar, date.fromordinal(ordinal)))


@lru_cache(maxsize=256)
def _public_holidays(country: str, subdivision: str, weekend: frozenset[int], year: int) -> frozenset[date]:
    return frozenset(day for day, _name in _named_holidays(country, subdivision, weekend, year, ""))


@lru_cache(maxsize=256)
def _named_holidays(
    country: str, subdivision: str, weekend: frozenset[int], year: int, language: str
) -> tuple[tuple[date, str], ...]:
    if not country:
        return ()
    place = holidays.country_holidays(country, subdiv=subdivision or None)
    found = holidays.country_holidays(
        country,
        subdiv=subdivision or None,
        years=year,
        observed=_weekend_of(place, year) <= weekend,
        language=_language_of(place, language),
    )
    return tuple(sorted((day, str(name)) for day, name in found.items() if day.year == year))


def _weekend_of(place: holidays.HolidayBase, year: int) -> set[int]:
    """Return the weekend that the package gives a country in the middle of a year: some have changed theirs."""
    week = (date(year, 7, day) for day in range(1, 8))
    return {day.weekday() for day in week if place.is_weekend(day)}


def _language_of(place: holidays.HolidayBase, language: str) -> str | None:
    """Return the package's code for a language, or the country's own.

    Never none where the country has any: the package would then ask the server's environment.
    """
    if language in place.supported_languages:
        return language
    regional = sorted(code for code in place.supported_languages if language and code.startswith(f"{language}_"))
    return regional[0] if regional else place.default_language
