"""`make bench`: the funding page with 5,000 records costs what it costs with 10, and renders within twice the time."""

import datetime
import statistics
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


def fill(count: int) -> None:
    """Add records of every kind and currency, in ten years, of which a third publish nothing."""
    locale = language()
    funders = FunderFactory.create_batch(FUNDERS)
    SupportRecord.objects.bulk_create(
        SupportRecordFactory.build(
            locale=locale,
            funder=funders[number % FUNDERS],
            kind=SupportRecord.Kind.values[number % 4],
            amount=Decimal(number * 1000 + 1).scaleb(-3) * 997 if number % 3 else None,
            currency=("EUR", "USD", "JOD")[number % 3] if number % 3 else "",
            starts_on=datetime.date(2017 + number % 10, 1, 1),
            ends_on=datetime.date(2019 + number % 10, 1, 1),
            year=2017 + number % 10,
        )
        for number in range(count)
    )
    # As a database that runs for a while has them.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measured(client: Client, address: str) -> tuple[int, float]:
    """Return the queries and the median of the milliseconds of a request."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    times = []
    for _time in range(REPEATS):
        start = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - start) * 1000)
    return len(queries), statistics.median(times)


@pytest.mark.django_db
def test_the_funding_page(client: Client) -> None:
    """Print both, for the page in Arabic, filtered, and for one year; hold them to the budget."""
    call_command("compile_translations", verbosity=0)
    own = path_of(translated(FundingPageFactory(), "ar"))
    addresses = (own, f"{own}?kind=core&published=amount", f"{own}2020/")
    fill(FEW)
    few = [measured(client, address) for address in addresses]
    fill(MANY - FEW)
    # A page of ten rows is no measure for one of fifty: both are asked for the fifty that the longer ledger shows.
    many = [measured(client, address) for address in addresses]
    per_row = ledger.PAGE_SIZE / FEW
    print(f"\n{'page':<60}{'queries':>8}{'ms with 10':>12}{'ms with 5,000':>15}")
    for address, (count, before), (_count, after) in zip(addresses, few, many, strict=True):
        print(f"{address:<60}{count:>8}{before:>12.0f}{after:>15.0f}")
    print(f"The longer ledger shows {per_row:.0f} times the rows.")
    for (count, before), (count_of_many, after) in zip(few, many, strict=True):
        assert count_of_many == count <= MOST_QUERIES
        assert after <= 2 * before
