"""`make bench`: how long the main pages take, and how many queries, on the whole demo site.

The times are of this machine, without a network or a web server: compare them with each other and with an
earlier run, not with what a reader waits. tests/ holds the budgets; this only measures.
"""

import statistics
import time
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

REPEATS = 20
PAGES = (
    "",
    "faq/",
    "membership/",
    "membership/principles/",
    "membership/terms-of-reference/",
    "membership/apply/",
    "transparency/",
    "transparency/funding/",
    "transparency/exposing-falsehoods/",
    "search/?q=funding",
    "contact/",
    "privacy/",
)
LANGUAGES = ("en", "ar", "fr")


@pytest.fixture(scope="module")
def heading() -> Iterator[None]:
    """Print the head and the foot of the table."""
    print(f"\n{'page':<46}{'queries':>8}{'KB':>7}{'first ms':>10}{'median ms':>11}{'slowest ms':>12}")
    yield
    print(f"{REPEATS} requests each, after a first one with empty caches.")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_page(heading: None, demo: None, client: Client, language: str, page: str) -> None:
    """Print one line of the table."""
    address = f"/{language}/{page}"
    cache.clear()
    first = milliseconds(client, address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    count = len(queries)
    assert response.status_code == 200
    times = sorted(milliseconds(client, address) for _ in range(REPEATS))
    print(
        f"{address:<46}{count:>8}{len(response.content) / 1024:>7.1f}{first:>10.1f}"
        f"{statistics.median(times):>11.1f}{times[-1]:>12.1f}"
    )


def milliseconds(client: Client, address: str) -> float:
    """Return how long one request takes."""
    start = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - start) * 1000
