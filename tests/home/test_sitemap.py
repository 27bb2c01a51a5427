"""What crawlers are told."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import ResearchPageFactory, StandardPageFactory, home_page, translated
from tests.pages import LANGUAGES, path_of

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def sitemap() -> dict[str, dict[str, str]]:
    """Return each address of the sitemap with its alternates, by language."""
    answer = Client().get("/sitemap.xml")
    assert answer.status_code == 200
    root = ET.fromstring(answer.content)  # noqa: S314 - the site's own
    return {
        str(url.findtext("s:loc", namespaces=NAMES)): {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", NAMES)
        }
        for url in root.findall("s:url", NAMES)
    }


def test_every_language_is_listed_with_its_alternates() -> None:
    page = StandardPageFactory(slug="about")
    for code in ("ar", "fr"):
        translated(page, code)
    alternates = {code: f"http://localhost/{code}/about/" for code in LANGUAGES}
    found = sitemap()
    for code in LANGUAGES:
        assert found[alternates[code]] == alternates | {"x-default": alternates["en"]}
        assert f"http://localhost/{code}/" in found


def test_a_page_in_one_language_alone_names_no_other() -> None:
    page = translated(StandardPageFactory(slug="about"), "fr")
    page.get_translations().get().unpublish()
    assert sitemap()["http://localhost/fr/about/"] == dict.fromkeys(("fr", "x-default"), "http://localhost/fr/about/")


def test_drafts_and_members_pages_are_not_listed() -> None:
    draft = StandardPageFactory(live=False)
    research = ResearchPageFactory()
    gated = [research, translated(research, "ar"), research.get_parent()]
    text = Client().get("/sitemap.xml").content.decode()
    for page in (draft, *gated):
        assert path_of(page) not in text


def test_the_sitemap_costs_the_same_however_many_pages_there_are() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            sitemap()
        return len(captured)

    StandardPageFactory()
    home_page("ar")
    queries()
    few = queries()
    for page in StandardPageFactory.create_batch(10):
        translated(page, "ar")
    assert queries() == few <= 8


def test_robots_are_kept_from_what_is_not_for_them(client: Client) -> None:
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines
    for code in LANGUAGES:
        assert f"Disallow: /{code}/members/" in lines
        assert f"Disallow: /{code}/accounts/" in lines


def test_health_is_told_without_detail(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").content == b"ok"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json().values()) == {"ok"}
    assert set(answer.json()) == {"database", "cache", "migrations", "outbox"}
    assert "no-store" in answer["Cache-Control"]

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("django.core.cache.backends.locmem.LocMemCache.set", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["cache"] == "failed"
    assert answer.json()["database"] == "ok"
    assert b"secret" not in answer.content
    assert client.get("/healthz").status_code == 200
