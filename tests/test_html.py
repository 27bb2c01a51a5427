"""The HTML of every page type, as the W3C's own checker reads it."""

from collections.abc import Callable
from urllib.parse import quote

from django.test import Client

from home.models import User
from tests import demo_pages


def test_the_nu_checker_finds_nothing_on_any_page(
    demo: None, nu_checker: Callable[[dict[str, str]], list[str]], sign_in: Callable[[User], Client]
) -> None:
    pages = {}
    for reader, paths in demo_pages.BY_READER.items():
        client = sign_in(User.objects.get(email=f"{reader}@example.org")) if reader else Client()
        for path in paths:
            for language in ("en", "ar"):
                address = f"/{language}/{quote(path, safe='/?=')}"
                pages[address] = client.get(address).content.decode()

    # Safari's VoiceOver forgets that a list is one where its bullets are gone, unless its role says so.
    unneeded = "role is unnecessary for element"
    assert [complaint for complaint in nu_checker(pages) if unneeded not in complaint] == []
