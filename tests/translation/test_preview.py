"""The page in its own look with the translation so far: for those who work on it, and kept nowhere."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import Translation

from home.models import StandardPage
from tests.factories import TopicFactory, UserFactory, home_page, translated
from tests.translation.desk import BLOCK, desk_of, page_of, segment_of, write
from translation.services.opened import opened

pytestmark = pytest.mark.django_db

SENTENCE = 'Write to <a href="https://example.org/post">the <b>secretariat</b></a> by post.'
STORED = 'Write to <a id="a1">the <b>secretariat</b></a> by post.'
WORDS = 'اكتب إلى <a id="a1">الأمانة <b>العامة</b></a> بالبريد.'
Enter = Callable[[str], Client]


@pytest.fixture
def page() -> StandardPage:
    made = page_of(SENTENCE, "A second sentence.", title="Members", search_description="For search engines alone.")
    # Before there is an Arabic home page: what was written by hand is nobody's translation.
    home_page().save_revision().publish()
    for code in ("ar", "fr"):
        home_page(code)
    call_command("setup_roles", verbosity=0)
    translated(made, "ar", title="Members")
    return made


@pytest.fixture
def enter(client: Client) -> Enter:
    """Return the client, signed in as a person of this group who has a second factor."""

    def as_one_of(group: str) -> Client:
        client.force_login(UserFactory(groups=[group], second_factor=True))
        return client

    return as_one_of


def look(client: Client, translation: Translation, text: str = "") -> tuple[HttpResponse, BeautifulSoup]:
    query = {"segment": segment_of(translation, text).pk} if text else {}
    response = client.get(reverse("translation:preview", args=[translation.pk]), query)
    return response, BeautifulSoup(response.content, "html.parser")


def test_the_page_is_shown_in_its_own_look_with_the_words_so_far(page: StandardPage, enter: Enter) -> None:
    write(desk_of(page), STORED, WORDS, UserFactory())
    response, shown = look(enter("Translators: Arabic"), desk_of(page), STORED)
    assert response.status_code == 200
    assert isinstance(shown.html, Tag)
    assert (shown.html["lang"], shown.html["dir"]) == ("ar", "rtl")
    assert isinstance(shown.main, Tag)
    link = shown.main.find("a", href="https://example.org/post")
    assert link
    assert link.text == "الأمانة العامة"
    live = StandardPage.objects.get(locale__language_code="ar")
    assert "الأمانة" not in str(live.body)


def test_the_segment_asked_for_is_marked_once_and_is_where_the_address_leads(page: StandardPage, enter: Enter) -> None:
    write(desk_of(page), STORED, WORDS, UserFactory())
    _response, shown = look(enter("Translators: Arabic"), desk_of(page), STORED)
    (here,) = shown.select("#here")
    assert (here.name, here["tabindex"]) == ("mark", "-1")
    assert "".join(mark.text for mark in shown.select(".desk-here")).replace(" ", "") == "اكتبإلىالأمانةالعامةبالبريد."


def test_sentences_still_in_the_sources_language_say_so(page: StandardPage, enter: Enter) -> None:
    write(desk_of(page), STORED, WORDS, UserFactory())
    _response, shown = look(enter("Translators: Arabic"), desk_of(page))
    (second,) = [span for span in shown.select("main .desk-untranslated") if "second" in span.text]
    assert (second["lang"], second["dir"]) == ("en", "ltr")
    note = shown.select_one(".desk-preview")
    assert note
    assert "3 segments still stand" in note.text


def test_a_segment_that_no_reader_sees_in_the_text_is_said_to_be_so(page: StandardPage, enter: Enter) -> None:
    _response, shown = look(enter("Translators: Arabic"), desk_of(page), "For search engines alone.")
    note = shown.select_one(".desk-preview")
    assert not shown.select("#here")
    assert note
    assert "search engines" in note.text


def test_a_preview_is_kept_nowhere_and_sets_no_cookie(page: StandardPage, enter: Enter) -> None:
    response, _shown = look(enter("Translators: Arabic"), desk_of(page))
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert not response.cookies
    assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("group", ["Translators: French", "Members", "Communications"])
def test_who_does_not_translate_sees_no_preview(page: StandardPage, enter: Enter, group: str) -> None:
    response, shown = look(enter(group), desk_of(page))
    assert response.status_code in {302, 403}
    assert "second sentence" not in shown.text


def test_a_page_that_is_not_begun_is_explained(page: StandardPage, enter: Enter) -> None:
    response, shown = look(enter("Translators: French"), desk_of(page, "fr"))
    assert response.status_code == 200
    assert "not begun yet" in shown.text


def test_a_thing_without_a_look_of_its_own_is_explained(page: StandardPage, enter: Enter) -> None:
    topic = TopicFactory()
    found = Translation.objects.get(source__object_id=topic.translation_key, target_locale__language_code="ar")
    response, shown = look(enter("Translators: Arabic"), opened(found.pk))
    assert response.status_code == 200
    assert "no page of its own" in shown.text


def test_what_a_page_reads_from_its_raw_data_is_translated_too(page: StandardPage, enter: Enter) -> None:
    home = home_page()
    text = "Questions and answers about the network."
    home.entrances = [{"type": "entrance", "value": {"page": page.pk, "text": text}, "id": BLOCK}]
    home.save_revision().publish()
    write(desk_of(home), text, "أسئلة وأجوبة عن الشبكة.", UserFactory())
    _response, shown = look(enter("Translators: Arabic"), desk_of(home), text)
    (here,) = shown.select("#here")
    assert here.text == "أسئلة وأجوبة عن الشبكة."
