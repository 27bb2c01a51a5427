"""The glossary in the CMS: who sees it, who may change what, and what comes from a file."""

import csv
import io
from typing import Any

import pytest
from demo.roles import set_up_roles
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from wagtail.models import Locale, Revision

from tests.factories import TermFactory, UserFactory, home_page, root_collection
from translation.models import Rendering, Term
from translation.services import glossary_data, glossary_files
from translation.services.glossary_data import Damaged, Row, Said

pytestmark = pytest.mark.django_db

LIST = "/admin/translation/glossary/"
PUBLISHER, WRITER = "Publishers", "Communications"
TRANSLATOR, REVIEWER, OTHER = "Translators: Arabic", "Reviewers: Arabic", "Reviewers: French"


@pytest.fixture
def mayor() -> Term:
    """Make the groups as a new site has them, and a term with renderings in two languages."""
    home_page("ar"), home_page("fr")
    root_collection()
    set_up_roles()
    term: Term = TermFactory(stable_id="mayor", term="mayor", definition="The head of a municipality.")
    Rendering.objects.create(owner=term, language="ar", text="رئيس البلدية", sort_order=0)
    Rendering.objects.create(owner=term, language="fr", text="maire", sort_order=1)
    return term


def signed_in(group: str) -> Client:
    """Sign somebody of this group in."""
    client = Client()
    client.force_login(UserFactory(staff=True, groups=[group]))
    return client


def addresses(term: Term) -> dict[str, str]:
    """Return every address of the glossary that names a term or a file."""
    return {
        "list": LIST,
        "inspect": reverse("glossary:inspect", args=[term.pk]),
        "edit": reverse("glossary:edit", args=[term.pk]),
        "add": reverse("glossary:add"),
        "delete": reverse("glossary:delete", args=[term.pk]),
        "ar": reverse("glossary:renderings", args=[term.pk, "ar"]),
        "fr": reverse("glossary:renderings", args=[term.pk, "fr"]),
        "import": reverse("glossary:import"),
        "export": reverse("glossary:export", args=["csv"]),
    }


OPEN = {
    PUBLISHER: {"list", "inspect", "edit", "add", "delete", "ar", "fr", "import", "export"},
    WRITER: {"list", "inspect", "export"},
    TRANSLATOR: {"list", "inspect", "export"},
    REVIEWER: {"list", "inspect", "export", "ar"},
    OTHER: {"list", "inspect", "export", "fr"},
    "Membership officers": set(),
}


@pytest.mark.parametrize("group", OPEN)
def test_each_opens_what_is_theirs_and_nothing_else(mayor: Term, group: str) -> None:
    client = signed_in(group)
    answers = {name: client.get(address).status_code for name, address in addresses(mayor).items()}
    assert {name for name, status in answers.items() if status == 200} == OPEN[group]


