"""What the glossary asks of a translation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from translation.matching.phrases import Phrasebook, Place
from translation.matching.plain import plain, wrap


@dataclass(frozen=True)
class TermRule:
    """A term of the source language, and how one other language may render it and may not."""

    stable_id: str
    term: str
    approved: tuple[str, ...] = ()
    admitted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    abbreviation: str = ""
    definition: str = ""
    sensitivity: str = "none"
    """One of Term.Sensitivity's values."""
    sensitivity_note: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    """What is to be said of a rendering: (its words, the note)."""

    @property
    def allowed(self) -> tuple[str, ...]:
        """The renderings that a translation may use, the better ones first."""
        return self.approved + self.admitted

    @property
    def names(self) -> tuple[str, ...]:
        """What the term is called in the source language."""
        return (self.term, self.abbreviation) if self.abbreviation else (self.term,)


@dataclass(frozen=True)
class Rendered:
    """Where the renderings of one term stand in a translation."""

    approved: tuple[Place[str], ...]
    admitted: tuple[Place[str], ...]
    forbidden: tuple[Place[str], ...]

    @property
    def is_there(self) -> bool:
        """Whether the term is rendered as it may be."""
        return bool(self.approved or self.admitted)


def find_term(html: str, rule: TermRule, language: str = "") -> list[Place[str]]:
    """Return where the term stands in the text of `html`, which is in the source language unless `language` says."""
    return _book(_names([rule]), language or settings.LANGUAGE_CODE).find(plain(html).text)


def terms_in(html: str, rules: Sequence[TermRule], language: str = "") -> list[TermRule]:
    """Return the terms that the text of `html` holds, each once, in the order in which a reader meets them."""
    by_id = {rule.stable_id: rule for rule in rules}
    places = _book(_names(rules), language or settings.LANGUAGE_CODE).find(plain(html).text)
    return [by_id[stable_id] for stable_id in dict.fromkeys(place.name for place in places)]


def mark(html: str, rules: Sequence[TermRule], language: str = "") -> str:
    """Return `html` with `<mark class="term" data-term="stable_id">` around each term of its text.

    Nothing else is changed, so that it is as safe as it was. An element that a term runs across stays whole.
    """
    places = _book(_names(rules), language or settings.LANGUAGE_CODE).find(plain(html).text)
    return wrap(html, ((place.start, place.end, place.name) for place in places))


def find_rendering(html: str, words: str, language: str) -> list[Place[str]]:
    """Return where `words` stand, in any of their forms, in the text of `html`, which is in `language`."""
    return _book(((words, words),), language).find(plain(html).text)


def renderings_in(html: str, rule: TermRule, language: str) -> Rendered:
    """Return where a translation into `language` renders the term, and how.

    The longest wins: a forbidden rendering is none where it is a part of an approved one.
    """
    standings = (("approved", rule.approved), ("admitted", rule.admitted), ("forbidden", rule.forbidden))
    terms = tuple((words, standing) for standing, all_words in standings for words in all_words)
    places = _book(terms, language).find(plain(html).text)
    return Rendered(*(tuple(place for place in places if place.name == standing) for standing, _words in standings))


def _names(rules: Iterable[TermRule]) -> tuple[tuple[str, str], ...]:
    return tuple((name, rule.stable_id) for rule in rules for name in rule.names)


@lru_cache(2_000)
def _book(terms: tuple[tuple[str, str], ...], language: str) -> Phrasebook[str]:
    return Phrasebook(terms, language)
