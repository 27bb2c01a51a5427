"""What is looked at in every translation, however it arrives: plain functions on plain data.

No check is a judgement. Each says what differs, where, and how to mend it; a person decides. See `registry.CHECKS`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from translation.checks import consistency, words
from translation.checks.found import Found, visible, whole
from translation.checks.numbers import numbers
from translation.checks.reading import read
from translation.checks.registry import BY_READING, CHECKS
from translation.matching.rules import TermRule

__all__ = ["CHECKS", "Found", "check"]

SOURCE = "en"
#: So many findings of one kind are shown for one segment; the next ones come when these are mended.
MOST = 12


def check(
    source_html: str,
    target_html: str,
    language: str,
    *,
    source_language: str = SOURCE,
    terms: Sequence[TermRule] = (),
    others: Iterable[str] = (),
    reused: Iterable[str] = (),
) -> list[Found]:
    """Return what there is to look at in a translation, what holds it back first, each finding once.

    Both texts are segments as wagtail-localize keeps them; `language` is the translation's code. `terms` are the
    glossary's for that language, `others` are other translations of the same source into it, and `reused` other
    sources that have the very same translation. Raises nothing, whatever the texts are.
    """
    source, target = read(source_html), read(target_html)
    if consistency.blank(source, target):
        return [Found("blank", whole(source.text), holds=True)]
    found: Iterator[Found] = chain(
        *(one(source, target, language) for one in BY_READING),
        numbers(source, target, language, source_language),
        words.terms(source_html, target_html, language, terms) if terms else (),
        consistency.others(source, target, language, (read(other).text for other in others)),
        consistency.reused(source, target, language, (read(other).text for other in reused)),
    )
    by_check: dict[str, list[Found]] = {code: [] for code in CHECKS}
    for one in found:
        shown = replace(one, values={name: _visible(value) for name, value in one.values.items()})
        if shown not in by_check[one.check][:MOST]:
            by_check[one.check].append(shown)
    first = [one for of_one_check in by_check.values() for one in of_one_check[:MOST]]
    return sorted(first, key=lambda one: not one.holds)


def _visible(value: str | int) -> str | int:
    return visible(value) if isinstance(value, str) else value
