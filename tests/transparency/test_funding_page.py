"""The funding page: who gives what for what, what it comes to, what is not published, and a page for every year."""

import datetime
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from home.services import pdf
from tests.conftest import Plant, Planted
from tests.factories import FunderFactory, FundingPageFactory, SupportRecordFactory, by_hand, language, translated
from tests.pages import path_of, sign_in, superuser, text_of
from transparency.models import FundingPage, RefusalCount, SupportRecord
from transparency.services import funding, ledger, refusals

DAY = datetime.date(2024, 5, 3)


def build() -> FundingPage:
    """Return the funding page in English, with its translations in Arabic and French."""
    made: FundingPage = FundingPageFactory(title="Who pays")
    for code in ("ar", "fr"):
        translated(made, code)
    return made


@pytest.fixture(scope="module")
def planted(plant: Plant[FundingPage]) -> Planted[FundingPage]:
    return plant(build)


@pytest.fixture
def report(planted: Planted[FundingPage], transactional_db: None) -> FundingPage:
    return planted.again()


def html_of(page: FundingPage, below: str = "", code: str = "en") -> str:
    """Return the page, or what is below it, as a reader of this language gets it."""
    address = path_of(page).replace("/en/", f"/{code}/", 1)
    answer = Client().get(f"{address}{below}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def seen(page: FundingPage, below: str = "", code: str = "en") -> str:
    """Return its text, without the marks of direction."""
    return unescape(re.sub("[\u200e\u200f\u061c\u2068\u2069]", "", text_of(html_of(page, below, code))))


def rows_of(html: str) -> list[str]:
    return re.findall(r'<strong class="ledger__title">([^<]*)<', html)


# What a row says.


def test_a_row_says_the_reference_the_source_and_the_conversion(report: FundingPage) -> None:
    SupportRecordFactory(
        amount=Decimal("1000.500"), currency="JOD", agreed_on=DAY, programme="Cities", reference="FX-1",
        source_url="https://www.funder.example.org/a?b=c", conversion_currency="EUR", conversion_rate=Decimal("1.2934"),
        conversion_on=DAY, conversion_source="https://rates.example.org/",
    )  # fmt: skip
    html, text = html_of(report), seen(report)
    assert "JOD 1,000.500" in text.replace("JOD1", "JOD 1").replace("\xa0", " ")
    assert "€1,294.05 at the rate of 1.2934 on 3 May 2024" in text
    assert 'href="https://rates.example.org/"' in html
    assert '<bdi dir="ltr">FX-1</bdi>' in html
    assert re.search(
        r'href="https://www\.funder\.example\.org/a\?b=c"[^>]*>Source: <bdi dir="ltr">funder\.example\.org', html
    )
    assert "Programme: Cities" in text
    assert "Agreed on 3 May 2024" in text


def test_a_band_is_shown_as_a_band_and_is_in_no_sum(report: FundingPage) -> None:
    source = "https://funder.example.org/"
    SupportRecordFactory(band_from=Decimal(10), band_to=Decimal(50), currency="EUR", source_url=source)
    SupportRecordFactory(band_from=Decimal(70), currency="EUR", source_url=source)
    SupportRecordFactory(amount=Decimal(3), currency="EUR")
    text = seen(report)
    assert "€10.00 to €50.00" in text
    assert "at least €70.00" in text
    assert "€3.00 published" in text
    assert "2 given as a band" in text
    assert "€83.00" not in text


def test_bands_alone_make_no_chart_and_say_why(report: FundingPage) -> None:
    SupportRecordFactory(band_from=Decimal(10), currency="EUR", source_url="https://funder.example.org/")
    assert "there are bands alone" in seen(report)
    assert html_of(report).count('role="img"') == 1


def test_an_entry_that_stands_for_several_names_no_funder(report: FundingPage) -> None:
    SupportRecordFactory.create_batch(2)
    SupportRecordFactory(funder__is_group=True)
    FunderFactory(name="Gives nothing that is published")
    text = seen(report)
    assert "funders named 2" in text
    assert "1 more entry stands for several funders who are not named." in text
    assert "Gives nothing" not in text


# What it comes to.


@pytest.mark.parametrize("code", ["en", "ar", "fr"])
def test_what_a_publisher_records_is_in_row_total_and_chart_at_once(report: FundingPage, code: str) -> None:
    record = SupportRecordFactory(amount=Decimal(1000), currency="EUR", agreed_on=DAY)
    html_of(report, code=code)
    record.amount = Decimal(1234)
    record.save()
    html = html_of(report, code=code)
    assert len(re.findall(r'<data value="1234(?:\.0*)?">', html)) >= 4
    assert re.search(r"<title>[^<]*2024[^<]*1[^<]{0,2}234[^<]*</title></rect>", html)
    assert "1,000" not in html


def test_totals_stand_by_year_and_kind_and_what_has_no_year_stands_apart(report: FundingPage) -> None:
    SupportRecordFactory(amount=Decimal(10), currency="EUR", agreed_on=DAY, kind="core")
    SupportRecordFactory(amount=Decimal(5), currency="EUR", kind="core")
    text = seen(report)
    assert "€5.00 is published without a year, and stands in the table alone." in text
    assert re.search(r"2024 €10\.00 €10\.00 0 No year published €5\.00 €5\.00 0 All years €15\.00 €15\.00 0", text)


def test_a_ledger_without_an_amount_has_its_chart_and_no_sum(report: FundingPage) -> None:
    SupportRecordFactory(kind="core")
    SupportRecordFactory(kind="project")
    html = html_of(report)
    assert html.count('role="img"') == 1
    assert "Published amounts" not in html
    assert "amounts published 0" in seen(report)


# Filters that are addresses.


@pytest.fixture
def three(report: FundingPage) -> None:
    """Record three supports that differ in everything."""
    source = "https://funder.example.org/"
    SupportRecordFactory(title="One", kind="core", amount=Decimal(7), currency="EUR", agreed_on=DAY)
    SupportRecordFactory(
        title="Two",
        kind="in_kind",
        band_from=Decimal(1),
        currency="USD",
        starts_on=datetime.date(2021, 1, 1),
        source_url=source,
    )
    SupportRecordFactory(title="Three", kind="project")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kind=core", ["One"]),
        ("year=2021", ["Two"]),
        ("year=none", ["Three"]),
        ("currency=USD", ["Two"]),
        ("published=amount", ["One"]),
        ("published=band", ["Two"]),
        ("published=nothing", ["Three"]),
        ("kind=core&currency=USD", []),
        ("", ["One", "Three", "Two"]),
        ("kind=", ["One", "Three", "Two"]),
    ],
)
def test_a_filter_shows_what_fits_and_nothing_else(report: FundingPage, asked: str, found: list[str]) -> None:
    html = html_of(report, f"?{asked}")
    assert rows_of(html) == found
    assert ("noindex" in html) == bool(asked.partition("=")[2])
    assert f'<link rel="canonical" href="http://localhost{path_of(report)}">' in html


