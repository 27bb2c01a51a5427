"""The rebuttal document: the fact leads, the claim stands once, evidence can be checked, corrections stay."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.factories import RebuttalIndexPageFactory, RebuttalPageFactory, translated
from tests.pages import path_of, text_of
from transparency.models import RebuttalIndexPage, RebuttalPage
from transparency.services.fallacies import EXPLANATIONS

pytestmark = pytest.mark.django_db

CLAIM = "A fictional and misleading claim."


def html_of(page: Any) -> str:
    """Return the page as a reader gets it."""
    return Client().get(path_of(page)).content.decode()


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_fact_leads_and_the_claim_stands_once_on_the_whole_page(code: str) -> None:
    page = RebuttalPageFactory(title="The fact.", claim=CLAIM)
    html = html_of(page if code == "en" else translated(page, code))
    assert re.search(r"<h1[^>]*>\s*The fact\.\s*</h1>", html)
    assert html.count(CLAIM) == 1
    assert html.index("The fact.", html.index("<h1")) < html.index(CLAIM)


def test_the_claim_is_nowhere_but_on_its_page() -> None:
    page = RebuttalPageFactory(title="The fact.", claim=CLAIM)
    index = page.get_parent()
    for address in (path_of(index), path_of(index.get_parent()), "/en/", "/sitemap.xml"):
        assert CLAIM not in Client().get(address).content.decode()
    assert "The fact." in html_of(index)
    assert Client().get("/en/search/", {"q": "fictional misleading"}).context["links"] == []


def test_the_index_lists_live_facts_in_the_editors_order() -> None:
    second = RebuttalPageFactory(title="Second fact.")
    first = RebuttalPageFactory(parent=second.get_parent(), title="First fact.")
    RebuttalPageFactory(parent=second.get_parent(), title="Hidden fact.", live=False)
    first.move(second, pos="left")
    text = text_of(html_of(second.get_parent()))
    assert text.index("First fact.") < text.index("Second fact.")
    assert "Hidden fact." not in text


def test_the_kind_of_error_and_the_reason_are_told() -> None:
    page = RebuttalPageFactory(fallacy=RebuttalPage.Fallacy.OMISSION, why_misleading="It leaves out the context.")
    text = text_of(html_of(page))
    assert "Omission" in text
    assert "It leaves out the context." in text


def test_the_error_is_explained_and_the_fact_stands_again_at_the_end() -> None:
    page = RebuttalPageFactory(title="The fact.", fallacy=RebuttalPage.Fallacy.OMISSION)
    text = text_of(html_of(page))
    assert "It leaves out what would lead to another conclusion." in text
    assert text.rindex("The fact.") > text.index("The evidence")


def test_every_error_that_an_editor_may_name_is_explained() -> None:
    assert set(EXPLANATIONS) == set(RebuttalPage.Fallacy.values)


def test_the_index_says_that_the_network_answers_for_itself_and_lists_twenty_facts_a_page() -> None:
    index = RebuttalIndexPageFactory()
    RebuttalPageFactory.create_batch(21, parent=index)
    first = text_of(html_of(index))
    assert "Our response" in first
    assert "The network answers for itself" in first
    second = Client().get(path_of(index), {"page": 2})
    assert [link.title for link in second.context["rebuttals"]] == [
        RebuttalPage.objects.child_of(index).order_by("path")[20].title
    ]
    assert 'start="21"' in second.content.decode()


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_whole_document_and_one_answer_can_be_had_as_pdf_and_hold_the_claim_once(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = RebuttalPageFactory(title="The fact.", claim=CLAIM)
    page = page if code == "en" else translated(page, code)
    index = RebuttalIndexPage.objects.parent_of(page).get()
    drawn: list[str] = []
    monkeypatch.setattr("home.services.pdf.remembered", lambda html, *rest, **options: drawn.append(html) or b"%PDF-")
    for thing in (page, index):
        assert Client().get(f"{path_of(thing)}document.pdf")["Content-Type"] == "application/pdf"
    for html in drawn:
        assert html.count(CLAIM) == 1
        assert f'lang="{code}"' in html
    assert '<section id="s-' in drawn[1]
