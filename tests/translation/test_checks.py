"""What the checks see in a translation, and what they let pass."""

import pytest
from django.utils.translation import override

from tests.translation import demo_segments
from translation.checks import CHECKS, Found, check
from translation.checks.messages import KINDS, TEXTS, describe
from translation.matching.rules import TermRule

N = "\u00a0"
LRI, PDI, LRO, PDF, LRM, ZWSP = "\u2066", "\u2069", "\u202d", "\u202c", "\u200e", "\u200b"


def codes(source: str, target: str, language: str = "fr") -> list[str]:
    return [found.check for found in check(source, target, language)]


FOUND = [
    ("blank", "fr", "Something", " \u200b "),
    ("markup_broken", "fr", "A <b>bold</b> word", "Un mot <b>gras"),
    ("markup_broken", "fr", "A bold word", "Un mot gras</b>"),
    ("markup_broken", "fr", "<b>A</b> <i>b</i>", "<b>A <i>b</b></i>"),
    ("markup_broken", "fr", "A word", "Un <script>alert(1)</script> mot"),
    ("markup_broken", "fr", "A word", 'Un <b class="x">mot</b>'),
    ("markup_broken", "fr", '<a id="a1">A link</a>', '<a id="a1" href="https://evil.example">Un lien</a>'),
    ("markup_broken", "fr", "A word", "Un <!-- caché --> mot"),
    ("link_lost", "ar", 'Read <a id="a1">this</a> page', "اقرأ هذه الصفحة"),
    ("link_lost", "ar", '<a id="a1">One</a> or <a id="a2">two</a>', 'هذه أو <a id="a2">تلك</a>'),
    ("link_foreign", "fr", '<a id="a1">This</a> page', '<a id="a1">Cette</a> <a id="a2">page</a>'),
    ("link_empty", "fr", '<a id="a1">This</a> page', 'Cette page<a id="a1"></a>'),
    ("link_doubled", "fr", '<a id="a1">This</a> page', '<a id="a1">Cette</a> <a id="a1">page</a>'),
    ("bidi_unbalanced", "ar", "The ISD", f"معهد {LRI}ISD للحوار"),
    ("bidi_unbalanced", "ar", "The ISD", f"معهد ISD{PDI} للحوار"),
    ("bidi_unbalanced", "ar", "One<br>two", f"واحد {LRI}ISD<br>اثنان{PDI}"),
    ("bidi_override", "ar", "More than 15", f"أكثر من {LRO}15{PDF}"),
    ("number_lost", "fr", "More than 15 countries", "Plus de 51 pays"),
    ("number_lost", "ar", "More than 15 countries and 100 cities", "أكثر من 15 دولة ومدينة"),
    # “Three” says another of the source’s numbers already.
    ("number_lost", "ar", "Two or three cities sent 3 replies", "أرسلت مدينتان أو ثلاث ردودًا"),
    ("number_lost", "ar", "It takes 2 days", "يستغرق 15 يومًا"),
    # An elided article is no Roman numeral; new is no nine.
    ("number_lost", "fr", "All 50 cities", "L’ensemble des villes"),
    ("number_lost", "fr", "9 new cities", "De nouvelles villes"),
    ("number_lost", "ar", "2 million people", "2 شخص"),
    ("number_lost", "ar", "50% of cities", "50 من المدن"),
    ("number_lost", "ar", "15 of 15 cities", "15 مدينة"),
    # Written as in English, a French reader takes it for little more than one.
    ("number_lost", "fr", "1,234 cities", "1,234 villes"),
    ("number_lost", "fr", "On 3 May 2024", "Le 4 mai 2024"),
    ("number_lost", "ar", "In 2024", "في ٢٠٢٥"),
    ("month_lost", "fr", "On 3 May 2024", "Le 3 juin 2024"),
    ("month_lost", "ar", "In May 2024", "في 2024"),
    ("month_lost", "ar", "By 1st of March", "قبل 1 أيار"),
    ("number_added", "fr", "Several countries", "15 pays"),
    ("number_added", "ar", "Several countries", "١٥ بلدًا"),
    ("email_lost", "fr", "Write to info@example.org", "Écrivez à infos@example.org"),
    ("url_lost", "fr", "See https://example.org/faq.", "Voir https://example.com/faq."),
    ("url_lost", "ar", "See example.org", "انظر الموقع"),
    ("phone_lost", "ar", "Call +44 20 7946 0958", "اتصل بالرقم +44 20 7946 0985"),
    ("reference_lost", "fr", "Quote SC-7K3M-9QX", "Rappelez SC-7K3M-9XQ"),
    ("contact_added", "fr", "Write to us", "Écrivez à info@example.org"),
    ("same_as_source", "fr", "Members keep their own strategies.", "Members keep their own strategies."),
    ("same_as_source", "ar", "Membership", "Membership"),
    ("emphasis_lost", "fr", "A <b>bold</b> word", "Un mot gras"),
    ("emphasis_added", "fr", "A bold word", "Un mot <i>gras</i>"),
    ("end_stop", "fr", "It ends.", "Cela finit"),
    ("end_stop", "fr", "It ends", "Cela finit."),
    ("end_colon", "fr", "As follows:", "Comme suit"),
    ("end_question", "ar", "Who decides?", "من يقرّر."),
    ("end_exclamation", "fr", "Beware!", "Attention."),
    ("end_ellipsis", "fr", "And so on…", "Et ainsi de suite."),
    ("end_semicolon", "ar", "one thing;", "شيء واحد"),
    ("arabic_punctuation", "ar", "Cities, towns and regions", "مدن, وبلدات ومناطق"),
    ("arabic_punctuation", "ar", "Who decides at ISD?", "من يقرّر في ISD?"),
    ("french_space", "fr", "Who decides?", "Qui décide ?"),
    ("french_space", "fr", "Note: it ends", "Note: cela finit"),
    ("french_quotes", "fr", "The “network”", "Le « réseau »"),
    ("begin_space", "fr", " and more", "et plus"),
    ("end_space", "fr", "and more", "et plus "),
    ("double_space", "fr", "and more", "et  plus"),
    ("newlines", "fr", "One<br>two", "Un deux"),
    ("zero_width", "ar", "The city", f"الم{ZWSP}دينة"),
    ("tatweel", "ar", "The city", "المديـــنة"),
]


