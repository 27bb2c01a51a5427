"""What an Arabic word may be a form of.

Letters that are written now with a sign and now without are one letter; what is written together with a word but
does not belong to it (and, in, for, like, the, its) is taken away, and so are the endings of number, case and
feminine. A broken plural is another word: the glossary lists it as a rendering of its own.
"""

import re
import unicodedata
from functools import lru_cache

REMEMBERED = 50_000
#: Vowel signs, the stretching sign and the Koran's marks; then what has no width.
_SIGNS = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ک": "ك", "ء": None}
)
#: The hamza of مسؤول is written in Egypt as in مسئول.
_EGYPTIAN = re.compile("(?<=[سش])ئو")
_PRONOUNS = ("هما", "كما", "ها", "هم", "هن", "كم", "كن", "نا", "ه", "ك")
#: What is written together with the word that follows it, without the article and with it.
_PARTICLES = ("", "ب", "ك", "ل")
_ARTICLES = ("ال", "بال", "كال", "فال", "لل")
_SHORTEST = 3


def fold(word: str) -> str:
    """Return the word without its signs, with one letter for each that is written in several ways."""
    return _join(_half(word))


@lru_cache(REMEMBERED)
def of_text(word: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what a word of a text may stand for: in a term of one word, and in a longer one.

    There an adjective follows its noun in gender (المجتمعات المحلية), which by itself makes another word (بلد، بلدة);
    and a plural or dual before another noun may end in one letter (صانعي السياسات، يومي عمل), which by itself makes an
    adjective. What has the article stands before no noun.
    """
    half = _half(word)
    bare = _without(_PARTICLES, half)
    strict = {form for stem in bare | _without(_ARTICLES, half) for form in _without_endings(stem)}
    loose = strict | {form[:-1] for form in strict if form.endswith("ة") and len(form) > _SHORTEST}
    loose |= {stem[:-1] for stem in bare if stem.endswith("ي") and len(stem) > _SHORTEST}
    return frozenset(map(_join, strict)), frozenset(map(_join, loose))


@lru_cache(REMEMBERED)
def of_term(word: str) -> frozenset[str]:
    """Return what a word of a term is looked up as: with its article and without, and in the singular."""
    half = _half(word)
    stems = {half, half[2:]} if half.startswith("ال") and len(half) > 4 else {half}
    return frozenset(_join(form) for stem in stems for form in {stem} | _singulars(stem))


def _half(word: str) -> str:
    # The feminine ending is told from the pronoun as long as endings are taken away.
    letters = _EGYPTIAN.sub("ؤو", _SIGNS.sub("", unicodedata.normalize("NFKC", word)))
    return letters.translate(_LETTERS).casefold()


def _join(half: str) -> str:
    return half.replace("ة", "ه")


def _without(particles: tuple[str, ...], word: str) -> set[str]:
    """Return what is left of a word that begins with one of the particles, with a conjunction before it or without."""
    found = set()
    for conjunction in ("", "و", "ف"):
        for particle in particles:
            before = conjunction + particle
            if not word.startswith(before):
                continue
            stem = word[len(before) :]
            if len(stem) >= _SHORTEST or not before or (particle.endswith("ال") and len(stem) == 2):
                found.add(stem)
    return found


def _without_endings(stem: str) -> set[str]:
    found = {stem} | _singulars(stem) | _accusative(stem)
    for pronoun in _PRONOUNS:
        # شريك، اشتراك: the letter of “your” ends many a word of its own.
        shortest = _SHORTEST if pronoun == "ك" else 2
        if stem.endswith(pronoun) and len(stem) - len(pronoun) >= shortest:
            rest = stem[: -len(pronoun)]
            found |= {rest} | _singulars(rest) | _before_pronoun(rest)
    return found


def _before_pronoun(rest: str) -> set[str]:
    """Return how the word ends where no pronoun follows: مدينتها، مستواها، شركائها."""
    found = set()
    if rest.endswith("ت"):
        found.add(rest[:-1] + "ة")
    if rest.endswith("ا"):
        found.add(rest[:-1] + "ي")
    if rest.endswith(("او", "اي")):
        found.add(rest[:-1])
    return found


def _accusative(stem: str) -> set[str]:
    return {stem[:-1]} if stem.endswith("ا") and len(stem) > _SHORTEST else set()


def _singulars(stem: str) -> set[str]:
    """Return the singulars of a sound plural or a dual, also of one that has lost its nun before another noun."""
    found: set[str] = set()
    if stem.endswith("ات") and len(stem) > _SHORTEST:
        found |= {stem[:-2], stem[:-2] + "ة"}
    if stem.endswith(("تا", "تي")) and len(stem) > _SHORTEST:
        found.add(stem[:-2] + "ة")
    if len(stem) < _SHORTEST + 2:
        return found
    if stem.endswith(("تان", "تين")):
        found |= {stem[:-3] + "ة", stem[:-2]}
    if stem.endswith(("ون", "ين", "ان")):
        found.add(stem[:-2])
    if stem.endswith(("و", "يي")):
        found.add(stem[:-1])
    return found
