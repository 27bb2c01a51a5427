"""What changed between two texts, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.services.differences import Change, Run, compare, compare_paragraphs, has_changed, paragraphs_of

SAME, GONE, NEW = Change.SAME, Change.GONE, Change.NEW
WORDS = st.text(alphabet=" abcde,.-’مدينةٌ\n", max_size=60)


def test_a_word_that_was_exchanged_is_told_and_the_rest_stands() -> None:
    assert compare("The city may apply.", "The city must apply.") == [
        Run(SAME, "The city "),
        Run(GONE, "may"),
        Run(NEW, "must"),
        Run(SAME, " apply."),
    ]


def test_an_arabic_word_is_told_whole_with_its_marks() -> None:
    assert compare("مدينةٌ قوية", "مدينةٌ آمنة") == [Run(SAME, "مدينةٌ "), Run(GONE, "قوية"), Run(NEW, "آمنة")]


def test_a_rewritten_phrase_reads_as_one() -> None:
    assert compare("It helps many cities now.", "It helps every member now.") == [
        Run(SAME, "It helps "),
        Run(GONE, "many cities"),
        Run(NEW, "every member"),
        Run(SAME, " now."),
    ]


def test_paragraphs_that_came_or_went_stand_for_themselves() -> None:
    before, after = ["One.", "Two.", "Three."], ["One.", "Three.", "Four."]
    assert compare_paragraphs(before, after) == [
        [Run(SAME, "One.")],
        [Run(GONE, "Two.")],
        [Run(SAME, "Three.")],
        [Run(NEW, "Four.")],
    ]


def test_the_words_of_rich_text_come_without_its_mark_up() -> None:
    html = "<h3>P1 &amp; more</h3><p>One <b>bold</b><br/>line</p><ul><li>Item</li></ul><p></p>"
    assert paragraphs_of(html) == ["P1 & more", "One bold", "line", "Item"]


@given(WORDS, WORDS)
def test_either_text_can_be_read_back_from_the_difference(before: str, after: str) -> None:
    runs = compare(before, after)
    assert "".join(run.text for run in runs if run.change != NEW) == before
    assert "".join(run.text for run in runs if run.change != GONE) == after


@pytest.mark.parametrize(("after", "changed"), [("One.", False), ("Two.", True)])
def test_a_text_that_stayed_has_not_changed(after: str, changed: bool) -> None:
    assert has_changed(compare_paragraphs(["One."], [after])) is changed
