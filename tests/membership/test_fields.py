"""Whatever is typed or pasted into a form: tidied, or refused in words, never an error of the machine."""

import unicodedata
from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from membership.forms.fields import UNSEEN, Address, Count, Line, Lines, Telephone, tidy, tidy_line


def cleaned(field: forms.Field, typed: str) -> Any:
    return field.clean(typed)


def refusal(field: forms.Field, typed: str) -> str:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nour   Example ", "Nour Example"),
        ("Nour\r\nExample\tof\u2028Amman", "Nour Example of Amman"),
        ("No\0ur\x07", "Nour"),
        ("\u202eelpmaxE\u202c", "elpmaxE"),
        ("\u2066Nour\u2069\u200f", "Nour"),
        ("Zoe\u0308", "Zoë"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("<b>Nour</b>' OR 1=1 --", "<b>Nour</b>' OR 1=1 --"),
        ("\ud800Nour", "Nour"),
    ],
)
def test_a_line_keeps_what_can_be_read_of_it(typed: str, kept: str) -> None:
    assert cleaned(Line(max_length=120), typed) == kept


def test_several_lines_keep_their_paragraphs() -> None:
    assert cleaned(Lines(max_length=120), "One.\r\n\r\n\r\n\r\nTwo.  \rThree.\0") == "One.\n\nTwo.\nThree."


def test_a_line_of_nothing_that_can_be_seen_is_empty() -> None:
    assert "required" in refusal(Line(max_length=120), "\u200b\u202e\0 \u2060")


def test_what_is_too_long_is_refused_and_not_cut_off() -> None:
    assert "120" in refusal(Line(max_length=120), "x" * 10_000)
    assert "maxlength" not in str(Form()["line"])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" nour @EXAMPLE.org ", "nour@example.org"),
        ("nour@مدينة.example", "nour@مدينة.example"),
        ("\u202anour@example.org\u202c", "nour@example.org"),
    ],
)
def test_an_address_is_kept_as_it_is_written_to(typed: str, kept: str) -> None:
    assert cleaned(Address(), typed) == kept


@pytest.mark.parametrize("typed", ["nour", "nour@", "@example.org", "a\nb@example", "nour@example.org, x@example.org"])
def test_what_is_no_address_is_refused_in_our_words(typed: str) -> None:
    assert refusal(Address(), typed) == "Write the whole address, as in name@city.example."


@pytest.mark.parametrize(
    "typed", ["079 000 0000", "+962 79 000 0000", "٠٧٩٠٠٠٠٠٠٠", "00962790000000", "\u202a+962790000000"]
)
def test_a_telephone_number_is_kept_as_the_world_dials_it(typed: str) -> None:
    assert cleaned(Telephone(region="JO"), typed).as_e164 == "+962790000000"


@pytest.mark.parametrize("region", ["JO", "AQ", "XX", "", None])
def test_what_is_no_telephone_number_is_refused_with_an_example(region: str | None) -> None:
    assert "+" in refusal(Telephone(region=region), "12")


@pytest.mark.parametrize("typed", ["120000", "120,000", "120.000", "120 000", "١٢٠٬٠٠٠", "120’000", "\u200f120000"])
def test_a_number_may_be_grouped_as_its_writer_groups_it(typed: str) -> None:
    assert cleaned(Count(), typed) == 120_000


@pytest.mark.parametrize("typed", ["1.5", "about 100", "12,00", "1e9", "9" * 5000])
def test_what_is_no_whole_number_is_refused(typed: str) -> None:
    assert refusal(Count(max_value=100), typed)


class Form(forms.Form):
    line = Line(max_length=40, required=False)
    lines = Lines(max_length=40, required=False)
    address = Address(required=False)
    telephone = Telephone(region="FR", required=False)
    count = Count(required=False)


@given(st.text() | st.text(alphabet=st.characters(categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Lo"])))
def test_any_text_is_tidied_to_what_is_seen_and_stays_so(typed: str) -> None:
    for tidied in (tidy(typed), tidy_line(typed)):
        assert not UNSEEN.search(tidied)
        assert unicodedata.is_normalized("NFC", tidied)
        tidied.encode()
        assert tidy(tidied) == tidied
    assert "\n" not in tidy_line(typed)


@given(st.fixed_dictionaries(dict.fromkeys(Form.base_fields, st.text(max_size=80))))
def test_any_text_is_kept_or_refused_and_shown_again(typed: dict[str, str]) -> None:
    form = Form(typed)
    form.is_valid()
    for name, field in form.fields.items():
        assert (name in form.cleaned_data) != (name in form.errors)
        assert not UNSEEN.search(str(form[name]))
        assert len(str(form.cleaned_data.get(name) or "")) <= (getattr(field, "max_length", None) or 80)
