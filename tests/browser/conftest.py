"""The real browser, on the demo site."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from tests.browser import chromium

# Playwright keeps an event loop in the tests' own thread, in which Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Return the path of the browser, or skip the test."""
    path = chromium.find()
    if path is None:
        pytest.skip("There is no Chromium on this machine: install Debian's package chromium, or name one in CHROMIUM.")
    return path


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium_path: str, browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch the browser that was found, quiet and without the network."""
    return {**browser_type_launch_args, "executable_path": chromium_path, "args": chromium.ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], live_server: LiveServer) -> dict[str, Any]:
    """Open addresses relative to the site under test: page.goto("/en/")."""
    return {**browser_context_args, "base_url": live_server.url, "locale": "en-GB"}


@pytest.fixture(autouse=True)
def only_our_own_host(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test when a page asks another host for anything; nothing is let through to it."""
    if "context" not in request.fixturenames and "page" not in request.fixturenames:
        yield
        return
    live_server: LiveServer = request.getfixturevalue("live_server")
    context: BrowserContext = request.getfixturevalue("context")
    elsewhere: list[str] = []

    def refuse(route: Any) -> None:
        elsewhere.append(route.request.url)
        route.abort()

    context.route(lambda url: url.startswith("http") and not url.startswith(live_server.url), refuse)
    yield
    assert elsewhere == []
