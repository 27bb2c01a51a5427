"""The right language at every address, and the way from one to another."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from wagtail.models import Page

from home.errors import server_error
from tests.factories import MembersHomePageFactory, StandardPageFactory, home_page, translated
from tests.pages import LANGUAGES, member, path_of, sign_in

pytestmark = pytest.mark.django_db

NAMES = dict(settings.LANGUAGES)


def alternates(html: str) -> dict[str, str]:
    """Return the addresses of `<link rel="alternate">`, by language."""
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))


@pytest.fixture
def homes() -> None:
    """Give the site a home page in each language."""
    for code in LANGUAGES:
        home_page(code)


@pytest.mark.usefixtures("homes")
@pytest.mark.parametrize(
    ("preferred", "code"),
    [
        ("ar", "ar"),
        ("ar-EG,ar;q=0.9,en;q=0.5", "ar"),
        ("fr-CH, fr;q=0.9", "fr"),
        ("de, fr;q=0.4, en;q=0.3", "fr"),
        ("sw", "en"),
        ("*", "en"),
        ("", "en"),
        ("\"';--<script>", "en"),
        ("ar;q=zero", "en"),
        ("fr" * 5000, "en"),
    ],
)
def test_the_first_address_leads_to_the_language_that_the_browser_prefers(preferred: str, code: str) -> None:
    answer = Client().get("/", headers={"accept-language": preferred})
    assert answer.status_code == 302
    assert answer["Location"] == f"/{code}/"
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


@pytest.mark.usefixtures("homes")
def test_a_choice_is_remembered_against_the_browser() -> None:
    client = Client(headers={"accept-language": "fr"})
    assert client.get("/language/ar/")["Location"] == "/ar/"
    assert client.get("/")["Location"] == "/ar/"
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.usefixtures("homes")
def test_a_remembered_language_that_is_no_more_is_forgotten() -> None:
    client = Client(headers={"accept-language": "fr"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "../../xx"
    assert client.get("/")["Location"] == "/fr/"


def test_the_first_address_leads_to_the_source_where_the_preferred_language_has_no_pages() -> None:
    home_page()
    assert Client().get("/", headers={"accept-language": "fr"})["Location"] == "/en/"


@pytest.mark.parametrize("code", ["de", "xx", "EN", "en-gb", "a" * 500])
def test_a_language_that_the_site_has_not_is_no_address(code: str) -> None:
    answer = Client().get(f"/language/{code}/", follow=True)
    assert answer.status_code == 404
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_a_choice_leads_to_the_page_that_was_named() -> None:
    assert Client().get("/language/ar/", {"to": "/ar/faq/?q=1#a"})["Location"] == "/ar/faq/?q=1#a"


@pytest.mark.parametrize(
    "to",
    [
        "https://example.org/",
        "//example.org/",
        "///example.org/",
        "/\\example.org/",
        "\\\\example.org/",
        "/\t/example.org/",
        "/%0d%0a/example.org\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "https:example.org",
        " //example.org",
        "\x00//example.org",
        "faq/",
        "",
    ],
)
def test_a_choice_never_leads_off_the_site(to: str) -> None:
    answer = Client().get("/language/fr/", {"to": to})
    assert answer.status_code in {302, 400}
    if answer.status_code == 302:
        assert re.match(r"/(?![/\\])", answer["Location"])
        assert "\n" not in answer["Location"]
        assert "\t" not in answer["Location"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_choosing_takes_reading_methods_alone(method: str) -> None:
    for address in ("/", "/language/fr/"):
        assert getattr(Client(), method)(address).status_code == 405


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_names_its_other_languages_and_itself(code: str) -> None:
    page = StandardPageFactory(slug="about")
    for other in ("ar", "fr"):
        translated(page, other)
    html = Client().get(f"/{code}/about/").content.decode()
    expected = {known: f"http://localhost/{known}/about/" for known in LANGUAGES}
    assert alternates(html) == expected | {"x-default": expected["en"]}
    assert f'<link rel="canonical" href="{expected[code]}">' in html
    for other in set(LANGUAGES) - {code}:
        assert f"/language/{other}/?to=/{other}/about/" in html
        assert NAMES[other] in html


def test_a_page_that_is_not_translated_says_so_and_offers_the_source() -> None:
    page = StandardPageFactory(slug="about")
    translated(page, "ar")
    html = Client().get("/ar/about/").content.decode()
    assert "/language/fr/" not in html
    french = re.search(r'<a [^>]*href="([^"]+)"[^>]*>\s*<bdi lang="fr">', html)
    assert french
    assert french[1] == "/en/about/"
    assert set(alternates(html)) == {"en", "ar", "x-default"}


def test_a_translation_that_is_a_draft_is_offered_to_nobody() -> None:
    page = StandardPageFactory(slug="about")
    draft = translated(page, "ar")
    draft.unpublish()
    html = Client().get("/en/about/").content.decode()
    assert "/ar/about/" not in html
    assert Client().get("/ar/about/").status_code == 404


def test_a_source_that_was_taken_back_is_offered_to_nobody() -> None:
    page = StandardPageFactory(slug="about")
    translated(page, "fr")
    page.unpublish()
    html = Client().get("/fr/about/").content.decode()
    assert "en" not in alternates(html)
    assert alternates(html)["fr"] == "http://localhost/fr/about/"


def test_a_language_without_pages_shows_no_other_language_in_its_name() -> None:
    StandardPageFactory(slug="about")
    for address in ("/fr/", "/fr/about/"):
        answer = Client().get(address)
        assert answer.status_code == 404
        assert '<html lang="fr"' in answer.content.decode()


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_unknown_address_is_answered_in_its_language(code: str) -> None:
    home_page(code)
    answer = Client(headers={"accept-language": "fr"}).get(f"/{code}/nothing/here/")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert answer["Content-Language"] == code
    assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">' in html


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_refusal_is_answered_in_the_language_of_the_address(code: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = client.post(f"/{code}/accounts/login/", {"login": "a@example.org", "password": "b"})
    assert answer.status_code == 403
    assert f'<html lang="{code}"' in answer.content.decode()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_failure_is_answered_in_the_language_of_the_address_without_the_database(
    code: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = server_error(RequestFactory().get(f"/{code}/faq/"))
    assert answer.status_code == 500
    assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">' in answer.content.decode()


def test_a_failing_page_answers_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    home_page()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(Page, "get_context", fail)
    answer = Client(raise_request_exception=False).get("/en/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", ["accounts/login/", "accounts/password/reset/", "search/"])
def test_pages_that_are_not_the_cms_s_have_language_and_switcher_too(code: str, path: str) -> None:
    home_page(code)
    html = Client(headers={"accept-language": "en"}).get(f"/{code}/{path}").content.decode()
    assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">' in html
    for other in set(LANGUAGES) - {code}:
        assert NAMES[other] in html


def test_members_pages_name_their_languages_to_members() -> None:
    section = MembersHomePageFactory(slug="members")
    translated(section, "ar")
    html = sign_in(Client(), member()).get(path_of(section)).content.decode()
    assert "/language/ar/?to=/ar/members/" in html
