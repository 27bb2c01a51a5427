"""What a file of translations says when it goes out, and what is read when it comes back."""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.services.exchange import po, xliff
from translation.services.exchange.document import LARGEST, Document, Portion, Refused, State, Unit
from translation.services.exchange.formats import parse
from translation.services.exchange.inline import canonical, checked

Writer = Callable[[Document], bytes]

HERE = UUID("0f0e0d0c-0b0a-0908-0706-050403020100")
WRITERS = [xliff.write2, xliff.write1, po.write]
STAMP = "20261125T043000123456"
ENGLISH = 'Fish &amp; <b>chips</b>, <a id="a1">a <i>link</i></a><br/>and  two spaces'
#: Isolates, an embedding and marks as an Arabic text has them around Latin words.
ARABIC = 'سمك و<b>بطاطا</b>، <a id="a1">\u2066CVE\u2069 \u200fرابط</a><br/>\u202bنص\u202c &lt;٣&gt;'


def document(*units: Unit, target: str = "ar") -> Document:
    return Document("en", target, (Portion(HERE, 3, units, "Privacy & “terms”", "/en/privacy/"),))


def back(write: Writer, *units: Unit) -> list[Unit]:
    """Return the units as they are read from the file that they make."""
    (portion,) = parse(write(document(*units))).portions
    return list(portion.units)


@pytest.mark.parametrize("write", WRITERS)
def test_a_sentence_comes_back_with_its_links_bold_breaks_marks_and_spaces(write: Writer) -> None:
    (unit,) = back(write, Unit("body.1-2.text", ENGLISH, ARABIC, State.CONFIRMED, STAMP))

    assert (unit.place, unit.source, unit.target, unit.stamp) == ("body.1-2.text", ENGLISH, ARABIC, STAMP)


@pytest.mark.parametrize("write", WRITERS)
def test_the_file_names_its_page_version_and_languages(write: Writer) -> None:
    read = parse(write(document(Unit("title", "Privacy"))))

    assert (read.source_language, read.target_language) == ("en", "ar")
    assert (read.portions[0].translation, read.portions[0].version) == (HERE, 3)


@pytest.mark.parametrize(
    ("write", "final"), [(xliff.write2, State.FINAL), (xliff.write1, State.FINAL), (po.write, State.CONFIRMED)]
)
def test_each_state_is_kept_and_fuzzy_stays_fuzzy(write: Writer, final: State) -> None:
    units = [Unit(f"p{number}", "Source", "Words", state) for number, state in enumerate(State)][1:4]

    states = [unit.state for unit in back(write, Unit("p", "Source"), *units)]

    assert states == [State.NEW, State.UNCONFIRMED, State.CONFIRMED, final]


def test_states_stand_in_the_file_as_its_format_names_them() -> None:
    units = [
        Unit("a", "Source"),
        Unit("b", "Source", "Words", State.UNCONFIRMED),
        Unit("c", "Source", "Words", State.CONFIRMED),
        Unit("d", "Source", "Words", State.FINAL),
    ]
    two, one, third = (write(document(*units)).decode() for write in WRITERS)

    assert [two.count(f'state="{name}"') for name in ("initial", "translated", "final")] == [2, 1, 1]
    for name in ("new", "needs-review-translation", "translated", "final"):
        assert f'state="{name}"' in one
    assert third.count("#, fuzzy") == 1


def test_mark_up_is_protected_by_the_placeholders_of_xliff() -> None:
    two, one, third = (write(document(Unit("a", ENGLISH, ARABIC, State.CONFIRMED))).decode() for write in WRITERS)

    assert two.count('<pc id="a1" type="link"') == 2
    assert two.count('<ph id="br1"') == 2
    assert one.count('<g id="b1" ctype="bold">') == 2
    assert "<b>" not in two + one
    assert "<b>بطاطا</b>" in third


def test_the_direction_of_the_language_is_told_to_the_tool() -> None:
    assert b'srcDir="ltr" trgDir="rtl"' in xliff.write2(document(Unit("a", "Source")))
    assert b'trgDir="ltr"' in xliff.write2(document(Unit("a", "Source"), target="fr"))


