"""ClaimReview: off unless staff turn it on, and valid then."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.factories import RebuttalPageFactory, translated
from tests.pages import path_of
from transparency.models import TransparencySettings

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def markup(page: Any) -> list[str]:
    return SCRIPT.findall(Client().get(path_of(page)).content.decode())


def turn(page: Any, on: bool) -> None:
    settings = TransparencySettings.for_site(page.get_site())
    settings.claim_review = on
    settings.save()


def test_it_is_off_until_it_is_turned_on_and_off_again_when_it_is_turned_off() -> None:
    page = RebuttalPageFactory()
    assert markup(page) == []
    turn(page, True)
    assert len(markup(page)) == 1
    assert markup(page.get_parent()) == []
    turn(page, False)
    assert markup(page) == []


def test_it_has_what_schema_org_asks_for() -> None:
    page = RebuttalPageFactory(claim="A fictional claim.")
    page.save_revision().publish()
    turn(page, True)
    review = json.loads(markup(page)[0])
    assert review["@context"] == "https://schema.org"
    assert review["@type"] == "ClaimReview"
    assert review["url"].endswith(path_of(page))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", review["datePublished"])
    assert review["claimReviewed"] == "A fictional claim."
    assert review["itemReviewed"] == {"@type": "Claim", "name": "A fictional claim."}
    assert review["author"]["@type"] == "Organization"
    assert review["author"]["name"]
    assert review["author"]["url"].startswith("http")
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "Misleading"}


def test_it_rates_in_the_readers_language() -> None:
    page = RebuttalPageFactory()
    turn(page, True)
    assert json.loads(markup(translated(page, "fr"))[0])["inLanguage"] == "fr"


@pytest.mark.parametrize("claim", ["</script><script>alert(1)</script>", "<!--<script>", "\u2028]]>&amp;\"'"])
def test_no_claim_breaks_out_of_it(claim: str) -> None:
    page = RebuttalPageFactory(claim=claim)
    turn(page, True)
    found = markup(page)
    assert len(found) == 1
    assert json.loads(found[0])["claimReviewed"] == claim
    assert not set("<>&") & set(found[0])
