"""Finds terms in a text: whole words, in whatever form, the longest term first."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from translation.matching.forms import Forms, Grammar, grammar

Name = TypeVar("Name")

_MARKS = "\u00ad\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"
#: What is written for an apostrophe, by a typewriter, a printer, and in haste.
_APOSTROPHES = "'’‘ʼ`´"
_WORD = rf"[^\W_ʼ](?:[^\W_ʼ]|[{_MARKS}])*"
_WITH_APOSTROPHES = re.compile(rf"{_WORD}(?:[{_APOSTROPHES}]{_WORD})*")
_BETWEEN_APOSTROPHES = re.compile(_WORD)
#: What may stand between two words of one term: spaces, hyphens, signs of direction, an apostrophe.
_GAP = re.compile(rf"[\s\u00a0\u202f\u200b-\u200f\u202a-\u202e\u2060-\u2069\-\u2010\u2011{_APOSTROPHES}]*")


@dataclass(frozen=True)
class Word:
    """A word of a text and where it stands in it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Place(Generic[Name]):
    """Where a term stands in a text, and the words that stand there."""

    start: int
    end: int
    text: str
    name: Name


@dataclass(frozen=True)
class _Phrase(Generic[Name]):
    words: tuple[Forms, ...]
    name: Name
    capitals: tuple[str, ...]
    """The words that stand for themselves in capitals alone: CVE, CVEs, لـCVE, not “cve”; empty for any other."""


def words_of(text: str, rules: Grammar) -> list[Word]:
    """Return the words of a text in order."""
    pattern = _WITH_APOSTROPHES if rules.apostrophes else _BETWEEN_APOSTROPHES
    return [Word(found.start(), found.end(), found[0]) for found in pattern.finditer(text)]


class Phrasebook(Generic[Name]):
    """Terms of one language, each with a name, to be found in many texts."""

    def __init__(self, terms: Iterable[tuple[str, Name]], language: str) -> None:
        self._grammar = grammar(language)
        self._by_first: dict[str, list[_Phrase[Name]]] = {}
        for term, name in terms:
            # A policy-maker is a policymaker, too.
            for written in dict.fromkeys((term, term.replace("-", ""))):
                self._add(written, name)

    def find(self, text: str) -> list[Place[Name]]:
        """Return where terms stand in `text`, in order. Where two overlap, the longer one stands, then the first."""
        words = words_of(text, self._grammar)
        found = [
            (at, end, phrase.name) for at in range(len(words)) for end, phrase in self._beginning_at(at, words, text)
        ]
        found.sort(key=lambda span: (span[0] - span[1], span[0]))
        taken: set[int] = set()
        places = []
        for first, end, name in found:
            if taken.isdisjoint(range(first, end)):
                taken.update(range(first, end))
                start, stop = words[first].start, words[end - 1].end
                places.append(Place(start, stop, text[start:stop], name))
        return sorted(places, key=lambda place: place.start)

    def _add(self, phrase: str, name: Name) -> None:
        words = words_of(phrase, self._grammar)
        if not words:
            return
        entry = _Phrase(
            tuple(self._grammar.of_term(word.text) for word in words),
            name,
            tuple(word.text if len(word.text) > 1 and word.text.isupper() else "" for word in words),
        )
        for form in entry.words[0]:
            self._by_first.setdefault(form, []).append(entry)

    def _beginning_at(self, at: int, words: Sequence[Word], text: str) -> Iterable[tuple[int, _Phrase[Name]]]:
        strict, loose = self._grammar.of_text(words[at].text)
        seen: set[int] = set()
        for form in loose:
            for phrase in self._by_first.get(form, ()):
                if id(phrase) not in seen:
                    seen.add(id(phrase))
                    if self._stands(phrase, strict, at, words, text):
                        yield at + len(phrase.words), phrase

    def _stands(self, phrase: _Phrase[Name], strict: Forms, at: int, words: Sequence[Word], text: str) -> bool:
        end = at + len(phrase.words)
        if end > len(words) or (len(phrase.words) == 1 and strict.isdisjoint(phrase.words[0])):
            return False
        for offset, (forms, capitals) in enumerate(zip(phrase.words, phrase.capitals, strict=True)):
            word = words[at + offset]
            if offset and (
                not _GAP.fullmatch(text, words[at + offset - 1].end, word.start)
                or self._grammar.of_text(word.text)[1].isdisjoint(forms)
            ):
                return False
            if capitals not in word.text:
                return False
        return True
