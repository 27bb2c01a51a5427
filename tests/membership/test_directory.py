"""The directory of member cities: the public's and the members', and what neither may ever tell."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from membership.models import City, Visibility
from membership.services import directory
from membership.services.directory import Question
from membership.services.visibility import Audience
from tests.factories import MembershipPageFactory, MembersHomePageFactory, SiteIdentityFactory, translated
from tests.factories_membership import CityContactFactory, CityFactory
from tests.pages import assert_kept_by_no_cache, member, outsider, sign_in, text_of

pytestmark = pytest.mark.django_db

PUBLIC = "/en/membership/cities/"
MEMBERS = "/en/members/cities/"
SECRET = {"name": "Zarzour Hidden (fictional)", "email": "zarzour@secret.example.org", "telephone": "+962790001234"}
EVERY_LANGUAGE = ("en", "ar", "fr")


def get(address: str, user: Any = None) -> str:
    """Return the page; it must be there."""
    client = sign_in(Client(), user) if user else Client()
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def names(text: str) -> set[str]:
    """Return which of the secrets stand in the text, a telephone in whatever way it is written."""
    digits = re.sub(r"\D", "", text)
    found = {value for key, value in SECRET.items() if key != "telephone" and value in text}
    return found | ({SECRET["telephone"]} if SECRET["telephone"][4:] in digits else set())


# What the public reads


def test_a_city_that_agreed_stands_in_the_list_on_the_map_and_has_a_page() -> None:
    city = CityFactory(name="Openville", visibility=Visibility.PUBLIC, latitude=32.0, longitude=35.9, profile="It is.")
    html = get(PUBLIC)
    assert "Openville" in text_of(html)
    assert html.count("world-map__place") == 1
    assert f'href="{PUBLIC}{city.pk}/"' in html
    text = text_of(get(f"{PUBLIC}{city.pk}/"))
    for part in ("Openville", "Jordan", "Western Asia", "City or town", "It is."):
        assert part in text


def test_an_empty_directory_says_why_it_is_empty() -> None:
    CityFactory(visibility=Visibility.MEMBERS)
    assert "No member city has agreed to be listed here yet." in text_of(get(PUBLIC))


@pytest.mark.parametrize(
    "values",
    [
        {"visibility": Visibility.MEMBERS},
        {"visibility": Visibility.STAFF},
        {"visibility": Visibility.PUBLIC, "status": City.Status.SUSPENDED},
        {"visibility": Visibility.PUBLIC, "status": City.Status.LEFT},
    ],
)
def test_a_city_that_the_public_may_not_see_is_answered_for_as_one_that_does_not_exist(values: dict[str, Any]) -> None:
    hidden = CityFactory(name="Quietville", **values)
    CityFactory(visibility=Visibility.PUBLIC)
    for language in EVERY_LANGUAGE:
        here = Client().get(f"/{language}/membership/cities/{hidden.pk}/")
        nowhere = Client().get(f"/{language}/membership/cities/{hidden.pk + 1000}/")
        assert here.status_code == nowhere.status_code == 404
        assert _without_own_address(here) == _without_own_address(nowhere)
        assert "Quietville" not in get(f"/{language}/membership/cities/")
    assert directory.listing(Audience.PUBLIC, Question(query="Quietville")).found == 0


def _without_own_address(answer: Any) -> str:
    return str(answer.content.decode().replace(answer.request["PATH_INFO"][3:], ""))


def test_a_number_beyond_every_database_is_a_page_that_does_not_exist() -> None:
    assert Client().get(f"{PUBLIC}{10**30}/").status_code == 404


@pytest.mark.parametrize("choice", [Visibility.MEMBERS, Visibility.STAFF])
def test_no_public_address_tells_of_a_contact_who_did_not_agree(choice: str) -> None:
    """The list, the city's page, searches, the sitemap, the home page: in every language."""
    MembershipPageFactory()
    city = CityFactory(name="Openville", visibility=Visibility.PUBLIC)
    CityContactFactory(city=city, visibility=choice, user=None, **SECRET)
    addresses = ["/sitemap.xml", "/robots.txt"]
    for language in EVERY_LANGUAGE:
        addresses += [
            f"/{language}/",
            f"/{language}/membership/cities/",
            f"/{language}/membership/cities/{city.pk}/",
            f"/{language}/membership/cities/?q=Openville",
            f"/{language}/search/?q=Openville",
        ]
    for address in addresses:
        assert names(Client().get(address, follow=True).content.decode()) == set(), address
    # What was asked for stands on the page of results, and is nothing that the site gave away.
    assert directory.listing(Audience.PUBLIC, Question(query="Zarzour")).found == 0


