"""How alike two segments are, and that what is taken from one is valid in the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail_localize.strings import StringValue, validate_translation_links

from translation.services.likeness import closest, fitted, lengths_like, likeness, stems_of, words_of

TEXT = "The network has 165 member cities in 60 countries."


def test_markup_does_not_count_but_the_same_words_are_not_the_same_segment() -> None:
    assert likeness(TEXT, TEXT) == 100
    assert likeness(f"<b>{TEXT}</b>", TEXT) == 99


def test_one_number_costs_a_word_and_one_ending_little() -> None:
    other_number = likeness(TEXT, TEXT.replace("165", "170"))
    other_ending = likeness(TEXT, TEXT.replace("has", "had"))
    assert 80 <= other_number < 99
    assert 80 <= other_ending < 99
    assert likeness(TEXT, "Write to the secretariat.") < 60


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_mutual_and_within_its_bounds(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 100
    assert likeness(one, other) == likeness(other, one)


def test_the_likest_come_first_and_strangers_not_at_all() -> None:
    found = closest(
        TEXT,
        {1: "Something else altogether.", 2: TEXT.replace("165", "170"), 3: TEXT.replace("cities", "towns and cities")},
        limit=5,
    )
    assert {match.key for match in found} == {2, 3}
    assert [match.percent for match in found] == sorted((match.percent for match in found), reverse=True)


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=20), st.text(min_size=1, max_size=40))
def test_what_the_database_leaves_out_by_length_would_not_have_been_found(others: list[str], text: str) -> None:
    shortest, longest = lengths_like(text)
    found = closest(text, dict(enumerate(others)), limit=20)
    assert all(shortest <= len(words_of(others[match.key])) <= longest for match in found)


def test_stems_are_of_the_long_words_and_bear_an_inflection() -> None:
    assert "countr" in stems_of(TEXT)
    assert "the" not in stems_of(TEXT)
    assert stems_of("Yes, we do") == ["do", "we", "yes"]


@pytest.mark.parametrize(
    ("html", "made_for", "wanted_for", "fits"),
    [
        # The same links in another order keep their words.
        (
            'Voir <a id="a1">le guide</a> et <a id="a2">la charte</a>.',
            'See <a id="a1">the guide</a> and <a id="a2">the charter</a>.',
            'See <a id="a1">the charter</a> and <a id="a2">the guide</a>.',
            'Voir <a id="a2">le guide</a> et <a id="a1">la charte</a>.',
        ),
        # As many links, other words: by their place.
        (
            'Voir <a id="a1">le guide</a>.',
            'See <a id="a1">the guide</a>.',
            'See <a id="a1">the handbook</a>.',
            'Voir <a id="a1">le guide</a>.',
        ),
        # A link that the segment has not leaves its words.
        ('Voir <a id="a1">le guide</a>.', 'See <a id="a1">the guide</a>.', "See the guide.", "Voir le guide."),
        # A link used twice is one link.
        (
            '<a id="a1">Le guide</a>, <a id="a1">encore</a>',
            '<a id="a1">The guide</a>',
            '<a id="a1">The guide</a>',
            '<a id="a1">Le guide</a>, encore',
        ),
        # Bold and breaks only where the segment has them.
        ("<b>Gras</b><br/>ligne", "<b>Bold</b><br/>line", "Bold line", "Gras ligne"),
        ("<b>Gras</b>", "<b>Bold</b>", "<b>Bold</b> now", "<b>Gras</b>"),
        # What no segment may hold is gone, its words are text.
        ('<script>x</script><b onclick="y">Gras</b>', "<b>Bold</b>", "<b>Bold</b>", "x<b>Gras</b>"),
    ],
)
def test_what_is_taken_fits_the_segment(html: str, made_for: str, wanted_for: str, fits: str) -> None:
    assert fitted(html, made_for, wanted_for) == fits


PIECES = st.sampled_from(
    [
        "words ",
        "كلمات ",
        "<b>",
        "</b>",
        '<a id="a1">',
        '<a id="a9">',
        "<a>",
        "</a>",
        "<br>",
        "&amp;",
        "<i>",
        "<img src=x>",
        "<",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map("".join))
def test_nothing_that_is_offered_would_be_refused(html: str, made_for: str) -> None:
    source = 'The <a id="a1">guide</a> is <b>new</b>.'
    offered = fitted(html, made_for, source)
    StringValue.from_translated_html(offered)
    validate_translation_links(source, offered)
    assert offered.count('id="a1"') <= 1
