"""Where the links of texts, lists and switchers lead."""

import re

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries
from wagtail.rich_text import expand_db_html

from home.models import StandardPage
from tests.factories import StandardPageFactory, home_page, language, translated
from tests.pages import path_of

pytestmark = pytest.mark.django_db


def link(page: StandardPage, attributes: str = "") -> str:
    return f'<a linktype="page" id="{page.pk}"{attributes}>words</a>'


def test_a_link_leads_to_the_readers_language() -> None:
    page = StandardPageFactory(slug="privacy")
    translated(page, "ar")
    with override("ar"):
        assert expand_db_html(link(page)) == '<a href="/ar/privacy/">words</a>'
    with override("en"):
        assert expand_db_html(link(page)) == '<a href="/en/privacy/">words</a>'


def test_a_link_to_a_page_that_is_not_translated_says_its_language() -> None:
    page = StandardPageFactory(slug="privacy")
    home_page("ar")
    with override("ar"):
        assert expand_db_html(link(page)) == '<a href="/en/privacy/" hreflang="en">words</a>'


def test_a_link_keeps_its_class() -> None:
    page = StandardPageFactory(slug="privacy")
    with override("en"):
        assert expand_db_html(link(page, ' class="button"')) == '<a href="/en/privacy/" class="button">words</a>'


def test_a_link_to_a_page_that_is_gone_or_a_draft_keeps_its_words() -> None:
    draft = StandardPageFactory(live=False)
    gone = '<a linktype="page" id="999999">words</a>'
    with override("en"):
        assert expand_db_html(link(draft) + gone) == "<a>words</a><a>words</a>"


def test_all_links_of_a_text_are_found_with_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    pages = StandardPageFactory.create_batch(5)
    language("ar")
    with override("en"):
        expand_db_html(link(pages[0]))
        with django_assert_num_queries(1):
            expand_db_html("".join(link(page) for page in pages))


def test_the_switcher_leads_to_the_same_page_and_says_what_is_not_translated(client: Client) -> None:
    page = StandardPageFactory(slug="privacy")
    translated(page, "ar")
    html = client.get(path_of(page)).content.decode()
    assert 'href="/language/ar/?to=/ar/privacy/" lang="ar" hreflang="ar" dir="rtl"' in html
    missing = re.search(r'<a class="languages__link languages__link--missing".*?</a>', html, re.DOTALL)
    assert missing is not None
    assert 'href="/en/privacy/"' in missing[0]
    assert "Français" in missing[0]
    assert "not translated yet" in missing[0]


def test_a_page_names_its_own_address_and_its_translations(client: Client) -> None:
    page = StandardPageFactory(slug="privacy")
    translated(page, "ar")
    html = client.get("/ar/privacy/").content.decode()
    assert '<link rel="canonical" href="http://localhost/ar/privacy/">' in html
    alternates = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', html))
    assert alternates == {
        "en": "http://localhost/en/privacy/",
        "ar": "http://localhost/ar/privacy/",
        "x-default": "http://localhost/en/privacy/",
    }


def test_a_way_in_shows_the_pages_title_in_the_readers_language(client: Client) -> None:
    page = StandardPageFactory(title="Privacy", slug="privacy")
    home = home_page()
    home.entrances = [("entrance", {"page": page, "text": "What we know of you."})]
    home.save_revision().publish()
    arabic = translated(page, "ar", title="الخصوصية").get_parent().specific
    arabic.entrances = home.entrances
    arabic.save_revision().publish()
    html = client.get("/ar/").content.decode()
    assert re.search(r'<a class="index-list__link" href="/ar/privacy/">الخصوصية</a>', html)
    assert "What we know of you." in html
