"""What the memory offers, and that only what a person confirmed is in it."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories import UserFactory
from tests.translation.desk import change, desk_of, page_of, segment_of, write
from translation.models import DeskEntry, SegmentEvent, Submission, Unconfirmed
from translation.services import history, memory, words
from translation.services.memory import Kind, Suggestion

pytestmark = pytest.mark.django_db

SENTENCE = "The network has 165 member cities in 60 countries."
ARABIC = "تضمّ الشبكة 165 مدينة عضوًا في 60 بلدًا."


def offered(page: object, text: str, code: str = "ar") -> list[Suggestion]:
    translation = desk_of(page, code)  # type: ignore[arg-type]
    segment = segment_of(translation, text)
    before = history.earlier_texts(segment.context_id, segment.string_id)
    return memory.suggestions(translation, segment, before)


def test_the_same_text_on_another_page_is_offered_with_where_it_stands() -> None:
    write(desk_of(page_of(SENTENCE, title="About us")), SENTENCE, ARABIC, UserFactory())
    (found,) = offered(page_of(SENTENCE, title="Members"), SENTENCE)
    assert (found.kind, found.html, found.percent, found.where) == (Kind.SAME, ARABIC, 100, "About us")


def test_a_text_like_it_is_offered_with_how_alike_it_is_and_its_own_source() -> None:
    other = SENTENCE.replace("165", "170")
    write(desk_of(page_of(other)), other, ARABIC, UserFactory())
    (found,) = offered(page_of(SENTENCE), SENTENCE)
    assert found.kind == Kind.LIKE
    assert 80 <= (found.percent or 0) < 100
    assert found.source == other


def test_a_text_that_is_not_like_it_is_not_offered() -> None:
    write(
        desk_of(page_of("Write to the secretariat by post.")),
        "Write to the secretariat by post.",
        ARABIC,
        UserFactory(),
    )
    assert offered(page_of(SENTENCE), SENTENCE) == []


def test_another_languages_words_are_no_memory_of_this_one() -> None:
    write(desk_of(page_of(SENTENCE), "fr"), SENTENCE, "Le réseau compte 165 villes.", UserFactory())
    assert offered(page_of(SENTENCE), SENTENCE) == []


def test_what_a_machine_filled_is_no_memory_until_somebody_confirms_it() -> None:
    translation = desk_of(page_of(SENTENCE))
    segment = segment_of(translation, SENTENCE)
    words.fill_many(
        translation,
        [words.Incoming(segment, ARABIC)],
        UserFactory(),
        origin=Unconfirmed.Origin.MACHINE,
        action=SegmentEvent.Action.FILLED,
    )
    other = page_of(SENTENCE)
    assert offered(other, SENTENCE) == []
    words.confirm(translation, segment, UserFactory())
    assert [found.html for found in offered(other, SENTENCE)] == [ARABIC]


def test_words_with_broken_markup_are_no_memory() -> None:
    write(desk_of(page_of(SENTENCE)), SENTENCE, '<a id="a7">خطأ</a>', UserFactory())
    assert offered(page_of(SENTENCE), SENTENCE) == []


def test_a_changed_segment_finds_the_words_that_it_had_through_every_change() -> None:
    page = page_of(SENTENCE, title="Members")
    write(desk_of(page), SENTENCE, ARABIC, UserFactory())
    change(page, SENTENCE.replace("165", "166"))
    change(page, SENTENCE.replace("165", "167"))
    (found,) = offered(page, SENTENCE.replace("165", "167"))
    assert (found.kind, found.html, found.source) == (Kind.BEFORE, ARABIC, SENTENCE)


def test_an_offered_link_is_the_segments_own() -> None:
    old = 'Read <a href="https://example.org/guide">the guide for cities</a>.'
    charter = 'Read <a href="https://example.org/charter">our charter</a>, '
    new = charter + 'then <a href="https://example.org/guide">the guide for cities</a>.'
    stored = 'Read <a id="a1">the guide for cities</a>.'
    write(desk_of(page_of(old)), stored, 'اقرأ <a id="a1">دليل المدن</a>.', UserFactory())
    (found,) = offered(page_of(new), 'Read <a id="a1">our charter</a>, then <a id="a2">the guide for cities</a>.')
    assert found.html == 'اقرأ <a id="a2">دليل المدن</a>.'


def test_what_an_older_file_brought_is_offered() -> None:
    translation = desk_of(page_of(SENTENCE))
    segment = segment_of(translation, SENTENCE)
    SegmentEvent.objects.create(
        translation=translation, context=segment.context, string=segment.string, at=timezone.now(), text=ARABIC,
        action=SegmentEvent.Action.IMPORTED, origin=memory.OLDER_FILE,
    )  # fmt: skip
    (found,) = memory.suggestions(translation, segment, [])
    assert (found.kind, found.html) == (Kind.FILE, ARABIC)


def test_nothing_is_offered_twice() -> None:
    for title in ("One", "Two"):
        write(desk_of(page_of(SENTENCE, title=title)), SENTENCE, ARABIC, UserFactory())
    assert len(offered(page_of(SENTENCE), SENTENCE)) == 1


def test_a_page_is_filled_with_exact_matches_alone_and_they_wait_to_be_confirmed() -> None:
    write(desk_of(page_of(SENTENCE)), SENTENCE, ARABIC, UserFactory())
    page = page_of(SENTENCE, SENTENCE.replace("165", "170"), title="Another page")
    translation = desk_of(page)
    assert memory.fill(translation, UserFactory()) == 1
    assert Unconfirmed.objects.values_list("origin", "match").get() == ("memory", 100)
    assert DeskEntry.objects.get(translation=translation).unconfirmed == 1
    assert memory.fill(desk_of(page), UserFactory()) == 0


def test_a_translation_in_review_is_not_filled() -> None:
    write(desk_of(page_of(SENTENCE)), SENTENCE, ARABIC, UserFactory())
    page = page_of(SENTENCE)
    Submission.objects.create(translation=desk_of(page))
    with pytest.raises(words.Frozen):
        memory.fill(desk_of(page), UserFactory())


def test_suggestions_take_the_same_few_queries_however_much_is_remembered(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    actor = UserFactory()
    texts = [SENTENCE.replace("165", str(number)) for number in range(100, 112)]
    memory_page = desk_of(page_of(*texts))
    for text in texts:
        write(memory_page, text, f"{ARABIC} {text}", actor)
    translation = desk_of(page_of(SENTENCE))
    segment = segment_of(translation, SENTENCE)
    with django_assert_max_num_queries(3):
        assert len(memory.suggestions(translation, segment, [])) == memory.MOST
