"""The glossary as its readers see it: every word in its place in the alphabet, explained in their language."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings

from translation.matching import arabic
from translation.models import Rendering, Term


@dataclass(frozen=True)
class Saying:
    """How another language says a word: the approved renderings, or the source's own term."""

    language: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One word, explained."""

    stable_id: str
    term: str
    abbreviation: str
    definition: str
    sensitivity: str
    why: str
    sayings: tuple[Saying, ...]
    language: str = ""
    """The language of its text where that is not yet the reader's, else empty."""

    @property
    def is_contested(self) -> bool:
        """Whether people disagree on what the word means."""
        return self.sensitivity == Term.Sensitivity.CONTESTED


@dataclass(frozen=True)
class Letter:
    """A letter of the alphabet and the words that begin with it."""

    letter: str
    entries: tuple[Entry, ...]

    @property
    def anchor(self) -> str:
        """The letter's place on the page."""
        return f"letter-{ord(self.letter[0]):x}"


def letters(language: str) -> list[Letter]:
    """Return the glossary for readers of `language`, by letter. Two queries.

    A word that nobody has translated yet stands among the others in the source's words, and says so.
    """
    own: dict[str, Term] = {}
    source: dict[str, Term] = {}
    wanted = {settings.LANGUAGE_CODE, language}
    for term in Term.objects.filter(locale__language_code__in=wanted).select_related("locale"):
        (own if term.locale.language_code == language else source)[term.stable_id] = term
        if language == settings.LANGUAGE_CODE:
            source[term.stable_id] = term
    rendered = _approved()
    entries = [
        _entry(own.get(stable_id, term), term, language, rendered[stable_id]) for stable_id, term in source.items()
    ]
    entries.sort(key=lambda entry: _place(entry.term))
    return [
        Letter(letter, tuple(members))
        for letter, members in groupby(entries, key=lambda entry: first_letter(entry.term))
    ]


def contested(groups: Iterable[Letter]) -> list[Entry]:
    """Return the contested words among these."""
    return [entry for group in groups for entry in group.entries if entry.is_contested]


def text_of(language: str) -> str:
    """Return all that search is to find of the glossary in `language`. One query."""
    rows = Term.objects.filter(locale__language_code=language).values_list(
        "term", "abbreviation", "definition", "sensitivity_note"
    )
    return "\n".join(text for row in rows for text in row if text)


def first_letter(term: str) -> str:
    """Return the letter under which a word stands: without accent, hamza or the Arabic article.

    The alef is shown with its hamza, as in Arabic dictionaries: alone it looks like a rule.
    """
    letter = _place(term)[0][:1].upper()
    return "أ" if letter == "ا" else letter or "#"


def _place(term: str) -> tuple[str, str]:
    words = [arabic.fold(word) for word in term.split()]
    if words and words[0].startswith("ال") and len(words[0]) > 4:
        words[0] = words[0][2:]
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", " ".join(words)) if not unicodedata.combining(letter)
    )
    return plain.casefold(), term


def _approved() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(lambda: defaultdict(tuple))
    rows = (
        Rendering.objects.filter(
            owner__locale__language_code=settings.LANGUAGE_CODE, standing=Rendering.Standing.APPROVED
        )
        .order_by("sort_order", "pk")
        .values_list("owner__stable_id", "language", "text")
    )
    for stable_id, language, text in rows:
        found[stable_id][language] += (text,)
    return found


def _entry(term: Term, source: Term, language: str, rendered: Mapping[str, tuple[str, ...]]) -> Entry:
    shown_in = term.locale.language_code
    sayings = {settings.LANGUAGE_CODE: (source.term,), **rendered}
    return Entry(
        stable_id=term.stable_id,
        term=term.term,
        abbreviation=term.abbreviation,
        definition=term.definition,
        sensitivity=source.sensitivity,
        why=term.sensitivity_note,
        sayings=tuple(
            Saying(code, sayings[code])
            for code, _name in settings.LANGUAGES
            if code not in {language, shown_in} and code in sayings
        ),
        language="" if shown_in == language else shown_in,
    )
