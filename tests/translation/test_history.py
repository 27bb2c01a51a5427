"""Who did what to a segment, through all the texts that it had, and the way back."""

import pytest

from tests.factories import UserFactory
from tests.translation.desk import change, desk_of, page_of, segment_of, write
from translation.models import SegmentEvent
from translation.services import history
from translation.services.segments import rows_of

pytestmark = pytest.mark.django_db

GUIDE = '<a href="https://example.org/guide">the guide</a>'
OLD = f"Read {GUIDE} of 2024."
NEW = f'In 2026, read <a href="https://example.org/charter">the charter</a> and {GUIDE}.'
STORED_OLD = 'Read <a id="a1">the guide</a> of 2024.'
STORED_NEW = 'In 2026, read <a id="a1">the charter</a> and <a id="a2">the guide</a>.'
WORDS = 'اقرأ <a id="a1">الدليل</a> لعام 2024.'


def test_a_segments_history_goes_on_when_its_text_changes() -> None:
    page = page_of(OLD)
    first, second = UserFactory(), UserFactory()
    translation = desk_of(page)
    write(translation, STORED_OLD, WORDS, first)
    change(page, NEW)
    write(translation, STORED_NEW, "كلمات", second)
    segment = segment_of(translation, STORED_NEW)
    before = history.earlier_texts(segment.context_id, segment.string_id)
    entries = history.of_segment(translation, segment, before, "كلمات")
    assert [(entry.event.actor, entry.earlier, entry.again) for entry in entries] == [
        (second, False, False),
        (first, True, True),
    ]
    assert [entry.event.version and entry.event.version.number for entry in entries] == [2, 1]


def test_words_of_an_earlier_text_are_taken_again_with_the_links_of_this_one() -> None:
    page = page_of(OLD)
    actor = UserFactory()
    translation = desk_of(page)
    write(translation, STORED_OLD, WORDS, actor)
    event = SegmentEvent.objects.get()
    change(page, NEW)
    segment = segment_of(translation, STORED_NEW)
    history.take_again(desk_of(page), segment, event, actor, token="")
    row = next(row for row in rows_of(translation) if row.segment_id == segment.pk)
    assert row.text == 'اقرأ <a id="a2">الدليل</a> لعام 2024.'
    assert SegmentEvent.objects.latest("at").action == SegmentEvent.Action.RESTORED


def test_a_text_that_came_back_does_not_lead_in_a_circle() -> None:
    page = page_of("One of them.")
    change(page, "Two of them.")
    change(page, "One of them.")
    segment = segment_of(desk_of(page), "One of them.")
    assert len(history.earlier_texts(segment.context_id, segment.string_id)) == 1


def test_each_line_of_a_translations_history_says_where_it_was() -> None:
    translation = desk_of(page_of("One.", title="Members"))
    write(translation, "Members", "الأعضاء", UserFactory())
    (line,) = history.lines_of(translation, history.of_translation(translation))
    assert (line.label, str(line.source), str(line.words)) == ("title", "Members", "الأعضاء")
