"""Whatever is sent, the answer is a page in the reader's language, and nothing of the machine shows."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import ActivityPageFactory, StandardPageFactory, home_page, translated
from tests.pages import member, path_of, sign_in

pytestmark = pytest.mark.django_db


def assert_an_error_page(answer: Any, status: int, code: str = "en") -> None:
    """Assert that a person gets a page, in the language of the address, without a trace of the machine."""
    html = answer.content.decode()
    assert answer.status_code == status
    assert f'<html lang="{code}"' in html
    assert "<h1" in html
    for trace in ("Traceback", "Exception", "site-packages", "wagtailcore", "Django"):
        assert trace not in html


@pytest.mark.parametrize("code", ["en", "ar", "fr"])
@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "about/nothing/",
        "about.html",
        "غير-موجود/",
        "%00/",
        "%FF%FE/",
        "..%2f..%2fetc/passwd",
        "%E2%80%AE/",
        "a" * 3000 + "/",
        "😀/",
        "'%20OR%201=1--/",
        "{{7*7}}/",
        "<script>alert(1)</script>/",
    ],
)
def test_an_address_that_leads_nowhere_is_answered_in_its_language(code: str, path: str) -> None:
    page = StandardPageFactory(slug="about")
    if code != "en":
        translated(page, code)
    answer = Client().get(f"/{code}/{path}", follow=True)
    assert_an_error_page(answer, 404, code)
    assert "<script>alert" not in answer.content.decode()
    assert ">49<" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/nothing", "/xx/", "/EN/faq/", "/language/", "/media/", "/documents/", "/en/en/"])
def test_an_address_outside_the_languages_leads_nowhere_either(address: str) -> None:
    home_page()
    assert_an_error_page(Client().get(address, follow=True), 404)


@pytest.mark.parametrize("address", ["/documents/999999/a.txt", "/documents/99999999999999999999999/a.txt", "/media/a"])
def test_a_file_that_is_not_there_is_not_found(address: str) -> None:
    home_page()
    assert_an_error_page(Client().get(address, follow=True), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_are_for_reading(method: str) -> None:
    page = StandardPageFactory()
    answer = getattr(Client(), method)(path_of(page))
    assert answer.status_code == 405
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_form_from_elsewhere_is_refused_in_words() -> None:
    home_page("ar")
    answer = Client(enforce_csrf_checks=True).post("/ar/accounts/login/", {"login": "a@example.org"})
    assert_an_error_page(answer, 403, "ar")


def test_an_unknown_part_of_an_activity_is_not_found() -> None:
    page = ActivityPageFactory()
    client = sign_in(Client(), member())
    for part in ("calendar.ics", "calendar/more/", "nothing/"):
        assert_an_error_page(client.get(path_of(page) + part, follow=True), 404)


@pytest.mark.parametrize("query", ["?%00=1", "?a=%FF", "?" + "a=1&" * 500, "?page[]=1", "?lang=xx", "?preview=1"])
def test_what_follows_the_question_mark_changes_nothing(query: str) -> None:
    page = StandardPageFactory(title="Governance")
    answer = Client().get(path_of(page) + query)
    assert answer.status_code == 200
    assert "Governance" in answer.content.decode()
