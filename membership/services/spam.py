"""What slows machines down and no person: how long a request took, and work that a browser does in the background.

A browser proves its work as in Hashcash (A. Back, 2002): it finds a number that makes the SHA-256 of the challenge and
it begin with so many zero bits. Who proves it need not wait and may send more; who has no JavaScript loses nothing but
the hurry. Nobody solves a puzzle.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner

#: Zero bits: 16,384 tries on average, about a second of a telephone's.
BITS = 14
#: Nobody answers five pages of questions in less.
SHORTEST = timedelta(seconds=10)
#: A form left open overnight still holds.
CHALLENGE_VALID_FOR = timedelta(days=2)
#: Digits of a solution that are looked at.
LONGEST_SOLUTION = 12


def challenge_for(subject: str) -> str:
    """Return a challenge that is worth something for this subject alone, and for a while."""
    return _signer(subject).sign(secrets.token_urlsafe(12))


def is_solved(challenge: str, solution: str, subject: str) -> bool:
    """Tell whether this challenge was made here for the subject, is not too old, and is solved by `solution`."""
    if not (solution.isascii() and solution.isdigit() and len(solution) <= LONGEST_SOLUTION):
        return False
    try:
        _signer(subject).unsign(challenge, max_age=CHALLENGE_VALID_FOR)
    except BadSignature:
        return False
    return zero_bits(hashlib.sha256(f"{challenge}:{solution}".encode()).digest()) >= BITS


def zero_bits(digest: bytes) -> int:
    """Return with how many zero bits a digest begins."""
    return len(digest) * 8 - int.from_bytes(digest, "big").bit_length()


def is_too_fast(begun: datetime, now: datetime) -> bool:
    """Tell whether answers that were begun at `begun` came faster than anybody types."""
    return now - begun < SHORTEST


def _signer(subject: str) -> TimestampSigner:
    return TimestampSigner(salt=f"membership.work.{subject}", sep="~")
