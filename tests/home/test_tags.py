"""Numbers, days, amounts and directions, in each language as it writes them."""

import datetime
import re
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from home import motif
from home.services.contents import anchor_of, sections_of
from tests.blocks import PARAGRAPH, block
from tests.factories import StandardPageFactory

MARKS = "[\u200e\u200f\u061c]"


def write(template: str, code: str = "en", **values: object) -> str:
    """Return what the template writes in this language, without marks of direction."""
    with override(code):
        return re.sub(MARKS, "", Template(template).render(Context(values)))


@pytest.mark.parametrize(
    ("code", "written"), [("en", "1,234,567.5"), ("fr", "1\u202f234\u202f567,5"), ("ar", "1,234,567.5")]
)
def test_a_number_is_grouped_as_its_language_groups_it(code: str, written: str) -> None:
    assert write("{% number n %}", code, n=1234567.5) == f'<data value="1234567.5">{written}</data>'


def test_nought_is_a_number_and_nothing_is_not() -> None:
    assert write("{% number n %}", n=0) == '<data value="0">0</data>'
    assert write("{% number n %}", n=None) == ""


@pytest.mark.parametrize(("code", "written"), [("en", "1 March 2024"), ("fr", "1 mars 2024"), ("ar", "1 مارس 2024")])
def test_a_day_is_written_in_words_with_its_twin_for_machines(code: str, written: str) -> None:
    html = write("{% day d %}", code, d=datetime.date(2024, 3, 1))
    assert html == f'<time datetime="2024-03-01">{written}</time>'


def test_no_day_is_nothing() -> None:
    assert write("{% day d %}{% moment d %}", d=None) == ""


def test_a_moment_tells_its_hour_and_zone() -> None:
    value = datetime.datetime(2024, 7, 1, 10, 0, tzinfo=datetime.UTC)
    html = write("{% load tz %}{% timezone 'Europe/Copenhagen' %}{% moment m %}{% endtimezone %}", m=value)
    assert "12:00" in html
    assert 'datetime="2024-07-01T12:00:00+02:00"' in html


@pytest.mark.parametrize(
    ("code", "currency", "written"),
    [
        ("en", "EUR", "€1,234.50"),
        ("fr", "EUR", "1\u202f234,50\xa0€"),
        ("en", "JPY", "JP¥1,234"),
        ("en", "KWD", "KWD1,234.500"),
    ],
)
def test_an_amount_is_written_in_its_own_currency(code: str, currency: str, written: str) -> None:
    html = write("{% amount a c %}", code, a=Decimal("1234.50"), c=currency)
    assert html == f'<data value="1234.50">{written}</data>'


def test_an_amount_in_arabic_keeps_its_digits_and_groups() -> None:
    assert "1,234.50" in write("{% amount a 'EUR' %}", "ar", a=Decimal("1234.50"))


@pytest.mark.parametrize(("code", "written"), [("en", "rtl ltr ltr"), ("ar", "rtl ltr ltr")])
def test_a_direction_belongs_to_a_language_whichever_is_active(code: str, written: str) -> None:
    assert write("{% direction 'ar' %} {% direction 'en' %} {% direction 'fr' %}", code) == written


@pytest.mark.parametrize(("size", "written"), [(None, ""), ("", ""), (0, ""), (999, "999 byte"), (2_500_000, "2.5 MB")])
def test_a_file_size_is_told_in_the_unit_that_it_fills(size: object, written: str) -> None:
    assert write("{% file_size s %}", s=size) == written


def test_what_an_editor_wrote_is_never_mark_up() -> None:
    html = write("{% amount a c %}", a=Decimal(1), c="<b>")
    assert "<b>" not in html


def test_a_motif_is_always_the_same_for_its_section_and_differs_from_the_next() -> None:
    assert motif.svg("faq", 12, 3) == motif.svg("faq", 12, 3)
    assert motif.svg("faq", 12, 3) != motif.svg("funding", 12, 3)
    assert "style=" not in motif.svg("faq", 12, 3)
    assert 'aria-hidden="true"' in motif.svg("faq", 12, 3)


@pytest.mark.django_db
def test_sections_are_numbered_and_their_anchors_outlive_rewording() -> None:
    body = [
        block("text", PARAGRAPH),
        block("section", {"heading": "First", "content": []}),
        block("section", {"heading": "Second", "content": []}),
    ]
    page = StandardPageFactory(body=body)
    page = type(page).objects.get(pk=page.pk)
    before = sections_of(page.body)
    assert [(section.number, section.heading) for section in before] == [(1, "First"), (2, "Second")]
    page.body[1].value["heading"] = "Reworded"
    after = sections_of(page.body)
    assert after[0].heading == "Reworded"
    assert [section.anchor for section in after] == [section.anchor for section in before]
    assert before[0].anchor == anchor_of(body[1]["id"])


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "shown"), [(2, False), (3, True)])
def test_a_long_page_has_a_table_of_contents_that_leads_to_its_sections(number: int, shown: bool) -> None:
    from django.test import Client

    body = [block("section", {"heading": f"Part {count}", "content": []}) for count in range(number)]
    html = Client().get(StandardPageFactory(body=body).url).content.decode()
    for part in body:
        anchor = anchor_of(part["id"])
        assert html.count(f'id="{anchor}"') == 1
        assert (f'href="#{anchor}"' in html) is shown


def test_a_currency_of_latin_letters_is_not_turned_round_in_arabic() -> None:
    """“US$” among Arabic text would be shown as “$US”."""
    assert "\u2068US$\u2069" in write("{% amount a 'USD' %}", "ar", a=Decimal(5))
    assert "\u2068" not in write("{% amount a 'USD' %}", "fr", a=Decimal(5))
