"""What a word may be a form of, language by language.

A word of a text is reduced to all the words that it may stand for, a word of a term to its singular; they agree
where one is found among the others. There is no dictionary and no stemmer (docs/decisions/ says what was measured):
a rule takes away what grammar adds, so that “violence” never answers to “violent”.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

Forms = frozenset[str]
REMEMBERED = 50_000


@dataclass(frozen=True)
class Grammar:
    """How one language bends its words."""

    of_text: Callable[[str], tuple[Forms, Forms]]
    """What a word of a text may stand for: in a term of one word; and in a longer one, where more may agree."""
    of_term: Callable[[str], Forms]
    """What a word of a term is looked up as."""
    apostrophes: bool
    """Whether an apostrophe belongs to its word (the mayor’s), or parts two (l’extrémisme)."""


def grammar(language: str) -> Grammar:
    """Return the grammar of a language; where none is known, words agree that differ in case alone."""
    return _GRAMMARS.get(language.split("-", maxsplit=1)[0], _ANY)


def folded(word: str) -> str:
    """Return a word in small letters, with straight apostrophes and without signs that are never seen."""
    word = unicodedata.normalize("NFKC", word).casefold()
    return _APOSTROPHE.sub("'", _UNSEEN.sub("", word))


_APOSTROPHE = re.compile("[’‘ʼ`´]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@lru_cache(REMEMBERED)
def _any_text(word: str) -> tuple[Forms, Forms]:
    forms = frozenset([folded(word)])
    return forms, forms


@lru_cache(REMEMBERED)
def _any_term(word: str) -> Forms:
    return frozenset([folded(word)])


_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "people": "person",
    "children": "child",
    "lives": "life",
}


def _english_singulars(word: str) -> set[str]:
    found = {word}
    bare = word[:-2] if word.endswith("'s") else word
    found.add(bare)
    if bare in _IRREGULAR:
        found.add(_IRREGULAR[bare])
    if bare.endswith("ies") and len(bare) > 4:
        found.add(bare[:-3] + "y")
    if bare.endswith("ses") and len(bare) > 4:
        found.add(bare[:-2] + "is")
    if re.search(r"(?:s|x|z|ch|sh|o)es$", bare) and len(bare) > 4:
        found.add(bare[:-2])
    if bare.endswith("s") and not bare.endswith(("ss", "us", "is")) and len(bare) > 2:
        found.add(bare[:-1])
    return found


@lru_cache(REMEMBERED)
def _english_text(word: str) -> tuple[Forms, Forms]:
    forms = frozenset(_english_singulars(folded(word)))
    return forms, forms


@lru_cache(REMEMBERED)
def _english_term(word: str) -> Forms:
    return frozenset(_english_singulars(folded(word)))


#: Feminine endings and what they are the feminine of.
_FEMININE = (
    ("ée", "é"),
    ("ante", "ant"),
    ("ente", "ent"),
    ("ale", "al"),
    ("elle", "el"),
    ("enne", "en"),
    ("onne", "on"),
    ("ère", "er"),
    ("ive", "if"),
    ("euse", "eux"),
    ("euse", "eur"),
    ("trice", "teur"),
    ("aine", "ain"),
    ("aise", "ais"),
    ("oise", "ois"),
    ("ète", "et"),
    ("ique", "ic"),
    ("ue", "u"),
)
#: A preposition that has swallowed an article, or has not, says by its form nothing of the term; nor does an article.
_FRENCH_SMALL = {
    "du": {"de"},
    "des": {"du", "de"},
    "d": {"de"},
    "au": {"à"},
    "aux": {"au", "à"},
    "les": {"le"},
    "la": {"le"},
    "l": {"le"},
}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
#: Begin a form that is found with a capital alone, or in capitals, where accents are often left out: Etat, ETAT.
_CAPITAL, _CAPITALS = "^", "^^"


def _french(word: str) -> str:
    return folded(word).translate(_LIGATURES)


def _bare(letters: str) -> str:
    """Return the letters without their accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", letters) if not unicodedata.combining(sign))


def _without_accents(form: str) -> set[str]:
    """Return how a form stands where its capitals have no accents: the first alone, and all of them."""
    return {_CAPITAL + _bare(form[:1]) + form[1:], _CAPITALS + _bare(form)}


def _in_capitals(word: str, forms: set[str]) -> set[str]:
    """Return the forms that the capitals of a word add to it."""
    if len(word) > 1 and word.isupper():
        return {_CAPITALS + _bare(form) for form in forms}
    return {_CAPITAL + form for form in forms} if word[:1].isupper() else set()


def _french_singulars(word: str) -> set[str]:
    found = {word}
    if word in _FRENCH_SMALL:
        found |= _FRENCH_SMALL[word]
    elif len(word) > 3 and word.endswith(("s", "x")):
        found.add(word[:-1])
        if word.endswith("aux"):
            found |= {word[:-2] + "l", word[:-1]}
    return found


@lru_cache(REMEMBERED)
def _french_text(word: str) -> tuple[Forms, Forms]:
    numbers = _french_singulars(_french(word))
    strict, loose = set(numbers), set(numbers)
    for form in numbers:
        for feminine, masculine in _FEMININE:
            if form.endswith(feminine) and len(form) > len(feminine) + 1:
                strict.add(form[: -len(feminine)] + masculine)
        if form.endswith("e") and len(form) > 4:
            loose.add(form[:-1])
    loose |= strict
    return frozenset(strict | _in_capitals(word, strict)), frozenset(loose | _in_capitals(word, loose))


@lru_cache(REMEMBERED)
def _french_term(word: str) -> Forms:
    singulars = _french_singulars(_french(word))
    return frozenset(singulars.union(*map(_without_accents, singulars)))


def _arabic() -> Grammar:
    from translation.matching import arabic

    return Grammar(arabic.of_text, arabic.of_term, apostrophes=False)


_ANY = Grammar(_any_text, _any_term, apostrophes=True)
_GRAMMARS = {
    "en": Grammar(_english_text, _english_term, apostrophes=True),
    "fr": Grammar(_french_text, _french_term, apostrophes=False),
    "ar": _arabic(),
}
