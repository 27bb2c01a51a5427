"""References by which an application is quoted: short, unambiguous, and with a check character.

The alphabet has 31 signs, no two of which are taken for one another: neither 0 and O nor 1 and I, and no U. As 31 is a
prime, the weighted sum of the signs, modulo 31, finds every single wrong sign and every two that changed places (the
method of ISBN-10, ISO 2108:1992, annex A, with another modulus).
"""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
PREFIX = "SC"
LENGTH = 6
SEPARATORS = re.compile(r"[\s\-‐‑–—_.\u200e\u200f\u2066-\u2069]+")


def new_reference() -> str:
    """Return a reference by chance, as in SC-7K3M-9QX; there are 887 million."""
    signs = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return _written(signs + check_sign(signs))


def check_sign(signs: str) -> str:
    """Return the sign that makes the weighted sum of all a multiple of 31; raise ValueError for a foreign sign."""
    weighted = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, start=2))
    return ALPHABET[-weighted % len(ALPHABET)]


def normalised(text: str) -> str | None:
    """Return the reference that somebody typed, as it is written; None where it cannot be one.

    Small letters, blanks, other dashes and a missing prefix are forgiven.
    """
    signs = SEPARATORS.sub("", text[:60]).upper()
    if len(signs) == len(PREFIX) + LENGTH + 1:
        signs = signs.removeprefix(PREFIX)
    if len(signs) != LENGTH + 1 or any(sign not in ALPHABET for sign in signs):
        return None
    return _written(signs) if check_sign(signs[:-1]) == signs[-1] else None


def _written(signs: str) -> str:
    return f"{PREFIX}-{signs[:4]}-{signs[4:]}"
