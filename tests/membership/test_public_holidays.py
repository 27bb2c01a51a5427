"""Whose public holidays the network keeps, and under which names."""

from datetime import date

import pytest

from membership.services.working_days import (
    WorkingCalendar,
    holidays_in,
    is_working_day,
    known_countries,
    subdivisions_of,
)

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
PLAIN = WorkingCalendar()


def test_a_subdivision_adds_its_own_holidays() -> None:
    st_andrew = date(2026, 11, 30)
    assert not is_working_day(WorkingCalendar(country="GB", subdivision="SCT"), st_andrew)
    assert is_working_day(WorkingCalendar(country="GB", subdivision="ENG"), st_andrew)


@pytest.mark.parametrize(
    ("weekend", "monday_off"),
    [
        ({SATURDAY, SUNDAY}, True),
        ({FRIDAY, SATURDAY, SUNDAY}, True),
        ({FRIDAY, SATURDAY}, False),
        ({SUNDAY}, False),
    ],
    ids=str,
)
def test_a_day_in_lieu_is_off_only_for_a_weekend_that_lost_the_holiday(weekend: set[int], monday_off: bool) -> None:
    """Boxing Day 2026 is a Saturday, and Great Britain gives the Monday instead."""
    calendar = WorkingCalendar(weekend=frozenset(weekend), country="GB")
    assert is_working_day(calendar, date(2026, 12, 28)) is not monday_off
    assert not is_working_day(calendar, date(2026, 12, 26))


def test_a_holiday_that_a_country_moves_is_moved_only_with_its_weekend() -> None:
    """30 June 2025 is a Monday, and Egypt, whose weekend is Friday and Saturday, keeps it on the Thursday."""
    monday, thursday = date(2025, 6, 30), date(2025, 7, 3)
    for weekend, works in (({FRIDAY, SATURDAY}, [True, False]), ({SATURDAY, SUNDAY}, [False, True])):
        calendar = WorkingCalendar(weekend=frozenset(weekend), country="EG")
        assert [is_working_day(calendar, day) for day in (monday, thursday)] == works


def test_the_countries_are_offered_once_each_with_their_subdivisions() -> None:
    countries = known_countries()
    codes = [code for code, _subdivided in countries]
    assert codes == sorted(set(codes))
    assert {"GB": True, "JO": False}.items() <= dict(countries).items()
    assert "SCT" in subdivisions_of("GB")
    assert subdivisions_of("JO") == subdivisions_of("XX") == []


def test_every_country_that_is_offered_makes_a_calendar() -> None:
    for code, _subdivided in known_countries():
        calendar = WorkingCalendar(country=code)
        days = [day for day, _name in holidays_in(calendar, 2026, "ar")]
        assert days == sorted(set(days)), code
        assert {day.year for day in days} <= {2026}, code
        assert not any(is_working_day(calendar, day) for day in days), code


@pytest.mark.parametrize(
    ("country", "language", "name"),
    [
        ("LB", "ar", "عيد العمل"),
        ("LB", "fr", "Fête du Travail"),
        ("LB", "en", "Labor Day"),
        ("NO", "ar", "Arbeidernes dag"),
        ("JO", "", "عيد العمال"),
        ("GB", "en", "May Day"),
    ],
)
def test_a_holidays_name_is_in_the_language_asked_for_or_the_countrys_own(
    country: str, language: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the language of the server."""
    monkeypatch.setenv("LANGUAGE", "uk")
    names = dict(holidays_in(WorkingCalendar(country=country), 2025, language))
    assert names[date(2025, 5, 5 if country == "GB" else 1)] == name


def test_the_list_of_holidays_is_what_staff_decide_upon() -> None:
    new_year = date(2026, 1, 1)
    opened = WorkingCalendar(country="JO", open=frozenset({new_year}), closed=frozenset({date(2026, 1, 5)}))
    assert holidays_in(opened, 2026) == holidays_in(WorkingCalendar(country="JO"), 2026)
    assert holidays_in(PLAIN, 2026) == []


def test_a_holiday_in_lieu_of_next_years_is_found_in_this_one() -> None:
    """New Year 2028 is a Saturday; the United States keep the Friday before."""
    assert not is_working_day(WorkingCalendar(country="US"), date(2027, 12, 31))
