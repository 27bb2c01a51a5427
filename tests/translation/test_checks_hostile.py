"""The checks meet whatever can be typed, pasted or sent in a file."""

import time
import unicodedata
from html import escape

import pytest
from babel.numbers import format_decimal
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from translation.checks import check
from translation.checks.languages import month_names
from translation.checks.messages import describe
from translation.checks.number_words import number_words
from translation.matching.rules import TermRule

FACTS = {
    "email_lost",
    "link_lost",
    "month_lost",
    "number_added",
    "number_lost",
    "phone_lost",
    "reference_lost",
    "url_lost",
}
TERM = TermRule("term", "terrorism", approved=("الإرهاب",), forbidden=("إرهاب إسلامي",))

language = st.sampled_from(["ar", "fr", "fr-CA", "de", "fa", "el", "zh-hans", "", "x"])
#: What text is broken with.
PIECES = [
    *(
        "<b>",
        "</b>",
        "<i>",
        "</i",
        "<a id='a1'>",
        '<a id="a1">',
        '<a href="x">',
        "</a>",
        "<br>",
        "<br/>",
        "<",
        ">",
        "&",
    ),
    *(
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?php",
        "<!DOCTYPE",
        "&amp;",
        "&#0;",
        "&#x110000;",
        "&lt;b",
    ),
    *("\u2066", "\u2067", "\u2068", "\u2069", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u200e", "\u200f"),
    *("\u200b", "\u200c", "\u200d", "\ufeff", "\u2060", "\u00ad", "\u0640", "\u061c", "\x00", "\ufffc", "\ud800"),
    *("\u00a0", "\u202f", "  ", "\n", "\r\n", "\t", "«", "»", "“", "?", "؟", ",", "،", ";", "؛", ":", "…", ".", "!"),
    *("15", "١٥", "۱۵", "1,234.5", "1٬234٫5", "1 234,5", "²", "½", "𝟙", "3 May 2024", "5 pm", "9:00", "XXIe", "JUİN"),
    *("+44 20 7946 0958", "info@example.org", "https://example.org/?q=1&r=2", "www.", "@", "SC-7K3M-9QX", "EN 301 549"),
    *("مدينة", "شبكة المدن القوية", "city", "İstanbul", "ſ", "👨‍👩‍👧", "🇫🇷", "e\u0301", "क्‍ष", "terrorism", "إرهاب"),
]
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=24).map("".join)
plain = st.text(st.characters(codec="utf-8"), max_size=60)


@settings(max_examples=250, deadline=None)
@given(hostile, hostile, language, st.lists(hostile, max_size=3))
def test_no_text_is_too_hostile(source: str, target: str, code: str, others: list[str]) -> None:
    for found in check(source, target, code, terms=[TERM], others=others, reused=others):
        told = describe(found)
        assert told.what
        assert "<script" not in told.what + told.where + told.how
        assert len(found.excerpt) <= 255


@settings(max_examples=150, deadline=None)
@given(st.one_of(plain, hostile), language)
def test_words_that_stay_as_they_are_lose_nothing(text: str, code: str) -> None:
    same = check(text, text, code, source_language=code)
    assert not FACTS & {found.check for found in same}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=6),
    st.sampled_from(["ar", "fr", "de"]),
    st.sampled_from(["latn", "native"]),
)
def test_a_number_is_kept_in_whatever_way_a_language_writes_it(numbers: list[str], code: str, digits: str) -> None:
    def written(locale: str, system: str) -> list[str]:
        return [format_decimal(number, locale=locale, numbering_system=system) for number in numbers]

    system = "arab" if (code, digits) == ("ar", "native") else "latn"
    target = " – ".join(reversed(written(f"{code}_EG" if system == "arab" else code, system)))
    found = {one.check for one in check(" – ".join(written("en_GB", "latn")), target, code)}
    assert not FACTS & found


@settings(max_examples=250, deadline=None)
@given(
    st.one_of(plain, hostile.map(escape)),
    st.sampled_from("123456789٣٧۴९"),
    st.data(),
    st.sampled_from(["ar", "fr", "de"]),
)
def test_a_digit_that_was_added_is_always_found(text: str, digit: str, data: st.DataObject, code: str) -> None:
    words = {word.lower() for word in [*month_names("en"), *month_names(code), *number_words("en")]}
    assume(not any(word in text.lower() for word in words))
    position = data.draw(st.integers(0, len(text)))
    changed = text[:position] + digit + text[position:]
    found = {one.check for one in check(escape(text), escape(changed), code)}
    assert found & (FACTS | {"contact_added"})


@settings(max_examples=100, deadline=None)
@given(hostile)
def test_a_lost_link_is_found_whatever_stands_in_its_place(text: str) -> None:
    assume("<a" not in text)
    assert "link_lost" in {one.check for one in check('See <a id="a9">this</a>', f"x {text}", "fr")}


HUGE = (
    *("<b>", "</b>", "<!--", "&", "\u2066\u202a", "«", "X", "a.", "1,", "1 234 ", "0 "),
    *("+1", "A-1", "/A", "a@", "@a.b", "www."),
)


@pytest.mark.parametrize("piece", HUGE)
def test_a_huge_text_takes_no_time_to_speak_of(piece: str) -> None:
    text = piece * 4_000
    begin = time.process_time()
    check(text, text, "ar")
    assert len(check("One.", text, "fr")) < 100
    assert time.process_time() - begin < 2


def test_every_script_has_digits() -> None:
    for digit in "٣۴९๗":
        written = unicodedata.decimal(digit)
        assert check(f"It is {written}.", f"C’est {digit}.", "fr") == []