@pytest.mark.parametrize("write", WRITERS)
def test_hints_go_out_and_do_not_come_back_as_remarks(write: Writer) -> None:
    unit = Unit("a", "Source", hints=("“Prevention” is الوقاية",))

    assert "الوقاية" in write(document(unit)).decode()
    assert back(write, unit)[0].comments == ()


@pytest.mark.parametrize(
    ("write", "before", "after"),
    [
        (xliff.write2, '<segment state="initial">', "<notes><note>Which\nsource?</note></notes><segment>"),
        (xliff.write1, "</trans-unit>", '<note from="A tool">Which\nsource?</note></trans-unit>'),
        (po.write, "#: stamp-1", "# Which\n# source?\n#: stamp-1"),
    ],
)
def test_a_remark_made_elsewhere_comes_back(write: Writer, before: str, after: str) -> None:
    data = write(document(Unit("a", "Source", stamp="1"))).decode().replace(before, after)

    assert parse(data.encode()).portions[0].units[0].comments == ("Which\nsource?",)


@pytest.mark.parametrize("write", WRITERS[:2])
def test_the_remarks_of_the_desk_keep_their_lines_in_xliff(write: Writer) -> None:
    assert back(write, Unit("a", "Source", comments=("One\ntwo",)))[0].comments == ("One\ntwo",)


def test_a_tool_that_parts_a_sentence_gives_it_back_as_one() -> None:
    whole = xliff.write2(document(Unit("a", "One. Two.", "Un. Deux.", State.CONFIRMED))).decode()
    start, end = whole.index("<segment"), whole.index("</segment>") + len("</segment>")
    parted = (
        f"{whole[:start]}"
        '<segment state="translated"><source>One.</source><target>Un.</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment state="initial"><source>Two.</source><target>Deux.</target></segment>'
        f"{whole[end:]}"
    )
    (unit,) = parse(parted.encode()).portions[0].units

    assert (unit.source, unit.target, unit.state) == ("One. Two.", "Un. Deux.", State.UNCONFIRMED)


def test_placeholders_that_a_tool_wrote_in_halves_are_read_as_a_pair() -> None:
    data = xliff.write2(document(Unit("a", "A <b>bold</b> word", "Un <b>mot</b>", State.CONFIRMED))).decode()
    start, _middle, end = data.rpartition("<target>")
    halves = '<target>Un <sc id="b1"/>mot<ec startRef="b1"/></target>' + end.split("</target>", 1)[1]
    (unit,) = parse((start + halves).encode()).portions[0].units

    assert unit.target == "Un <b>mot</b>"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ('<g id="script1">x</g>', "placeholder"),
        ('<x id="a1"/>', "placeholder"),
        ('<x id="u0041"/>', "no character"),
        ("<object>x</object>", "no part of a text"),
        ('<bx id="b1"/>x', "does not end"),
        ('<ex id="b1"/>x', "ends before it begins"),
    ],
)
def test_a_placeholder_that_is_not_the_texts_is_refused_with_its_line(target: str, reason: str) -> None:
    data = xliff.write1(document(Unit("a", "Source"), Unit("b", "Other"))).decode()
    broken = data.replace('<target state="new"/>', f'<target state="translated">{target}</target>', 1)
    first, second = parse(broken.encode()).portions[0].units

    assert reason in first.refused
    assert data.splitlines()[first.line - 1].strip().startswith("<trans-unit")
    assert second.refused == ""


@pytest.mark.parametrize("write", WRITERS[:2])
@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE xliff [<!ENTITY e "x">]>',
        '<!DOCTYPE xliff [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE xliff SYSTEM "http://example.org/x.dtd">',
    ],
)
def test_a_file_with_a_document_type_is_refused(write: Writer, declared: str) -> None:
    lines = write(document(Unit("a", "Source"))).decode().splitlines()
    lines.insert(1, declared)

    with pytest.raises(Refused, match=r"Line 2: .*document type"):
        parse("\n".join(lines).encode())


@pytest.mark.parametrize("write", WRITERS[:2])
def test_a_damaged_xliff_is_refused_with_the_line(write: Writer) -> None:
    lines = write(document(Unit("a", "Source"))).decode().splitlines()

    with pytest.raises(Refused, match=r"Line \d+: The file is damaged") as refusal:
        parse("\n".join(lines[:-3]).encode())
    assert abs(refusal.value.line - len(lines) + 3) <= 1


