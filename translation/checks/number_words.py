"""Numbers that a text writes in words: three, vingt-cinq, الحادي والعشرون, two hundred; and what a dual says of two.

A number in words is as much there as one in digits. Of other languages than these nothing is known.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from translation.checks.languages import base
from translation.matching.arabic import fold

WORD = re.compile(r"[^\W\d_][^\W\d_\u064b-\u0652]*(?:[\u064b-\u0652]+[^\W\d_]*)*")
LARGE = (100, 1_000, 1_000_000, 1_000_000_000)


@dataclass(frozen=True)
class Counting:
    """How one language says numbers."""

    value: Callable[[str], int | None]
    """What a word says, if it is a number."""
    together: Callable[[int, int], int | None]
    """What two neighbours make; nothing where they are two numbers."""
    gap: re.Pattern[str]
    """What stands between two words of one number."""
    weak: frozenset[str] = frozenset()
    """Words that are numbers only together with others: the French article, the Arabic “one of”."""


def in_words(text: str, language: str) -> list[str]:
    """Return the numbers that the text says in words, in digits."""
    counting = COUNTINGS.get(base(language))
    if not counting:
        return []
    return [str(value) for value in _numbers(text, counting)]


def duals_in(text: str, language: str) -> list[str]:
    """Return “2” for each word of an Arabic text that is a dual: two cities are مدينتان."""
    if base(language) != "ar":
        return []
    # What has the accusative's sign is none: خمسة عشر يومًا.
    words = (fold(match[0]) for match in WORD.finditer(text) if "\u064b" not in match[0])
    return ["2" for word in words if DUAL.search(word)]


def number_words(language: str) -> frozenset[str]:
    """Return the words by which a language says numbers."""
    return frozenset(VALUES.get(base(language), ()))


def _numbers(text: str, counting: Counting) -> Iterator[int]:
    value, end, is_weak = 0, 0, True
    for match in WORD.finditer(text.lower()):
        says = counting.value(match[0])
        if says is None:
            continue
        sum_ = counting.together(value, says) if value and counting.gap.fullmatch(text, end, match.start()) else None
        if sum_ is None:
            if not is_weak:
                yield value
            value, is_weak = says, match[0] in counting.weak
        else:
            value, is_weak = sum_, False
        end = match.end()
    if not is_weak:
        yield value


def _table(lines: str) -> dict[str, int]:
    """Return each word's value, from lines of a value and its words."""
    rows = (line.split() for line in lines.strip().splitlines())
    return {word: int(value) for value, *words in rows for word in words}


def _multiplied(first: int, second: int) -> int | None:
    return first * second if second in LARGE and first < second else None


def _english(first: int, second: int) -> int | None:
    return first + second if 20 <= first < 100 and first % 10 == 0 and second < 10 else _multiplied(first, second)


def _french(first: int, second: int) -> int | None:
    if (first, second) == (4, 20):
        return 80
    if first in {10, 70, 90}:
        return first + second if 7 <= second < 10 else _multiplied(first, second)
    if 20 <= first < 100 and first % 10 == 0 and second < (20 if first in {60, 80} else 10):
        return first + second
    return _multiplied(first, second)


def _arabic(first: int, second: int) -> int | None:
    return first + second if first < 10 and 10 <= second < 100 else _multiplied(first, second)


