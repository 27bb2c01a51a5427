"""Consistency: the words are translated, and one text is translated in one way."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from translation.checks.contacts import find
from translation.checks.found import Found, whole
from translation.checks.languages import NOT_LATIN, base
from translation.checks.reading import UNSEEN, Reading

WORD = re.compile(r"[^\W\d_]{2,}(?:[’'-][^\W\d_]+)*")
#: The vowel signs of Arabic, and its stretching sign.
UNSPOKEN = re.compile("[\u0640\u064b-\u0652\u0670]")
#: So many words may be the same in two languages that share a script: names, “Source”, “Introduction”.
SAME_BY_CHANCE = 3
#: A phrase without a capital, of so many words, without a sign at its end, is quoted: a term in its own language.
QUOTED = 4
#: A name has capitals, but for words as long as “for” and “of”.
LONGEST_SMALL_WORD = 3
#: Sources that share so much of the shorter one's words may well have one translation.
ALIKE = 0.5


def same_as_source(source: Reading, target: Reading, language: str) -> Iterator[Found]:
    """Find words that were not translated. Names, abbreviations, quoted terms and what is to be copied may stay."""
    if _plain(source.text) != _plain(target.text):
        return
    text = _plain(find(source.seen)[0])
    words = [word for word in WORD.findall(text) if not word.isupper()]
    if len(words) <= QUOTED and not text[:1].isupper() and text[-1:].isalnum():
        return
    is_name = not any(word[0].islower() and len(word) > LONGEST_SMALL_WORD for word in words)
    if words and (base(language) in NOT_LATIN or (len(words) > SAME_BY_CHANCE and not is_name)):
        yield Found("same_as_source", whole(target.text))


def others(source: Reading, target: Reading, _language: str, translations: Iterable[str]) -> Iterator[Found]:
    """Find that the same source is translated otherwise elsewhere; where it is only quoted, it is not translated."""
    quoted = _plain(source.text)
    if _plain(target.text) == quoted:
        return
    same = {_sound(target.text), _sound(quoted), ""}
    different = sorted({_plain(other) for other in translations if _sound(other) not in same})
    if different:
        yield Found("two_translations", whole(different[0]), {"count": len(different)})


def reused(source: Reading, target: Reading, _language: str, sources: Iterable[str]) -> Iterator[Found]:
    """Find that the same words translate another source, too; what stays as its source quotes, and translates none."""
    quoted = _plain(target.text)
    if quoted == _plain(source.text):
        return
    different = sorted({_plain(other) for other in sources if not _alike(other, source.text)} - {quoted})
    if different and len(WORD.findall(target.text)) > 1:
        yield Found("reused", whole(different[0]), {"count": len(different)})


def blank(source: Reading, target: Reading) -> bool:
    """Say whether nothing is to be read in the translation of something."""
    return bool(source.seen.strip()) and not target.seen.strip()


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def _sound(text: str) -> str:
    """Return the text without what one writes and another leaves out: vowel signs, tatweel, a curved apostrophe."""
    return _plain(UNSPOKEN.sub("", unicodedata.normalize("NFC", UNSEEN.sub("", text))).replace("’", "'"))


def _alike(one: str, other: str) -> bool:
    words, others_words = (set(WORD.findall(_plain(text).lower())) for text in (one, other))
    return len(words & others_words) >= ALIKE * min(len(words), len(others_words))
