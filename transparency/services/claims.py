"""Whether a text repeats a claim: a myth that is read twice is believed the more (The Debunking Handbook 2020).

Words are compared, not letters: case, accents, Arabic vowel signs, punctuation and endings make no difference, and
“not” makes none, either: “the network does not hide its funders” repeats that it hides them. What the thresholds are
good for, and what they cannot see, is said in docs/decisions/0023.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

#: The share of a claim's words that a text must have to repeat it.
COVERED = 0.8
#: The likeness of two texts, from 0 to 1, from which the one is the other in other endings or another spelling.
ALIKE = 0.8
#: In running text the words stand as close together as in the claim, or with this many times as many words between.
STRETCH = 2
#: A claim of fewer words than this is looked for word for word: any text would have them by chance.
FEWEST = 3

# Words that claim nothing, negations among them, as `_folded` leaves them.
_ENGLISH = """
    a all also an and any are as at be because been being but by can could did do does doing done each either every
    for from had has have he her hers his how if in into is it its itself like may might more most must my neither no
    nobody none nor not nothing never of on one only or other our out over own same shall she should single so some
    such than that the their them then there these they this those through to too under up us very was we were what
    when where which while who whom whose why will with within without would you your s t true false fact myth claim
    wrong indeed really
"""
_FRENCH = """
    afin ai ainsi alors au aucun aucune aussi autre aux avait avec c ce cela celle celui ces cet cette ceux chacun
    chaque comme contre d dans de des donc dont du elle elles en encore entre est et etait ete etre eux faux fait faut
    il ils j je jamais l la le les leur leurs lui m mais me meme moins mon n ne ni non nos notre nous on ont ou par pas
    peu plus point pour puisqu puisque qu quand que quel quelle qui quoi rien s sa sans se sera serait ses seul seule
    si soit son sont sous sur t ta te tous tout toute toutes tres tu un une unique vers vos votre vous vrai y
"""
_ARABIC = """
    ان انه انها اي ايا ايضا اذا الا التي الذي الذين الي او اول بان بعد بعض بعينه بعينها بغير بل بلا به بها بين تلك ثم
    حتي حول حيث حين خلال ذات ذلك سوي ضد عبر علي عليه عليها عن عند عندما غير في فان فقط فهو فهي فيه فيها قبل قد كان كانت
    كل كلا كما لا لاي لاحد لان لدي لقد لكل لكن لم لما لن له لها ليس ليست ما مع من منذ منه منها هذا هذه هم هنا هناك هو هي
    واحد واحده وان واي وبل ولا ولم ولن وليس ومن وهو وهي يا خطا صحيح حقيقه زعم يزعم
"""
STOPWORDS = frozenset(f"{_ENGLISH} {_FRENCH} {_ARABIC}".split())
# The longest first. What is left has at least three letters.
ARABIC_PREFIXES = ("وبال", "وكال", "وفال", "ولل", "وال", "بال", "كال", "فال", "لل", "ال", "و", "ف", "ب", "ل")
ARABIC_SUFFIXES = ("يات", "تها", "هما", "ها", "هم", "ات", "ان", "ون", "ين", "يه", "ته", "نا", "ه", "ي", "ا")
ENDINGS = (
    "eraient", "erait", "aient", "eront", "antes", "ances", "ments", "ement", "ment", "ait", "ant", "ent", "era",
    "ees", "ing", "ies", "ed", "ee", "er", "es", "ez", "ly", "e", "s", "y",
)  # fmt: skip


@dataclass(frozen=True)
class Rebuttal:
    """What a rebuttal says, as far as it is asked whether it repeats its claim."""

    heading: str
    claim: str
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Every other text of the page, by the name of its field."""


def problems(rebuttal: Rebuttal) -> dict[str, str]:
    """Return why the rebuttal may not be published, by the name of the field in which the reason lies.

    Nothing is returned for a rebuttal that states its claim once and its fact in words of its own.
    """
    found: dict[str, str] = {}
    if repeats(rebuttal.heading, rebuttal.claim):
        found["title"] = _(
            "The heading repeats the claim, or denies it in its own words. Write what is true, as if nobody had "
            "claimed otherwise."
        )
    for name, texts in rebuttal.texts.items():
        if any(contains(text, rebuttal.claim) for text in texts):
            found[name] = _(
                "The claim stands here, too. It may stand on the page once, where it is marked as misleading."
            )
    return found


def repeats(heading: str, claim: str) -> bool:
    """Say whether a heading says or denies what the claim says: it has four fifths of its words, or is much like it."""
    wanted, given = words(claim), words(heading)
    if not wanted or not given:
        return _folded(claim) != "" and _folded(claim) in _folded(heading)
    return _share(wanted, given) >= COVERED or _likeness(wanted, given) >= ALIKE


def contains(text: str, claim: str) -> bool:
    """Say whether a running text states the claim: its words, in their order, close together."""
    whole = f" {_folded(claim)} "
    if whole.strip() and whole in f" {_folded(text)} ":
        return True
    wanted = words(claim)
    if len(wanted) < FEWEST:
        return False
    reach, given = len(wanted) * STRETCH, words(text)
    # A window begins at each word of the claim: what follows is as long as the claim may be stretched.
    starts = (start for start, word in enumerate(given) if word in wanted)
    return any(_in_order(wanted, given[start : start + reach]) >= COVERED for start in starts)


def words(text: str) -> list[str]:
    """Return the words of a text that claim something, each without its endings, in their order."""
    return [_stem(word) for word in _folded(text).split() if word not in STOPWORDS]


def _plain(text: str) -> str:
    # Soft hyphens, joiners and marks of direction are seen by nobody, and would part two equal words.
    composed = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in composed if unicodedata.category(letter) != "Cf").replace("\u0640", "")


def _folded(text: str) -> str:
    """Return the text's words in small letters without accents, vowel signs and punctuation, a space between them."""
    decomposed = unicodedata.normalize("NFKD", _plain(text).casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    one_alef = re.sub("[\u0671\u0622\u0623\u0625]", "ا", bare)
    same = one_alef.replace("ى", "ي").replace("ة", "ه").replace("ؤ", "و").replace("ئ", "ي")
    return " ".join(re.findall(r"[^\W_]+", same))


def _stem(word: str) -> str:
    if "\u0600" <= word[0] <= "\u06ff":
        prefix = next((part for part in ARABIC_PREFIXES if word.startswith(part) and len(word) - len(part) > 2), "")
        word = word.removeprefix(prefix)
        suffix = next((part for part in ARABIC_SUFFIXES if word.endswith(part) and len(word) - len(part) > 2), "")
        return word.removesuffix(suffix)
    for _pass in range(2):
        ending = next((part for part in ENDINGS if word.endswith(part) and len(word) - len(part) > 2), "")
        word = word.removesuffix(ending)
    return word


def _share(wanted: Sequence[str], given: Sequence[str]) -> float:
    return len(set(wanted) & set(given)) / len(set(wanted))


def _likeness(wanted: Sequence[str], given: Sequence[str]) -> float:
    return SequenceMatcher(None, " ".join(wanted), " ".join(given), autojunk=False).ratio()


def _in_order(wanted: Sequence[str], given: Sequence[str]) -> float:
    blocks = SequenceMatcher(None, wanted, given, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)
