"""The demo: complete in every language, safe to load again, and refused where it does not belong."""

from collections import Counter
from typing import Any

import pytest
from demo.content import Glossary, Untranslated
from demo.translations import translate
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.test import Client, override_settings
from wagtail.models import Page, ReferenceIndex, Revision, Site
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from faq.models import QuestionPage, Topic
from home.models import HomePage, NavigationItem, OutgoingEmail, SiteIdentity, StandardPage, User
from membership.models import Application, City, LogEntry, ResourceTopic, TextVersion
from tests.factories import StandardPageFactory
from tests.pages import LANGUAGES, PAGE_TYPES, member, path_of, sign_in, text_of
from transparency.models import Funder, RebuttalPage, SupportRecord
from transparency.services.evidence import resolve
from transparency.services.publishing import problems

ALL = [
    *(Page, Topic, Funder, SupportRecord, SiteIdentity, NavigationItem, User, Translation, StringTranslation),
    *(Application, City, LogEntry, OutgoingEmail, ResourceTopic, TextVersion),
]


def load() -> None:
    """Load the demo again."""
    call_command("load_demo", verbosity=0, stdout=open("/dev/null", "w"))  # noqa: SIM115


def state() -> dict[str, Any]:
    """Return how much there is of everything, and the last revision of every page."""
    counts: dict[str, Any] = {model.__name__: model.objects.count() for model in ALL}
    return counts | {
        "revisions": Revision.objects.count(),
        "latest": dict(Page.objects.values_list("pk", "latest_revision_id")),
        "passwords": dict(User.objects.values_list("email", "password")),
    }


@pytest.mark.usefixtures("demo")
def test_loading_it_again_changes_nothing() -> None:
    before = state()
    load()
    assert state() == before


@pytest.mark.usefixtures("demo")
def test_loading_it_again_leaves_what_an_editor_did() -> None:
    page = StandardPage.objects.get(slug="privacy", locale__language_code="en")
    page.title = "An editor's own title"
    page.save_revision().publish()
    question = QuestionPage.objects.filter(locale__language_code="en").first()
    assert question
    question.unpublish()
    NavigationItem.objects.all().delete()
    SupportRecord.objects.filter(locale__language_code="ar").delete()
    before = state()
    load()
    after = state()
    page.refresh_from_db()
    question.refresh_from_db()
    assert page.title == "An editor's own title"
    assert not question.live
    for name in ("revisions", "latest", "Page", "SupportRecord"):
        assert after[name] == before[name]


@pytest.mark.usefixtures("demo")
def test_every_page_type_is_there_in_every_language_and_up_to_date() -> None:
    for model in PAGE_TYPES:
        found = Counter(model.objects.live().values_list("locale__language_code", flat=True))
        assert set(found) == set(LANGUAGES), model.__name__
        assert len(set(found.values())) == 1, model.__name__
    assert not Page.objects.filter(depth__gte=2, has_unpublished_changes=True).exists()


@pytest.mark.usefixtures("demo")
def test_every_translation_is_complete() -> None:
    translations = Translation.objects.select_related("source", "target_locale")
    assert translations.count() == TranslationSource.objects.count() * (len(LANGUAGES) - 1)
    for translation in translations:
        total, done = translation.get_progress()
        assert total == done, translation
    assert not StringTranslation.objects.filter(has_error=True).exists()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_in_a_menu_has_something_to_read(code: str) -> None:
    frame = Client().get(f"/{code}/").context["frame"]
    client = sign_in(Client(), member())
    for menu, links in frame.menus.items():
        assert links, menu
        for link in links:
            assert link.language == "", f"{link.title} is not translated"
            answer = client.get(link.url)
            assert answer.status_code == 200
            assert len(text_of(answer.content.decode())) > 300, link.url


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_link_of_the_site_leads_somewhere(code: str) -> None:
    client = sign_in(Client(), member())
    dead = [
        page.url
        for page in Page.objects.live().filter(depth__gte=2, locale__language_code=code)
        if client.get(path_of(page)).status_code != 200
    ]
    assert dead == []
    missing = [
        reference
        for reference in ReferenceIndex.objects.filter(to_content_type__app_label="wagtailcore")
        if not Page.objects.live().filter(pk=reference.to_object_id).exists()
        and reference.to_content_type.model == "page"
    ]
    assert missing == []


@pytest.mark.usefixtures("demo")
def test_the_site_shows_no_filler_and_is_where_visitors_look() -> None:
    assert Site.objects.get().root_page.specific_class is HomePage
    for code in LANGUAGES:
        html = Client().get(f"/{code}/").content.decode().lower()
        assert "lorem" not in html


@override_settings(SETTINGS_MODULE="config.settings.production")
@pytest.mark.django_db
def test_it_is_refused_in_production() -> None:
    with pytest.raises(CommandError, match="allow-production"):
        load()
    assert not User.objects.exists()


@override_settings(LANGUAGE_CODE="fr", SETTINGS_MODULE="config.settings.test")
@pytest.mark.django_db
def test_it_is_refused_where_english_is_not_the_source() -> None:
    with pytest.raises(CommandError, match="English"):
        load()


@pytest.mark.django_db
def test_a_text_without_a_translation_stops_the_load_before_anything_is_written() -> None:
    page = StandardPageFactory(title="Governance", introduction="Who decides.")
    page.save_revision().publish()
    glossary = Glossary(link=lambda path: 0)
    glossary.plain({"en": "Governance", "fr": "Gouvernance"})
    with pytest.raises(Untranslated, match="Who decides"):
        translate(page, glossary, ["fr"], {})
    assert not StringTranslation.objects.exists()
    assert not page.get_translations().exists()


def test_one_text_with_two_translations_is_refused() -> None:
    glossary = Glossary(link=lambda path: 0)
    glossary.plain({"en": "Governance", "fr": "Gouvernance"})
    with pytest.raises(Untranslated, match="Two translations"):
        glossary.plain({"en": "Governance", "fr": "Gestion"})


def test_a_paragraph_that_is_cut_differently_in_two_languages_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        Glossary(link=lambda path: 0).rich({"en": "One.", "fr": "Un.</p><p>Deux."}, "p")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("code", sorted(set(LANGUAGES) - {settings.LANGUAGE_CODE}))
def test_a_translator_opens_every_kind_of_page_in_the_translation_editor(code: str) -> None:
    client = sign_in(Client(), User.objects.get(email="admin@example.org"))
    kinds: list[type[Model]] = [HomePage, QuestionPage, StandardPage]
    with override_settings(STAFF_SECOND_FACTOR=False):
        for model in kinds:
            page = model.objects.filter(locale__language_code=code).first()
            answer = client.get(f"/admin/pages/{page.pk}/edit/", follow=True)
            assert answer.status_code == 200
            assert 'class="segment"' in answer.content.decode()


def test_every_rebuttal_may_be_public_and_all_that_it_cites_is_there(demo: None) -> None:
    pages = RebuttalPage.objects.live().select_related("locale")
    assert pages.count() == 15
    for page in pages:
        assert not problems(page)
        shown = resolve(page.evidence.raw_data, page.locale.language_code)
        assert [item for item in shown if not item.url or item.language] == []
