"""What one request takes, measured so that nothing of it stays."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

REPEATS = 5


@dataclass(frozen=True)
class Cost:
    """What one request takes."""

    queries: int
    milliseconds: float
    kilobytes: float


class Undone(Exception):
    """Raised so that the database forgets what a measured request wrote."""


@contextmanager
def undone() -> Iterator[None]:
    """Let everything within happen, and then not have happened."""
    from django.core.cache import cache
    from django.db import transaction

    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        cache.clear()


def cost_of(request: Callable[[], Any]) -> Cost:
    """Return the queries of a request, and the milliseconds that it takes at the least. What it writes is undone.

    Savepoints are no queries: what undoes the request adds some of its own. Django's log of queries ends at 9,000.
    """
    from django.db import connection
    from django.test import TestCase

    def ask() -> Any:
        # What waits for the transaction's end is part of the request.
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = request()
            if hasattr(answer, "render"):
                answer.render()
        assert answer is None or answer.status_code < 400, (answer.status_code, answer.content[:2000])
        return answer

    count = 0

    def counted(execute: Any, sql: str, *args: Any) -> Any:
        nonlocal count
        count += "SAVEPOINT" not in sql
        return execute(sql, *args)

    with undone():
        ask()
    with undone(), connection.execute_wrapper(counted):
        answer = ask()
    times = []
    for _time in range(REPEATS):
        with undone():
            start = time.perf_counter()
            ask()
            times.append((time.perf_counter() - start) * 1000)
    return Cost(count, min(times), len(answer.content) / 1024 if answer else 0)
