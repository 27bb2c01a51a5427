"""Documents on paper: what a reader, a screen reader and a busy server may count on."""

import re
import threading
import time

import pytest
from django.core import checks as django_checks
from django.core.cache import cache
from django.template import engines
from django.test import Client, RequestFactory
from django.utils.translation import override

from home.services import drawn, paper, pdf
from tests.factories import RebuttalPageFactory
from tests.pages import path_of
from tests.papers import Paper

DOCUMENT = """{% extends "home/pdf/document.html" %}{% block title %}{{ heading }}{% endblock %}
{% block heading %}{{ heading }}{% endblock %}{% block footer %}{{ heading }}, 2{% endblock %}
{% block text %}{{ text|safe }}{% endblock %}"""
ADDRESS = "https://example.org/ar/transparency/"
PARAGRAPH = "<p>تربط الشبكة المدن والبلدات والأقاليم في العالم كله.</p>"


def html_of(text: str, language: str = "en", heading: str = "Exposing falsehoods", address: str = "") -> str:
    """Return a document of this text, as the templates that extend the base make it."""
    values = {"language": language, "organisation": "SCN", "heading": heading, "text": text, "address": address}
    with override(language):
        return str(engines["django"].from_string(DOCUMENT).render(values))


def sections(number: int, body: str = "<p>So it is.</p>") -> str:
    return "".join(f'<section id="s-{part}"><h2>Part {part}</h2>{body}</section>' for part in range(1, number + 1))


def read(text: str, **values: str) -> Paper:
    return Paper(pdf.render(html_of(text, **values)))


@pytest.fixture(scope="module")
def arabic() -> Paper:
    """Return an Arabic document of several pages, with Latin words, a table and a change in it."""
    table = (
        "<table><caption>التمويل</caption><thead><tr><th scope='col'>الجهة</th><th scope='col'>السنة</th></tr></thead>"
        "<tbody><tr><th scope='row'>وزارة</th><td>2016</td></tr></tbody></table>"
    )
    change = "<p>النص <del>القديم</del> <ins>الجديد</ins></p><p lang='en' dir='ltr'>In English.</p>"
    parts = "".join(
        f"<section><h2>القسم {part}: لا تفرض الشبكة خطة</h2>{PARAGRAPH * 9}{table}{change}</section>"
        for part in range(1, 6)
    )
    return read(parts, language="ar", heading="كشف الأكاذيب", address=ADDRESS)


# What is read out of it


def test_arabic_text_is_read_out_of_the_file_as_it_was_written(arabic: Paper) -> None:
    everything = "\n".join(arabic.pages)
    for written in (
        "كشف الأكاذيب",
        "القسم 1: لا تفرض الشبكة خطة",
        "تربط الشبكة المدن والبلدات والأقاليم في العالم كله.",
    ):
        assert written in everything
    assert "In English." in everything


def test_a_screen_reader_finds_language_title_and_structure(arabic: Paper) -> None:
    told = arabic.everything
    assert b"/Lang (ar)" in told
    assert b"/StructTreeRoot" in told
    assert re.search(rb"/MarkInfo\s*<<[^>]*/Marked true", told)
    assert re.search(rb"/DisplayDocTitle true", told)
    assert {b"H1", b"H2", b"P", b"Table", b"TH", b"TD", b"Link", b"L"} <= set(re.findall(rb"/S /(\w+)", told))
    assert any(b"pdfuaid:part" in stream for stream in arabic.streams.values())


def test_each_font_is_inside_and_tells_what_its_glyphs_mean(arabic: Paper) -> None:
    fonts = [font for font in arabic.objects.values() if b"/Type /FontDescriptor" in font]
    assert len(fonts) == len(arabic.fonts) == 2
    assert all(re.search(rb"/FontFile[23]? \d+ 0 R", font) for font in fonts)


def test_every_sheet_tells_its_number_its_document_and_its_address(arabic: Paper) -> None:
    number = len(arabic.pages)
    assert number > 3
    for page, text in enumerate(arabic.pages, start=1):
        lines = text.split("\n")
        assert f"{number} / {page}" in lines or f"{page} / {number}" in lines
        assert "SCN · كشف الأكاذيب, 2" in text or "كشف الأكاذيب, 2" in text
        assert ADDRESS in text
    assert all(text.split("\n").count("كشف الأكاذيب") == 1 for text in arabic.pages)


