"""Comparing two wordings of a text, part by part: plain lists in, plain lists out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from home.services.differences import Paragraph, compare_paragraphs, has_changed

#: A principle's id, or “text 1”, and its paragraphs.
Part = tuple[str, list[str]]


class Fate(StrEnum):
    """What became of a part."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class PartChange:
    """A part in both versions, word by word."""

    key: str
    fate: Fate
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def principle(self) -> str:
        """The principle's id; empty for any other text."""
        return self.key if self.key.startswith("P") else ""


def compare_parts(before: Sequence[Part], after: Sequence[Part]) -> list[PartChange]:
    """Return what became of each part, in the order of `after`; what is gone follows the part that it stood behind.

    Parts are paired by their keys, wherever they stand: one that moved and kept its words is the same.
    """
    old, new = dict(before), dict(after)
    found = [PartChange(key, _fate(key, old, new), compare_paragraphs(old.get(key, []), new[key])) for key in new]
    for position, (key, paragraphs) in enumerate(before):
        if key in new:
            continue
        gone = PartChange(key, Fate.GONE, compare_paragraphs(paragraphs, []))
        kept = [part.key for part in found]
        behind = next((other for other, _words in reversed(before[:position]) if other in kept), None)
        found.insert(kept.index(behind) + 1 if behind is not None else 0, gone)
    return found


def differ(before: Sequence[Part], after: Sequence[Part]) -> bool:
    """Say whether a word, a part, or the parts' order differs."""
    changes = compare_parts(before, after)
    same_order = [key for key, _words in before] == [key for key, _words in after]
    return not same_order or any(has_changed(part.paragraphs) for part in changes)


def _fate(key: str, old: dict[str, list[str]], new: dict[str, list[str]]) -> Fate:
    if key not in old:
        return Fate.NEW
    return Fate.SAME if old[key] == new[key] else Fate.CHANGED
