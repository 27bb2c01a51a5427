"""What is said of a change after it was published, and what readers of a translation are told."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail_localize.models import Translation, TranslationSource

from faq.models import Topic
from home.models import OutgoingEmail, StandardPage, User
from tests.factories import (
    MembersHomePageFactory,
    StandardPageFactory,
    TopicFactory,
    UserFactory,
    home_page,
    language,
    translated,
)
from translation.models import DeskEntry, SourceVersion
from translation.services import changes, freshness

pytestmark = pytest.mark.django_db

THEN = datetime.datetime(2031, 5, 3, 12, tzinfo=datetime.UTC)
LATER = datetime.datetime(2031, 5, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _site() -> None:
    for code in ("ar", "fr"):
        home_page(code)
    call_command("setup_roles", verbosity=0)


@pytest.fixture
def english() -> StandardPage:
    """Return a page that was published and translated into Arabic on 3 May 2031."""
    with time_machine.travel(THEN, tick=False):
        made: StandardPage = StandardPageFactory(title="Privacy", slug="privacy", introduction="We keep little.")
        made.save_revision().publish()
        follow(made, "ar")
    return made


def follow(page: StandardPage, code: str) -> StandardPage:
    """Let readers of a language see the page's present version translated."""
    entry = entry_of(page, code)
    there = page.get_translations().filter(locale=language(code)).first()
    freshness.mark_published(entry.translation, freshness.present_version(entry.translation.source))
    return there or translated(page, code)


def entry_of(page: StandardPage | Topic, code: str) -> DeskEntry:
    """Return the page's place on the language's desk."""
    return DeskEntry.objects.select_related("translation__source").get(
        translation__source__object_id=page.translation_key, translation__target_locale=language(code)
    )


def change(page: StandardPage, introduction: str = "We keep less.") -> SourceVersion:
    """Publish another introduction on 20 May 2031, and return the version that this makes."""
    with time_machine.travel(LATER, tick=False):
        page.introduction = introduction
        page.save_revision().publish()
    return SourceVersion.objects.latest("number")


def person(group: str) -> User:
    """Return a person of this group who has a second factor."""
    made: User = UserFactory(groups=[group], second_factor=True)
    return made


