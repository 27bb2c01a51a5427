"""The Atom feed: each language's facts and corrections, and never a claim."""

import datetime
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import RebuttalIndexPageFactory, RebuttalPageFactory, translated
from tests.pages import path_of
from transparency.models import Correction, RebuttalPage
from transparency.services import feed

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
CLAIM = "A fictional and misleading claim."


def feed_of(index: Any, **headers: str) -> Any:
    return Client().get(f"{path_of(index)}feed.atom", headers=headers)


def parsed(answer: Any) -> ET.Element:
    return ET.fromstring(answer.content)  # noqa: S314 - the site wrote it


def entries(index: Any) -> list[ET.Element]:
    return parsed(feed_of(index)).findall(f"{ATOM}entry")


def published(index: Any, **values: Any) -> RebuttalPage:
    page = RebuttalPageFactory(parent=index, **values)
    page.save_revision().publish()
    made: RebuttalPage = RebuttalPage.objects.get(pk=page.pk)
    return made


def correct(page: RebuttalPage, number: int, code: str = "en", now: str = "It was founded.") -> None:
    Correction.objects.create(
        number=number, page=page, language=code, address="/", fact=page.title, was=CLAIM, now=now, reason="A slip.",
        mends=page.live_revision, mends_digest="0" * 64, published_at=timezone.now(), hash=f"{number:064}",
    )  # fmt: skip


def test_it_is_valid_atom_linked_from_the_page_and_its_head() -> None:
    index = RebuttalIndexPageFactory(title="Our answers")
    published(index, title="The <fact>.", claim=CLAIM, introduction="A & B.")
    answer = feed_of(index)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = parsed(answer)
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en"
    for name in ("title", "id", "updated", "author"):
        assert root.find(f"{ATOM}{name}") is not None
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "The <fact>."
    assert str(entry.findtext(f"{ATOM}id")).startswith("tag:localhost,")
    assert entry.findtext(f"{ATOM}summary") == "A &amp; B."
    for name in ("published", "updated"):
        assert datetime.datetime.fromisoformat(str(entry.findtext(f"{ATOM}{name}")))
    html = Client().get(path_of(index)).content.decode()
    assert f'<link rel="alternate" type="application/atom+xml" href="{path_of(index)}feed.atom"' in html
    assert f'<a href="{path_of(index)}feed.atom"' in html


def test_the_claim_is_never_sent_on() -> None:
    index = RebuttalIndexPageFactory()
    page = published(index, title="The fact.", claim=CLAIM)
    correct(page, 1, now=f"Not so: {CLAIM}")
    assert CLAIM not in feed_of(index).content.decode()


def test_each_language_has_its_own_rebuttals_and_corrections() -> None:
    index = RebuttalIndexPageFactory()
    page = published(index, title="The fact.")
    french = translated(page, "fr", title="Le fait.")
    french_index = index.get_translations().get(locale__language_code="fr").specific
    correct(page, 1)
    correct(french, 2, "fr")
    assert {entry.findtext(f"{ATOM}title") for entry in entries(index)} == {"The fact.", "Correction 1: The fact."}
    titles = [entry.findtext(f"{ATOM}title") for entry in entries(french_index)]
    assert "Le fait." in titles
    assert len(titles) == 2


def test_a_correction_carries_the_hash_by_which_a_reader_finds_a_chain_that_was_cut() -> None:
    index = RebuttalIndexPageFactory()
    correct(published(index, claim=CLAIM), 1, now=CLAIM)
    told = [entry.findtext(f"{ATOM}summary") for entry in entries(index)]
    assert f"SHA-256 {1:064}" in told
    assert not any(CLAIM in str(words) for words in told)


def test_an_id_stays_when_the_page_is_renamed_and_moved() -> None:
    index = RebuttalIndexPageFactory()
    page = published(index)
    before = entries(index)[0].findtext(f"{ATOM}id")
    page.title, page.slug = "Another fact.", "another"
    page.save_revision().publish()
    entry = entries(index)[0]
    assert entry.findtext(f"{ATOM}id") == before
    assert entry.findtext(f"{ATOM}title") == "Another fact."


def test_a_reader_who_has_it_is_told_that_nothing_changed() -> None:
    index = RebuttalIndexPageFactory()
    published(index)
    first = feed_of(index)
    assert feed_of(index, if_none_match=first["ETag"]).status_code == 304
    assert feed_of(index, if_modified_since=first["Last-Modified"]).status_code == 304
    published(index)
    assert feed_of(index, if_none_match=first["ETag"]).status_code == 200


def test_an_empty_feed_stays_the_same_and_a_long_one_has_the_newest_alone(
    django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert feed.NEWEST == 50
    monkeypatch.setattr(feed, "NEWEST", 5)
    index = RebuttalIndexPageFactory()
    assert feed_of(index).content == feed_of(index).content
    for number in range(7):
        published(index, title=f"Fact {number}.")
    with django_assert_max_num_queries(14):
        found = entries(index)
    assert [entry.findtext(f"{ATOM}title") for entry in found][:1] == ["Fact 6."]
    assert len(found) == 5