def test_each_fault_is_found() -> None:
    missed = [case for case in FOUND if case[0] not in codes(case[2], case[3], case[1])]
    assert missed == []


RIGHT = [
    ("fr", "More than 1,234.5 cities", "Plus de 1\u202f234,5 villes"),
    ("fr", "More than 1,234 cities", "Plus de 1 234 villes"),
    ("ar", "More than 1,234.5 cities", "أكثر من ١٬٢٣٤٫٥ مدينة"),
    ("ar", "More than 1,234.5 cities", "أكثر من 1,234.5 مدينة"),
    ("de", "More than 1,234.5 cities", "Mehr als 1.234,5 Städte"),
    ("fr", "The standard EN 301 549", "La norme EN 301 549"),
    ("fr", "WCAG 2.2 and version 3.2.1", "Les WCAG 2.2 et la version 3.2.1"),
    ("fr", "On 2024-05-03", "Le 3 mai 2024"),
    ("ar", "On 3 May 2024", "في 3/5/2024"),
    ("ar", "On 03/05/2024", "في ٣ أيار ٢٠٢٤"),
    ("ar", "From 1 May to 2 June", "من 1 مايو إلى 2 حزيران"),
    ("fr", "At 5 pm and at 9:00", "À 17 h et à 9 h"),
    ("fr", "The 21st century", "Le XXIe siècle"),
    ("fr", "Two or three cities", "Deux ou trois villes"),
    ("fr", "Two or three cities", "2 ou 3 villes"),
    ("fr", "COVID-19 and the SHA-256 hash", "La COVID-19 et l’empreinte SHA-256"),
    ("ar", "Call +44 (0)20 7946 0958", "اتصل بالرقم ٠٠٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨"),
    ("ar", "Write to Info@example.org.", f"اكتب إلى {LRI}info@example.org{PDI}."),
    ("ar", "See https://www.example.org/en/faq/.", "انظر example.org/ar/faq."),
    ("fr", "It says “no”.", f"Il dit «{N}non{N}»."),
    ("fr", "It says “no.”", f"Il dit «{N}non{N}»."),
    ("fr", "Open 10:30, see https://example.org/?q=1", "Ouvert 10:30, voir https://example.org/?q=1"),
    ("fr", "Really?! (Yes!)", f"Vraiment{N}?! (Oui{N}!)"),
    ("fr-CA", "Who decides? One: all", f"Qui décide? Un{N}: tous"),
    ("ar", "The Institute for Strategic Dialogue, London (ISD)", "معهد (Institute for Strategic Dialogue, London)"),
    ("ar", "Who decides? Members; cities, too.", "من يقرّر؟ الأعضاء؛ والمدن، أيضًا."),
    ("ar", "The ISD decides", f"يقرّر {LRM}ISD{LRM} ذلك"),
    ("fr", "<strong>One</strong> <em>two</em>", "<b>Un</b> <i>deux</i>"),
    ("fr", "Introduction", "Introduction"),
    ("ar", "ISD", "ISD"),
    ("fr", "countering violent extremism", "countering violent extremism"),
    ("fr", "Institute for Strategic Dialogue", "Institute for Strategic Dialogue"),
    ("fr", "A family: 👨‍👩‍👧", f"Une famille{N}: 👨‍👩‍👧"),
    ("fa", "It goes", "می‌رود"),
    # Numbers in words, and duals.
    ("ar", "Two cities, 2 members, 1 page", "مدينتان وعضوان وصفحة واحدة"),
    ("ar", "Within 2 working days", "خلال يومَي عمل"),
    ("ar", "Within 2 to 3 days", "خلال يومين إلى ثلاثة أيام"),
    ("ar", "11 cities, 12 principles, 25 members", "إحدى عشرة مدينة، واثنا عشر مبدأً، وخمسة وعشرون عضوًا"),
    ("ar", "The 19th and the 21st century", "القرنان التاسع عشر والحادي والعشرون"),
    ("ar", "The G20, the G7 and principle 10", "مجموعة العشرين ومجموعة السبع والمبدأ العاشر"),
    ("ar", "100 cities, 200 towns, 1,000 people", "مئة مدينة ومئتا بلدة وألف شخص"),
    (
        "fr",
        "21 cities, 71 towns, 80 regions, 97 members",
        "vingt et une villes, soixante et onze communes, quatre-vingts régions, quatre-vingt-dix-sept membres",
    ),
    ("fr", "The 1st and the 2nd meeting, every 3 years", "La première et la deuxième réunion, tous les trois ans"),
    ("fr", "Twenty-one cities and two hundred towns", "21 villes et 200 communes"),
    # Large numbers, parts of a hundred, hours and days.
    ("ar", "15,000 people, 2 million, 1.5 million", "15 ألف شخص، مليونان، 1,500,000"),
    ("ar", "1,000 cities, 1.5 years", "1 000 مدينة، 1,5 سنة"),
    ("fr", "1.5 million people, 15 thousand", "1\u202f500\u202f000 personnes, 15 000"),
    ("de", "2 million people, 50%", "2 Millionen Menschen, 50 Prozent"),
    ("ar", "50%, then 60 per cent", "٥٠٪ ثم 60 في المئة"),
    ("fr", "10% to 20%", f"10 à 20{N}%"),
    ("fr", "03.05.2024, 5 pm", "3 mai 2024, 17h00"),
    ("ar", "On 3 May 2024 and in June 2024", "في 3 أيّار 2024 وفي شهر 6 من 2024"),
    ("fr", "On 3 May and 5 May; members may march", "Les 3 et 5 MAI\u202f; les membres peuvent défiler"),
    ("de", "On 3 May 2024", "Am 3. Mai 2024"),
    ("ar", "In April 2024 and May 2024", "في نيسان وأيار 2024، أي 2024"),
    ("ar", "On 1/10/2024, in May 2024", "في ١ اكتوبر 2024، وفي أيار/مايو 2024"),
    # What is written together with an Arabic particle.
    ("ar", "The ISD, the 21 cities, 1445 AH", "الـISD، الـ21 مدينة، 1445 هـ"),
    (
        "ar",
        "Write to info@example.org, example.org/faq, +44 20 7946 0958 or SC-7K3M-9QX",
        f"راسلنا بـinfo@example.org أو بـexample.org/faq أو بـ{LRI}+44 20 7946 0958{PDI} أو بـSC-7K3M-9QX",
    ),
]


