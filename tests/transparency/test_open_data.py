"""The ledger for machines: in every language, from the source's figures, and never more than it holds."""

import csv
import datetime
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from openpyxl import load_workbook
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.factories import (
    DocumentFactory,
    FunderFactory,
    FundingPageFactory,
    SiteIdentityFactory,
    SupportRecordFactory,
    by_hand,
    home_page,
    translated,
)
from tests.pages import path_of
from transparency.currencies import currency_choices
from transparency.models import Funder, SupportRecord, TransparencySettings
from transparency.services import grants
from transparency.services.published import PUBLISHED_COLUMNS, Published, published
from transparency.services.shapes import shapes

#: The schemas of 360Giving lie beside the project, not in it.
SCHEMAS = Path(settings.BASE_DIR).parent / "shared" / "360giving"
#: The package schema names the grant schema by the address of an older patch.
OLDER = "https://raw.githubusercontent.com/ThreeSixtyGiving/standard/1.4.2/schema/360-giving-schema.json"
FILES = ("data.json", "data.csv", "data.xlsx")
PUBLICATION = grants.Publication(
    title="Who funds the network",
    publisher="Strong Cities Network",
    address="https://www.example.org/en/transparency/funding/",
    site="https://www.example.org",
    host="www.example.org",
    day=datetime.date(2026, 1, 2),
    language="en",
)


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """Return the published schema of a package, with the grant schema that it names, offline."""
    if not SCHEMAS.is_dir():
        pytest.skip(f"The schemas of 360Giving are not in {SCHEMAS.relative_to(SCHEMAS.parents[1])}.")
    package, grant = (
        json.loads((SCHEMAS / name).read_text())
        for name in ("360-giving-package-schema.json", "360-giving-schema.json")
    )
    resource = DRAFT202012.create_resource(grant)
    registry: Registry[Any] = Registry().with_resources([(OLDER, resource), (grant["$id"], resource)])
    formats = FormatChecker(())
    formats.checks("date-time", ValueError)(lambda text: "T" in text and datetime.datetime.fromisoformat(text))
    formats.checks("uri", ValueError)(lambda text: urlsplit(text).scheme and urlsplit(text).netloc)
    return Draft202012Validator(package, registry=registry, format_checker=formats)


def complete(**values: Any) -> SupportRecord:
    """Save a record that has all that the schema demands."""
    values = {"amount": Decimal("1500.5"), "currency": "EUR", "agreed_on": datetime.date(2025, 3, 4), **values}
    record: SupportRecord = SupportRecordFactory(**values)
    return record


def get(page: Any, name: str, **headers: str) -> Any:
    """Ask for a file below the page."""
    return Client().get(f"{path_of(page)}{name}", headers=headers)


def content_of(answer: Any) -> bytes:
    """Return the whole file, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def table(answer: Any) -> list[dict[str, str]]:
    """Return a CSV file's rows."""
    return list(csv.DictReader(io.StringIO(content_of(answer).decode("utf-8-sig"), newline="")))


funders = st.builds(
    Funder,
    name=st.text(min_size=1, max_size=40),
    country=st.sampled_from(["", "DK", "XK", "JO"]),
    website=st.sampled_from(["", "https://funder.example.org/"]),
    is_group=st.booleans(),
)
days = st.none() | st.dates()
records = st.builds(
    SupportRecord,
    funder=funders,
    kind=st.sampled_from(SupportRecord.Kind.values),
    title=st.text(max_size=200),
    purpose=st.text(max_size=80),
    programme=st.text(max_size=20),
    places=st.lists(st.sampled_from(["DK", "JO", "LB", "TN"]), unique=True),
    agreed_on=days,
    starts_on=days,
    ends_on=days,
    amount=st.none() | st.decimals(min_value=0, max_value=999999999999, places=3),
    currency=st.sampled_from(["", *(code for code, _name in currency_choices())]),
    source_url=st.sampled_from(["", "https://funder.example.org/"]),
)


@given(ledger=st.lists(records, max_size=8))
def test_whatever_the_ledger_holds_the_package_is_valid_or_says_why_not(
    schema: Draft202012Validator, ledger: list[SupportRecord]
) -> None:
    package = grants.package([Published(record, None, record.funder.name, "en") for record in ledger], PUBLICATION)
    package = json.loads(json.dumps(package))
    whole = [record for record in ledger if not grants.lacks(record)]
    assert len(package["grants"]) == len(whole)
    assert package["recordsLeftOut"] == len(ledger) - len(whole)
    wrong = list(schema.iter_errors(package))
    if whole:
        assert not wrong
    else:
        assert [(error.validator, list(error.path)) for error in wrong] == [("minItems", ["grants"])]
        assert "the list of grants is empty" in package["description"]


def test_the_currencies_that_the_schema_does_not_know_are_known(schema: Draft202012Validator) -> None:
    known = json.loads((SCHEMAS / "360-giving-schema.json").read_text())["$defs"]["currency"]["enum"]
    assert {code for code, _name in currency_choices()} - set(known) == grants.UNKNOWN_CURRENCIES


