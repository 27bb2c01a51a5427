"""The glossary's words in texts: what is found as a form of a term, and what is not."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from translation.matching.phrases import Phrasebook
from translation.matching.plain import plain
from translation.matching.rules import TermRule, find_rendering, find_term, mark, renderings_in, terms_in

# One line a pair: the term, and a text in which it stands.
SAME = {
    "ar": """
        بلدية|البلديات بلدية|وللبلدية بلدية|بلديتها بلدية|بلديّة شبكة|لشبكتها مجتمع|ومجتمعاتنا ممارسة|الممارسات
        تطرف|التطرّف تطرف|تطرّفًا مكافحة|وبمكافحة مكافحة|مكافحتها استراتيجية|إستراتيجيات لغة|للغة لغة|باللغات
        اختصاصي|الاختصاصيين اختصاصي|اختصاصيو شفافية|شفافيته مستوى|مستواها شركاء|شركائها أعضاء|أعضاؤها مدينة|المدينتين
        جهة|الجهات تمويل|لتمويله طلب|طلبًا شبكة|شبكـــة شبكة|فالشبكة طلب|طلبك مدينة|مدينتكنّ مدينة|المدينه مدينة|مدينتي
        جهة|جهتا مسؤول|مسئولون صانع|صانعو ISD|ولـISD CVE|الـCVE مستوى|المستوي
    """,
    "fr": """
        maire|maires réseau|réseaux régional|régionaux régional|régionales citoyen|citoyennes élu|élues acteur|actrices
        administratif|administrative local|locale violent|violentes praticien|praticiennes partie|parties comité|Comités
        extrémisme|l’extrémisme extrémisme|d'extrémisme adhésion|qu’adhésion extrémisme|L‘EXTREMISME État|Etats
        œuvre|oeuvres extrémisme|lʼextrémisme élu|ÉLUES élu|Elus public|publiques concret|concrète
        financement|ﬁnancements
    """,
    "en": """
        mayor|Mayors mayor|mayor’s city|cities policy-maker|policy-makers practitioner|practitioners’ woman|women
        community|communities process|processes liaison|LIAISON policy-maker|policymakers analysis|analyses
        crisis|crises CVE|P/CVE CVE|CVEs ISC|ISC’s
    """,
}
OTHER = {
    "ar": """
        بلد|بلدة محل|محلي تطرف|طرف عنف|عنيف مدينة|مدني شبكة|شبك جماعة|جماعي حكم|حكومة حق|حقيقة وطن|وطني منطقة|منطق
        مدرسة|درس تنظيم|منظمة مجتمع|اجتماع عمل|معمل اجتماع|الاجتماعي رئيس|الرئيسي مدينة|المدنيون عمدة|أعمدة طلب|الطالب
        شريك|شركة بناء|أبناء
    """,
    "fr": """
        violent|violence mère|mer politique|police communauté|commune général|génération social|société base|bas
        nation|national action|actif mission|missionnaire partie|parti ville|vil projet|projette contact|contacté
        formé|Forme État|etat maire|mairie donateur|donation
    """,
    "en": """
        violent|violence policy|police universe|university organ|organisation extreme|extremism member|membership
        operate|operation nation|nationality author|authority ISD|isd mayor|mayoral ISC|MISC CVE|cve
    """,
}
# A sentence, and where in it the term stands.
PHRASES = [
    ("ar", "مجتمع محلي", "في المجتمعات المحلية وللمجتمع المحلي", ["المجتمعات المحلية", "وللمجتمع المحلي"]),
    ("ar", "التماسك الاجتماعي", "تماسكٌ اجتماعيٌّ وبالتماسك الاجتماعي", ["تماسكٌ اجتماعيٌّ", "وبالتماسك الاجتماعي"]),
    ("ar", "تفويض رسمي", "بتفويضٍ رسميٍّ أو تفويضًا رسميًّا", ["بتفويضٍ رسميٍّ", "تفويضًا رسميًّا"]),
    ("ar", "شبكة المدن القوية", "شبكة المدن، القوية", []),
    ("ar", "يوم عمل", "خلال يومَي عمل، أو بعد يوم العمل الأول", ["يومَي عمل", "يوم العمل"]),
    ("ar", "جهة اتصال", "سمّوا جهتي اتصال، أو جهات الاتصال كلّها", ["جهتي اتصال", "جهات الاتصال"]),
    ("ar", "صانع سياسات", "مع صانعي السياسات وصانعات السياسات", ["صانعي السياسات", "وصانعات السياسات"]),
    ("ar", "رئيس البلدية", "المكتب الرئيسي للبلدية", []),
    ("ar", "رئيس البلدية", "رئيسا البلديتين ورئيسة بلديتكم", ["رئيسا البلديتين", "ورئيسة بلديتكم"]),
    ("ar", "طلب عضوية", "يُنظر في طلب عضويتك، لا في طالبي العضوية", ["طلب عضويتك"]),
    ("ar", "مسؤول عن العلاقات", "المسئولون عن علاقاتها", ["المسئولون عن علاقاتها"]),
    ("ar", "مكافحة التطرّف العنيف", "مُكافَحةِ التَّطَرُّفِ العَنيفِ، لا مكافحة التطرف والعنف", ["مُكافَحةِ التَّطَرُّفِ العَنيفِ"]),
    ("ar", "لجنة التوجيه الدولية", "للجنة التوجيه الدوليه، لا اللجنة التوجيهية الدولية", ["للجنة التوجيه الدوليه"]),
    ("ar", "الممارسات الفضلى", "بممارساتها الفضلي", ["بممارساتها الفضلي"]),
    ("fr", "cabinet du maire", "les cabinets des maires, le cabinet d’un maire", ["cabinets des maires"]),
    ("fr", "membre officiel", "les membres officielles", ["membres officielles"]),
    ("fr", "praticien de terrain", "praticiennes du terrain", ["praticiennes du terrain"]),
    ("fr", "cohésion sociale", "COHESION SOCIALE, adhésion sociale", ["COHESION SOCIALE"]),
    ("fr", "mise en œuvre", "la mise en oeuvre, MISES EN ŒUVRE", ["mise en oeuvre", "MISES EN ŒUVRE"]),
    ("fr", "ville membre", "villes-membres, villes démembrées", ["villes-membres"]),
    (
        "fr",
        "lutte contre l’extrémisme violent",
        "lutte contre les extrémismes violents",
        ["lutte contre les extrémismes violents"],
    ),
    ("fr", "secteur privé", "un secteur prive les autres", []),
    ("en", "mayor’s office", "the mayors' offices", ["mayors' offices"]),
    ("en", "policy-maker", "policy maker, policy\u2011makers, policy making", ["policy maker", "policy\u2011makers"]),
    ("en", "private sector", "private. Sector", []),
    ("en", "contact person", "the contact people", ["contact people"]),
    (
        "en",
        "countering violent extremism",
        "Countering violent-extremism, encountering violent extremism",
        ["Countering violent-extremism"],
    ),
    ("en", "CVE", "CVE and cve", ["CVE"]),
    ("de", "Bürgermeister", "der BÜRGERMEISTER", ["BÜRGERMEISTER"]),
]
TERM = TermRule("violent-extremism", "violent extremism")
CITY = TermRule("city", "city", approved=("مدينة",), forbidden=("مدينة كبرى",))


def pairs(table: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return language, term and text of each pair."""
    return [(language, *pair.split("|", 1)) for language, lines in table.items() for pair in lines.split()]  # type: ignore[misc]


