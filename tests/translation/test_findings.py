"""What the checks find is kept, on every way words come in, until it is mended or dismissed by the right person."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.models import User
from tests.factories import StandardPageFactory, TermFactory, UserFactory, home_page, language
from translation.models import DeskEntry, Finding, Rendering, SegmentEvent, Unconfirmed
from translation.services import findings, obstacles, words
from translation.services.opened import opened

pytestmark = pytest.mark.django_db

SOURCE = "It takes 15 days."
LOST, KEPT = "يستغرق أيامًا.", "يستغرق 15 يومًا."


@pytest.fixture
def translation() -> Translation:
    """Return the Arabic translation of a page that promises fifteen days."""
    home_page("ar")
    call_command("setup_roles", verbosity=0)
    return begun(SOURCE)


def begun(introduction: str, title: str = "How long") -> Translation:
    page = StandardPageFactory(title=title, introduction=introduction)
    page.save_revision().publish()
    found = Translation.objects.get(source__object_id=page.translation_key, target_locale=language("ar"))
    return opened(found.pk)


def place_of(translation: Translation, text: str = SOURCE) -> StringSegment:
    """Return the segment with this source text."""
    return StringSegment.objects.select_related("string", "context").get(source=translation.source, string__data=text)


def save(translation: Translation, text: str, *, source: str = SOURCE, by: User | None = None) -> StringTranslation:
    """Save words as the stock editor, a PO file and a script do: one by one, past the desk."""
    place = place_of(translation, source)
    saved, _created = StringTranslation.objects.update_or_create(
        translation_of=place.string,
        context=place.context,
        locale=translation.target_locale,
        defaults={"data": text, "last_translated_by": by},
    )
    return saved


def found() -> list[str]:
    return list(Finding.objects.order_by("pk").values_list("check_name", flat=True))


def held(translation: Translation) -> int:
    return DeskEntry.objects.get(translation=translation).holding


def await_reviewer(translation: Translation) -> list[bool]:
    """Say of each finding that keeps the translation from its readers whether its translator has given a reason."""
    unsettled = obstacles.holding_in(translation).filter(settled=False)
    return [finding.dismissed_at is not None for finding in unsettled]


def colleague(group: str) -> User:
    made: User = UserFactory(groups=[group])
    return made


def test_what_is_typed_on_the_desk_is_checked_until_it_is_mended(translation: Translation) -> None:
    place, actor = place_of(translation), UserFactory()
    saved = words.write(translation, place, LOST, actor, token="")
    assert (found(), held(translation)) == (["number_lost"], 1)
    words.write(opened(translation.pk), place, KEPT, actor, token=saved.token)
    assert (found(), held(translation)) == ([], 0)


def test_what_is_saved_past_the_desk_is_checked_and_counted(translation: Translation) -> None:
    save(translation, LOST)
    assert (found(), held(translation)) == (["number_lost"], 1)
    save(translation, KEPT)
    assert (found(), held(translation)) == ([], 0)


def test_what_a_machine_fills_in_is_checked_in_a_constant_number_of_queries(translation: Translation) -> None:
    def queries(number: int) -> int:
        many = begun(SOURCE, title=f"Many {number}")
        body = [{"type": "text", "value": f"<p>It takes {day} years.</p>"} for day in range(100, 100 + number)]
        page = many.source.get_source_instance()
        page.body = body
        page.save_revision().publish()
        segments = StringSegment.objects.select_related("string", "context").filter(
            source=many.source, string__data__endswith="years."
        )
        incoming = [words.Incoming(segment, "سنوات.") for segment in segments]
        assert len(incoming) == number
        Finding.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            words.fill_many(
                opened(many.pk), incoming, None, origin=Unconfirmed.Origin.MACHINE, action=SegmentEvent.Action.FILLED
            )
        assert found().count("number_lost") == number
        return len(captured)

    queries(2)  # What is remembered is asked for once.
    assert queries(3) == queries(30)


def test_words_that_came_in_behind_the_desks_back_are_found_by_command(translation: Translation) -> None:
    place = place_of(translation)
    StringTranslation.objects.bulk_create(
        [
            StringTranslation(
                translation_of=place.string, context=place.context, locale=translation.target_locale, data=LOST
            )
        ]
    )
    assert found() == []
    call_command("check_translations", verbosity=0)
    assert (found(), held(translation)) == (["number_lost"], 1)


def test_what_no_page_says_any_more_is_not_held_against_its_translator(translation: Translation) -> None:
    other = begun(SOURCE, title="How fast")
    words.write(other, place_of(other), "تدوم 15 يومًا.", UserFactory(), token="")
    page = other.source.get_source_instance()
    page.introduction = "It takes long."
    page.save_revision().publish()

    words.write(translation, place_of(translation), KEPT, UserFactory(), token="")

    assert found() == []


def test_one_source_with_two_translations_is_seen_across_pages(translation: Translation) -> None:
    save(begun(SOURCE, title="Elsewhere"), "تستغرق 15 يومًا.")
    save(translation, KEPT)
    assert found() == ["two_translations"]


def test_one_translation_for_two_sources_is_seen_in_a_page(translation: Translation) -> None:
    save(translation, "المدّة كلها", source="How long")
    save(translation, "المدّة كلها")
    assert "reused" in found()


def test_the_glossary_holds_as_soon_as_it_says_so(translation: Translation) -> None:
    term = TermFactory(term="day")
    Rendering.objects.create(owner=term, language="ar", text="يوم", standing=Rendering.Standing.APPROVED)
    save(translation, KEPT)
    assert found() == []
    Rendering.objects.create(owner=term, language="ar", text="نهار", standing=Rendering.Standing.FORBIDDEN)
    save(translation, "يستغرق 15 نهارًا.")
    assert found() == ["term_forbidden"]


def test_words_that_the_glossary_forbids_later_are_held_and_counted(
    translation: Translation, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]]
) -> None:
    save(translation, "يستغرق 15 نهارًا.")
    with django_capture_on_commit_callbacks(execute=True):
        forbidden = TermFactory(term="day", stable_id="day")
        Rendering.objects.create(owner=forbidden, language="ar", text="نهار", standing=Rendering.Standing.FORBIDDEN)
    assert held(translation) == 1
    with django_capture_on_commit_callbacks(execute=True):
        forbidden.delete()
    assert held(translation) == 0


def test_a_dismissal_needs_a_reason(translation: Translation) -> None:
    save(translation, LOST)
    with pytest.raises(findings.ReasonMissing):
        findings.dismiss(Finding.objects.get(), colleague("Reviewers: Arabic"), " ")
    assert held(translation) == 1


@pytest.mark.parametrize("group", ["Translators: French", "Communications", "Members"])
def test_who_does_not_translate_the_page_dismisses_nothing(translation: Translation, group: str) -> None:
    save(translation, LOST)
    with pytest.raises(PermissionDenied):
        findings.dismiss(Finding.objects.get(), colleague(group), "It is written as a word.")
    with pytest.raises(PermissionDenied):
        findings.reopen(Finding.objects.get(), colleague(group))


def test_what_a_translator_dismisses_waits_for_a_reviewer(translation: Translation) -> None:
    translator, reviewer = colleague("Translators: Arabic"), colleague("Reviewers: Arabic")
    save(translation, LOST, by=translator)
    assert await_reviewer(translation) == [False]
    findings.dismiss(Finding.objects.get(), translator, "It is written as a word.")
    assert await_reviewer(translation) == [True]
    assert held(translation) == 1
    findings.dismiss(Finding.objects.get(), reviewer, "So it is.")
    assert await_reviewer(translation) == []
    assert held(translation) == 0


def test_nobody_settles_what_is_found_in_their_own_words(translation: Translation) -> None:
    reviewer = colleague("Reviewers: Arabic")
    save(translation, LOST, by=reviewer)
    findings.dismiss(Finding.objects.get(), reviewer, "It is written as a word.")
    assert await_reviewer(translation) == [True]


def test_what_was_settled_falls_open_with_the_next_letter(translation: Translation) -> None:
    reviewer = colleague("Reviewers: Arabic")
    save(translation, LOST)
    findings.dismiss(Finding.objects.get(), reviewer, "It is written as a word.")
    save(translation, LOST)
    assert await_reviewer(translation) == []
    save(translation, "يستغرق شهورًا.")
    assert await_reviewer(translation) == [False]
    assert Finding.objects.get().reason == ""


def test_a_warning_stays_dismissed_while_the_same_is_found(translation: Translation) -> None:
    text = "يستغرق  15 يومًا، وذلك من تاريخ تسلّم الطلب كاملًا"
    save(translation, f"{text}.")
    findings.dismiss(Finding.objects.get(), colleague("Translators: Arabic"), "It is meant so.")
    save(translation, text)
    assert set(Finding.objects.values_list("check_name", "reason")) == {
        ("double_space", "It is meant so."),
        ("end_stop", ""),
    }


def test_a_dismissal_can_be_taken_back(translation: Translation) -> None:
    reviewer = colleague("Reviewers: Arabic")
    save(translation, LOST)
    findings.dismiss(Finding.objects.get(), reviewer, "It is written as a word.")
    findings.reopen(Finding.objects.get(), reviewer)
    assert held(translation) == 1
    assert Finding.objects.get().values == {"number": "15"}


def test_what_is_found_in_words_of_an_earlier_source_holds_nothing(translation: Translation) -> None:
    save(translation, LOST)
    page = translation.source.get_source_instance()
    page.introduction = "It takes long."
    page.save_revision().publish()
    assert await_reviewer(translation) == []


def test_a_finding_says_itself_what_is_wrong(translation: Translation) -> None:
    save(translation, LOST)
    told = findings.told(Finding.objects.get())
    assert told.what == "The number <bdi>15</bdi> is missing."
    assert told.where == "In the source: <bdi>It takes 15 days.</bdi>"