@pytest.mark.django_db
def test_a_complete_record_is_a_grant_and_the_others_are_counted(schema: Draft202012Validator) -> None:
    SiteIdentityFactory()
    record = complete(
        title="Workshops",
        places=["JO"],
        starts_on=datetime.date(2025, 4, 1),
        funder__name="Fictional Foundation",
        source_document=DocumentFactory(title="The agreement"),
    )
    SupportRecordFactory()
    complete(agreed_on=None, starts_on=datetime.date(2025, 1, 1))
    complete(funder__is_group=True)
    complete(live=False)
    answer = get(FundingPageFactory(), "data.json")
    package = json.loads(answer.content)
    schema.validate(package)
    (grant,) = package["grants"]
    assert package["version"] == "1.4"
    assert package["publisher"]["name"] == "Strong Cities Network"
    assert package["recordsLeftOut"] == 3
    assert package["recordsLeftOutFor"] == {
        "amountAwarded": 1,
        "awardDate": 2,
        "currency": 1,
        "fundingOrganization": 1,
    }
    assert "3 records are left out" in package["description"]
    assert (grant["amountAwarded"], grant["currency"], grant["awardDate"]) == (1500.5, "EUR", "2025-03-04")
    assert grant["id"] == f"localhost-{record.stable_id}"
    assert grant["fundingOrganization"][0]["name"] == "Fictional Foundation"
    assert grant["recipientOrganization"][0]["name"] == "Strong Cities Network"
    assert grant["plannedDates"] == [{"startDate": "2025-04-01"}]
    assert grant["url"].endswith(f"/record/{record.stable_id}/")
    assert [document["url"].startswith("http") for document in grant["relatedDocument"]] == [True, True]


@pytest.mark.django_db
def test_no_id_pretends_to_be_registered() -> None:
    complete()
    text = get(FundingPageFactory(), "data.json").content.decode()
    assert "360G-" not in text
    assert "identifier" not in text


@pytest.mark.django_db
def test_the_count_by_the_database_is_the_count_of_the_package() -> None:
    for values in ({}, {"amount": None, "currency": ""}, {"agreed_on": None}, {"currency": "SLE"}, {"live": False}):
        complete(**values)
    complete(funder__is_group=True, agreed_on=None)
    counted = grants.counted_out(shapes("en", datetime.date(2026, 6, 1)))
    assert counted == grants.left_out(published("en"))
    assert counted.total == 4


@pytest.mark.django_db
def test_a_licence_is_told_once_it_is_chosen() -> None:
    complete()
    page = FundingPageFactory()
    assert "license" not in json.loads(get(page, "data.json").content)
    licence = TransparencySettings.for_site(page.get_site())
    licence.licence_name, licence.licence_url = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"
    licence.save()
    assert json.loads(get(page, "data.json").content)["license"] == licence.licence_url
    about = load_workbook(io.BytesIO(get(page, "data.xlsx").content))["About"]
    assert ("Licence", "CC BY 4.0", licence.licence_url, None) in list(about.values)


@pytest.mark.django_db
def test_each_language_has_its_words_and_the_same_figures_and_columns() -> None:
    record = complete(title="Workshops", funder__name="Fictional Foundation")
    complete(title="Not translated")
    copy = by_hand(record, "ar")
    copy.title, copy.amount, copy.live = "ورش عمل", Decimal(7), True
    copy.save()
    funder = by_hand(record.funder, "ar")
    funder.name = "مؤسسة خيالية"
    funder.save()
    page = translated(FundingPageFactory(), "ar")
    answer = get(page, "data.csv")
    first, second = table(answer)
    assert answer["Content-Language"] == "ar"
    assert tuple(first) == PUBLISHED_COLUMNS
    assert (first["title"], first["funder"], first["language"]) == ("ورش عمل", "مؤسسة خيالية", "ar")
    assert (first["amount"], first["id"]) == ("1500.5", record.stable_id)
    assert (second["title"], second["language"]) == ("Not translated", "en")
    package = json.loads(get(page, "data.json").content)
    assert package["language"] == "ar"
    assert [grant["title"] for grant in package["grants"]] == ["ورش عمل", "Not translated"]
    assert package["grants"][0]["amountAwarded"] == 1500.5
    book = load_workbook(io.BytesIO(get(page, "data.xlsx").content))
    assert next(book["Data"].values) == PUBLISHED_COLUMNS
    assert book["About"]["A1"].value == "العنوان"


@pytest.mark.django_db
def test_the_tables_hold_every_live_record_whatever_it_lacks() -> None:
    SupportRecordFactory.create_batch(3)
    SupportRecordFactory(live=False)
    page = FundingPageFactory()
    assert len(table(get(page, "data.csv"))) == 3
    assert load_workbook(io.BytesIO(get(page, "data.xlsx").content))["Data"].max_row == 4


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_any_sites_script_may_read_a_file_and_nobody_is_followed(name: str) -> None:
    complete()
    answer = get(FundingPageFactory(slug="funding"), name, origin="https://elsewhere.example.org")
    today = datetime.datetime.now(datetime.UTC).date()
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Disposition"] == f'attachment; filename="funding-{today}-en.{name.rpartition(".")[2]}"'
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_a_program_that_has_the_file_is_told_so_until_the_ledger_changes(name: str) -> None:
    record = complete()
    page = FundingPageFactory()
    first = get(page, name)
    by_tag = {"if-none-match": first["ETag"]}
    assert get(page, name, **by_tag).status_code == 304
    again = get(page, name, **{"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"
    record.title = "Reworded"
    record.save()
    changed = get(page, name, **by_tag)
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*FILES, "self-assessment/"])
def test_a_file_costs_the_same_with_few_and_with_many_records(name: str) -> None:
    SiteIdentityFactory()
    source = FundingPageFactory()
    home_page("fr")
    for parent in source.get_ancestors().filter(depth__gt=2).specific():
        translated(parent, "fr")
    page = translated(source, "fr")

    def cost() -> int:
        get(page, name)
        with CaptureQueriesContext(connection) as captured:
            content_of(get(page, name))
        return len(captured)

    complete(source_document=DocumentFactory())
    few = cost()
    funders = FunderFactory.create_batch(3)
    for number in range(30):
        complete(funder=funders[number % 3], places=["JO"], source_document=DocumentFactory())
    assert cost() == few <= 16
