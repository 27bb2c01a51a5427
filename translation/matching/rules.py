"""What the glossary asks of a translation."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from translation.matching.phrases import Phrasebook, Place
from translation.matching.plain import plain


@dataclass(frozen=True)
class TermRule:
    """A term of the source language, and how one other language may render it and may not."""

    stable_id: str
    term: str
    approved: tuple[str, ...] = ()
    admitted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    definition: str = ""
    sensitivity: str = "none"
    sensitivity_note: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    """Renderings with what is to be said of each."""

    @property
    def allowed(self) -> tuple[str, ...]:
        """The renderings that a translation may use, the better ones first."""
        return self.approved + self.admitted


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
    """Return where the rule's term stands in the text of `html`; `language` is that of the text, else the source's."""
    return _book(((rule.term, rule.stable_id),), language or settings.LANGUAGE_CODE).find(plain(html).text)


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


@lru_cache(2_000)
def _book(terms: tuple[tuple[str, str], ...], language: str) -> Phrasebook[str]:
    return Phrasebook(terms, language)
