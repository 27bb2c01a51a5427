"""Punctuation: the sentence ends as in the source, in the signs and with the spaces of its own language."""

import re
import unicodedata
from collections.abc import Iterator

from translation.checks.contacts import masked
from translation.checks.found import Found, excerpt
from translation.checks.languages import ARABIC_SCRIPT, NO_BREAK, base
from translation.checks.reading import Reading

#: Each end of a sentence in every script that has its own.
ENDS = {
    "end_ellipsis": ("…", "...", "。。。"),
    "end_question": ("?", "؟", "？", "\u037e", "՞"),
    "end_exclamation": ("!", "！", "՜"),
    "end_colon": (":", "：", "։"),
    "end_semicolon": (";", "؛", "；", "·"),
    "end_stop": (".", "。", "।", "۔", "።", "։"),
}
#: Greek asks with the sign that is a semicolon elsewhere.
GREEK_QUESTION = ";"
CLOSING = "»”’\"')]}›」』*\u200e\u200f\u061c\u2069\u202c\u200b"
ARABIC_SIGNS = {",": "،", ";": "؛", "?": "؟"}
#: Not between digits: there a comma groups them, in Arabic, too.
LATIN_SIGN = re.compile(r"(?<!\d),|,(?!\d)|[;?]")
ARABIC_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3]")
FRENCH_SIGN = re.compile(r"(?<=[^\s;:!?.…(\[«])([ ]?)([;:!?])(?=[\s»)\]”’\ufffc]|$)")
GUILLEMET = re.compile(rf"«(?![{NO_BREAK}])|(?<![{NO_BREAK}])»")


def end(source: Reading, target: Reading, language: str) -> Iterator[Found]:
    """Find a last sign that differs: a question that became a statement, a full stop in a heading."""
    wanted, there = _last_sign(source.text), _last_sign(target.text, language)
    if wanted != there and source.text.strip() and target.text.strip():
        text = target.text.rstrip()
        sign: str = ENDS[wanted or there][0]
        if base(language) in ARABIC_SCRIPT:
            sign = ARABIC_SIGNS.get(sign, sign)
        values: dict[str, str | int] = {"sign": sign, "missing": int(bool(wanted))}
        yield Found(wanted or there, excerpt(text, len(text), len(text)), values)


def arabic(_source: Reading, target: Reading, language: str) -> Iterator[Found]:
    """Find a Latin comma, semicolon or question mark beside Arabic words. Inside Latin words it is right."""
    if base(language) not in ARABIC_SCRIPT:
        return
    text = masked(target.text)
    for match in LATIN_SIGN.finditer(text):
        before, after = _letter(text, match.start() - 1, -1), _letter(text, match.end(), 1)
        # What ends a text, ends it in the text's own script.
        if "ARABIC" in {before, after} or (not after and ARABIC_LETTER.search(text)):
            shown = excerpt(target.text, match.start(), match.end())
            yield Found("arabic_punctuation", shown, {"sign": match[0], "due": ARABIC_SIGNS[match[0]]})


def french_space(_source: Reading, target: Reading, language: str) -> Iterator[Found]:
    """Find ; : ! ? without the no-break space that French sets before them. Canada sets it before the colon alone."""
    if base(language) != "fr":
        return
    signs = ":" if language.lower().replace("_", "-") == "fr-ca" else ";:!?"
    for match in FRENCH_SIGN.finditer(masked(target.text)):
        sign, before = match[2], target.text[match.start() - 1]
        if sign in signs and (match[1] or before not in NO_BREAK):
            yield Found("french_space", excerpt(target.text, match.start(), match.end()), {"sign": sign})


def french_quotes(_source: Reading, target: Reading, language: str) -> Iterator[Found]:
    """Find « and » without the no-break spaces inside them."""
    if base(language) != "fr":
        return
    for match in GUILLEMET.finditer(target.text):
        yield Found("french_quotes", excerpt(target.text, match.start(), match.end()), {"sign": match[0]})


def _last_sign(text: str, language: str = "") -> str:
    """Return the check that is about the text's last sign; "" where it ends in a word."""
    text = text.rstrip()
    while text and (text[-1] in CLOSING or text[-1].isspace()):
        text = text[:-1]
    if base(language) == "el" and text.endswith(GREEK_QUESTION):
        return "end_question"
    return next((check for check, signs in ENDS.items() if text.endswith(signs)), "")


def _letter(text: str, position: int, step: int) -> str:
    """Return the script of the nearest letter: “ARABIC”, another name, or "" where there is none near.

    A digit, or something copied, between the sign and the letter is passed over; a line's end is not.
    """
    for _nearby in range(12):
        if not 0 <= position < len(text) or text[position] == "\n":
            return ""
        if text[position].isalpha():
            return unicodedata.name(text[position], "").split(" ")[0]
        position += step
    return ""
