"""What the tests of the outbox share."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.mail_server import ScriptedBackend

START = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC)


@pytest.fixture
def server(settings: Any) -> Iterator[type[ScriptedBackend]]:
    """Give the outbox a mail server of the test's own, that takes everything."""
    settings.POST_OFFICE = {"BACKENDS": {"default": "tests.mail_server.ScriptedBackend"}}
    ScriptedBackend.reset()
    yield ScriptedBackend
    ScriptedBackend.reset()


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    """Stop the clock; the test moves it."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller
