"""Which of a page's new texts took the place of which old one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Two texts that share less than this are not versions of one another.
ALIKE = 0.4


@dataclass(frozen=True)
class Step:
    """A text that changed, was added (no `before`) or went (no `after`) at a place."""

    place: int
    before: int | None
    after: int | None

    @property
    def changed(self) -> bool:
        """Whether one text took another's place."""
        return self.before is not None and self.after is not None


def align(
    before: Mapping[int, Sequence[int]], after: Mapping[int, Sequence[int]], texts: Mapping[int, str]
) -> list[Step]:
    """Return what changed, place by place; texts are named by their ids, `texts` holds their words.

    A place may hold several texts: the paragraphs of a rich text.
    """
    steps: list[Step] = []
    for place in list(after) + [place for place in before if place not in after]:
        steps += _align_place(place, before.get(place, ()), after.get(place, ()), texts)
    return steps


def _align_place(place: int, old: Sequence[int], new: Sequence[int], texts: Mapping[int, str]) -> list[Step]:
    steps: list[Step] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            steps += _pair(place, list(old[old_from:old_to]), list(new[new_from:new_to]), texts)
    # A text that only moved within its place neither came nor went.
    came = {step.after for step in steps if step.before is None}
    went = {step.before for step in steps if step.after is None}
    moved = came & went
    return [step for step in steps if (step.after if step.before is None else step.before) not in moved or step.changed]


def _pair(place: int, old: list[int], new: list[int], texts: Mapping[int, str]) -> list[Step]:
    # One text in the stead of one is its new version, however much was rewritten.
    if len(old) == len(new) == 1:
        return [Step(place, old[0], new[0])]
    steps: list[Step] = []
    left = list(old)
    for text in new:
        nearest = _nearest(texts[text], [texts[was] for was in left])
        steps.append(Step(place, None if nearest is None else left.pop(nearest), text))
    return steps + [Step(place, was, None) for was in left]


def _nearest(text: str, others: Sequence[str]) -> int | None:
    """Return the position of the text that is most like this one, the first of several; None where none is ALIKE."""
    # It keeps what it learns of the second text; the two quick ratios are upper bounds, and cost little.
    matcher = SequenceMatcher()
    matcher.set_seq2(text)
    nearest, best = None, 0.0
    for position, other in enumerate(others):
        matcher.set_seq1(other)
        least = max(best, ALIKE)
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
            continue
        ratio = matcher.ratio()
        if ratio > best and ratio >= ALIKE:
            nearest, best = position, ratio
    return nearest