def test_a_funder_is_found_by_the_same_address_in_every_language(report: FundingPage) -> None:
    record = SupportRecordFactory(title="One", amount=Decimal(7), currency="EUR", agreed_on=DAY)
    SupportRecordFactory(title="Two", amount=Decimal(9), currency="EUR", agreed_on=DAY)
    copy = by_hand(record.funder, "fr")
    copy.name = "Fondation fictive"
    copy.save()
    asked = f"?funder={record.funder.pk}"
    assert rows_of(html_of(report, asked)) == rows_of(html_of(report, asked, "fr")) == ["One"]
    assert "€7.00 published" in seen(report, asked)
    assert re.search(rf'<option value="{record.funder.pk}" selected>Fondation fictive<', html_of(report, asked, "fr"))


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("name", ["kind", "funder", "year", "currency", "published"])
@pytest.mark.parametrize("typed", ["zz<b>", "1999", "９９", "\x00'--"])
def test_what_does_not_exist_is_said_and_kept_as_it_was_typed(report: FundingPage, name: str, typed: str) -> None:
    answer = Client().get(path_of(report), {name: typed, "page": "x"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'href="#filter-{name}"' in html
    assert 'aria-invalid="true"' in html
    assert rows_of(html) == []
    kept = typed.replace("\x00", "")
    assert kept in unescape(re.search(r"<option value=\"([^\"]*)\" selected>", html)[1])  # type: ignore[index]
    assert "<b>" not in html.split('class="register"')[1].split("</search>")[0]


def test_long_ledgers_are_paged_and_the_filters_go_with_the_reader(report: FundingPage) -> None:
    SupportRecordFactory.create_batch(ledger.PAGE_SIZE + 1, kind="core")
    SupportRecordFactory(kind="project")
    html = html_of(report, "?kind=core")
    assert len(rows_of(html)) == ledger.PAGE_SIZE
    assert 'href="?kind=core&amp;page=2#supports"' in html
    assert f"{ledger.PAGE_SIZE + 1} supports of {ledger.PAGE_SIZE + 2}" in seen(report, "?kind=core")
    assert len(rows_of(html_of(report, "?kind=core&page=2"))) == 1
    assert len(rows_of(html_of(report, "?kind=core&page=99"))) == 1


def test_a_record_has_an_address_that_finds_its_row_on_whichever_page_it_is(report: FundingPage) -> None:
    last = SupportRecordFactory(kind="ad_hoc")
    hidden = SupportRecordFactory(live=False)
    address = f"{path_of(report)}record/{last.stable_id}/"
    assert Client().get(address)["Location"] == f"{path_of(report)}#record-{last.stable_id}"
    SupportRecordFactory.create_batch(ledger.PAGE_SIZE, kind="core")
    assert Client().get(address)["Location"] == f"{path_of(report)}?page=2#record-{last.stable_id}"
    for gone in (hidden.stable_id, "no-such-record"):
        assert Client().get(f"{path_of(report)}record/{gone}/").status_code == 404


# A page for every year.


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_year_has_what_is_counted_in_it_and_apart_what_only_ran_in_it(report: FundingPage, code: str) -> None:
    SupportRecordFactory(title="Own", amount=Decimal(7), currency="EUR", agreed_on=DAY)
    SupportRecordFactory(
        title="Ran", amount=Decimal(900), currency="EUR",
        starts_on=datetime.date(2022, 1, 1), ends_on=datetime.date(2025, 1, 1),
    )  # fmt: skip
    SupportRecordFactory(title="Elsewhere", agreed_on=datetime.date(2019, 1, 1))
    html = html_of(report, "2024/", code)
    assert rows_of(html) == ["Own", "Ran"]
    counted, ran = html.split('id="running"')
    assert "Own" in counted
    assert "Ran" not in counted
    assert "Own" not in ran.split("</table>")[0]
    drawn = " ".join(re.findall(r"<svg class=\"chart__drawing\".*?</svg>", html, re.DOTALL))
    assert "7.00" in drawn
    assert "900" not in drawn
    assert f'hreflang="fr" href="http://localhost{path_of(report).replace("/en/", "/fr/")}2024/"' in html
    assert 'rel="prev"' in html
    assert 'rel="next"' not in html


def test_a_year_of_which_the_ledger_says_nothing_is_not_found(report: FundingPage) -> None:
    SupportRecordFactory(agreed_on=DAY)
    SupportRecordFactory(agreed_on=datetime.date(2020, 1, 1), live=False)
    for year in ("2020", "2023", "02024", "0", "99999999999"):
        assert Client().get(f"{path_of(report)}{year}/").status_code == 404
    assert f'href="{path_of(report)}2024/"' in html_of(report)


# What is refused, what is declared, what can be taken home.


def test_nought_refused_is_published_and_what_is_missing_is_never_nought(report: FundingPage) -> None:
    assert "No number of refused supports has been published yet, for any year." in seen(report)
    RefusalCount.objects.create(category="government", year=2022, number=0)
    RefusalCount.objects.create(category="company", year=2024, number=2)
    assert [refused.year for refused in refusals.register()] == [2024, 2023, 2022]
    first, between, last = (dict(refused.numbers) for refused in refusals.register())
    assert (last["Government"], first["Government"], first["Company"]) == (0, None, 2)
    assert set(between.values()) == {None}
    assert {refused.total for refused in refusals.register()} == {None}
    assert re.search(r"2022 0 (?:Not published ?){5}", seen(report))


def test_a_publisher_records_refusals_in_the_cms(db: None, client: Client) -> None:
    sign_in(client, superuser())
    address = reverse(RefusalCount.snippet_viewset.get_url_name("add"))  # type: ignore[attr-defined]
    client.post(address, {"category": "company", "year": 2024, "number": 0})
    assert RefusalCount.objects.get().number == 0
    again = client.post(address, {"category": "company", "year": 2024, "number": 5})
    assert again.status_code == 200
    assert RefusalCount.objects.count() == 1


def test_a_declaration_is_whole_or_is_said_to_be_missing(report: FundingPage) -> None:
    assert "No declaration has been signed yet." in seen(report)
    report.declaration = "<p>We named them all.</p>"
    with pytest.raises(ValidationError) as refused:
        report.full_clean()
    assert set(refused.value.message_dict) == {"declared_on", "signatory_name", "signatory_role"}
    report.declared_on, report.signatory_name, report.signatory_role = DAY, "Nour Example (fictional)", "Chair"
    report.full_clean()
    report.save()
    text = seen(report)
    assert "We named them all." in text
    assert "Nour Example (fictional) Chair Signed on 3 May 2024" in text
    assert "No declaration" not in text


def test_the_data_is_linked_from_the_page_and_from_its_head(report: FundingPage) -> None:
    html = html_of(report, code="ar")
    own = path_of(report).replace("/en/", "/ar/")
    for name in ("data.json", "data.csv", "data.xlsx"):
        assert re.search(rf'<link rel="alternate" type="[^"]+" href="{re.escape(own + name)}"', html)
        assert f'<a class="documents__link" href="{own}{name}"' in html
    assert f'href="{own}self-assessment/"' in html


def test_paper_holds_the_rows_of_a_short_ledger_and_counts_a_long_one(
    report: FundingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(pdf, "remembered", lambda html: drawn.append(html) or b"%PDF")
    monkeypatch.setattr(funding, "ROWS_ON_PAPER", 2)
    SupportRecordFactory(title="Workshops", amount=Decimal(7), currency="EUR", agreed_on=DAY)
    Client().get(f"{path_of(report)}document.pdf")
    SupportRecordFactory.create_batch(2)
    Client().get(f"{path_of(report)}document.pdf")
    short, long = drawn
    assert "Workshops" in short
    assert "€7.00" in short
    assert "Workshops" not in long
    assert "€7.00" in long
    assert "too long to be read on paper" in long


def test_only_the_source_is_counted_and_a_translation_never_twice(report: FundingPage) -> None:
    record = SupportRecordFactory(amount=Decimal(7), currency="EUR")
    copy: Any = record.copy_for_translation(language("fr"))
    copy.live = True
    copy.save()
    assert SupportRecord.objects.filter(live=True).count() == 2
    assert "support on record 1" in seen(report)
    assert ledger.cells()[0][0].count == 1
