"""That a segment's words are found on a page, and nothing else of the page is changed."""

import re

from hypothesis import given
from hypothesis import strategies as st

from translation.services.placing import Mark, Where, mark

PAGE = """<!doctype html>
<html><head><title>Members &amp; friends</title><meta name="description" content="For search engines alone"></head>
<body><nav><a href="/">Members</a></nav>
<main><h1>Members</h1>
<p id="s-1234abcd">Write to <a href="/x">the <b>office</b></a> by&nbsp;mail &amp; post.</p>
<svg viewBox="0 0 1 1"><path d="M0 0"/><title>Members</title></svg>
<p>Googling is <bdi>Go</bdi> on. Twice.</p><p id="s-99999999">Twice.</p>
<img src="/a.png" alt="A square in the old town"></main></body></html>
"""
HERE = {"id": "here"}


def placed(words: str, **more: object) -> tuple[str, Where]:
    marked = mark(PAGE, [Mark(words, "mark", first=HERE, **more)])  # type: ignore[arg-type]
    return marked.html, marked.where[0]


def test_words_are_marked_where_they_stand_alone_in_the_main_part() -> None:
    html, where = placed("Members")
    assert where == Where.PAGE
    assert '<h1><mark id="here">Members</mark></h1>' in html


def test_a_mark_goes_around_each_piece_that_other_tags_cut_and_carries_its_id_once() -> None:
    html, where = placed("Write to the office by mail & post.")
    assert where == Where.PAGE
    assert html.count("<mark") == html.count("</mark>") == 4
    assert html.count('id="here"') == 1
    assert "<b><mark>office</mark></b>" in html
    assert "<mark>by&nbsp;mail &amp; post.</mark>" in html


def test_nothing_else_of_the_page_is_changed() -> None:
    html, _where = placed("Write to the office by mail & post.")
    assert re.sub(r"</?mark[^>]*>", "", html) == PAGE


def test_a_word_within_another_is_not_meant() -> None:
    html, _where = placed("Go")
    assert "<bdi><mark" in html
    assert "<mark>Googling" not in html


def test_what_the_words_are_near_to_decides_between_two_places() -> None:
    html, _where = placed("Twice.", near=["s-99999999"])
    assert '<p id="s-99999999"><mark id="here">Twice.</mark></p>' in html
    html, _where = placed("Twice.", near=["s-none"], everywhere=True)
    assert html.count("<mark") == 2


def test_words_beside_the_text_are_told_from_words_that_are_nowhere() -> None:
    assert placed("For search engines alone")[1] == Where.BESIDE
    assert placed("Members & friends")[1] == Where.BESIDE
    assert placed("A square in the old town")[1] == Where.BESIDE
    assert placed("Something else")[1] == Where.NOWHERE
    assert placed("")[1] == Where.NOWHERE


def test_isolates_and_soft_hyphens_tell_no_words_apart() -> None:
    page = "<main><p>\u2068Straf\u00ad\u00adrecht\u2069  ist <bdi>hier</bdi></p></main>"
    assert mark(page, [Mark("Strafrecht ist hier", "mark")]).where == [Where.PAGE]


def test_no_mark_is_put_into_another() -> None:
    page = "<main><p>One two three</p></main>"
    marked = mark(page, [Mark("One two three", "mark"), Mark("two", "span")])
    assert marked.html == "<main><p><mark>One two three</mark></p></main>"


def test_what_stands_in_an_attribute_of_a_mark_is_escaped() -> None:
    marked = mark("<main><p>One</p></main>", [Mark("One", "mark", {"lang": '"><script>'})])
    assert "<script>" not in marked.html


HOSTILE = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b>", "</b", "<!--", "-->", "<script>", "</script>", "&", "&amp;", "&#x41;", "&#xx;", "<", ">"]
    )
    | st.text(max_size=8),
    max_size=30,
).map("".join)


@given(HOSTILE, st.text(min_size=1, max_size=6))
def test_whatever_the_page_is_its_own_text_stays(page: str, words: str) -> None:
    marked = mark(page, [Mark(words, "desk-mark", everywhere=True)])
    assert re.sub(r"</?desk-mark>", "", marked.html) == page
