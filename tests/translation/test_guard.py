"""What may not happen to a translation, whoever asks for it."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from faq.models import Topic
from home.models import StandardPage, User
from tests import factories

Enter = Callable[[str], Client]
WORD = "كلمة"


@pytest.fixture
def english(db: None) -> StandardPage:
    """Return an English page that both target languages could take up."""
    made: StandardPage = factories.StandardPageFactory(title="Privacy")
    for code in ("ar", "fr"):
        factories.home_page(code)
    call_command("setup_roles", verbosity=0)
    return made


@pytest.fixture
def enter(client: Client) -> Enter:
    """Return the client, signed in as a person of this group who has a second factor."""

    def as_one_of(group: str) -> Client:
        client.force_login(factories.UserFactory(groups=[group], second_factor=True))
        return client

    return as_one_of


def in_arabic(thing: Page | Topic, words: bool = True, by: User | None = None) -> Translation:
    """Begin the Arabic translation, publish it as it is, then translate every string, if it is to have words."""
    source, _created = TranslationSource.update_or_create_from_instance(thing)
    translation, _made = Translation.objects.get_or_create(source=source, target_locale=factories.language("ar"))
    translation.save_target(publish=True)
    if words:
        for segment in StringSegment.objects.filter(source=source):
            StringTranslation.objects.create(
                translation_of=segment.string,
                context=segment.context,
                locale=translation.target_locale,
                data=WORD,
                last_translated_by=by,
            )
    return translation


def live_title(translation: Translation) -> str:
    return str(translation.get_target_instance().title)


def editor(translation: Translation) -> str:
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


@pytest.mark.parametrize(("code", "begun"), [("ar", True), ("fr", False)])
def test_a_page_is_submitted_into_ones_own_language_alone(
    english: StandardPage, enter: Enter, code: str, begun: bool
) -> None:
    enter("Translators: Arabic").post(
        reverse("wagtail_localize:submit_page_translation", args=[english.pk]),
        {"locales": [factories.language(code).pk]},
    )
    assert english.get_translations().filter(locale__language_code=code).exists() is begun


def test_what_is_submitted_is_not_live(english: StandardPage, enter: Enter) -> None:
    enter("Reviewers: Arabic").post(
        reverse("wagtail_localize:submit_page_translation", args=[english.pk]),
        {"locales": [factories.language("ar").pk]},
    )
    assert not english.get_translation(factories.language("ar")).live


def test_a_snippet_is_submitted_into_ones_own_language_alone(english: StandardPage, enter: Enter) -> None:
    topic = factories.TopicFactory()
    client = enter("Translators: Arabic")
    address = reverse("wagtail_localize:submit_snippet_translation", args=["faq", "topic", topic.pk])
    client.post(address, {"locales": [factories.language("fr").pk]})
    client.post(address, {"locales": [factories.language("ar").pk]})
    assert [other.locale.language_code for other in topic.get_translations()] == ["ar"]


def test_syncing_never_publishes(english: StandardPage, enter: Enter) -> None:
    translation = in_arabic(english)
    enter("Reviewers: Arabic").post(
        reverse("wagtail_localize:update_translations", args=[translation.source_id]), {"publish_translations": "on"}
    )
    assert live_title(translation) == "Privacy"


def test_syncing_is_for_those_who_translate_the_thing(english: StandardPage, enter: Enter) -> None:
    translation = in_arabic(english)
    english.title = "Privacy, anew"
    english.save_revision().publish()
    address = reverse("wagtail_localize:update_translations", args=[translation.source_id])

    def texts() -> set[str]:
        return set(StringSegment.objects.filter(source=translation.source).values_list("string__data", flat=True))

    enter("Translators: French").post(address, {})
    assert "Privacy, anew" not in texts()
    enter("Translators: Arabic").post(address, {})
    assert "Privacy, anew" in texts()


@pytest.mark.parametrize(("group", "replaced"), [("Translators: Arabic", False), ("Reviewers: Arabic", True)])
def test_only_who_publishes_puts_the_source_in_a_translations_place(
    english: StandardPage, enter: Enter, group: str, replaced: bool
) -> None:
    target = in_arabic(english).get_target_instance()
    enter(group).post(reverse("wagtail_localize:convert_to_alias", args=[target.pk]))
    target.refresh_from_db()
    assert bool(target.alias_of_id) is replaced


def test_a_translator_does_not_publish(english: StandardPage, enter: Enter) -> None:
    translation = in_arabic(english)
    enter("Translators: Arabic").post(editor(translation), {"action": "publish"})
    assert live_title(translation) == "Privacy"


def test_a_reviewer_publishes_what_is_complete(english: StandardPage, enter: Enter) -> None:
    translation = in_arabic(english)
    enter("Reviewers: Arabic").post(editor(translation), {"action": "publish"})
    assert live_title(translation) == WORD


def test_nothing_goes_live_with_strings_missing(english: StandardPage, enter: Enter) -> None:
    translation = in_arabic(english)
    StringTranslation.objects.exclude(context__path="title").first().delete()
    response = enter("Reviewers: Arabic").post(editor(translation), {"action": "publish"}, follow=True)
    assert live_title(translation) == "Privacy"
    assert "Not published" in response.content.decode()


def test_nobody_approves_their_own_words(english: StandardPage, enter: Enter) -> None:
    client = enter("Reviewers: Arabic")
    translation = in_arabic(english, by=User.objects.get())
    client.post(editor(translation), {"action": "publish"})
    assert live_title(translation) == "Privacy"


@pytest.mark.parametrize(("group", "name"), [("Translators: Arabic", "Joining"), ("Reviewers: Arabic", WORD)])
def test_a_topic_too_is_published_by_a_reviewer(english: StandardPage, enter: Enter, group: str, name: str) -> None:
    translation = in_arabic(factories.TopicFactory(name="Joining"))
    topic = translation.get_target_instance()
    address = reverse("wagtailsnippets_faq_topic:edit", args=[topic.pk])
    enter(group).post(address, {"action": "publish"})
    topic.refresh_from_db()
    assert topic.name == name


@pytest.mark.parametrize(("group", "opens"), [("Translators: Arabic", True), ("Translators: French", False)])
def test_a_snippet_opens_for_its_language(english: StandardPage, enter: Enter, group: str, opens: bool) -> None:
    topic = in_arabic(factories.TopicFactory()).get_target_instance()
    response = enter(group).get(reverse("wagtailsnippets_faq_topic:edit", args=[topic.pk]))
    assert (response.status_code == 200) is opens


def test_a_translator_leaves_the_source_as_it_is(english: StandardPage, enter: Enter) -> None:
    topic = factories.TopicFactory()
    client = enter("Translators: Arabic")
    assert client.get(reverse("wagtailsnippets_faq_topic:edit", args=[topic.pk])).status_code == 302


@pytest.mark.parametrize("thing", ["page", "topic"])
@pytest.mark.parametrize(("group", "kept"), [("Translators: Arabic", True), ("Translators: French", False)])
def test_a_string_is_written_by_those_of_its_language(
    english: StandardPage, enter: Enter, thing: str, group: str, kept: bool
) -> None:
    translation = in_arabic(english if thing == "page" else factories.TopicFactory(), words=False)
    segment = StringSegment.objects.filter(source=translation.source).first()
    enter(group).put(
        reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
        f"value={WORD}",
        content_type="application/x-www-form-urlencoded",
    )
    assert StringTranslation.objects.filter(data=WORD).exists() is kept


@pytest.mark.parametrize("name", ["upload_pofile", "machine_translate", "disable"])
def test_others_change_nothing_by_the_other_doors(english: StandardPage, enter: Enter, name: str) -> None:
    translation = in_arabic(factories.TopicFactory(), words=False)
    address = f"/admin/localize/translate/{translation.pk}/{name.replace('upload_pofile', 'pofile/upload')}/"
    assert enter("Translators: French").post(address).status_code in {302, 403}
    translation.refresh_from_db()
    assert translation.enabled


def test_a_file_without_its_header_is_refused_in_words(english: StandardPage, enter: Enter) -> None:
    translation = in_arabic(english, words=False)
    file = SimpleUploadedFile("x.po", b'msgid "Privacy"\nmsgstr "x"\n')
    response = enter("Translators: Arabic").post(
        reverse("wagtail_localize:upload_pofile", args=[translation.pk]), {"file": file}, follow=True
    )
    assert response.status_code == 200
    assert not StringTranslation.objects.exists()


def test_the_report_shows_a_translator_their_own_language(english: StandardPage, enter: Enter) -> None:
    in_arabic(english)
    address = reverse("wagtail_localize:translations_report")
    assert "Privacy" in enter("Translators: Arabic").get(address).content.decode()
    assert "Privacy" not in enter("Translators: French").get(address).content.decode()


def test_the_dashboard_names_what_to_translate_and_to_approve(english: StandardPage, enter: Enter) -> None:
    assert "Not translated yet" in enter("Translators: Arabic").get("/admin/").content.decode()
    translation = in_arabic(english, words=False)
    assert "Strings to translate" in enter("Translators: Arabic").get("/admin/").content.decode()
    translation.delete()
    english.get_translation(factories.language("ar")).delete()
    in_arabic(english)
    dashboard = enter("Reviewers: Arabic").get("/admin/").content.decode()
    assert "Translations to approve" in dashboard
    assert "Strings to translate" not in dashboard