# The table of contents


def test_a_long_document_names_the_pages_of_its_parts_and_leads_to_them() -> None:
    document = read(sections(5, "<p>So it is.</p>" * 40))
    first = document.pages[0].split("\n")
    entries = {first[place]: int(first[place + 1]) for place, line in enumerate(first) if line in {"Part 2", "Part 5"}}
    for heading, page in entries.items():
        assert heading in document.pages[page - 1].split("\n")
    assert entries["Part 5"] > entries["Part 2"] > 1
    assert document.everything.count(b"/Title (Part") == 5, "the outline"
    assert b"(s-5)" in document.everything


def test_a_short_document_has_no_table_of_contents() -> None:
    assert "document__contents" not in html_of(sections(3))
    assert "document__contents" in html_of(sections(4))


def test_a_parts_own_anchor_is_kept_and_one_is_made_where_there_is_none() -> None:
    text = '<section id="a"><h2>A</h2></section><h2 id="b">B</h2><h2>C <b>&lt;c&gt;</b></h2><h2 lang="ar">د</h2>'
    html, entries = paper.prepared(text)
    assert [(entry.anchor, entry.heading, entry.language) for entry in entries] == [
        ("a", "A", ""),
        ("b", "B", ""),
        ("part-3", "C <c>", ""),
        ("part-4", "د", "ar"),
    ]
    assert 'id="part-3"' in html
    assert "C &lt;c&gt;" in html_of(text)


def test_a_text_of_lower_headings_alone_has_its_contents_too() -> None:
    assert [entry.heading for entry in paper.prepared("<h3>P</h3>" * 4)[1]] == ["P"] * 4


def test_a_picture_gives_way_to_its_description_and_a_fold_is_opened() -> None:
    text = "\n".join(read('<img src="/x.png" alt="A square"><details><summary>Why</summary><p>So.</p></details>').pages)
    assert {"A square", "Why", "So."} <= set(text.split("\n"))


# Under load


def test_many_who_ask_at_once_wait_for_one_drawing() -> None:
    drawings: list[str] = []
    begun = threading.Event()

    def draw() -> bytes:
        drawings.append("")
        begun.wait(5)
        return b"%PDF-"

    answers: list[bytes] = []
    readers = [threading.Thread(target=lambda: answers.append(drawn.drawn("test", draw))) for _ in range(5)]
    for reader in readers:
        reader.start()
    begun.set()
    for reader in readers:
        reader.join(10)
    assert answers == [b"%PDF-"] * 5
    assert len(drawings) == 1


def test_a_drawing_that_failed_is_begun_again_by_the_next() -> None:
    def fails() -> bytes:
        raise pdf.PdfUnavailable

    with pytest.raises(pdf.PdfUnavailable):
        drawn.drawn("test", fails)
    before = time.monotonic()
    assert drawn.drawn("test", lambda: b"drawn") == b"drawn"
    assert time.monotonic() - before < 5


def test_nobody_waits_for_ever_for_one_who_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.set("test.turn", True, None)
    monkeypatch.setattr(drawn, "PATIENCE", 0)
    assert drawn.drawn("test", lambda: b"drawn") == b"drawn"


# Where there can be none


@pytest.mark.django_db
def test_where_a_library_is_missing_the_page_links_no_document_and_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = RebuttalPageFactory()
    request = RequestFactory().get("/")
    monkeypatch.setattr(pdf, "find_library", lambda name: name)
    pdf.missing_packages.cache_clear()
    assert page.get_context(request)["document_url"].endswith("/document.pdf")
    monkeypatch.setattr(pdf, "find_library", lambda name: None)
    pdf.missing_packages.cache_clear()
    try:
        assert page.get_context(request)["document_url"] == ""
        assert Client().get(f"{path_of(page)}document.pdf").status_code == 404
        [warning] = django_checks.run_checks(tags=["compatibility"])
        assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in str(warning.hint)
    finally:
        pdf.missing_packages.cache_clear()