def test_a_word_is_found_in_each_of_its_forms() -> None:
    assert [pair for pair in pairs(SAME) if not find_rendering(pair[2], pair[1], pair[0])] == []


def test_another_word_that_looks_alike_is_not_taken_for_it() -> None:
    assert [pair for pair in pairs(OTHER) if find_rendering(pair[2], pair[1], pair[0])] == []


def test_a_term_of_several_words_is_found_as_grammar_bends_it() -> None:
    found = {
        (term, text): [place.text for place in find_rendering(text, term, language)]
        for language, term, text, _places in PHRASES
    }
    assert found == {(term, text): places for _language, term, text, places in PHRASES}


def test_a_place_says_where_the_words_stand_in_the_text() -> None:
    (place,) = find_term("Against <b>violent</b> extremism.", TERM)
    assert plain("Against <b>violent</b> extremism.").text[place.start : place.end] == "violent extremism"


def test_the_longest_term_wins() -> None:
    longer = TermRule("cve", "countering violent extremism", abbreviation="CVE")
    assert [rule.stable_id for rule in terms_in("Countering violent extremism (CVE)", [TERM, longer])] == ["cve"]
    assert [rule.stable_id for rule in terms_in("violent extremism, CVE", [TERM, longer])] == [
        "violent-extremism",
        "cve",
    ]


