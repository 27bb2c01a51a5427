"""The glossary: what the desk asks of it, and what its readers see."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home.services.search import search_pages
from tests.factories import (
    GlossaryPageFactory,
    SiteIdentityFactory,
    TermFactory,
    TopicFactory,
    UserFactory,
    brought_in,
    home_page,
    language,
    translated,
)
from translation.models import Rendering, Term
from translation.services import dictionary, findings, glossary, terms
from translation.services.going_live import approved

pytestmark = pytest.mark.django_db


def term(name: str, *renderings: tuple[str, str, str], **values: str) -> Term:
    """Make a source term: each rendering is (language, words, standing)."""
    made: Term = TermFactory(term=name, stable_id=name.replace(" ", "-"), **values)
    for order, (code, text, standing) in enumerate(renderings):
        Rendering.objects.create(owner=made, language=code, text=text, standing=standing, sort_order=order)
    return made


def in_arabic(source: Term, name: str, definition: str = "ما تقصده الشبكة به.") -> Term:
    """Translate a term as the desk does."""
    copy = source.copy_for_translation(language("ar"))
    copy.term, copy.definition = name, definition
    with brought_in(copy):
        copy.save()
    return copy


def test_a_language_asks_with_one_query_for_its_own_renderings() -> None:
    term("mayor", ("ar", "رئيس البلدية", "approved"), ("ar", "عمدة", "admitted"), ("fr", "maire", "approved"))
    term("ISC", ("ar", "لجنة", "forbidden"), sensitivity="careful", sensitivity_note="It is a name.")
    term("unsaid")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        rules = {rule.stable_id: rule for rule in glossary.rules("ar")}
    assert len(asked) == 1
    assert rules["mayor"].approved == ("رئيس البلدية",)
    assert rules["mayor"].admitted == ("عمدة",)
    assert rules["ISC"].forbidden == ("لجنة",)
    assert rules["ISC"].sensitivity_note == "It is a name."
    assert rules["unsaid"].allowed == ()
    assert {rule.stable_id: rule.approved for rule in glossary.rules("fr")}["mayor"] == ("maire",)


def test_an_abbreviation_may_stand_in_any_language_unless_it_is_forbidden() -> None:
    term(
        "countering",
        ("ar", "مكافحة", "approved"),
        ("fr", "CVE", "forbidden"),
        ("fr", "lutte", "approved"),
        abbreviation="CVE",
    )
    (arabic,), (french,) = glossary.rules("ar"), glossary.rules("fr")
    assert arabic.allowed == ("مكافحة", "CVE")
    assert french.allowed == ("lutte",)


def test_a_translated_term_has_no_renderings_of_its_own() -> None:
    source = term("mayor", ("ar", "رئيس البلدية", "approved"))
    made, _made = TranslationSource.get_or_create_from_instance(source)
    assert set(made.stringsegment_set.values_list("string__data", flat=True)) == {"mayor", source.definition}
    translation, _created = Translation.objects.get_or_create(source=made, target_locale=language("ar"))
    for segment in made.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string, context=segment.context, locale=translation.target_locale, data="كلمة"
        )
    with approved(translation):
        translation.save_target(publish=True)
        translation.save_target(publish=True)
    copy = Term.objects.get(locale=language("ar"))
    assert (copy.term, copy.stable_id, copy.renderings.count()) == ("كلمة", "mayor", 0)
    assert source.renderings.count() == 1


def test_readers_find_the_words_in_the_order_of_their_own_alphabet() -> None:
    for name, arabic in (
        ("mayor", "رئيس البلدية"),
        ("practitioner", "اختصاصي ميداني"),
        ("hate crime", "أثر"),
        ("donor", "الجهة"),
    ):
        in_arabic(term(name), arabic)
    letters = dictionary.letters("ar")
    assert [group.letter for group in letters] == ["أ", "ج", "ر"]
    assert [entry.term for group in letters for entry in group.entries] == [
        "أثر",
        "اختصاصي ميداني",
        "الجهة",
        "رئيس البلدية",
    ]


def test_accents_do_not_take_a_word_out_of_its_place() -> None:
    term("école"), term("élu"), term("eau"), term("Étude")
    (group,) = dictionary.letters("en")
    assert group.letter == "E"
    assert [entry.term for entry in group.entries] == ["eau", "école", "élu", "Étude"]


@pytest.fixture
def glossary_page() -> str:
    """Publish the glossary in English and Arabic; return its English address."""
    SiteIdentityFactory()
    home_page("ar")
    contested = term(
        "countering violent extremism",
        ("ar", "مكافحة التطرّف العنيف", "approved"),
        ("fr", "lutte contre l’extrémisme violent", "approved"),
        ("fr", "extrémisme islamiste", "forbidden"),
        abbreviation="CVE",
        sensitivity="contested",
        sensitivity_note="It can be read as the policy of particular governments.",
    )
    in_arabic(contested, "مكافحة التطرّف العنيف")
    term("mayor", ("ar", "رئيس البلدية", "approved"), ("fr", "maire", "approved"))
    page = GlossaryPageFactory(slug="glossary")
    page.save_revision().publish()
    translated(page, "ar", title="مسرد المصطلحات")
    return str(page.url)


def test_the_page_says_what_is_contested_and_why_and_nothing_forbidden(glossary_page: str, client: Client) -> None:
    html = client.get("/en/glossary/").content.decode()
    entry = re.search(
        r'<article class="entry entry--contested" id="term-countering-violent-extremism">.*?</article>', html, re.S
    )
    assert entry
    assert "Contested: why" in entry[0]
    assert "policy of particular governments" in entry[0]
    assert '<bdi lang="ar" dir="rtl">مكافحة التطرّف العنيف</bdi>' in entry[0]
    assert '<bdi lang="fr" dir="ltr">lutte contre l’extrémisme violent</bdi>' in entry[0]
    assert "islamiste" not in html


def test_an_arabic_reader_sees_which_entry_is_not_translated_yet(glossary_page: str, client: Client) -> None:
    html = client.get("/ar/glossary/").content.decode()
    assert '<h3 class="entry__term">مكافحة التطرّف العنيف <bdi' in html
    assert '<bdi lang="en" dir="ltr">countering violent extremism</bdi>' in html
    assert '<h3 class="entry__term" lang="en" dir="ltr">mayor</h3>' in html


def test_the_page_costs_the_same_with_many_words(glossary_page: str, client: Client) -> None:
    client.get("/ar/glossary/")
    with CaptureQueriesContext(connection) as few:
        client.get("/ar/glossary/")
    for number in range(20):
        in_arabic(term(f"word {number}", ("ar", "كلمة", "approved"), ("fr", "mot", "approved")), f"كلمة {number}")
    with CaptureQueriesContext(connection) as many:
        client.get("/ar/glossary/")
    assert len(many) == len(few)


def test_search_finds_the_page_by_a_word_that_was_explained_later(
    glossary_page: str, django_capture_on_commit_callbacks: object
) -> None:
    assert not search_pages("guilt", "en")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        term("guilt by association")
    assert [page.slug for page in search_pages("guilt", "en")] == ["glossary"]
    assert not search_pages("guilt", "ar")


def test_a_changed_term_has_the_words_checked_that_hold_it(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    holding = ("Cities and towns", "A CITY’S work", "Policy makers", "A policymaker")
    topics = [TopicFactory(name=name) for name in (*holding, "Capacity", "Policies")]
    words = {}
    for topic in topics:
        source, _created = TranslationSource.get_or_create_from_instance(topic)
        segment = source.stringsegment_set.get(context__path="name")
        words[topic.name] = StringTranslation.objects.create(
            translation_of=segment.string, context=segment.context, locale=language("ar"), data="كلمات"
        )
    checked: list[StringTranslation] = []
    monkeypatch.setattr(findings, "check_words", lambda found, **known: checked.extend(found))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        term("city")
        term("policy-maker")
    assert set(checked) == {words[name] for name in holding}


def test_so_many_words_are_chosen_with_a_constant_number_of_queries() -> None:
    made = term("city")
    with CaptureQueriesContext(connection) as asked:
        terms.words_with(made)
    assert len(asked) == 2


def test_whoever_signs_in_without_rights_may_change_nothing() -> None:
    language("ar")
    user = UserFactory(staff=True)
    assert not terms.may_change_terms(user)
    assert terms.languages_to_render(user) == []
