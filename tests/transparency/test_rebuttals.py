"""The rebuttal document: the fact leads, the claim stands once, evidence can be checked, corrections stay."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.blocks import block
from tests.factories import PrinciplesPageFactory, RebuttalPageFactory, translated
from tests.pages import path_of, text_of
from transparency.blocks import EvidenceBlock
from transparency.models import RebuttalPage

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


def test_evidence_leads_to_its_page_in_the_readers_language() -> None:
    principles = PrinciplesPageFactory()
    french = translated(principles, "fr")
    value = {"statement": "It says so.", "source": "Principle P2", "page": principles.pk, "document": None, "url": ""}
    page = RebuttalPageFactory(evidence=[block("evidence", value)])
    assert f'href="{path_of(principles)}"' in html_of(page)
    assert f'href="{path_of(french)}"' in html_of(translated(page, "fr"))


def test_evidence_that_leads_nowhere_is_refused() -> None:
    evidence = EvidenceBlock()
    value = {"statement": "It says so.", "source": "Somewhere", "page": None, "document": None, "url": ""}
    with pytest.raises(ValidationError):
        evidence.clean(evidence.to_python(value))
    evidence.clean(evidence.to_python(value | {"url": "https://example.org/"}))
