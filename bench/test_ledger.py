"""`make bench`: the funding page with 5,000 records costs what it costs with 10, and renders within twice the time."""

import datetime
import time
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import FunderFactory, FundingPageFactory, SupportRecordFactory, language, translated
from tests.pages import path_of
from transparency.models import SupportRecord
from transparency.services import ledger

FEW, MANY = 10, 5_000
FUNDERS = 40
MOST_QUERIES = 16
REPEATS = 15


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
    # As a database that runs for a while has them.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measured(client: Client, address: str) -> tuple[int, float]:
    """Return the queries of a request, and the milliseconds of this process that it takes at the least.

    What else the machine does meanwhile is not counted: the two are compared with each other.
    """
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    # The next request forgets them.
    count = len(queries)
    times = []
    for _time in range(REPEATS):
        start = time.process_time()
        client.get(address)
        times.append((time.process_time() - start) * 1000)
    return count, min(times)


@pytest.mark.django_db
def test_the_funding_page(client: Client) -> None:
    """Print both, for the page in Arabic, filtered, and for one year; hold them to the budget."""
    call_command("compile_translations", verbosity=0)
    own = path_of(translated(FundingPageFactory(), "ar"))
    addresses = (own, f"{own}?kind=core&published=amount", f"{own}2020/")
    # All ten in one year: its page then shows as many rows as the ledger has.
    fill(FEW, years=1)
    few = [measured(client, address) for address in addresses]
    fill(MANY - FEW, years=10)
    many = [measured(client, address) for address in addresses]
    print(f"\n{'page':<60}{'queries':>8}{'ms with 10':>12}{'ms with 5,000':>15}")
    for address, (count, before), (_count, after) in zip(addresses, few, many, strict=True):
        print(f"{address:<60}{count:>8}{before:>12.0f}{after:>15.0f}")
    print(f"The longer ledger shows {ledger.PAGE_SIZE} rows a page, the shorter {FEW}.")
    for (count, before), (count_of_many, after) in zip(few, many, strict=True):
        assert count_of_many == count <= MOST_QUERIES
        assert after <= 2 * before
