"""Dates: each keeps its month, as a word or as a number. Their days and years are numbers like others."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from translation.checks.found import Found, excerpt
from translation.checks.languages import base, month_names

#: What may be written on the letters of an Arabic name: أيّار.
SIGNS = re.compile("[\u0640\u064b-\u0652]")
#: What is written together with an Arabic name: وأيار.
PARTICLES = "[وفبلك]?"


def months_in(text: str, language: str) -> list[str]:
    """Return the months that the text names, as digits, in order."""
    pattern = _names(language)
    if not pattern:
        return []
    names = month_names(language)
    found = (match[1] for match in pattern.finditer(SIGNS.sub("", text)))
    return [names.get(name, names.get(name.lower(), "")) for name in found]


def months_lost(
    source: str, source_language: str, target: str, language: str, numbers: Collection[str]
) -> Iterator[Found]:
    """Find months of the source's dates that the translation neither names nor has among its own `numbers`.

    Only what stands beside a day or a year is a date: “may” is a word, and so is “March on”.
    """
    names, pattern = month_names(source_language), _dated(source_language)
    if not pattern or not _names(language):
        return
    there = {*months_in(target, language), *numbers}
    for match in pattern.finditer(source):
        name = match[1] or match[2]
        if names[name] not in there:
            yield Found("month_lost", excerpt(source, match.start(), match.end()), {"written": name}, holds=True)


@lru_cache
def _names(language: str) -> re.Pattern[str] | None:
    names = _alternatives(language)
    if not names:
        return None
    particles = PARTICLES if base(language) == "ar" else ""
    flags = re.NOFLAG if base(language) == "en" else re.IGNORECASE
    return re.compile(rf"(?<!\w){particles}({names})(?!\w)", flags)


@lru_cache
def _dated(language: str) -> re.Pattern[str] | None:
    names = _alternatives(language)
    return re.compile(rf"\d\w{{0,3}}\s+(?:of\s+)?({names})(?!\w)|(?<!\w)({names})\.?\s+\d") if names else None


def _alternatives(language: str) -> str:
    return "|".join(re.escape(name) for name in sorted(month_names(language), key=len, reverse=True))
