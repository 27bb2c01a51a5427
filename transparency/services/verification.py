"""Whether the chain of corrections is what was published: each row, the version it mends, and the log's witness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wagtail.models import PageLogEntry, Revision

from transparency.services.corrections import LOG_ACTION, entry_of, hash_of
from transparency.services.mended_versions import has_digest

if TYPE_CHECKING:
    from transparency.models import Correction

#: How many rows are held in memory, with the versions that they mend.
AT_A_TIME = 100


@dataclass(frozen=True)
class Fault:
    """What is wrong with one correction."""

    number: int
    what: str


def faults() -> Iterator[Fault]:
    """Yield everything that is wrong with the chain, correction by correction; nothing for a sound one.

    Somebody who may write to the database can change a row and reckon every later hash anew: then the log tells of
    other hashes. Somebody who changes the log, too, is found by whoever noted a hash.
    """
    from transparency.models import Correction

    witnesses = _witnesses()
    number, previous = 0, ""
    for correction in Correction.objects.order_by("number").prefetch_related("mends").iterator(AT_A_TIME):
        if correction.number != number + 1:
            yield Fault(correction.number, f"Number {number + 1} was due in its place.")
        if correction.previous_hash != previous:
            yield Fault(correction.number, "It does not follow the correction before it.")
        yield from _faults_of(correction, witnesses.pop(correction.number, set()))
        number, previous = correction.number, correction.hash
    for gone in sorted(witnesses):
        yield Fault(gone, "It is gone: the log tells that it was published.")


def _faults_of(correction: Correction, witnessed: set[str]) -> Iterator[Fault]:
    if hash_of(entry_of(correction)) != correction.hash:
        yield Fault(correction.number, "It is not what its hash stands for: it was changed.")
    if not witnessed:
        yield Fault(correction.number, "The log does not tell that it was published.")
    elif witnessed != {correction.hash}:
        yield Fault(correction.number, "The log tells of another hash.")
    try:
        mended = correction.mends
    except Revision.DoesNotExist:
        yield Fault(correction.number, "The version that it mends is gone.")
    else:
        if not has_digest(mended, correction.mends_digest):
            yield Fault(correction.number, "The version that it mends was changed.")


def _witnesses() -> dict[int, set[str]]:
    """Return the hashes that the log tells of, by the correction's number. One query."""
    found: dict[int, set[str]] = {}
    for data in PageLogEntry.objects.filter(action=LOG_ACTION).values_list("data", flat=True).iterator():
        found.setdefault(data.get("number", 0), set()).add(data.get("hash", ""))
    return found
