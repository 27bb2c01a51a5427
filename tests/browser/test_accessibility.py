"""Every page type, for everybody: axe-core finds nothing, nothing is cut off, every target can be hit."""

from collections.abc import Callable, Mapping
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


@pytest.mark.parametrize(
    "preference", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}, {"contrast": "more"}]
)
def test_every_page_shows_its_heading_to_readers_who_change_its_look(
    demo: None, page: Page, preference: Mapping[str, Any]
) -> None:
    page.emulate_media(**preference)
    for path in demo_pages.BY_READER[""]:
        page.goto(f"/ar/{path}")
        assert page.get_by_role("heading", level=1).first.is_visible(), path