def test_what_a_language_writes_otherwise_is_no_fault() -> None:
    found = {target: codes(source, target, language) for language, source, target in RIGHT}
    assert {target: wrong for target, wrong in found.items() if wrong} == {}


def test_the_demos_own_translations_pass_every_check() -> None:
    pairs = list(demo_segments.pairs())
    others: dict[tuple[str, str], set[str]] = {}
    sources: dict[tuple[str, str], set[str]] = {}
    for language, source, target in pairs:
        others.setdefault((language, source), set()).add(target)
        sources.setdefault((language, target), set()).add(source)
    found = [
        (language, target, found)
        for language, source, target in pairs
        for found in check(
            source,
            target,
            language,
            others=others[language, source] - {target},
            reused=sources[language, target] - {source},
        )
    ]
    assert len(pairs) > 1_000
    assert found == []


def test_one_source_with_two_translations_is_shown_the_other() -> None:
    (found,) = check("Funding", "Financement", "fr", others=["Financements", "Financement"])
    assert (found.check, found.excerpt) == ("two_translations", "Financements")
    assert check("Extremism", "التطرّف", "ar", others=["التطرف"]) == []
    assert check("The mayor", "L’adjoint", "fr", others=["L'adjoint"]) == []


def test_a_term_that_is_quoted_is_no_second_translation() -> None:
    quoted, said = "countering violent extremism", "lutte contre l’extrémisme violent"
    assert check(quoted, said, "fr", others=[quoted], reused=[said]) == []
    assert check(quoted, quoted, "fr", others=[said]) == []
    assert check(said, said, "fr", reused=[quoted]) == []


