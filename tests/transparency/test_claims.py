"""A heading that repeats its claim is found out, however it is written; one in words of its own is not."""

import unicodedata

import pytest
from demo.content import read
from hypothesis import given, settings
from hypothesis import strategies as st

from transparency.services.claims import Rebuttal, contains, problems, repeats

CLAIMS = {
    "en": (
        "The network hides who pays for it.",
        "The network imposes one plan on every city that joins it.",
        "The network’s work is directed at one religion.",
    ),
    "fr": (
        "Le réseau cacherait qui le finance.",
        "Le réseau imposerait un plan unique à chaque ville qui y adhère.",
        "Le travail du réseau viserait une religion en particulier.",
    ),
    "ar": (
        "تخفي الشبكة هوية من يموّلها.",
        "تفرض الشبكة خطة واحدة على كل مدينة تنضم إليها.",
        "عمل الشبكة موجّه ضد دين بعينه.",
    ),
}
#: The place of the claim in the list above, and a heading that repeats or denies it.
BAD = {
    "en": (
        (0, "The network does not hide who pays for it"),
        (0, "Does the network hide who pays for it?"),
        (0, "THE NETWORK HIDES WHO PAYS FOR IT"),
        (0, "It is false that the network hides who pays for it"),
        (0, "Nobody hides who pays for the network"),
        (1, "The network does not impose one plan on the cities that join it"),
        (1, "No plan is imposed on any city that joins the network"),
        (1, "Myth: the network imposes a plan on every city which joins"),
        (1, "Joining cities: the network never imposed a single plan on them"),
        (2, "The network’s work is not directed at any religion"),
        (2, "The network is not directed at any religion"),
        (2, "Is the network’s work directed at one religion?"),
    ),
    "fr": (
        (0, "Le réseau ne cache pas qui le finance"),
        (0, "Non, le réseau n’a jamais caché qui le finance"),
        (0, "Le réseau cache-t-il qui le finance ?"),
        (0, "LE RESEAU CACHERAIT QUI LE FINANCE"),
        (0, "Il est faux que le réseau cache qui le finance"),
        (1, "Le réseau n’impose aucun plan unique aux villes qui y adhèrent"),
        (1, "Aucun plan n’est imposé par le réseau aux villes qui adhèrent"),
        (1, "Le réseau imposerait un plan à chaque ville adhérente : c’est faux"),
        (2, "Le travail du réseau ne vise aucune religion en particulier"),
        (2, "Le travail du réseau ne vise pas une religion particulière"),
        (2, "Le réseau vise-t-il une religion en particulier ?"),
        (2, "Non, ce travail du réseau ne visait pas de religion particulière"),
    ),
    "ar": (
        (0, "لا تخفي الشبكة هوية من يمولها"),
        (0, "الشبكة لا تخفي هوية من يموّلها"),
        (0, "هل تُخفي الشبكة هويةَ من يموّلها؟"),
        (0, "ليس صحيحًا أن الشبكة تخفي هوية من يمولها"),
        (0, "لم تخفِ الشبكة هوية من يموّلها قط"),
        (1, "لا تفرض الشبكة خطة واحدة على أي مدينة تنضم إليها"),
        (1, "الشبكة لا تفرض أي خطة على المدن التي تنضم إليها"),
        (1, "هل تفرض الشبكة خطّة على كل مدينة تنضمّ إليها؟"),
        (2, "عمل الشبكة ليس موجّهًا ضد أي دين"),
        (2, "عمل الشـــبكة غير موجه ضد دين"),
        (2, "ليس عمل الشبكة موجها ضد دين بعينه"),
        (2, "لا، عمل الشبكة غير موجه ضد أي دين"),
    ),
}
EVERY_CLAIM = [claim for claims in CLAIMS.values() for claim in claims]


@pytest.mark.parametrize(
    ("claim", "heading"), [(CLAIMS[code][place], heading) for code, pairs in BAD.items() for place, heading in pairs]
)
def test_a_heading_that_repeats_or_denies_the_claim_is_found_out(claim: str, heading: str) -> None:
    assert set(problems(Rebuttal(heading, claim))) == {"title"}


@pytest.mark.parametrize("code", ["en", "ar", "fr"])
@pytest.mark.parametrize("place", range(5))
def test_the_networks_own_rebuttals_may_be_published(code: str, place: int) -> None:
    entry = read("rebuttals")["rebuttals"][place]
    texts = {
        "why_misleading": [entry["why_misleading"][code]],
        "search_description": [entry["search_description"][code]],
        "body": [block[code] for block in entry["body"]],
        "evidence": [evidence["statement"][code] for evidence in entry["evidence"]],
    }
    assert problems(Rebuttal(entry["title"][code], entry["claim"][code], texts)) == {}


@pytest.mark.parametrize("claim", EVERY_CLAIM)
def test_the_claim_is_found_in_the_midst_of_another_text(claim: str) -> None:
    text = f"Before it. Some say: «{claim}» And after it."
    assert set(problems(Rebuttal("A fact", claim, {"introduction": ["Nothing."], "body": ["One.", text]}))) == {"body"}


def test_the_claim_is_found_in_other_endings() -> None:
    assert contains("Reports said that the networks were hiding who had paid. They pay.", "The network hides who pays.")
    assert not contains("The network names who pays for its work.", "The network hides who pays for it.")


def test_a_claim_of_one_or_two_words_is_looked_for_word_for_word() -> None:
    assert contains("It is said that it’s all lies.", "All lies")
    assert not contains("It lies on the river.", "All lies")


@given(
    claim=st.sampled_from(EVERY_CLAIM),
    spaces=st.lists(st.sampled_from([" ", "  ", "\n", "\t", "\u00a0", "\u202f"]), min_size=20, max_size=20),
    invisible=st.sampled_from(["", "\u00ad", "\u200b", "\u200f", "\u0640"]),
    upper=st.booleans(),
    end=st.sampled_from(["", ".", "!", "؟", " …", "»"]),
)
@settings(max_examples=60, deadline=None)
def test_spaces_case_and_marks_that_nobody_sees_never_help(
    claim: str, spaces: list[str], invisible: str, upper: bool, end: str
) -> None:
    words = claim.split()
    written = "".join(f"{word[:2]}{invisible}{word[2:]}{space}" for word, space in zip(words, spaces, strict=False))
    written = (written.upper() if upper else written) + end
    assert repeats(written, claim)
    assert contains(f"First this. {written} Then that.", claim)


@given(
    claim=st.sampled_from(CLAIMS["ar"]),
    marks=st.lists(st.sampled_from(["", *map(chr, range(0x64B, 0x653))]), min_size=80, max_size=80),
)
@settings(max_examples=60, deadline=None)
def test_arabic_vowel_signs_never_help(claim: str, marks: list[str]) -> None:
    written = "".join(
        letter + (mark if letter.isalpha() else "") for letter, mark in zip(claim, marks * 2, strict=False)
    )
    assert repeats(written, claim)
    assert contains(written, claim)


@given(claim=st.sampled_from(CLAIMS["fr"]), form=st.sampled_from(["NFC", "NFD", "bare"]))
def test_accents_and_apostrophes_never_help(claim: str, form: str) -> None:
    decomposed = unicodedata.normalize("NFD", claim.replace("’", "'"))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    written = bare if form == "bare" else unicodedata.normalize(form, decomposed)
    assert repeats(written, claim)
    assert contains(written, claim)


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_text_whatever_breaks_it(heading: str, claim: str) -> None:
    problems(Rebuttal(heading, claim, {"body": [heading]}))
