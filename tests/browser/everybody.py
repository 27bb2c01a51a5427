"""What stands in anybody's way on a page: axe-core, what is cut off, and what is too small to hit."""

from collections.abc import Iterable

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 1280)

# The rules that ask about colours: most of axe's work, and the same for text that looks the same.
COLOURS = ["color-contrast", "link-in-text-block"]
# A selector for every part that was looked at is a sixth of the work: axe writes them where it has found something.
# What was asked about colours at one width is asked at another of those parts alone that appear there, or that have
# other colours, another ground or another size: `repainted` lists them. A scheme that leaves every part where it was,
# as large and as visible, changes nothing for any but the rules about colours. What fades from one scheme to the
# other is looked at when it has arrived: half-way it has the colours of both.
FIND_VIOLATIONS = """
async ([standards, colours, scheme, onlyColours]) => {
    document.getAnimations().filter(one => one instanceof CSSTransition).forEach(one => one.finish());
    const visible = part => part.checkVisibility({opacityProperty: true, visibilityProperty: true});
    const paintOf = part => {
        const style = getComputedStyle(part), size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        return [style.color, style.backgroundColor, style.backgroundImage, style.opacity, style.textShadow,
            style.textDecorationLine, isLarge].join();
    };
    const known = (window.painted ??= {})[scheme] ??= new Map();
    const changed = new Set([document.body, ...document.body.querySelectorAll("*")].filter(visible)
        .filter(part => known.get(part) !== paintOf(part)));
    changed.forEach(part => known.set(part, paintOf(part)));
    const isWithinAnother = part => part.parentElement && (changed.has(part.parentElement) ||
        isWithinAnother(part.parentElement));
    const repainted = [...changed].filter(part => !isWithinAnother(part));

    const violations = async (context, rules) => {
        const options = {preload: false, resultTypes: ["violations"], ...rules};
        if (!(await axe.run(context, {...options, selectors: false})).violations.length) return [];
        return (await axe.run(context, options)).violations
            .flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target} (${node.failureSummary})`));
    };
    const without = Object.fromEntries(colours.map(rule => [rule, {enabled: false}]));
    return [
        ...(onlyColours ? [] : await violations(document, {runOnly: standards, rules: without})),
        ...(repainted.length ? await violations({include: repainted}, {runOnly: {type: "rule", values: colours}}) : []),
    ];
}
"""
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
        light = page.evaluate(FIND_VIOLATIONS, [STANDARDS, COLOURS, "light", False])
        layout = page.evaluate(FIND_LAYOUT)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        same = page.evaluate(FIND_LAYOUT) == layout
        dark = page.evaluate(FIND_VIOLATIONS, [STANDARDS, COLOURS, "dark", same])
        sizes = page.evaluate(FIND_OVERFLOW) + (page.evaluate(FIND_SMALL_TARGETS) if targets else [])
        found += [f"{page.url} {width} light: {problem}" for problem in light]
        found += [f"{page.url} {width} dark: {problem}" for problem in dark]
        found += [f"{page.url} {width}: {problem}" for problem in sizes]
    return found
