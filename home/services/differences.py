"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from html import unescape
from itertools import groupby

#: A word with its marks (Arabic vowels are marks), a run of white space, or any other single sign.
TOKEN = re.compile(r"\s+|[^\W_]+(?:[’'ʼ\-][^\W_]+)*[\u064b-\u065f\u0670]*|.", re.DOTALL)
BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|blockquote|tr|td|th|caption)>|<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<[^>]+>")


class Change(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Run:
    """Words that stand beside one another and met the same fate."""

    change: Change
    text: str


Paragraph = list[Run]


def paragraphs_of(html: str) -> list[str]:
    """Return the words of rich text, paragraph by paragraph, without its mark-up."""
    blocks = BLOCK_END.sub("\n", html).split("\n")
    words = (re.sub(r"\s+", " ", unescape(TAG.sub("", block))).strip() for block in blocks)
    return [paragraph for paragraph in words if paragraph]


def compare(before: str, after: str) -> Paragraph:
    """Return the runs of words that turn `before` into `after`, what went before what came."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    runs: Paragraph = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(Change.SAME, "".join(old[old_from:old_to])))
        else:
            runs.append(Run(Change.GONE, "".join(old[old_from:old_to])))
            runs.append(Run(Change.NEW, "".join(new[new_from:new_to])))
    return _joined([run for run in runs if run.text])


def compare_paragraphs(before: list[str], after: list[str]) -> list[Paragraph]:
    """Return both texts as one, paragraph by paragraph; those that only came or went stand for themselves."""
    found: list[Paragraph] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = before[old_from:old_to], after[new_from:new_to]
        if tag == "equal":
            found += [[Run(Change.SAME, paragraph)] for paragraph in old]
            continue
        shared = min(len(old), len(new))
        found += [compare(was, now) for was, now in zip(old[:shared], new[:shared], strict=True)]
        found += [[Run(Change.GONE, paragraph)] for paragraph in old[shared:]]
        found += [[Run(Change.NEW, paragraph)] for paragraph in new[shared:]]
    return found


def has_changed(paragraphs: list[Paragraph]) -> bool:
    """Say whether anything came or went."""
    return any(run.change != Change.SAME for paragraph in paragraphs for run in paragraph)


def _joined(runs: Paragraph) -> Paragraph:
    """Join what changed on both sides of a mere space: a rewritten phrase reads as one, not word by word."""
    smoothed: Paragraph = []
    for position, run in enumerate(runs):
        between = 0 < position < len(runs) - 1
        if run.change == Change.SAME and run.text.isspace() and between:
            smoothed += [Run(Change.GONE, run.text), Run(Change.NEW, run.text)]
        else:
            smoothed.append(run)
    joined: Paragraph = []
    for is_same, group in groupby(smoothed, key=lambda run: run.change == Change.SAME):
        part = list(group)
        if is_same:
            joined.append(Run(Change.SAME, "".join(run.text for run in part)))
            continue
        for change in (Change.GONE, Change.NEW):
            if text := "".join(run.text for run in part if run.change == change):
                joined.append(Run(change, text))
    return joined
