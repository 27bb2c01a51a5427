"""`make bench`: the funding page with 5,000 records costs what it costs with 10, and renders within twice the time."""

import datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client

from bench.measuring import as_on_a_running_site, compare, each
from tests.factories import FunderFactory, FundingPageFactory, SupportRecordFactory, language, translated
from tests.pages import path_of
from transparency.models import SupportRecord
from transparency.services import ledger

FEW, MANY = 10, 5_000
FUNDERS = 40


def fill(count: int, years: int) -> None:
    """Add records of every kind and currency, in the years up to 2020, of which a third publish nothing."""
    locale = language()
    funders = FunderFactory.create_batch(FUNDERS)
    SupportRecord.objects.bulk_create(
        SupportRecordFactory.build(
            locale=locale,
            funder=funders[number % FUNDERS],
            kind=SupportRecord.Kind.values[number % 4],
            amount=Decimal(number * 1000 + 1).scaleb(-3) * 997 if number % 3 else None,
            currency=("EUR", "USD", "JOD")[number % 3] if number % 3 else "",
            starts_on=datetime.date(2020 - number % years, 1, 1),
            ends_on=datetime.date(2022 - number % years, 1, 1),
            year=2020 - number % years,
        )
        for number in range(count)
    )
    as_on_a_running_site()


@pytest.mark.django_db
def test_the_funding_page(client: Client) -> None:
    """Hold the page, a filter, a year and the self-assessment to their budget and their time, in English and Arabic."""
    call_command("compile_translations", verbosity=0)
    english = FundingPageFactory()
    owns = [path_of(page) for page in (english, translated(english, "ar"))]
    parts = ("", "?kind=core&published=amount", "2020/", "self-assessment/")
    addresses = [f"{own}{part}" for own in owns for part in parts]
    # All ten in one year: its page then shows as many rows as the ledger has.
    fill(FEW, years=1)
    few = each(client, addresses)
    fill(MANY - FEW, years=10)
    compare(few, each(client, addresses))
    print(f"The longer ledger shows {ledger.PAGE_SIZE} rows a page, the shorter {FEW}.")
