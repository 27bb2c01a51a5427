"""What tools and strangers do to a file before it comes back. Nothing here needs the database."""

from collections.abc import Callable
from uuid import UUID

import pytest

from translation.services.exchange import po, xliff
from translation.services.exchange.bring_in import PagePlan
from translation.services.exchange.compare import Outcome, Standing, Verdict, compare
from translation.services.exchange.document import (
    LONGEST_NOTE,
    LONGEST_TEXT,
    MOST_NOTES,
    Document,
    Portion,
    Refused,
    State,
    Unit,
    same_language,
)
from translation.services.exchange.formats import parse
from translation.services.exchange.gather import Row
from translation.services.exchange.inline import checked

HERE = UUID("0f0e0d0c-0b0a-0908-0706-050403020100")
SOURCE = 'It takes <b>two</b> days, <a id="a1">we think</a>.'
WORDS = 'يستغرق <b>يومين</b>، <a id="a1">كما نظن</a>.'
SENT = Unit("body.text", SOURCE, WORDS, State.CONFIRMED, "now")


def written(write: Callable[[Document], bytes], *units: Unit) -> str:
    return write(Document("en", "ar", (Portion(HERE, 1, units or (SENT,)),))).decode()


def read(data: str | bytes) -> Unit:
    """Return the first unit of a file."""
    return parse(data if isinstance(data, bytes) else data.encode()).portions[0].units[0]


def standing(text: str = WORDS) -> Standing:
    return Standing([Row(1, 1, 1, "body.text", SOURCE, text, "now")])


def judged(*units: Unit, text: str = WORDS) -> list[Verdict]:
    return list(compare(units, standing(text)))


def test_a_tool_may_name_the_country_beside_the_language() -> None:
    assert same_language("ar", "ar-SA")
    assert same_language("fr-CA", "fr")
    assert same_language("zh-hant", "zh_Hant_TW")
    assert not same_language("pt-BR", "pt-PT")
    assert not same_language("ar", "arz")


def test_a_po_file_that_was_saved_in_utf_16_is_read() -> None:
    assert read(written(po.write).encode("utf-16")).target == WORDS


def test_an_xliff_file_that_was_saved_in_utf_16_is_read() -> None:
    assert read(written(xliff.write2).replace("UTF-8", "UTF-16").encode("utf-16")).target == WORDS


def test_a_text_that_a_tool_laid_out_in_lines_is_found_and_is_what_it_was() -> None:
    for write in (xliff.write2, xliff.write1):
        laid_out = written(write).replace("<source>It takes ", "<source>\n   It takes\n   ").replace("، <", "،\n   <")
        (verdict,) = judged(read(laid_out))
        assert verdict.outcome is Outcome.SAME


def test_new_words_that_a_tool_laid_out_in_lines_lose_the_lines_and_wait_for_a_person() -> None:
    laid_out = Unit("body.text", f"\n  {SOURCE}\n", "\n  يستغرق\n    ثلاثة\xa0أيام.\n", State.CONFIRMED, "now")
    (verdict,) = judged(laid_out)
    assert (verdict.outcome, verdict.text, verdict.confirmed) == (Outcome.CHANGED, "يستغرق ثلاثة\xa0أيام.", False)


def test_parts_that_change_places_in_the_translation_are_read_in_its_order() -> None:
    whole = written(xliff.write2, Unit("a", "One. Two.", "x", State.CONFIRMED))
    start, end = whole.index("<segment"), whole.index("</segment>") + len("</segment>")
    parted = (
        '<segment state="final"><source>One.</source><target order="3">Un.</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment state="final"><source>Two.</source><target order="1">Deux.</target></segment>'
    )
    assert read(whole[:start] + parted + whole[end:]).target == "Deux. Un."
    assert read((whole[:start] + parted + whole[end:]).replace('"3"', '"last"')).target == "Un.Deux. "


@pytest.mark.parametrize("code", [":FFFFFFFFFFFF:", ":110000:", ":D800:", "::", ":0:"])
def test_an_id_that_names_no_place_is_of_no_segment_here(code: str) -> None:
    data = written(xliff.write2).replace("body.text", code)
    assert judged(read(data))[0].outcome in {Outcome.GONE, Outcome.REFUSED}


def test_a_segment_that_stands_twice_counts_once_and_with_other_words_is_refused() -> None:
    other = Unit("body.text", SOURCE, "أخرى", State.CONFIRMED, "now", ("Why?",), line=7)
    page = standing()
    assert [verdict.outcome for verdict in compare([other], page)] == [Outcome.CHANGED]
    again, third = compare([other, SENT], page)
    assert (again.outcome, again.comments) == (Outcome.SAME, ())
    assert (third.outcome, "twice" in third.reason) == (Outcome.REFUSED, True)


@pytest.mark.parametrize(
    ("notes", "reason"),
    [
        (("x" * (LONGEST_NOTE + 1),), "longer than"),
        (tuple(str(number) for number in range(MOST_NOTES + 1)), "more than"),
        (("a\0b",), "NUL"),
    ],
)
def test_notes_that_nobody_could_read_are_refused_with_their_line(notes: tuple[str, ...], reason: str) -> None:
    (verdict,) = judged(Unit("body.text", SOURCE, WORDS, State.CONFIRMED, "now", notes, line=7))
    assert (verdict.outcome, verdict.line) == (Outcome.REFUSED, 7)
    assert reason in verdict.reason


def test_a_note_that_stands_twice_is_one_remark() -> None:
    assert judged(Unit("body.text", SOURCE, WORDS, State.CONFIRMED, "now", ("Why?", "Why? ")))[0].comments == ("Why?",)


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        ("<script>alert(1)</script>", "<script> may not stand"),
        ('<b onclick="x">x</b>', "<b> has attributes"),
        ("a<!-- remark -->b", "remark"),
        ("<![CDATA[x]]>", "remark"),
        ("<?php x?>", "remark"),
        ("x" * (LONGEST_TEXT + 1), "longer than"),
    ],
)
def test_what_may_not_stand_in_a_text_is_refused_and_said_in_the_readers_language(hostile: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        checked(hostile, SOURCE)


def test_what_is_refused_is_named_by_its_text_for_tools_that_show_no_lines() -> None:
    data = written(xliff.write1).replace('<g id="b1" ctype="bold">يومين</g>', '<g id="b9x">يومين</g>')
    for unit in (Unit("body.text", SOURCE, "<script>", State.CONFIRMED, "now"), read(data)):
        (verdict,) = judged(unit)
        assert (verdict.outcome, verdict.excerpt) == (Outcome.REFUSED, "It takes two days, we think.")


def test_what_is_refused_beyond_the_first_is_counted() -> None:
    refused = tuple(Verdict(Outcome.REFUSED, line) for line in range(25))
    plan = PagePlan("Two days", "ar", 1, verdicts=refused)
    assert (len(plan.refusals_shown), plan.refusals_more) == (20, 5)
    assert PagePlan("Two days", "ar", 1, verdicts=refused[:3]).refusals_more == 0
