"""How words are written on the desk, and that none is lost."""

import pytest
from pytest_django import DjangoAssertNumQueries
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.models import StandardPage
from tests.factories import StandardPageFactory, UserFactory, language
from translation.models import DeskEntry, SegmentEvent, Submission, Unconfirmed
from translation.services import history, words
from translation.services.opened import opened
from translation.services.segments import State, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def translation() -> Translation:
    for code in ("en", "ar"):
        language(code)
    page = StandardPageFactory(title="Two days", introduction="It takes two days.")
    page.save_revision().publish()
    found = Translation.objects.get(source__object_id=page.translation_key, target_locale=language("ar"))
    return opened(found.pk)


def segment(translation: Translation, text: str) -> StringSegment:
    """Return the segment with this source text."""
    return StringSegment.objects.select_related("string", "context").get(source=translation.source, string__data=text)


def test_what_is_typed_is_there_and_counted(translation: Translation) -> None:
    actor = UserFactory()
    place = segment(translation, "It takes two days.")
    saved = words.write(translation, place, "يستغرق يومين.", actor, token="")
    row = next(row for row in rows_of(translation) if row.segment_id == place.pk)
    assert (row.text, row.state, row.token, row.written_by) == ("يستغرق يومين.", State.DONE, saved.token, actor)
    assert DeskEntry.objects.get(translation__target_locale__language_code="ar").segments_to_do == 1


def test_two_people_at_one_segment_lose_no_word(translation: Translation) -> None:
    first, second = UserFactory(), UserFactory()
    place = segment(translation, "It takes two days.")
    words.write(translation, place, "الأوّل", first, token="")
    with pytest.raises(words.Conflict) as conflict:
        words.write(translation, place, "الثاني", second, token="")
    assert conflict.value.theirs.data == "الأوّل"
    assert StringTranslation.objects.get().data == "الأوّل"
    assert set(SegmentEvent.objects.values_list("actor", "text", "origin")) == {
        (first.pk, "الأوّل", ""),
        (second.pk, "الثاني", "conflict"),
    }


def test_what_one_person_types_in_one_go_is_one_event(translation: Translation) -> None:
    actor = UserFactory()
    place = segment(translation, "It takes two days.")
    saved = words.write(translation, place, "يستغرق", actor, token="")
    words.write(translation, place, "يستغرق يومين.", actor, token=saved.token)
    assert SegmentEvent.objects.values_list("text", flat=True).get() == "يستغرق يومين."


def test_what_was_filled_in_is_marked_until_a_person_confirms_it(translation: Translation) -> None:
    place = segment(translation, "It takes two days.")
    words.fill_many(
        translation,
        [words.Incoming(place, "يستغرق يومين.", match=80)],
        UserFactory(),
        origin=Unconfirmed.Origin.MACHINE,
        action=SegmentEvent.Action.FILLED,
    )
    row = next(row for row in rows_of(translation) if row.segment_id == place.pk)
    assert row.state == State.UNCONFIRMED
    assert DeskEntry.objects.get(translation__target_locale__language_code="ar").segments_to_do == 2
    words.confirm(opened(translation.pk), place, UserFactory())
    row = next(row for row in rows_of(translation) if row.segment_id == place.pk)
    assert row.state == State.DONE
    assert DeskEntry.objects.get(translation__target_locale__language_code="ar").segments_to_do == 1


def test_words_that_are_in_review_stay_as_they_are(translation: Translation) -> None:
    Submission.objects.create(translation=translation)
    with pytest.raises(words.Frozen):
        words.write(
            opened(translation.pk), segment(translation, "It takes two days."), "يومان", UserFactory(), token=""
        )
    assert not StringTranslation.objects.exists()


def test_earlier_words_can_be_taken_again(translation: Translation) -> None:
    actor, other = UserFactory(), UserFactory()
    place = segment(translation, "It takes two days.")
    first = words.write(translation, place, "يستغرق يومين.", actor, token="")
    second = words.write(translation, place, "خطأ", other, token=first.token)
    event = SegmentEvent.objects.get(actor=actor)
    history.take_again(translation, place, event, actor, token=second.token)
    assert StringTranslation.objects.get().data == "يستغرق يومين."


def test_the_title_in_the_explorer_follows_the_draft(translation: Translation) -> None:
    page = StandardPage.objects.get(locale__language_code="en").copy_for_translation(language("ar"), copy_parents=True)
    words.write(translation, segment(translation, "Two days"), "يومان", UserFactory(), token="")
    page.refresh_from_db()
    assert (page.draft_title, page.title) == ("يومان", "Two days")


def test_writing_a_segment_takes_few_queries(
    translation: Translation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    actor = UserFactory()
    place = segment(translation, "It takes two days.")
    saved = words.write(translation, place, "يستغرق.", actor, token="")
    # Held; its words and their like; saved, noted, counted, kept in the entry; and the test's two savepoints.
    with django_assert_max_num_queries(8):
        words.write(translation, place, "يستغرق يومين.", actor, token=saved.token)


def test_opening_a_translation_takes_one_query_and_its_rows_nine(
    translation: Translation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        rows_of(opened(translation.pk))