def test_a_damaged_po_is_refused_with_the_line() -> None:
    lines = po.write(document(Unit("a", "Source"))).decode().splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith('msgid "Source'))
    lines[place] = "msgid Source"

    with pytest.raises(Refused, match=f"Line {place + 1}: The file is damaged"):
        parse("\n".join(lines).encode())


def test_a_po_in_another_encoding_is_refused_with_the_line() -> None:
    data = po.write(document(Unit("a", "Source"))).replace(b'msgstr ""\n', 'msgstr "café"\n'.encode("latin-1"))

    with pytest.raises(Refused, match=r"Line \d+: .*UTF-8"):
        parse(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"<html><body>msgid</body></html>",
        b'<xliff version="1.1" xmlns="urn:oasis:names:tc:xliff:document:1.1"><file/></xliff>',
        b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"></xliff>',
        b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f1"/></xliff>',
        b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="x"><body/></file></xliff>',
        b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"></xliff>',
        b'msgid ""\nmsgstr ""\n"Language: ar\\n"\n\nmsgid "a"\nmsgstr "b"\n',
        b'msgid "a"\nmsgstr "b"\n',
        b"x" * (LARGEST + 1),
    ],
)
def test_what_is_no_file_of_ours_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        parse(data)


def test_a_link_that_the_source_lacks_and_a_tag_that_no_sentence_has_are_refused() -> None:
    for hostile in (
        '<a id="a2">x</a>',
        "<script>x</script>",
        '<b onclick="x">x</b>',
        "<p>x</p>",
        "<b>" * 300,
        "a\x00b",
    ):
        with pytest.raises(Refused):
            checked(hostile, '<a id="a1">x</a>')


CHARACTERS = st.one_of(
    st.characters(codec="utf-8", exclude_characters="\x00"),
    st.sampled_from("<>&\"'\\\n\r\t\x01\x0b\x1b\x85\u2028\u2029\u200f\u2066\ufeff\uffff%{}]"),
)
TEXT = st.text(CHARACTERS, min_size=1, max_size=40)
ESCAPED = TEXT.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
TAGS = st.sampled_from(["b", "i", "em", "strong", "code", "abbr"])
MARKED = st.recursive(
    ESCAPED,
    lambda inner: st.one_of(
        st.tuples(TAGS, inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"),
        st.tuples(st.integers(1, 3), inner).map(lambda pair: f'<a id="a{pair[0]}">{pair[1]}</a>'),
        st.tuples(inner, inner).map("<br/>".join),
    ),
    max_leaves=6,
)


@given(source=MARKED, target=MARKED, place=TEXT)
def test_no_text_is_lost_or_changed_between_out_and_in(source: str, target: str, place: str) -> None:
    unit = Unit("body." + place, "x" + source, "x" + target, State.CONFIRMED, STAMP)
    for write in (xliff.write2, xliff.write1):
        (read,) = back(write, unit)
        assert (read.refused, read.source, read.target) == ("", canonical(unit.source), canonical(unit.target))
        assert read.place == unit.place


@given(source=TEXT, target=TEXT)
def test_po_keeps_every_text_that_it_can_hold(source: str, target: str) -> None:
    source, target = ("x" + text for text in (source, target))
    (read,) = back(po.write, Unit("body.1", source, target, State.CONFIRMED, STAMP))
    assert (read.source, read.target, read.stamp) == (source, target, STAMP)


@given(html=st.one_of(TEXT, st.text(st.sampled_from("<>/abri&;= \"'1!-?[]"), max_size=60)))
def test_whatever_the_desk_holds_comes_back_the_same_twice(html: str) -> None:
    once = canonical(html)
    assert canonical(once) == once


@given(data=st.one_of(st.binary(max_size=200), TEXT.map(str.encode)), cut=st.integers(0, 2000))
def test_a_hostile_file_is_read_or_refused_and_never_fails(data: bytes, cut: int) -> None:
    for write in WRITERS:
        good = write(document(Unit("a", ENGLISH, ARABIC, State.CONFIRMED)))
        for hostile in (data, good[:cut] + data + good[cut:], good[:cut]):
            with suppress(Refused):
                parse(hostile)
