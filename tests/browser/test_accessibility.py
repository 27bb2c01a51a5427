"""Every page type, for everybody: axe-core finds nothing, nothing is cut off, every target can be hit."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests import demo_pages

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")

FIND_VIOLATIONS = """
async standards => (await axe.run({preload: false, resultTypes: ["violations"], runOnly: standards})).violations
    .flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target} (${node.failureSummary})`))
"""
# What a pointer hits is its box; a link within a sentence is exempt, as in WCAG 2.2's criterion 2.5.8.
FIND_SMALL_TARGETS = """
() => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")]
    .filter(target => target.checkVisibility({visibilityProperty: true}))
    .filter(target => getComputedStyle(target).display !== "inline")
    .filter(target => !target.matches(".visually-hidden, .skip-link"))
    .map(target => [target, target.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
    .map(([target, box]) => `small target: ${target.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`)
"""
FIND_OVERFLOW = """
() => {
    const {scrollWidth, clientWidth} = document.documentElement;
    return scrollWidth <= clientWidth ? [] : [`${scrollWidth} px wide in ${clientWidth} px: ` +
        [...document.querySelectorAll("body *")].filter(part => {
            const {left, right} = part.getBoundingClientRect();
            return right > clientWidth + 1 || left < -1;
        }).map(part => part.className || part.localName).slice(0, 5)];
}
"""


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("reader", list(demo_pages.BY_READER))
def test_every_page_is_for_everybody(
    signed_in: Callable[..., Page], new_context: Any, language: str, reader: str
) -> None:
    page = signed_in(reader) if reader else new_context().new_page()
    problems = []
    for path in demo_pages.BY_READER[reader]:
        page.goto(f"/{language}/{path}")
        page.evaluate(AXE_SCRIPT)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                found = page.evaluate(FIND_VIOLATIONS, STANDARDS)
                problems += [f"/{language}/{path} {width} {scheme}: {problem}" for problem in found]
            found = page.evaluate(FIND_OVERFLOW) + page.evaluate(FIND_SMALL_TARGETS)
            problems += [f"/{language}/{path} {width}: {problem}" for problem in found]
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
