"""What the public reads of the principles and the Terms: the version in force, its history, every version before it."""

import datetime
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from membership.models import TextVersion
from membership.services import versions
from tests.factories import (
    PrinciplesPageFactory,
    TermsOfReferencePageFactory,
    home_page,
    translated,
)
from tests.factories_membership import MeetingFactory, TextVersionFactory, principle
from tests.pages import path_of, text_of

pytestmark = pytest.mark.django_db
Kind = TextVersion.Kind
FUTURE = datetime.date(2999, 1, 1)


def version(kind: str, name: str, statement: str, year: int = 2026, **values: Any) -> TextVersion:
    """Return an adopted version whose P1 says this, in Arabic too."""
    wordings = {
        "en": [principle("P1", statement=statement)],
        "ar": [principle("P1", name="حقوق", statement=f"نصّ {name}.")],
    }
    day = datetime.date(year, 1, 1)
    made: TextVersion = TextVersionFactory(
        kind=kind, version=name, **{"in_force_on": day, "wordings": wordings} | values
    )
    return made


@pytest.fixture
def principles() -> Any:
    """Return the page of the principles, in Arabic too, with three versions; the third is not in force yet."""
    version(Kind.PRINCIPLES, "1.0", "Protect rights.", 2024)
    version(Kind.PRINCIPLES, "2", "Protect human rights.", 2025, adopted_at=MeetingFactory())
    version(Kind.PRINCIPLES, "3", "Protect all human rights.", in_force_on=FUTURE)
    made = PrinciplesPageFactory(slug="principles")
    translated(made, "ar", slug="principles")
    return made


def read(page: Any, below: str = "", code: str = "en") -> str:
    """Return the page's answer below its address in this language."""
    answer = Client().get(f"/{code}{path_of(page).removeprefix('/en')}{below}")
    assert answer.status_code == 200, below
    return answer.content.decode()


def status(page: Any, below: str) -> int:
    return Client().get(f"{path_of(page)}{below}").status_code


def test_the_page_shows_the_version_in_force_and_its_history(principles: Any) -> None:
    text = text_of(read(principles))
    assert "Protect human rights." in text
    assert "Protect all human rights." not in text
    history = text[text.index("History") :]
    assert history.index("Version 3") < history.index("Version 2") < history.index("Version 1.0")
    assert "A fictional meeting" in history
    assert "اجتماع خيالي" in text_of(read(principles, code="ar"))


def test_a_meetings_review_without_change_stands_in_the_history(principles: Any) -> None:
    versions.record_review(
        MeetingFactory(held_on=datetime.date(2025, 5, 5), names={"en": "The May meeting"}), "principles"
    )
    text = text_of(read(principles))
    assert "Reviewed: nothing changed Version 2 stays as it is. The May meeting" in text


def test_a_long_history_is_paged(principles: Any) -> None:
    for number in range(20):
        versions.record_review(MeetingFactory(names={"en": f"Meeting {number}."}), "principles")
    first, second = text_of(read(principles)), text_of(read(principles, "?page=2"))
    assert "Meeting 19." in first
    assert "Meeting 0." not in first
    assert "Version 1.0" in second


def test_every_adopted_version_keeps_its_address_and_says_whether_it_is_in_force(principles: Any) -> None:
    old = text_of(read(principles, "versions/1-0/"))
    assert "Protect rights." in old
    assert "This is not the version in force." in old
    assert "not the version in force" not in read(principles, "versions/2/")
    assert "This version is not in force yet." in read(principles, "versions/3/")
    assert "نصّ 1.0." in read(principles, "versions/1-0/", "ar")


def test_the_difference_with_the_version_before_is_shown_word_by_word_in_each_language(principles: Any) -> None:
    html = read(principles, "versions/2/changes/")
    assert re.search(r"<ins[^>]*>.*?human", html)
    arabic = read(principles, "versions/2/changes/", "ar")
    assert '<div class="text-changes__words" lang="ar" dir="rtl">' in arabic
    assert "<del" in arabic
    assert status(principles, "versions/1-0/changes/") == 404


