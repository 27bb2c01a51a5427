"""The documents for members: by topic, by language, by words, and in whatever language they were published."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from membership.models import ResourceTopic
from membership.services import resources
from tests.blocks import block
from tests.factories import (
    ActivityPageFactory,
    MembersHomePageFactory,
    ResearchPageFactory,
    ResourceDocumentFactory,
    ResourcePageFactory,
    SiteIdentityFactory,
    language,
    translated,
)
from tests.pages import assert_kept_by_no_cache, member, outsider, path_of, sign_in, text_of

pytestmark = pytest.mark.django_db

LIST = "/{}/members/resources/"


@pytest.fixture
def home() -> Any:
    return MembersHomePageFactory(slug="members")


def read(query: str = "", code: str = "en") -> str:
    answer = sign_in(Client(), member()).get(LIST.format(code) + query)
    assert answer.status_code == 200
    return whole(answer)


def whole(answer: Any) -> str:
    """Return the page, with each tag closed on the line where its attributes end."""
    return str(answer.content.decode().replace("\n>", ">"))


def topic(stable_id: str, **names: str) -> ResourceTopic:
    """Return the English topic, made with its translations."""
    topics = [
        ResourceTopic.objects.create(locale=language(code), stable_id=stable_id, name=name)
        for code, name in names.items()
    ]
    return topics[0]


def test_a_resource_is_found_by_its_topic_by_a_documents_language_and_by_any_of_its_words(home: Any) -> None:
    youth = topic("youth", en="Youth", ar="الشباب")
    first = ResourcePageFactory(parent=home, title="A guide", topic=youth, body=[block("text", "<p>Playgrounds.</p>")])
    second = ResourcePageFactory(parent=home, title="A report", introduction="On libraries.")
    ResourceDocumentFactory(page=first, language="ar")
    ResourceDocumentFactory(page=second, language="en")
    for query, found, other in (
        ("?topic=youth", "A guide", "A report"),
        ("?language=ar", "A guide", "A report"),
        ("?language=en", "A report", "A guide"),
        ("?q=playgrounds", "A guide", "A report"),
        ("?q=libraries", "A report", "A guide"),
        ("?q=report", "A report", "A guide"),
        ("?q=guide&topic=youth&language=ar", "A guide", "A report"),
    ):
        text = text_of(read(query))
        assert found in text, query
        assert other not in text, query
    assert "No resource fits." in text_of(read("?q=guide&language=en"))
    assert "الشباب" in text_of(read("", "ar"))


def test_what_is_published_in_one_language_is_listed_once_in_the_others_with_a_note(home: Any) -> None:
    translated(home, "ar")
    english = ResourcePageFactory(parent=home, title="In English alone")
    both = ResourcePageFactory(parent=home, title="In both")
    translated(both, "ar", title="باللغتين")
    html = read("", "ar")
    assert "باللغتين" in html
    assert ">In both<" not in html
    assert f'href="{path_of(english)}" lang="en" hreflang="en" dir="ltr"' in html
    assert html.count("untranslated") == 1
    arabic_alone = translated(ResourcePageFactory(parent=home), "ar", title="بالعربية وحدها")
    arabic_alone.get_translations().get(locale__language_code="en").unpublish()
    assert 'lang="ar" hreflang="ar" dir="rtl">بالعربية وحدها' in read()


def test_the_first_page_of_members_lists_what_is_not_translated_yet(home: Any) -> None:
    arabic = translated(home, "ar")
    for factory in (ActivityPageFactory, ResearchPageFactory, ResourcePageFactory):
        factory(parent=home, title=f"English {factory.__name__}")
    activity = ActivityPageFactory(parent=home, title="An English title")
    translated(activity, "ar", title="نشاط")
    html = whole(sign_in(Client(), member()).get(path_of(arabic)))
    for factory in (ActivityPageFactory, ResearchPageFactory, ResourcePageFactory):
        assert f'dir="ltr">English {factory.__name__}' in html
    assert html.count("untranslated") == 3
    assert "نشاط" in html
    assert "An English title" not in html


def test_drafts_are_in_no_list_and_take_no_translations_place(home: Any) -> None:
    ResourcePageFactory(parent=home, title="A draft", live=False)
    source = ResourcePageFactory(parent=home, title="The source")
    translated(source, "ar", title="مسودة").unpublish()
    assert "A draft" not in read()
    assert "A draft" not in read("?q=draft")
    html = read("", "ar")
    assert "The source" in html
    assert "مسودة" not in html


def test_the_search_finds_nothing_outside_of_the_resources(home: Any) -> None:
    ResearchPageFactory(parent=home, title="Kaleidoscope research")
    assert "Kaleidoscope research" not in read("?q=kaleidoscope")


@pytest.mark.parametrize(
    "query", ["?q=%22", "?q=%00", "?q=" + "x" * 10_000, "?page=x", "?topic=%3Cb%3E", "?language=zz", "?q=*"]
)
def test_whatever_is_asked_the_list_answers(query: str, home: Any) -> None:
    ResourcePageFactory(parent=home)
    assert "<b>" not in read(query)


@pytest.mark.parametrize("code", ["en", "ar", "fr"])
def test_the_list_is_shut_to_strangers_and_kept_by_no_cache(code: str, home: Any) -> None:
    ResourcePageFactory(parent=home, title="A secret")
    for client in (Client(), sign_in(Client(), outsider())):
        answer = client.get(LIST.format(code))
        assert answer.status_code in {302, 403}
        assert "A secret" not in answer.content.decode()
    assert_kept_by_no_cache(sign_in(Client(), member()).get(LIST.format(code)))


def test_the_list_has_pages_and_costs_the_same_however_long_it_is(home: Any) -> None:
    SiteIdentityFactory()
    client = sign_in(Client(), member())

    def cost(query: str) -> int:
        client.get(LIST.format("en") + query)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST.format("en") + query).status_code == 200
        return len(captured)

    def add(number: int) -> None:
        for _count in range(number):
            page = ResourcePageFactory(parent=home, introduction="A word.", topic=youth)
            ResourceDocumentFactory(page=page, document=document)

    youth = topic("youth", en="Youth")
    document = ResourceDocumentFactory(page=ResourcePageFactory(parent=home)).document
    add(2)
    few = cost(""), cost("?q=word&topic=youth&language=en")
    add(resources.PAGE_SIZE)
    assert (cost(""), cost("?q=word&topic=youth&language=en")) == few
    assert max(few) <= 16
    assert 'href="?topic=youth&amp;page=2"' in read("?topic=youth")


@pytest.mark.parametrize("slug", ["resources", "cities", "city", "terms"])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_no_page_of_the_cms_can_hide_behind_one_of_the_sites_own(code: str, slug: str, home: Any) -> None:
    with override(code), pytest.raises(ValidationError, match="slug"):
        ResourcePageFactory(parent=home, slug=slug)
    assert ResourcePageFactory(parent=home, slug=f"{slug}-for-you").pk