def test_a_forbidden_rendering_is_none_where_it_is_part_of_an_approved_one() -> None:
    rule = TermRule("cve", "CVE", approved=("مكافحة التطرّف العنيف",), forbidden=("مكافحة التطرّف",))
    good, bad = (renderings_in(text, rule, "ar") for text in ("لمكافحة التطرف العنيف", "لمكافحة التطرف"))
    assert good.is_there
    assert not good.forbidden
    assert [place.text for place in bad.forbidden] == ["لمكافحة التطرف"]
    assert not bad.is_there


def test_a_term_is_marked_and_nothing_else_is_touched() -> None:
    html = 'On <a id="a1">violent <b>extremism</b></a> &amp; <i>violent&nbsp;extremism</i>'
    assert mark(html, [TERM]) == (
        'On <a id="a1"><mark class="term" data-term="violent-extremism">violent </mark>'
        '<b><mark class="term" data-term="violent-extremism">extremism</mark></b></a> &amp; '
        '<i><mark class="term" data-term="violent-extremism">violent&nbsp;extremism</mark></i>'
    )


@pytest.mark.parametrize("html", ['<a title="city', "<a title='x>city", '<a title=">city">', "<!-- city -->", "<city"])
def test_nothing_is_written_into_a_tag(html: str) -> None:
    assert mark(html, [CITY]) == html


class Text(HTMLParser):
    """What a browser would show."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marks = 0
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.marks += tag == "mark"


PIECES = (
    "city cities <b> </b> <a id='a1'> </a> <br> < > & &amp; &lt;city&gt; &# \" ' <city <!-- --> \u202e \u2066 "
    "\u200f \u200d \u0640 \u064b \U0001f306 المدينة وبالمدينة مدينتها l’ d' - \u00a0 \n \0 ۱٢3"
)
hostile = st.lists(st.one_of(st.text(max_size=12), st.sampled_from(PIECES.split(" "))), max_size=25).map("".join)


@given(hostile)
@example("city" * 20_000)
@example("<" * 20_000)
@example("<a '" * 5_000 + "city")
@example("\u064b" * 20_000 + "city")
@example("city-" * 20_000)
def test_no_text_breaks_the_search_or_is_changed_by_a_mark(html: str) -> None:
    marked = mark(html, [CITY])
    assert marked.replace('<mark class="term" data-term="city">', "").replace("</mark>", "") == html.replace(
        "</mark>", ""
    )
    text = plain(html).text
    for place in find_term(html, CITY):
        assert text[place.start : place.end] == place.text
    for language in ("ar", "fr", "en", "xx"):
        renderings_in(html, CITY, language)


@given(st.lists(st.sampled_from(["violent", "city", "extremism", "a", "<b>x</b>", "&amp;"]), max_size=12))
def test_what_a_reader_sees_is_the_same_with_marks(words: list[str]) -> None:
    html = " ".join(words)
    shown = Text(mark(html, [CITY, TERM]))
    assert shown.text == Text(html).text
    assert bool(shown.marks) == bool(terms_in(html, [CITY, TERM]))


@given(st.text(min_size=1, max_size=30), st.sampled_from(["ar", "fr", "en", "xx"]))
def test_whatever_can_be_found_is_found_as_it_was_written(term: str, language: str) -> None:
    book = Phrasebook([(term, 1)], language)
    found = book.find(f"( {term} )")
    assert not found or found[0].text in term