def test_one_translation_of_two_sources_is_shown_the_other_source() -> None:
    (found,) = check("Member cities", "Villes du réseau", "fr", reused=["The local partners"])
    assert (found.check, found.excerpt) == ("reused", "The local partners")
    assert check("Member cities", "Villes membres", "fr", reused=["Cities that are members"]) == []


CVE = TermRule(
    "cve",
    "countering violent extremism",
    approved=("مكافحة التطرّف العنيف",),
    admitted=("مواجهة التطرّف العنيف",),
    forbidden=("محاربة الإرهاب",),
)


def test_a_forbidden_rendering_holds_and_names_the_right_one() -> None:
    (found,) = check("It is about countering violent extremism.", "إنه عن محاربة الإرهاب.", "ar", terms=[CVE])
    assert (found.check, found.holds) == ("term_forbidden", True)
    assert found.values["due"] == "مكافحة التطرّف العنيف"


def test_a_term_that_stays_in_its_own_language_is_quoted() -> None:
    assert check("countering violent extremism", "countering violent extremism", "ar", terms=[CVE]) == []


def test_where_the_glossary_only_forbids_other_words_are_asked_for() -> None:
    only = TermRule("cve", "countering violent extremism", forbidden=("محاربة الإرهاب",))
    (found,) = check("It is about countering violent extremism.", "إنه عن محاربة الإرهاب.", "ar", terms=[only])
    assert describe(found).how == "Choose other words. The glossary says why."


def test_a_term_may_be_inflected_and_its_lack_is_only_told() -> None:
    source = "It is about countering violent extremism."
    assert check(source, "إنه عن مكافحة التطرف العنيف.", "ar", terms=[CVE]) == []
    (found,) = check(source, "إنه عن أمر آخر.", "ar", terms=[CVE])
    assert (found.check, found.holds) == ("term_missing", False)
    assert check("It is about cities.", "إنه عن محاربة الإرهاب.", "ar", terms=[CVE]) == []


HOLDING = {
    *("blank", "markup_broken", "link_lost", "link_foreign", "link_empty", "bidi_unbalanced", "bidi_override"),
    *("number_lost", "month_lost", "email_lost", "url_lost", "phone_lost", "reference_lost", "term_forbidden"),
}


def test_what_harms_readers_holds_and_the_rest_warns() -> None:
    assert {code for code, kind in CHECKS.items() if kind.holds} == HOLDING
    for code, language, source, target in FOUND:
        assert all(found.holds == (found.check in HOLDING) for found in check(source, target, language)), code


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_every_check_says_what_where_and_how(language: str) -> None:
    assert set(TEXTS) == set(CHECKS)
    shown = [found for _code, language_, source, target in FOUND for found in check(source, target, language_)]
    with override(language):
        for found in [*shown, *(Found(code, "", {}) for code in CHECKS)]:
            told = describe(found)
            assert told.what
            assert told.how
            assert bool(told.where) == bool(found.excerpt)
            assert "%(" not in told.what + told.where + told.how
        assert all(str(kind) for kind in KINDS.values())


def test_a_last_sign_is_named_as_the_language_writes_it() -> None:
    (lost,), (added,) = check("Who decides?", "من يقرّر", "ar"), check("Who decides", "من يقرّر؟", "ar")
    assert describe(lost).what == "The source ends in “<bdi>؟</bdi>”, and the translation does not."
    assert describe(added).what == "The translation ends in “<bdi>؟</bdi>”, and the source does not."


def test_emphasis_is_told_by_its_look() -> None:
    (found,) = check("A <b>bold</b> word", "Un mot gras", "fr")
    assert describe(found).what.startswith("bold is missing")


def test_what_an_excerpt_holds_is_text_isolated_and_visible() -> None:
    (found,) = [one for one in check("A word", f"&lt;b&gt; mo{ZWSP}t", "fr") if one.check == "zero_width"]
    assert describe(found).where == "In the translation: <bdi>&lt;b&gt; mo⟨U+200B⟩t</bdi>"
