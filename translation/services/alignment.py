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
        scored = [(SequenceMatcher(None, texts[was], texts[text]).ratio(), -index) for index, was in enumerate(left)]
        best = max(scored, default=(0.0, 0))
        if best[0] >= ALIKE:
            steps.append(Step(place, left.pop(-best[1]), text))
        else:
            steps.append(Step(place, None, text))
    return steps + [Step(place, was, None) for was in left]