def rows(*renderings: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """Return what a browser sends of the form of renderings."""
    sent: dict[str, Any] = {"renderings-TOTAL_FORMS": len(renderings), "renderings-INITIAL_FORMS": initial}
    for number, rendering in enumerate(renderings):
        sent |= {f"renderings-{number}-{name}": value for name, value in rendering.items()}
    return sent


def test_a_reviewer_changes_the_own_languages_renderings_and_no_others(mayor: Term) -> None:
    own = mayor.renderings.get(language="ar")
    french = mayor.renderings.get(language="fr")
    client = signed_in(REVIEWER)
    answer = client.post(
        addresses(mayor)["ar"],
        rows(
            {"id": own.pk, "text": "رئيس  البلدية", "standing": "approved", "note": "في كل مكان"},
            {"text": "عمدة", "standing": "forbidden", "note": ""},
            initial=1,
        ),
    )
    assert answer.status_code == 302
    said = [(one.language, one.text, one.standing) for one in mayor.renderings.order_by("pk")]
    assert said == [
        ("ar", "رئيس البلدية", "approved"), ("fr", "maire", "approved"), ("ar", "عمدة", "forbidden"),
    ]  # fmt: skip
    revision = Revision.objects.for_instance(mayor).get()
    assert len(revision.content["renderings"]) == 3
    forged = rows({"id": french.pk, "text": "bourgmestre", "standing": "approved", "note": ""}, initial=1)
    client.post(addresses(mayor)["ar"], forged)
    french.refresh_from_db()
    assert french.text == "maire"
    assert client.post(addresses(mayor)["fr"], forged).status_code in {302, 403}
    assert mayor.renderings.get(language="fr").text == "maire"


@pytest.mark.parametrize("text", ["…", "\u200f", "رئيس البلدية"])
def test_what_could_not_be_found_or_stands_twice_is_refused_and_kept_in_the_form(mayor: Term, text: str) -> None:
    own = mayor.renderings.get(language="ar")
    sent = rows(
        {"id": own.pk, "text": own.text, "standing": "approved", "note": ""},
        {"text": text, "standing": "approved", "note": "ملاحظة"},
        initial=1,
    )
    answer = signed_in(REVIEWER).post(addresses(mayor)["ar"], sent)
    html = answer.content.decode()
    assert 'href="#id_renderings-1-text"' in html
    assert "ملاحظة" in html
    assert mayor.renderings.count() == 2


def test_the_list_shows_each_languages_words_with_a_constant_number_of_queries(mayor: Term) -> None:
    client = signed_in(PUBLISHER)
    html = client.get(LIST).content.decode()
    assert '<bdi lang="ar" dir="rtl">رئيس البلدية</bdi>' in html
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(20):
        Rendering.objects.create(owner=TermFactory(), language="fr", text=f"mot {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) <= len(few)


def upload(client: Client, content: bytes, name: str = "glossary.csv") -> Any:
    """Send a file to the import."""
    return client.post(reverse("glossary:import"), {"file": SimpleUploadedFile(name, content)})


HEADER = "id,term,abbreviation,definition,sensitivity,why,language,standing,rendering,note\r\n"


def test_a_file_is_shown_first_and_then_written_as_a_whole(mayor: Term) -> None:
    client = signed_in(PUBLISHER)
    content = HEADER + (
        "mayor,mayor,,Whoever heads a municipality.,none,,ar,approved,رئيس البلدية,\r\n"
        "mayor,mayor,,Whoever heads a municipality.,none,,ar,admitted,عمدة,In search words.\r\n"
        "donor,donor,,Whoever funds the work.,careful,Some are states.,fr,approved,donateur,\r\n"
    )
    shown = upload(client, content.encode())
    html = shown.content.decode()
    assert "Whoever heads a municipality." in html
    assert "The head of a municipality." in html
    assert Term.objects.count() == 1
    client.post(reverse("glossary:import"), {"shown": shown.context["shown"]})
    mayor.refresh_from_db()
    assert mayor.definition == "Whoever heads a municipality."
    assert sorted(mayor.renderings.values_list("language", "text")) == [
        ("ar", "رئيس البلدية"), ("ar", "عمدة"), ("fr", "maire"),
    ]  # fmt: skip
    donor = Term.objects.get(stable_id="donor", locale=Locale.get_default())
    assert (donor.sensitivity, donor.sensitivity_note) == ("careful", "Some are states.")
    assert Revision.objects.for_instance(donor).count() == 1


def test_what_changed_since_it_was_shown_is_not_written_over(mayor: Term) -> None:
    client = signed_in(PUBLISHER)
    content = (HEADER + "mayor,mayor,,Another meaning.,none,,,,,\r\n").encode()
    shown = upload(client, content).context["shown"]
    Term.objects.filter(pk=mayor.pk).update(definition="A colleague’s words.")
    answer = client.post(reverse("glossary:import"), {"shown": shown})
    assert "The glossary has changed since." in answer.content.decode()
    mayor.refresh_from_db()
    assert mayor.definition == "A colleague’s words."


DAMAGED = [
    ("glossary.csv", HEADER.replace("definition", "meaning") + "a,b,,c,none,,,,,\r\n", 1),
    ("glossary.csv", HEADER + "a,b,,c,none,,,,,\r\nmayor,mayor,,d,none,,ar,loved,رئيس,\r\n", 3),
    ("glossary.csv", HEADER + "a,b,,c,none,,,,,\r\nmayor,mayor,,d,none\r\n", 3),
    ("glossary.csv", HEADER + "a,b,,c,none,,de,approved,d,\r\n", 2),
    ("glossary.csv", HEADER + "a,b,,c,none,,ar,approved,ب,\r\na,other,,c,none,,ar,approved,ت,\r\n", 3),
    ("glossary.csv", HEADER + "Not an id!,b,,c,none,,,,,\r\n", 2),
    ("glossary.csv", HEADER + "a,,,c,none,,,,,\r\n", 2),
    ("glossary.csv", HEADER + "a,b,,c,none,,,,,\r\nc,d,,e,none,,,,,\r\na,b,,c,none,,,,,\r\n", 4),
    ("glossary.csv", HEADER + 'a,"b,,c,none,,,,,\r\n', 2),
    ("glossary.tbx", "<martif>\n<text><body>\n<termEntry>", 3),
    ("glossary.tbx", '<?xml version="1.0"?>\n<xliff><file/></xliff>', 0),
    ("glossary.tbx", '<!DOCTYPE a [<!ENTITY b "c">]>\n<martif/>', 1),
    ("glossary.csv", HEADER + "a,b,,c,none,,,,,\r\nd,e,,f\0g,none,,,,,\r\n", 3),
]


@pytest.mark.parametrize(("name", "content", "line"), DAMAGED)
def test_a_damaged_file_is_refused_with_its_line_and_nothing_is_written(
    mayor: Term, name: str, content: str, line: int
) -> None:
    with pytest.raises(Damaged) as refused:
        glossary_files.read(content.encode(), name[-3:])
    assert refused.value.line == line or not line
    before = glossary_data.stored()
    html = upload(signed_in(PUBLISHER), content.encode(), name).content.decode()
    assert 'role="alert"' in html
    assert f"Line {refused.value.line}:" in html or not refused.value.line
    assert glossary_data.stored() == before


def test_what_is_no_text_in_utf_8_is_refused() -> None:
    with pytest.raises(Damaged) as refused:
        glossary_files.read(HEADER.encode() + "a,b,,café,none,,,,,\r\n".encode("latin-1"), "csv")
    assert refused.value.line == 2


def test_entities_are_refused_in_whatever_encoding_they_are_written() -> None:
    hostile = '<?xml version="1.0" encoding="UTF-16"?>\n<!DOCTYPE martif [\n<!ENTITY b "c">]>\n<martif>&b;</martif>'
    with pytest.raises(Damaged, match="entities") as refused:
        glossary_files.read(hostile.encode("utf-16"), "tbx")
    assert refused.value.line == 3


#: What of ISO 30042:2008 (TBX-Basic, core structure) a glossary has need of.
TBX_BASIC = """
<!ELEMENT martif (martifHeader, text)>
<!ATTLIST martif type CDATA #FIXED "TBX-Basic" xml:lang CDATA #REQUIRED>
<!ELEMENT martifHeader (fileDesc, encodingDesc?)>
<!ELEMENT fileDesc (titleStmt?, publicationStmt?, sourceDesc+)>
<!ELEMENT sourceDesc (p+)>
<!ELEMENT encodingDesc (p+)>
<!ELEMENT p (#PCDATA)>
<!ATTLIST p type (XCSURI) #IMPLIED>
<!ELEMENT text (body)>
<!ELEMENT body (termEntry+)>
<!ELEMENT termEntry ((descrip | note)*, langSet+)>
<!ATTLIST termEntry id ID #IMPLIED>
<!ELEMENT langSet ((descrip | note)*, tig+)>
<!ATTLIST langSet xml:lang CDATA #REQUIRED>
<!ELEMENT tig (term, termNote*, (descrip | note)*)>
<!ELEMENT term (#PCDATA)>
<!ELEMENT termNote (#PCDATA)>
<!ATTLIST termNote type (administrativeStatus | termType) #REQUIRED>
<!ELEMENT descrip (#PCDATA)>
<!ATTLIST descrip type (definition) #REQUIRED>
<!ELEMENT note (#PCDATA)>
"""


def test_the_glossary_as_tbx_keeps_to_tbx_basic() -> None:
    said = (Said("ar", "مكافحة"), Said("ar", "محاربة", "forbidden", "Not ours."), Said("fr", "lutte", "admitted"))
    term = Row("cve", "countering", "What it means.", "CVE", "contested", "Why it is.", said)
    file = etree.fromstring(glossary_files.write_tbx([term]))
    structure = etree.DTD(io.StringIO(TBX_BASIC))
    assert structure.validate(file), structure.error_log
    assert glossary_files.read_tbx(etree.tostring(file)) == [term]


@pytest.mark.parametrize("ending", ["csv", "tbx"])
def test_what_is_exported_comes_back_unchanged(mayor: Term, ending: str) -> None:
    Rendering.objects.create(owner=mayor, language="ar", text="عمدة", standing="forbidden", note="=1+1", sort_order=2)
    TermFactory(
        stable_id="cve", term="countering", abbreviation="CVE", sensitivity="contested", sensitivity_note="Why."
    )
    content = signed_in(WRITER).get(reverse("glossary:export", args=[ending])).content
    assert glossary_data.compare(glossary_files.read(content, ending), glossary_data.stored()) == []


def test_marks_of_direction_in_a_rendering_turn_nothing_around_beside_it() -> None:
    row = Row("mayor", "mayor", "Heads it.", renderings=(Said("ar", "رئيس\u202e", note="ملاحظة"),))
    (change,) = glossary_data.compare([row], [])
    assert change.differences[-1].now == "\u2068رئيس\u202e\u2069 (Approved) – \u2068ملاحظة\u2069"


def test_no_cell_of_the_export_is_a_formula(mayor: Term) -> None:
    Term.objects.filter(pk=mayor.pk).update(definition="=HYPERLINK(1)")
    (line,) = list(csv.DictReader(io.StringIO(glossary_files.write_csv(glossary_data.stored()).decode("utf-8-sig"))))[
        :1
    ]
    assert line["definition"] == "'=HYPERLINK(1)"


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)
said = st.builds(
    Said,
    language=st.sampled_from(["ar", "fr"]),
    text=words,
    standing=st.sampled_from(Rendering.Standing.values),
    note=words,
)


@given(
    st.lists(
        st.builds(Row, stable_id=words, term=words, definition=words, why=words, renderings=st.lists(said).map(tuple)),
        unique_by=lambda row: row.stable_id,
        min_size=1,
        max_size=4,
    )
)
def test_any_words_survive_the_way_through_a_file(terms: list[Row]) -> None:
    assert glossary_files.read_csv(glossary_files.write_csv(terms)) == terms
    back = {row.stable_id: row for row in glossary_files.read_tbx(glossary_files.write_tbx(terms))}
    for term in terms:
        for code in ("ar", "fr"):
            assert back[term.stable_id].in_language(code) == term.in_language(code)
        assert (back[term.stable_id].term, back[term.stable_id].why) == (term.term, term.why)


@given(st.binary(max_size=300), st.sampled_from(["csv", "tbx"]))
def test_no_file_whatever_is_more_than_refused(content: bytes, ending: str) -> None:
    with pytest.raises(Damaged):
        glossary_files.read(content, ending)