VALUES: Mapping[str, Mapping[str, int]] = {
    "en": _table("""
        1 one first once single
        2 two second twice both pair
        3 three third
        4 four fourth
        5 five fifth
        6 six sixth
        7 seven seventh
        8 eight eighth
        9 nine ninth
        10 ten tenth decade
        11 eleven eleventh
        12 twelve twelfth dozen
        13 thirteen thirteenth
        14 fourteen fourteenth
        15 fifteen fifteenth fortnight
        16 sixteen sixteenth
        17 seventeen seventeenth
        18 eighteen eighteenth
        19 nineteen nineteenth
        20 twenty twentieth
        30 thirty thirtieth
        40 forty
        50 fifty half
        60 sixty
        70 seventy
        80 eighty
        90 ninety
        100 hundred hundredth century
        1000 thousand
        1000000 million
        1000000000 billion
    """),
    "fr": _table("""
        1 un une premier première unième
        2 deux second seconde deuxième
        3 trois troisième
        4 quatre quatrième
        5 cinq cinquième
        6 six sixième
        7 sept septième
        8 huit huitième
        9 neuf neuvième
        10 dix dixième dizaine
        11 onze onzième
        12 douze douzième douzaine
        13 treize treizième
        14 quatorze quatorzième
        15 quinze quinzième quinzaine
        16 seize seizième
        20 vingt vingtième vingtaine
        30 trente trentième trentaine
        40 quarante quarantième quarantaine
        50 cinquante cinquantième cinquantaine
        60 soixante soixantième soixantaine
        70 septante
        80 huitante octante
        90 nonante
        100 cent centième centaine
        1000 mille millième millier
        1000000 million
        1000000000 milliard
    """),
    # As `fold` writes them; “first” with its article, for without it it says “the first of its kind”, too.
    "ar": _table("""
        1 واحد واحده احد احدي حادي حاديه الاول الاولي
        2 اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي ثاني ثانيه ثان
        3 ثلاث ثلاثه ثالث ثالثه
        4 اربع اربعه رابع رابعه
        5 خمس خمسه خامس خامسه
        6 ست سته سادس سادسه
        7 سبع سبعه سابع سابعه
        8 ثمان ثماني ثمانيه ثامن ثامنه
        9 تسع تسعه تاسع تاسعه
        10 عشر عشره عاشر عاشره
        20 عشرون عشرين
        30 ثلاثون ثلاثين
        40 اربعون اربعين
        50 خمسون خمسين
        60 ستون ستين
        70 سبعون سبعين
        80 ثمانون ثمانين
        90 تسعون تسعين
        100 ميه مايه
        200 ميتان ميتين ميتا ميتي مايتان مايتين مايتا مايتي
        1000 الف الاف
        2000 الفان الفين الفي
        1000000 مليون ملايين
        2000000 مليونان مليونين مليونا مليوني
        1000000000 مليار مليارات
    """),
}
#: The dual's endings after a feminine; after any other word they may be a plural's, so the usual ones are named.
DUAL = re.compile(
    "...(?:تان|تين|(?<!ا)تا|(?<!ا)تي)$|(?:يوم|عام|شهر|اسبوع|قرن|بلد|عضو|شخص|طرف|نوع|هدف|مبدا|اجتماع|مشروع|برنامج|طلب|قسم)"
    "(?:ان|ين|ا|ي)$"
)
ARABIC_PREFIX = re.compile("^([وف]?)(?:[بكل]?ال|لل|[بكل])?")


def _english_value(word: str) -> int | None:
    return VALUES["en"].get(word)


def _french_value(word: str) -> int | None:
    return VALUES["fr"].get(word, VALUES["fr"].get(word.removesuffix("s")))


def _arabic_value(word: str) -> int | None:
    folded, values = fold(word), VALUES["ar"]
    match = ARABIC_PREFIX.match(folded)
    stems = (folded, folded[match.end(1) :], folded[match.end() :]) if match else (folded,)
    return next((values[stem] for stem in stems if stem in values), None)


COUNTINGS = {
    "en": Counting(_english_value, _english, re.compile(r"[\s\u2010\u2011-]")),
    "fr": Counting(
        _french_value, _french, re.compile(r"[\s\u2010\u2011-](?:et[\s\u2010\u2011-])?"), frozenset({"un", "une"})
    ),
    "ar": Counting(_arabic_value, _arabic, re.compile(r"\s"), frozenset({"أحد", "احد", "إحدى", "احدى"})),
}
