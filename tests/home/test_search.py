"""Search over the public pages in the reader's language."""

import pytest
from django.test import Client

from tests.blocks import block
from tests.factories import (
    PrinciplesPageFactory,
    QuestionPageFactory,
    ResearchPageFactory,
    StandardPageFactory,
    home_page,
    translated,
)
from tests.factories_membership import TextVersionFactory, principle
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def found(query: str, code: str = "en") -> list[str]:
    """Return the titles that a reader finds."""
    answer = Client().get(f"/{code}/search/", {"q": query})
    assert answer.status_code == 200
    return [link.title for link, _description in answer.context["links"]]


def test_a_page_is_found_by_words_of_its_title_lead_and_body() -> None:
    StandardPageFactory(title="Governance", introduction="Who decides.", body=[block("text", "<p>A committee.</p>")])
    for query in ("governance", "GOVERNANCE", "decides", "committee", "committee governance"):
        assert found(query) == ["Governance"]
    assert found("committee nonsense") == []


def test_a_text_inside_a_section_is_found() -> None:
    body = [block("section", {"heading": "Meetings", "content": [block("text", "<p>Twice yearly.</p>")]})]
    StandardPageFactory(title="Governance", body=body)
    assert found("yearly") == found("meetings") == ["Governance"]


def test_a_reader_finds_pages_of_the_own_language_alone() -> None:
    page = StandardPageFactory(title="Governance")
    translated(page, "fr", title="Gouvernance", introduction="Qui décide.")
    translated(page, "ar", title="الحوكمة", introduction="من يقرر.")
    assert found("Gouvernance", "fr") == ["Gouvernance"]
    assert found("Gouvernance", "en") == found("Gouvernance", "ar") == []
    assert found("Governance", "fr") == []
    assert found("الحوكمة", "ar") == ["الحوكمة"]
    assert found("الحوكمة", "en") == []


@pytest.mark.parametrize("typed", ["décide", "decide", "DÉCIDE"])
def test_french_is_found_with_and_without_accents(typed: str) -> None:
    translated(StandardPageFactory(), "fr", title="Gouvernance", introduction="Qui décide.")
    assert found(typed, "fr") == ["Gouvernance"]


@pytest.mark.parametrize("typed", ["المدينة", "المَدِينَة", "مجلس المدينة"])
def test_arabic_is_found_with_and_without_vowel_signs(typed: str) -> None:
    translated(StandardPageFactory(), "ar", title="مجلس المدينة")
    assert found(typed, "ar") == ["مجلس المدينة"]


def test_search_words_are_found_and_never_shown() -> None:
    page = QuestionPageFactory(title="What is it?", search_words="gobbledygook")
    assert found("gobbledygook") == ["What is it?"]
    for address in (page.url, page.get_parent().url):
        assert "gobbledygook" not in Client().get(address).content.decode()
    results = Client().get("/en/search/", {"q": "gobbledygook"}).content.decode()
    assert text_of(results).count("gobbledygook") == 1


def test_a_principle_is_found_by_its_statement_in_each_language() -> None:
    wordings = {
        "en": [principle(statement="Protect everybody's rights.")],
        "ar": [principle(statement="حماية حقوق الجميع.")],
    }
    TextVersionFactory(kind="principles", wordings=wordings)
    page = PrinciplesPageFactory(title="Principles")
    translated(page, "ar", title="المبادئ")
    assert found("everybody") == ["Principles"]
    assert found("الجميع", "ar") == ["المبادئ"]
    assert found("everybody", "ar") == []


def test_drafts_and_members_pages_are_never_found() -> None:
    StandardPageFactory(title="Hidden draft", live=False)
    research = ResearchPageFactory(title="Hidden research")
    translated(research, "fr", title="Hidden recherche")
    assert found("hidden") == found("hidden", "fr") == found("hidden", "ar") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "\x00",
        "a\x00b",
        "x" * 10_000,
        "word " * 2_000,
        "' OR 1=1; DROP TABLE wagtailcore_page; --",
        '"',
        '"unbalanced',
        "AND",
        "OR NOT",
        "NEAR(a b)",
        "title:secret",
        "a*",
        "(((",
        "^-+:{}[]\\",
        "%_",
        "&|!<->",
        "<script>alert(1)</script>",
        "\u202e\u200f\u2066",
        "😀",
        "\ud7ff\ufffe",
        "...",
    ],
)
def test_whatever_is_typed_is_answered(query: str) -> None:
    StandardPageFactory(title="Governance")
    home_page("ar")
    for code in ("en", "ar"):
        answer = Client().get(f"/{code}/search/", {"q": query})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("query", ["", "   ", "\x00"])
def test_no_word_finds_nothing(query: str) -> None:
    StandardPageFactory(title="Governance")
    assert found(query) == []


@pytest.mark.parametrize("page", ["abc", "0", "-1", "999999999999999999999", "1e9", "", "٢"])
def test_any_number_of_a_page_is_answered(page: str) -> None:
    StandardPageFactory(title="Governance")
    assert Client().get("/en/search/", {"q": "governance", "page": page}).status_code == 200


def test_ten_results_stand_on_a_page_and_the_rest_on_the_next() -> None:
    StandardPageFactory.create_batch(11, introduction="Committee.")
    assert len(found("committee")) == 10
    first = Client().get("/en/search/", {"q": "committee"}).content.decode()
    assert 'rel="next" href="?q=committee&amp;page=2"' in first
    second = Client().get("/en/search/", {"q": "committee", "page": "2"})
    assert len(second.context["links"]) == 1
    assert 'rel="prev"' in second.content.decode()


def test_search_is_not_for_crawlers_and_only_for_reading(client: Client) -> None:
    home_page()
    assert 'name="robots" content="noindex"' in client.get("/en/search/?q=a").content.decode()
    assert client.post("/en/search/", {"q": "a"}).status_code == 405
