"""References: told apart when read aloud, typed or copied badly."""

from hypothesis import given
from hypothesis import strategies as st

from membership.services.references import ALPHABET, check_sign, new_reference, normalised

SIGNS = st.text(ALPHABET, min_size=6, max_size=6)


def written(signs: str) -> str:
    whole = signs + check_sign(signs)
    return f"SC-{whole[:4]}-{whole[4:]}"


def test_no_sign_is_taken_for_another() -> None:
    assert not set("01IOU") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 31


def test_a_new_reference_is_one_and_is_no_other() -> None:
    made = {new_reference() for _time in range(500)}
    assert len(made) == 500
    assert all(normalised(reference) == reference for reference in made)


@given(SIGNS)
def test_small_letters_blanks_other_dashes_and_a_missing_prefix_are_forgiven(signs: str) -> None:
    reference = written(signs)
    bare = reference.removeprefix("SC-").replace("-", "")
    for typed in (reference.lower(), f"  {reference} ", bare, f"sc {bare[:3]} {bare[3:]}", f"\u2066{reference}\u2069",
                  reference.replace("-", "–")):  # fmt: skip
        assert normalised(typed) == reference


@given(SIGNS, st.integers(0, 6), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_found(signs: str, place: int, sign: str) -> None:
    whole = signs + check_sign(signs)
    if whole[place] != sign:
        assert normalised(whole[:place] + sign + whole[place + 1 :]) is None


@given(SIGNS, st.integers(0, 6), st.integers(0, 6))
def test_two_signs_that_changed_places_are_found(signs: str, one: int, other: int) -> None:
    whole = list(signs + check_sign(signs))
    if whole[one] != whole[other]:
        whole[one], whole[other] = whole[other], whole[one]
        assert normalised("".join(whole)) is None


@given(st.text())
def test_whatever_is_typed_is_a_reference_or_nothing(typed: str) -> None:
    found = normalised(typed)
    assert found is None or normalised(found) == found