def test_a_contact_who_agreed_is_named_without_the_telephone() -> None:
    city = CityFactory(visibility=Visibility.PUBLIC)
    CityContactFactory(city=city, visibility=Visibility.PUBLIC, user=None, mandate_from="A hidden mayor", **SECRET)
    html = get(f"{PUBLIC}{city.pk}/")
    assert names(html) == {SECRET["name"], SECRET["email"]}
    assert "A hidden mayor" not in html


def test_a_contact_who_is_proposed_or_has_left_is_never_named() -> None:
    city = CityFactory(visibility=Visibility.PUBLIC)
    for status in ("proposed", "left"):
        CityContactFactory(
            city=city,
            visibility=Visibility.PUBLIC,
            user=None,
            status=status,
            **{**SECRET, "email": f"{status}@x.example"},
        )
    assert names(get(f"{PUBLIC}{city.pk}/")) == set()
    assert names(get(f"{MEMBERS}{city.pk}/", member())) == set()


def test_hiding_counts_at_once() -> None:
    """Of a city, and of all its contacts by one press of an officer: the next reader sees nothing, in no cache."""
    city = CityFactory(visibility=Visibility.PUBLIC)
    CityContactFactory(city=city, visibility=Visibility.PUBLIC, user=None, **SECRET)
    address = f"{PUBLIC}{city.pk}/"
    reader = Client()
    answer = reader.get(address)
    assert names(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noarchive"
    City.objects.update(contacts_hidden_at=timezone.now())
    assert names(reader.get(address).content.decode()) == set()
    assert names(get(f"{MEMBERS}{city.pk}/", member())) == set()
    City.objects.update(visibility=Visibility.STAFF)
    assert reader.get(address).status_code == 404
    assert city.name not in reader.get(PUBLIC).content.decode()


# Finding


def fictional_world() -> None:
    for name, country in (
        ("Ånstad", "NO"),
        ("Exampleville", "JO"),
        ("القاهرة الخيالية", "EG"),
        ("مدينة أُمنية", "JO"),
        ("Sampletown", "GB"),
    ):
        CityFactory(name=name, country=country, visibility=Visibility.PUBLIC)


@pytest.mark.parametrize(
    ("language", "query", "found"),
    [
        ("en", "anstad", {"Ånstad"}),
        ("en", "ÅNSTAD", {"Ånstad"}),
        ("en", "jordan", {"Exampleville", "مدينة أُمنية"}),
        ("fr", "jordanie", {"Exampleville", "مدينة أُمنية"}),
        ("ar", "الاردن", {"Exampleville", "مدينة أُمنية"}),
        ("ar", "أردن", {"Exampleville", "مدينة أُمنية"}),
        ("ar", "قاهره", {"القاهرة الخيالية"}),
        ("ar", "امنيه", {"مدينة أُمنية"}),
        ("en", "sample united", {"Sampletown"}),
        ("en", "nowhere", set()),
        ("en", "%", {"Ånstad", "Exampleville", "القاهرة الخيالية", "مدينة أُمنية", "Sampletown"}),
    ],
)
def test_a_city_is_found_by_its_name_or_its_countrys_in_the_readers_letters(
    language: str, query: str, found: set[str]
) -> None:
    fictional_world()
    with override(language):
        listing = directory.listing(Audience.PUBLIC, Question(query=query))
    assert {city.name for city in listing.page} == found


def test_regions_and_countries_are_addresses_with_their_numbers() -> None:
    fictional_world()
    listing = directory.listing(Audience.PUBLIC, Question(region="western-asia"))
    assert {(choice.name, choice.count, choice.chosen) for choice in listing.regions} == {
        ("Northern Africa", 1, False),
        ("Western Asia", 2, True),
        ("Northern Europe", 2, False),
    }
    assert [(choice.key, choice.count) for choice in listing.countries] == [("JO", 2)]
    assert listing.found == 2
    text = text_of(get(f"{PUBLIC}?region=northern-europe&country=NO"))
    assert "Ånstad" in text
    assert "Sampletown" not in text


@pytest.mark.parametrize(
    "query",
    [
        "region=nowhere",
        "country=ZZ",
        "page=99999",
        "page=x",
        "q=" + "x" * 10_000,
        "q=%00%E2%80%AE",
        "q=%22'--",
        "country=<b>",
    ],
)
def test_whatever_is_asked_the_list_answers(query: str) -> None:
    fictional_world()
    assert "<b>" not in get(f"{PUBLIC}?{query}")


def test_a_long_list_has_pages_that_keep_what_was_asked() -> None:
    CityFactory.create_batch(directory.PAGE_SIZE + 5, visibility=Visibility.PUBLIC)
    html = get(f"{PUBLIC}?country=JO")
    assert 'href="?country=JO&amp;page=2"' in html
    assert html.count("directory__link") == directory.PAGE_SIZE
    assert get(f"{PUBLIC}?country=JO&page=2").count("directory__link") == 5


def test_a_name_is_isolated_and_never_markup() -> None:
    CityFactory(name="<script>x</script>", visibility=Visibility.PUBLIC, latitude=1.0, longitude=1.0)
    html = get(PUBLIC)
    assert "<script>x" not in html
    assert "<bdi>&lt;script&gt;" in html


def test_a_profile_in_another_language_says_so() -> None:
    city = CityFactory(visibility=Visibility.PUBLIC, language="ar", profile="مدينة خيالية.")
    html = get(f"{PUBLIC}{city.pk}/")
    assert 'lang="ar" dir="rtl"><p>مدينة خيالية.</p>' in html
    assert "Written by the city, in" in html
    own = get(f"/ar/membership/cities/{city.pk}/")
    assert 'lang="ar" dir="rtl"><p>' not in own


# What members read


def test_members_see_what_is_for_members_and_the_public_does_not() -> None:
    city = CityFactory(name="Quietville", visibility=Visibility.MEMBERS)
    CityContactFactory(city=city, visibility=Visibility.MEMBERS, user=None, **SECRET)
    answer = sign_in(Client(), member()).get(f"{MEMBERS}{city.pk}/")
    assert names(answer.content.decode()) == set(SECRET.values())
    assert_kept_by_no_cache(answer)
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "Quietville" in get(MEMBERS, member())


def test_members_see_nobody_who_is_for_staff_alone() -> None:
    CityFactory(name="Hiddenville", visibility=Visibility.STAFF)
    city = CityFactory(visibility=Visibility.MEMBERS)
    CityContactFactory(city=city, visibility=Visibility.STAFF, user=None, **SECRET)
    reader = member()
    assert "Hiddenville" not in get(MEMBERS, reader)
    assert names(get(f"{MEMBERS}{city.pk}/", reader)) == set()


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
@pytest.mark.parametrize("who", [None, outsider])
def test_the_members_directory_is_shut_to_everybody_else(who: Callable[[], Any] | None, language: str) -> None:
    city = CityFactory(name="Quietville", visibility=Visibility.PUBLIC)
    client = sign_in(Client(), who()) if who else Client()
    for address in (f"/{language}/members/cities/", f"/{language}/members/cities/{city.pk}/"):
        answer = client.get(address)
        assert answer.status_code in {302, 403}
        assert "Quietville" not in answer.content.decode()


# Where it stands


def test_the_page_on_membership_leads_to_the_directory() -> None:
    page = MembershipPageFactory(slug="membership")
    assert f'href="{PUBLIC}"' in get(page.get_url())


def test_the_list_names_its_other_languages_and_the_sitemap_lists_it_in_each() -> None:
    MembershipPageFactory(slug="membership")
    html = get(PUBLIC)
    sitemap = get("/sitemap.xml")
    for language in EVERY_LANGUAGE:
        address = f"http://localhost/{language}/membership/cities/"
        assert f'hreflang="{language}" href="{address}"' in html
        assert f"<loc>{address}</loc>" in sitemap
    assert f'<link rel="canonical" href="http://localhost{PUBLIC}">' in html


def test_no_city_stands_in_the_sitemap() -> None:
    city = CityFactory(visibility=Visibility.PUBLIC)
    assert f"cities/{city.pk}" not in get("/sitemap.xml")


# What it costs


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_directory_costs_the_same_with_ten_cities_and_with_a_thousand(language: str) -> None:
    page = MembershipPageFactory(slug="membership")
    translated(page, "ar")
    SiteIdentityFactory()

    def cost(address: str) -> int:
        Client().get(address)
        with CaptureQueriesContext(connection) as captured:
            get(address)
        return len(captured)

    cities = CityFactory.create_batch(10, visibility=Visibility.PUBLIC, latitude=30.0, longitude=30.0)
    listed, one = f"/{language}/membership/cities/", f"/{language}/membership/cities/{cities[0].pk}/"
    few = cost(listed), cost(one)
    CityFactory.create_batch(990, visibility=Visibility.PUBLIC, latitude=-10.0, longitude=20.0)
    for number in range(20):
        CityContactFactory(city=cities[0], visibility=Visibility.PUBLIC, user=None, email=f"{number}@example.org")
    assert (cost(listed), cost(one)) == few
    assert max(few) <= 16


def test_the_members_directory_stays_within_its_queries() -> None:
    MembersHomePageFactory(slug="members")
    SiteIdentityFactory()
    client = sign_in(Client(), member())
    city = CityFactory(visibility=Visibility.MEMBERS)
    for address in (MEMBERS, f"{MEMBERS}{city.pk}/"):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert len(captured) <= 16