def as_one_of(client: Client, group: str) -> Client:
    """Return the client, signed in as a person of this group."""
    client.force_login(person(group), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def shown(client: Client, code: str = "ar") -> str:
    """Return the page as readers of the language get it."""
    response = client.get(f"/{code}/privacy/")
    assert response.status_code == 200
    return response.content.decode()


def test_readers_of_a_translation_that_is_behind_are_told_with_the_way_to_the_source(
    client: Client, english: StandardPage
) -> None:
    assert "translation-line" not in shown(client)
    change(english)
    line = shown(client).split('class="translation-line"')[1].split("</p>")[0]
    assert 'datetime="2031-05-03"' in line
    assert 'href="/en/privacy/"' in line
    assert "translation-line" not in shown(client, "en")


def test_readers_are_told_no_more_once_the_translation_follows(client: Client, english: StandardPage) -> None:
    change(english)
    follow(english, "ar")
    assert "translation-line" not in shown(client)


def test_readers_are_not_told_of_a_minor_change_until_another_comes(client: Client, english: StandardPage) -> None:
    version = change(english)
    changes.mark(person("Publishers"), version, minor=True, urgent=False)
    assert "translation-line" not in shown(client)
    changes.mark(person("Publishers"), version, minor=False, urgent=False)
    assert "translation-line" in shown(client)


@pytest.mark.parametrize(
    ("group", "reads"), [("Membership officers", False), ("Communications", True), ("Translators: French", True)]
)
def test_a_draft_before_its_translators_is_read_by_them_and_by_who_may_write_its_page(
    client: Client, english: StandardPage, group: str, reads: bool
) -> None:
    MembersHomePageFactory()
    call_command("setup_roles", verbosity=0)
    english.introduction = "We keep a secret."
    english.save_revision()
    version = freshness.prepare_draft(StandardPage.objects.get(pk=english.pk), person("Publishers"))
    assert version
    as_one_of(client, group)
    assert ("Privacy" in client.get(reverse("translation:changes")).content.decode()) is reads
    response = client.get(reverse("translation:version", args=[version.pk]))
    assert (response.status_code == 200) is reads


def test_readers_are_sent_to_no_source_that_is_not_public(client: Client, english: StandardPage) -> None:
    change(english)
    english.unpublish()
    assert "translation-line" not in shown(client)


def test_the_line_costs_no_query(client: Client, english: StandardPage) -> None:
    shown(client)
    with CaptureQueriesContext(connection) as before:
        shown(client)
    change(english)
    shown(client)
    with CaptureQueriesContext(connection) as behind:
        assert "translation-line" in shown(client)
    assert len(behind) == len(before)


def test_the_home_page_tells_it_too(client: Client) -> None:
    home = home_page()
    source, _made = TranslationSource.get_or_create_from_instance(home)
    Translation.objects.create(source=source, target_locale=language("ar"))
    home.save_revision().publish()
    follow(home, "ar")  # type: ignore[arg-type]
    home.introduction = "Another one."
    home.save_revision().publish()
    assert "translation-line" in client.get("/ar/").content.decode()


def test_who_publishes_is_told_which_languages_are_behind_and_marks_the_change_at_once(
    client: Client, english: StandardPage
) -> None:
    client = as_one_of(client, "Publishers")
    address = reverse("wagtailadmin_pages:edit", args=[english.pk])
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {
        "introduction": "We keep less.", "action-publish": "1", "slug": "privacy", "body-count": "0",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    data.pop("body", None)
    told = client.post(address, data, follow=True).content.decode()
    version = SourceVersion.objects.latest("number")
    assert version.number == 2
    assert "1 segment changed." in told
    assert "العربية" in told
    marked = reverse("translation:version", args=[version.pk])
    assert f"{marked}?mark=minor" in told
    assert client.get(f"{marked}?mark=minor").context["form"]["minor"].value() is True
    client.post(marked, {"minor": "on"})
    version.refresh_from_db()
    assert version.minor


@pytest.mark.parametrize("group", ["Communications", "Translators: Arabic", "Reviewers: Arabic"])
def test_only_who_may_publish_the_source_marks_a_change(client: Client, english: StandardPage, group: str) -> None:
    version = change(english)
    address = reverse("translation:version", args=[version.pk])
    assert as_one_of(client, group).get(address).status_code == 200
    assert client.post(address, {"minor": "on"}).status_code in {302, 403}
    version.refresh_from_db()
    assert not version.minor


def test_the_change_of_a_snippet_is_marked_by_who_publishes_in_the_source_language(client: Client) -> None:
    topic = TopicFactory(name="Joining")
    topic.name = "How to join"
    topic.save()
    version = SourceVersion.objects.get(source__object_id=topic.translation_key, number=2)
    with pytest.raises(changes.NotAllowed):
        changes.mark(person("Reviewers: Arabic"), version, minor=True, urgent=False)
    changes.mark(person("Publishers"), version, minor=True, urgent=False)
    version.refresh_from_db()
    assert version.minor


def test_an_urgent_change_stands_first_and_is_told_at_once_and_once(english: StandardPage) -> None:
    translator = person("Translators: Arabic")
    version, publisher = change(english), person("Publishers")
    changes.mark(publisher, version, minor=False, urgent=True)
    assert entry_of(english, "ar").urgent
    (email,) = OutgoingEmail.objects.filter(event__startswith="desk/urgent/")
    assert translator.email in email.email.to
    changes.mark(publisher, version, minor=False, urgent=False)
    assert not entry_of(english, "ar").urgent
    changes.mark(publisher, version, minor=False, urgent=True)
    assert OutgoingEmail.objects.filter(event__startswith="desk/urgent/").count() == 1


def test_an_urgent_change_stays_urgent_while_an_older_translation_is_published(english: StandardPage) -> None:
    french = entry_of(english, "fr").translation
    older = freshness.present_version(french.source)
    urgent = change(english)
    changes.mark(person("Publishers"), urgent, minor=False, urgent=True)
    freshness.mark_published(french, older)
    assert entry_of(english, "fr").urgent
    freshness.mark_published(french, urgent)
    assert not entry_of(english, "fr").urgent


def test_an_urgent_change_that_was_translated_long_ago_makes_no_later_one_urgent(english: StandardPage) -> None:
    publisher = person("Publishers")
    changes.mark(publisher, change(english), minor=False, urgent=True)
    follow(english, "ar")
    later = change(english, "We keep nothing.")
    changes.mark(publisher, later, minor=False, urgent=True)
    changes.mark(publisher, later, minor=False, urgent=False)
    assert not entry_of(english, "ar").urgent
    assert entry_of(english, "fr").urgent, "its readers have not seen the earlier one"


def test_a_change_is_not_minor_and_urgent(client: Client, english: StandardPage) -> None:
    version = change(english)
    address = reverse("translation:version", args=[version.pk])
    assert as_one_of(client, "Publishers").post(address, {"minor": "on", "urgent": "on"}).status_code == 422


def test_the_changes_name_who_follows_and_cost_the_same_however_many(client: Client, english: StandardPage) -> None:
    client = as_one_of(client, "Publishers")
    change(english)
    address = reverse("translation:changes")
    assert "Behind" in client.get(address).content.decode()
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for count in range(8):
        change(english, f"We keep {count} things.")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_the_change_is_shown_word_by_word(client: Client, english: StandardPage) -> None:
    version = change(english)
    shown = as_one_of(client, "Translators: Arabic").get(reverse("translation:version", args=[version.pk]))
    text = shown.content.decode()
    assert "difference__gone" in text
    assert "<del" in text
