"""What the checks know of single languages. Of any other they know only what holds for all.

Sources: CLDR 47 for the separators of numbers and the names of months (both sets that are used in Arabic, that of the
Levant and that of the Nile valley, and the Maghreb's); the French Imprimerie nationale's Lexique for spaces.
"""

from dataclasses import dataclass

#: Spaces that do not break: plain, narrow, figure and thin.
NO_BREAK = "\u00a0\u202f\u2007\u2009"
#: Languages in Arabic script, which have ، ؛ ؟ of their own.
ARABIC_SCRIPT = frozenset({"ar", "ckb", "fa", "ps", "sd", "ug", "ur"})
#: Languages that are not written in Latin letters: what stands there in Latin letters was not translated.
NOT_LATIN = ARABIC_SCRIPT | {
    *("am", "be", "bg", "bn", "el", "gu", "he", "hi", "hy", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lo", "mk", "ml"),
    *("mn", "mr", "my", "ne", "pa", "ru", "si", "sr", "ta", "te", "tg", "th", "ti", "uk", "yi", "zh"),
}
#: Languages in which characters of no width are letters' business: they join or part them.
JOINING_SCRIPT = frozenset({"bn", "ckb", "fa", "gu", "hi", "kn", "ml", "mr", "ne", "or", "pa", "sd", "si", "ta", "te"})


@dataclass(frozen=True)
class Separators:
    """What may stand between the digits of one number.

    A sign that is both parts groups before three digits; where nothing is known of the language, it may be either.
    """

    groups: str
    decimals: str
    known: bool = True


SEPARATORS = {
    "en": Separators(groups="," + NO_BREAK, decimals="."),
    "fr": Separators(groups=NO_BREAK + " ", decimals=",."),
    # Latin separators are as usual in Arabic as the Arabic ones: three digits after a comma are a group.
    "ar": Separators(groups=",٬ " + NO_BREAK, decimals=".٫,"),
}
ANY_SEPARATORS = Separators(groups=".,٬’'" + NO_BREAK + " ", decimals=".,٫", known=False)

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
SHORT_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "fr": "janv févr mars avr mai juin juil août sept oct nov déc",
}
#: In capitals, and in a spelling of its own: août, aout.
BARE_MONTHS = {"fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"}
ARABIC_MONTHS = (
    ("يناير", "كانون الثاني", "جانفي"),
    ("فبراير", "شباط", "فيفري"),
    ("مارس", "آذار"),
    ("أبريل", "إبريل", "نيسان", "أفريل"),
    ("مايو", "أيار", "ماي"),
    ("يونيو", "حزيران", "جوان"),
    ("يوليو", "تموز", "جويلية"),
    ("أغسطس", "آب", "أوت"),
    ("سبتمبر", "أيلول"),
    ("أكتوبر", "تشرين الأول"),
    ("نوفمبر", "تشرين الثاني"),
    ("ديسمبر", "كانون الأول"),
)
WITHOUT_HAMZA = str.maketrans("أإآ", "ااا")
#: What makes a number a thousand or a million times as large.
MULTIPLES = {
    "en": {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000},
    "fr": {"mille|milliers?": 1_000, "millions?": 1_000_000, "milliards?": 1_000_000_000},
    "ar": {"[أا]لف[ًا]*|[آا]لاف": 1_000, "مليون[ًا]*|ملايين": 1_000_000, "مليار[ًا]*|مليارات": 1_000_000_000},
}
PERCENT = {
    "en": "per cent|percent|percentage points?",
    "fr": "pour cent|points? de pourcentage",
    "ar": "(?:في ال|بال)(?:مئة|مائة)|نقاط مئوية|نقطة مئوية",
}


def base(language: str) -> str:
    """Return the language of a code without its region: ar of ar-MA."""
    return language.lower().replace("_", "-").split("-")[0]


def month_names(language: str) -> dict[str, str]:
    """Return the number of each month, as digits, by its names in the language."""
    if base(language) == "ar":
        names = {name: str(number) for number, months in enumerate(ARABIC_MONTHS, 1) for name in months}
        return names | {name.translate(WITHOUT_HAMZA): number for name, number in names.items()}
    lists = [names[base(language)].split() for names in (MONTHS, SHORT_MONTHS, BARE_MONTHS) if base(language) in names]
    return {name: str(number) for names in lists for number, name in enumerate(names, 1)}


def separators(language: str) -> Separators:
    """Return what separates the digits of numbers in the language."""
    return SEPARATORS.get(base(language), ANY_SEPARATORS)
