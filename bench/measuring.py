"""How a request is measured, and how what the ledger's size does to it is told."""

import time
from collections.abc import Iterable

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

MOST_QUERIES = 16
REPEATS = 15

Measures = dict[str, tuple[int, float]]


def read(answer: HttpResponseBase) -> bytes:
    """Return all of an answer, also of one that is sent in parts."""
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]


def measured(client: Client, address: str, repeats: int = REPEATS) -> tuple[int, float]:
    """Return the queries of a request, and the milliseconds of this process that it takes at the least.

    What else the machine does meanwhile is not counted: two of them are compared with each other.
    """
    read(client.get(address))
    with CaptureQueriesContext(connection) as queries:
        read(client.get(address))
    # The next request forgets them.
    count = len(queries)
    times = []
    for _time in range(repeats):
        start = time.process_time()
        read(client.get(address))
        times.append((time.process_time() - start) * 1000)
    return count, min(times)


def each(client: Client, addresses: Iterable[str]) -> Measures:
    """Measure a request of each address."""
    return {address: measured(client, address) for address in addresses}


def as_on_a_running_site() -> None:
    """Tell the database how its tables have grown, as one that runs for a while is told."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def compare(few: Measures, many: Measures) -> None:
    """Print both, and hold each page to its queries, within the budget, and to twice its time."""
    print(f"\n{'page':<64}{'queries':>8}{'then':>6}{'ms with few':>13}{'ms with many':>14}")
    for address, (count, before) in few.items():
        count_of_many, after = many[address]
        print(f"{address:<64}{count:>8}{count_of_many:>6}{before:>13.1f}{after:>14.1f}")
    for address, (count, before) in few.items():
        count_of_many, after = many[address]
        assert count_of_many <= count <= MOST_QUERIES, address
        assert after <= 2 * before, address
