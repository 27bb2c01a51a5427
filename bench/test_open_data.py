"""`make bench`: the ledger for machines and the self-assessment, with ten records and with 5,000."""

import datetime
import time
import tracemalloc
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from tests.factories import FunderFactory, FundingPageFactory, SiteIdentityFactory
from tests.pages import path_of
from transparency.models import SupportRecord

FEW, MANY = 10, 5_000
MOST_QUERIES = 16
REPEATS = 9
FILES = ("data.json", "data.csv", "data.xlsx")


def fill(number: int) -> None:
    """Bring the ledger to this many records: half of them complete, some with a band, some with nothing."""
    locale = Locale.objects.get(language_code="en")
    funders = FunderFactory.create_batch(20)
    start = SupportRecord.objects.count()
    SupportRecord.objects.bulk_create(
        SupportRecord(
            locale=locale,
            funder=funders[count % 20],
            kind=SupportRecord.Kind.values[count % 4],
            title=f"Fictional support {count}",
            purpose="It makes a workshop possible. " * 4,
            places=["JO", "LB"],
            agreed_on=datetime.date(2025, 1, 1) if count % 3 else None,
            year=2025 if count % 3 else None,
            amount=Decimal(1000 + count) if count % 4 > 1 else None,
            band_from=Decimal(1000) if count % 4 == 1 else None,
            currency=("EUR", "USD")[count % 2] if count % 4 else "",
            source_url="https://funder.example.org/",
        )
        for count in range(start, number)
    )
    # As a database that runs for a while has them.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.django_db
def test_the_ledger_for_machines(client: Client) -> None:
    """Print queries, times and memory; hold the self-assessment to its budget."""
    SiteIdentityFactory()
    address = path_of(FundingPageFactory())
    best: list[float] = []
    for number in (FEW, MANY):
        fill(number)
        page = f"{address}self-assessment/"
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        # The next request forgets them.
        count = len(queries)
        best.append(min(_milliseconds(client, page) for _time in range(REPEATS)))
        print(f"\n{number} records: self-assessment {count} queries, {best[-1]:.0f} ms", end="")
        assert count <= MOST_QUERIES
        for name in FILES:
            took = _milliseconds(client, f"{address}{name}")
            tracemalloc.start()
            size = len(_content(client, f"{address}{name}"))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            print(f"; {name} {took:.0f} ms, {size / 1e6:.1f} MB, at most {peak / 1e6:.0f} MB of memory", end="")
    print()
    assert best[1] <= 2 * best[0]


def _content(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _milliseconds(client: Client, address: str) -> float:
    # Of this process: what else the machine does meanwhile is not counted.
    start = time.process_time()
    _content(client, address)
    return (time.process_time() - start) * 1000
