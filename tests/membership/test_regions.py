"""Every country lies in one region, so that no city is missing from the directory."""

from collections import Counter

from django_countries import countries

from membership.services import regions


def test_every_country_that_can_be_chosen_lies_in_a_region_but_antarctica() -> None:
    assert [code for code in countries.countries if regions.region_of(code) not in regions.REGIONS] == ["AQ"]


def test_no_country_lies_in_two_regions() -> None:
    listed = Counter(code for region in regions.REGIONS for code in regions.countries_in(region))
    assert [code for code, times in listed.items() if times > 1] == []


def test_every_region_has_countries() -> None:
    assert [region for region in regions.REGIONS if not regions.countries_in(region)] == []


def test_countries_lie_where_the_united_nations_put_them() -> None:
    expected = {
        "JO": "western-asia", "LB": "western-asia", "TN": "northern-africa", "DK": "northern-europe",
        "NO": "northern-europe", "US": "northern-america", "FR": "western-europe", "MR": "sub-saharan-africa",
    }  # fmt: skip
    assert {code: regions.region_of(code) for code in expected} == expected


def test_what_is_no_country_lies_nowhere() -> None:
    assert [regions.region_of(code) for code in ("", "XX", "jo", "\0")] == [""] * 4
    assert regions.countries_in("atlantis") == []