def test_the_other_languages_of_a_version_are_one_press_away(principles: Any) -> None:
    html = read(principles, "versions/1-0/")
    assert re.search(r'hreflang="ar" href="[^"]*/ar/[^"]*/principles/versions/1-0/"', html)
    assert re.search(r'<link rel="canonical" href="[^"]*/principles/versions/1-0/"', html)


def test_a_proposal_is_found_at_no_address(principles: Any) -> None:
    proposal = versions.propose("principles", "4")
    for below in ("", "changes/", "document.pdf"):
        assert status(principles, f"versions/4/{below}") == 404
    assert proposal.slug == "4"
    assert "Version 4" not in read(principles)
    for below in ("versions/", "versions/none/", "versions/2/none/", "versions/2%00/"):
        assert status(principles, below) == 404


def test_a_text_that_only_members_read_is_shown_to_strangers_nowhere() -> None:
    version(Kind.TERMS, "1", "Confidential words.", 2024)
    version(Kind.TERMS, "2", "Confidential, too.", 2025, is_public=False)
    page = TermsOfReferencePageFactory()
    for below in ("", "versions/2/"):
        html = read(page, below)
        assert "Confidential" not in html
        assert "to its members alone" in html
        assert "versions/2/changes" not in html
        assert "document.pdf" not in html
    for below in ("document.pdf", "versions/2/document.pdf", "versions/2/changes/"):
        assert status(page, below) == 404
    assert page.words_in_force() == ""


def test_a_language_without_a_wording_shows_the_sources_words_marked_as_such() -> None:
    version(Kind.TERMS, "1", "English words.")
    page = TermsOfReferencePageFactory(slug="terms")
    home_page("fr")
    translated(page, "fr", slug="terms")
    html = read(page, code="fr")
    assert re.search(r'class="version-text__words flow" lang="en" dir="ltr"', html)


def test_each_version_is_a_pdf_in_the_pages_language(principles: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr("home.services.pdf.render", lambda html: drawn.append(html) or b"%PDF-")
    for below in ("document.pdf", "versions/1-0/document.pdf"):
        answer = Client().get(f"/ar{path_of(principles).removeprefix('/en')}{below}")
        assert answer["Content-Type"] == "application/pdf"
    in_force, old = drawn
    assert '<html lang="ar" dir="rtl">' in in_force
    assert "نصّ 2." in in_force
    assert "نصّ 1.0." in old
    assert "P1" in old
    assert "/versions/1-0/" in old
    assert "/versions/2/" in in_force


def test_without_the_systems_library_no_link_leads_to_a_pdf(principles: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "document.pdf" in read(principles)
    monkeypatch.setattr("home.services.pdf.available", lambda: False)
    for below in ("", "versions/2/"):
        assert "document.pdf" not in read(principles, below)


def test_search_follows_what_is_in_force(principles: Any, django_capture_on_commit_callbacks: Any) -> None:
    def finds(word: str) -> bool:
        return bool(Client().get("/en/search/", {"q": word}).context["links"])

    principles.save()
    assert finds("rights")
    proposal = versions.propose("principles", "4")
    for wording in proposal.wordings.all():
        wording.body = [("principle", principle("P1", statement="Protect dignity.")["value"])]
        wording.save()
    assert not finds("dignity")
    # The third version is to come: what follows it cannot be in force before.
    with django_capture_on_commit_callbacks(execute=True):
        versions.adopt(proposal.pk, MeetingFactory(), None, FUTURE)
    assert not finds("dignity")


def test_on_the_day_on_which_a_version_comes_into_force_search_learns_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = PrinciplesPageFactory()
    version(Kind.PRINCIPLES, "1", "Protect dignity.", in_force_on=FUTURE)
    page.save()
    assert not Client().get("/en/search/", {"q": "dignity"}).context["links"]
    monkeypatch.setattr(timezone, "localdate", lambda *args: FUTURE)
    call_command("membership_daily", verbosity=0)
    assert Client().get("/en/search/", {"q": "dignity"}).context["links"]
