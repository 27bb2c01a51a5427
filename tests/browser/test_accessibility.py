"""Every page type, for everybody: axe-core finds nothing, nothing is cut off, every target can be hit."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import demo_pages
from tests.browser.everybody import problems_of


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("reader", list(demo_pages.BY_READER))
def test_every_page_is_for_everybody(
    signed_in: Callable[..., Page], new_context: Any, language: str, reader: str
) -> None:
    page = signed_in(reader) if reader else new_context().new_page()
    problems = []
    for path in demo_pages.BY_READER[reader]:
        page.goto(f"/{language}/{path}")
        problems += problems_of(page)
    assert not problems, "\n".join(problems)


PREFERENCES: tuple[dict[str, Any], ...] = (
    {"forced_colors": "active"},
    {"forced_colors": "none", "reduced_motion": "reduce"},
    {"reduced_motion": "no-preference", "contrast": "more"},
)


def test_every_page_shows_its_heading_to_readers_who_change_its_look(demo: None, page: Page) -> None:
    for path in demo_pages.BY_READER[""]:
        page.goto(f"/ar/{path}")
        for preference in PREFERENCES:
            page.emulate_media(**preference)
            assert page.get_by_role("heading", level=1).first.is_visible(), f"{path} {preference}"
