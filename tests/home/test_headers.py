"""What is sent with a page: a strict policy, no cookie, nothing from elsewhere."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import home_page
from tests.pages import PUBLIC_TYPES, make_page, path_of, sign_in, superuser

pytestmark = pytest.mark.django_db


def policy(answer: Any) -> dict[str, str]:
    """Return the content policy's directives."""
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";") if part.strip())
    return {name: value for name, _space, value in parts}


def assert_strict(answer: Any) -> None:
    """Assert that nothing may run but the site's own files."""
    found = policy(answer)
    assert found["default-src"] == "'none'"
    assert found["script-src"] == found["style-src"] == found["img-src"] == found["connect-src"] == "'self'"
    assert found["base-uri"] == "'none'"
    assert found["form-action"] == found["frame-ancestors"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("model", PUBLIC_TYPES, ids=lambda model: model.__name__)
def test_a_reader_of_a_public_page_gets_no_cookie_and_the_strict_policy(model: Any) -> None:
    answer = Client().get(path_of(make_page(model)))
    assert answer.status_code == 200
    assert not answer.cookies
    assert_strict(answer)


@pytest.mark.parametrize(
    "address", ["/", "/en/search/?q=a", "/en/nothing/", "/sitemap.xml", "/robots.txt", "/healthz", "/documents/1/a.txt"]
)
def test_every_other_public_address_is_as_strict_and_sets_no_cookie(address: str) -> None:
    home_page()
    answer = Client().get(address)
    assert not answer.cookies
    assert_strict(answer)


def test_signing_in_is_as_strict() -> None:
    home_page()
    assert_strict(Client().get("/en/accounts/login/"))


def test_the_cms_may_write_into_its_own_pages_and_load_from_nowhere_else(client: Client) -> None:
    answer = sign_in(client, superuser()).get("/admin/")
    assert answer.status_code == 200
    found = policy(answer)
    assert found["default-src"] == "'none'"
    assert found["frame-src"] == "'self'"
    for value in found.values():
        assert "http" not in value
        assert "*" not in value
        assert "unsafe-eval" not in value


def test_an_address_that_only_begins_like_the_cms_is_strict() -> None:
    home_page()
    assert_strict(Client().get("/en/admin/"))
