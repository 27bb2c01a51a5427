"""`make bench`: the ledger for machines, with ten records and with 5,000."""

import datetime
import tracemalloc
from decimal import Decimal

import pytest
from django.test import Client
from wagtail.models import Locale

from bench.measuring import MOST_QUERIES, as_on_a_running_site, measured, read
from tests.factories import FunderFactory, FundingPageFactory, SiteIdentityFactory
from tests.pages import path_of
from transparency.models import SupportRecord

FEW, MANY = 10, 5_000
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
    as_on_a_running_site()


@pytest.mark.django_db
def test_the_ledger_for_machines(client: Client) -> None:
    """Print queries, times and memory. The files hold every record, and grow with them: their queries do not."""
    SiteIdentityFactory()
    address = path_of(FundingPageFactory())
    counts: list[list[int]] = []
    for number in (FEW, MANY):
        fill(number)
        counts.append([])
        print(f"\n{number} records", end="")
        for name in FILES:
            count, took = measured(client, f"{address}{name}", repeats=3)
            counts[-1].append(count)
            tracemalloc.start()
            size = len(read(client.get(f"{address}{name}")))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            print(
                f"; {name} {count} queries, {took:.0f} ms, {size / 1e6:.1f} MB, at most {peak / 1e6:.0f} MB of memory",
                end="",
            )
    print()
    assert max(counts[0]) <= MOST_QUERIES
    assert counts[0] == counts[1]
