"""A segment's mark-up as text with tokens, and back."""

import contextlib

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from wagtail_localize.strings import StringValue

from translation.services import tokens

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


def _wrapped(pieces: list[tuple[str, str]]) -> str:
    """Return a segment as wagtail-localize writes it, each link numbered."""
    parts, links = [], 0
    for tag, words in pieces:
        text = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if tag == "a":
            links += 1
            parts.append(f'<a id="a{links}">{text}</a>')
        elif tag == "br":
            parts.append(f"{text}<br/>")
        elif tag:
            parts.append(f"<{tag}>{text}</{tag}>")
        else:
            parts.append(text)
    return "".join(parts)


SEGMENTS = st.lists(st.tuples(st.sampled_from(["", "a", "b", "i", "em", "strong", "code", "br"]), WORDS)).map(_wrapped)


@given(SEGMENTS)
def test_whatever_a_segment_holds_comes_back_from_its_tokens(html: str) -> None:
    assert tokens.html_of(tokens.tokens_of(html)) == html


@given(st.text(max_size=60))
def test_whatever_a_person_types_becomes_clean_markup_or_is_refused(text: str) -> None:
    with contextlib.suppress(tokens.BrokenTokens):
        html = tokens.html_of(text, [])
        assert {tag.name for tag in BeautifulSoup(html, "html.parser").find_all()} <= {*tokens.STYLES, "br", "a"}
        StringValue.from_translated_html(html)


def _has_no_blank_line(text: str) -> bool:
    # BeautifulSoup, through which wagtail-localize reads, makes one space of a line of nothing but white space.
    return all(not line or line.strip() for line in text.replace("\r", "\n").split("\n"))


@given(st.text(max_size=60).filter(_has_no_blank_line))
def test_text_without_markup_comes_back_as_it_was(text: str) -> None:
    html = tokens.html_of_plain(text)
    assert StringValue.from_translated_html(html).render_text() == text.replace("\r\n", "\n").replace("\r", "\n")
    assert tokens.plain_of(html) == text.replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(alphabet="ab<>/&;\"'= script i", max_size=60))
def test_whatever_is_shown_holds_no_foreign_markup(html: str) -> None:
    found = BeautifulSoup(tokens.shown(html), "html.parser").find_all()
    assert {tag.name for tag in found} <= {*tokens.STYLES, "br", "span"}
    assert all(set(tag.attrs) <= {"class", "data-link", "title"} for tag in found)


def test_a_link_and_bold_words_read_as_numbered_tokens() -> None:
    html = 'See <a id="a1">the <b>principles</b></a> &amp; more'
    assert tokens.tokens_of(html) == "See ⟦1⟧the ⟦b⟧principles⟦/b⟧⟦/1⟧ & more"


def test_line_breaks_are_lines() -> None:
    assert tokens.tokens_of("One<br/>Two") == "One\nTwo"
    assert tokens.html_of("One\r\nTwo") == "One<br/>Two"


def test_typed_markup_is_text() -> None:
    assert tokens.html_of("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("⟦1⟧words", "⟦1⟧ is opened, but not closed."),
        ("words⟦/1⟧", "⟦/1⟧ closes what is not open there."),
        ("⟦1⟧a⟦/1⟧ ⟦1⟧b⟦/1⟧", "⟦1⟧ stands there twice."),
        ("⟦2⟧a⟦/2⟧", "⟦2⟧ is not a link of this segment."),
        ("⟦img⟧", "⟦img⟧ is not a token of this segment."),
        ("half ⟦ a token", "The sign ⟦ stands alone. It belongs to a token."),
        ("⟦b⟧⟦1⟧x⟦/b⟧⟦/1⟧", "⟦/b⟧ closes what is not open there."),
    ],
)
def test_tokens_that_do_not_add_up_say_what_to_mend(text: str, said: str) -> None:
    with pytest.raises(tokens.BrokenTokens) as refused:
        tokens.html_of(text, ["a1"])
    assert str(refused.value) == said


def test_what_is_shown_has_no_id_and_leads_nowhere() -> None:
    html = tokens.shown('<a id="a1">the <b>principles</b></a>', {"a1": 'https://example.org/?a="b"'})
    assert html == (
        '<span class="link-token" data-link="1" title="https://example.org/?a=&quot;b&quot;">'
        "the <b>principles</b></span>"
    )
