"""What stands in anybody's way on a page: axe-core, what is cut off, and what is too small to hit."""

from collections.abc import Iterable

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 1280)

# A selector for every part that was looked at is a sixth of the work: axe writes them where it has found something.
# What fades from one scheme to the other is looked at when it has arrived: half-way it has the colours of both.
FIND_VIOLATIONS = """
async runOnly => {
    document.getAnimations().filter(one => one instanceof CSSTransition).forEach(one => one.finish());
    const options = {preload: false, resultTypes: ["violations"], runOnly};
    if (!(await axe.run({...options, selectors: false})).violations.length) return [];
    return (await axe.run(options)).violations
        .flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target} (${node.failureSummary})`));
}
"""
# The rules that ask about colours. A scheme that leaves every part where it was, as large and as visible, changes
# nothing for the others.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
FIND_LAYOUT = """
() => JSON.stringify([...document.querySelectorAll("*")].map(part => {
    const {x, y, width, height} = part.getBoundingClientRect();
    return [x, y, width, height, part.checkVisibility({opacityProperty: true, visibilityProperty: true})];
}))
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


def problems_of(page: Page, widths: Iterable[int] = WIDTHS, targets: bool = True) -> list[str]:
    """Return what is wrong with the page that is open, at each of these widths, in the light and in the dark.

    Without `targets`, nobody asks how large what a pointer hits is: for the CMS, whose frame is Wagtail's.
    """
    page.evaluate(AXE_SCRIPT)
    found: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        light, layout = page.evaluate(FIND_VIOLATIONS, STANDARDS), page.evaluate(FIND_LAYOUT)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        same = page.evaluate(FIND_LAYOUT) == layout
        dark = page.evaluate(FIND_VIOLATIONS, COLOURS if same else STANDARDS)
        sizes = page.evaluate(FIND_OVERFLOW) + (page.evaluate(FIND_SMALL_TARGETS) if targets else [])
        found += [f"{page.url} {width} light: {problem}" for problem in light]
        found += [f"{page.url} {width} dark: {problem}" for problem in dark]
        found += [f"{page.url} {width}: {problem}" for problem in sizes]
    return found
