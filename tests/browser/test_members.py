"""The directory, and a city's own pages, in the real browser: for everybody, and from one end to the other."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from home.models import User
from membership.models import City, CityContact, ContactKind, Visibility
from membership.services import terms
from tests.browser import people
from tests.browser.everybody import problems_of
from tests.factories_membership import CityContactFactory, CityFactory


@pytest.fixture
def city(demo: None) -> City:
    """Return a fictional public city, whose liaison is the demo's member, with a contact of each visibility."""
    member = User.objects.get(email=people.address("member"))
    CityContact.objects.filter(user=member).delete()
    made: City = CityFactory(
        name="Testville (fictional)",
        visibility=Visibility.PUBLIC,
        language="fr",
        profile="Une ville fictive.",
        website="https://city.example.org/",
        population=120_000,
        latitude=36.8,
        longitude=10.2,
        country="TN",
    )
    until = timezone.localdate() + datetime.timedelta(days=30)
    speaks = CityContactFactory(
        city=made, user=member, name="Nour Example (fictional)", mandate_until=until, visibility=Visibility.PUBLIC
    )
    terms.accept(speaks, list(terms.all_in_force()), "en")
    for visibility in Visibility:
        CityContactFactory(
            city=made, user=None, name=f"For {visibility} (fictional)", kind=ContactKind.OTHER, visibility=visibility
        )
    CityFactory(
        name="مدينة المثال (خيالية)", visibility=Visibility.PUBLIC, language="ar", latitude=31.9, longitude=35.9
    )
    return made


def problems_at(page: Page, address: str) -> list[str]:
    """Return what is wrong with the page at this address."""
    page.goto(address)
    return problems_of(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_of_the_cities_is_for_everybody(
    signed_in: Callable[..., Page], new_context: Any, city: City, language: str
) -> None:
    visitor, member = new_context().new_page(), signed_in("member")
    other = CityContact.objects.exclude(user=None).get().city.contacts.filter(user=None).first()
    assert other
    problems = []
    # What looks the same without this city is asked about among the demo's pages (tests/demo_pages.py).
    for path in ("", "?region=western-asia", f"{city.pk}/"):
        problems += problems_at(visitor, f"/{language}/membership/cities/{path}")
    for path in (
        "cities/",
        f"cities/{city.pk}/",
        "resources/?q=zzz",
        "city/",
        "city/as/public/",
        "city/profile/",
        "city/mandate/",
        "city/contacts/new/",
        f"city/contacts/{other.pk}/remove/",
        "city/handover/",
    ):
        problems += problems_at(member, f"/{language}/members/{path}")
    City.objects.update(visibility=Visibility.STAFF)
    problems += problems_at(visitor, f"/{language}/membership/cities/")
    problems += problems_at(member, f"/{language}/members/city/as/public/")
    assert not problems, "\n".join(problems)


def test_a_liaison_hides_the_city_and_a_visitor_no_longer_finds_it(
    signed_in: Callable[..., Page], new_context: Any, city: City
) -> None:
    """Without JavaScript, by the pages' own links and labels."""
    visitor = new_context(java_script_enabled=False).new_page()
    member = signed_in("member", java_script_enabled=False)
    visitor.goto("/en/membership/")
    visitor.get_by_role("link", name="Member cities").click()
    visitor.get_by_role("link", name=city.name).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(city.name)
    expect(visitor.get_by_text("For public (fictional)")).to_be_visible()
    expect(visitor.get_by_text("For members (fictional)")).to_have_count(0)
    member.goto("/en/members/")
    member.get_by_role("link", name=city.name).click()
    member.get_by_role("link", name="See it as the public does").click()
    expect(member.get_by_text("This is how the public sees your city.")).to_be_visible()
    member.get_by_role("link", name="Back to your city").click()
    member.get_by_role("link", name="Change the city’s profile and who sees it").click()
    member.get_by_label("Staff alone: no directory names it").check()
    member.get_by_role("button", name="Keep").click()
    expect(member.get_by_text("The city’s profile is kept.")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).not_to_contain_text(city.name)
    visitor.goto("/en/membership/cities/")
    expect(visitor.get_by_text(city.name)).to_have_count(0)


def test_a_mistake_is_found_by_its_link_and_what_was_typed_stays(signed_in: Callable[..., Page], city: City) -> None:
    member = signed_in("member")
    member.goto("/en/members/city/profile/")
    member.get_by_label("Population").fill("many")
    member.get_by_role("button", name="Keep").click()
    expect(member).to_have_title("Error: The city’s profile – Strong Cities Network")
    member.get_by_role("alert").get_by_role("link").click()
    expect(member.get_by_label("Population")).to_be_focused()
    expect(member.get_by_label("Population")).to_have_value("many")


def test_a_member_registers_interest_from_the_first_page(signed_in: Callable[..., Page], city: City) -> None:
    member = signed_in("member")
    member.goto("/ar/members/")
    member.locator(".interest button").first.click()
    expect(member.locator(".interest__said").first).to_be_visible()
    member.goto("/en/members/")
    member.get_by_role("button", name="Withdraw").click()
    expect(member.get_by_role("button", name="Register interest")).to_be_visible()
