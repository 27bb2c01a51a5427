"""The real browser, on the demo site. Whatever a test does there, it fails when a page complains or looks elsewhere."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request
from pytest_django.live_server_helper import LiveServer

from home.models import User
from tests.browser import chromium, people

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


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> Iterator[Callable[..., BrowserContext]]:
    """Open windows that are watched: the test fails for a request to another host, or an error in the console."""
    complaints: list[str] = []

    def watch_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme.startswith("http") and not request.url.startswith(f"{live_server.url}/"):
            complaints.append(f"asked another host: {request.url}")

    def watch_console(message: ConsoleMessage) -> None:
        address = message.location["url"]
        # That the page itself answers 403 or 404 is for the test to say.
        of_itself = message.page is not None and address == message.page.url
        # Wagtail saves a page while it is being written, and answers 400 until every field is filled.
        unfinished = "/admin/pages/" in address and "400 (Bad Request)" in message.text
        # The desk's editor learns so that its words were overtaken, and says it.
        overtaken = "/admin/translation/" in address and "410 (Gone)" in message.text
        # So does what stands beside a segment, where it is asked for just after the segment went.
        went = address.endswith("/panel/") and "404 (Not Found)" in message.text
        answered = (of_itself or unfinished or overtaken or went) and message.text.startswith("Failed to load resource")
        if message.type == "error" and not answered:
            complaints.append(f"{address}: {message.text}")

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(people.PATIENCE)
        context.on("request", watch_request)
        context.on("console", watch_console)
        context.on("weberror", lambda raised: complaints.append(str(raised.error)))
        return context

    yield watched
    assert complaints == []


@pytest.fixture
def signed_in(demo: None, new_context: Callable[..., BrowserContext], live_server: LiveServer) -> Callable[[str], Page]:
    """Return a window in which this demo account is signed in, with a second factor where it is staff."""

    def window(name: str, **options: Any) -> Page:
        user = User.objects.get(email=people.address(name))
        context = new_context(**options)
        people.give_session(context, user, live_server.url)
        return context.new_page()

    return window
