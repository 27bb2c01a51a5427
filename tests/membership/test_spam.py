"""Machines are slowed, people are not: what counts as work, as haste, and as a challenge of our own."""

import datetime
import hashlib
import itertools

import pytest
from django.core import signing
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from membership.services import spam


def solution_of(challenge: str) -> str:
    """Work as the browser's script does."""
    return next(
        str(number)
        for number in itertools.count()
        if spam.zero_bits(hashlib.sha256(f"{challenge}:{number}".encode()).digest()) >= spam.BITS
    )


def test_work_that_was_done_for_this_request_counts() -> None:
    challenge = spam.challenge_for("one")
    assert spam.is_solved(challenge, solution_of(challenge), "one")


def test_work_for_another_request_counts_for_nothing() -> None:
    challenge = spam.challenge_for("one")
    assert not spam.is_solved(challenge, solution_of(challenge), "two")


def test_a_challenge_of_ones_own_counts_for_nothing() -> None:
    assert not spam.is_solved("easy~1~forged", solution_of("easy~1~forged"), "one")


def test_a_challenge_grows_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    challenge = spam.challenge_for("one")
    solution = solution_of(challenge)
    later = timezone.now().timestamp() + spam.CHALLENGE_VALID_FOR.total_seconds() + 5
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert not spam.is_solved(challenge, solution, "one")


@given(st.text())
def test_any_solution_that_is_none_is_refused(solution: str) -> None:
    challenge = "made~long~ago"
    assert not spam.is_solved(challenge, solution, "one")


@pytest.mark.parametrize(("digest", "bits"), [(b"\xff\xff", 0), (b"\x01\xff", 7), (b"\x00\x80", 8), (b"\x00\x00", 16)])
def test_zero_bits_are_counted_from_the_beginning(digest: bytes, bits: int) -> None:
    assert spam.zero_bits(digest) == bits


def test_ten_seconds_are_enough() -> None:
    now = timezone.now()
    assert spam.is_too_fast(now - datetime.timedelta(seconds=9), now)
    assert not spam.is_too_fast(now - datetime.timedelta(seconds=10), now)
