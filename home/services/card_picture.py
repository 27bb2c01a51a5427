"""Draws a page's card: 1200 by 630 pixels, in the house's colours, whichever way the language runs.

resvg shapes the text and asks nothing of the system. It wraps no lines, so they are measured here; and it takes every
text for one that runs from the left, so a line that does not is told to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache as once
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING
from unicodedata import combining

import resvg_py
from django.conf import settings
from fontTools.ttLib import TTFont
from PIL import Image, ImageFont

from home import motif
from home.services.pdf import FACES, FONTS

if TYPE_CHECKING:
    from home.services.cards import Card

WIDTH, HEIGHT = 1200, 630
COLOURS = 128
MARGIN = 72
#: How far the text may reach from its margin. The drawing has the rest.
MEASURE = 700
#: The type's sizes for a title, in pixels: the first in which it fits, words unbroken.
SIZES = (76, 68, 60, 52, 46, 40, 35)
SMALL = 27
#: Between the head of the card and its foot.
TITLE_HEIGHT = 350
REGULAR, STRONG = 400, 600
#: Signs that the typeface lacks and resvg makes from others: the narrow space, the hyphen that holds.
_MADE = {0x202F, 0x2011}
_RIGHT_TO_LEFT, _BACK = "\u202b", "\u202c"
_ELLIPSIS = "…"
# Where Pillow shapes the text that it measures, resvg's may differ by a hair. Where it cannot (it asks the system for
# FriBiDi), it sums single letters: joined, a few are wider, and a line of them all would still end on the card.
_SLACK = {True: 1.01, False: 1.08}

STYLE = """
.motif { fill: none; stroke: #f3efe4; stroke-linejoin: round; stroke-width: 0.8 }
.motif__street { opacity: 0.34 }
.motif__star { opacity: 0.72 }
.motif__way { stroke: #edae3d; stroke-width: 2 }
.motif__place { fill: #edae3d; stroke: none }
"""
# The drawing of templates/includes/mark.html.
MARK = (
    '<path fill="#edae3d" d="M20 4 24.7 8.7H31.3V15.3L36 20 31.3 24.7V31.3H24.7L20 36 15.3 31.3H8.7V24.7L4 20 8.7 15.3'
    'V8.7H15.3Z"/><path stroke="#083c40" stroke-width="1.6" d="M20 4V14M20 26V36M4 20H14M26 20H36"/>'
    '<path fill="#083c40" d="M20 14 26 20 20 26 14 20Z"/>'
)

Measure = Callable[[str], float]


@dataclass(frozen=True)
class Setting:
    """A text set in lines of one size."""

    size: int
    lines: list[str]


def png(card: Card) -> bytes:
    """Return the card as PNG, in so few colours that messengers with the smallest limit (300 kB) still show it."""
    full = resvg_py.svg_to_bytes(
        svg_string=svg(card), skip_system_fonts=True, font_files=[str(FONTS / name) for name in FACES.values()]
    )
    small = BytesIO()
    with Image.open(BytesIO(full)) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def svg(card: Card) -> str:
    """Return the card as SVG, its lines broken. Nothing in it names a file or an address."""
    rtl = card.language.partition("-")[0] in settings.LANGUAGES_BIDI
    leading = 1.42 if rtl else 1.16
    title = fitted(card.title, leading)
    middle = 128 + TITLE_HEIGHT / 2
    step = title.size * leading
    # The baseline lies a little below a line's middle.
    first = middle - step * (len(title.lines) - 1) / 2 + title.size * 0.33
    lines = [
        _line(text, STRONG, title.size, first + step * number, "#fbf9f4", rtl=rtl)
        for number, text in enumerate(title.lines)
    ]
    named = card.organisation if card.organisation != card.title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<style>{STYLE}</style><rect width="{WIDTH}" height="{HEIGHT}" fill="#083c40"/>'
        f"{_drawing(card.motif, rtl=rtl)}"
        f'<g transform="translate({WIDTH - MARGIN - 44 if rtl else MARGIN - 4} 58) scale(1.2)">{MARK}</g>'
        f"{_line(cut(named, REGULAR, SMALL, MEASURE - 64), REGULAR, SMALL, 92, '#f0eadd', rtl=rtl, indent=64)}"
        f"{''.join(lines)}"
        f'<rect x="{WIDTH - MARGIN - 64 if rtl else MARGIN}" y="{HEIGHT - 124}" width="64" height="4" fill="#edae3d"/>'
        f"{_line(cut(card.section, REGULAR, SMALL, MEASURE), REGULAR, SMALL, HEIGHT - 72, '#b9d0cc', rtl=rtl)}"
        "</svg>"
    )


def can_draw(text: str) -> bool:
    """Say whether the typeface has every sign of the text."""
    return all(ord(sign) in _signs() or ord(sign) in _MADE or sign in "\u200c\u200d" for sign in text)


def fitted(text: str, leading: float) -> Setting:
    """Return the text in the largest size in which it fits, no word broken; else in the smallest, cut where it ends.

    `leading` is the height of a line, in sizes.
    """
    for size in SIZES:
        most = int(TITLE_HEIGHT / (size * leading))
        width = MEASURE / size
        lines = wrapped(text, width, _measured)
        if len(lines) <= most and all(_measured(word) <= width for word in text.split(" ")):
            return Setting(size, lines)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(f"{lines[most - 1]} {lines[most]}", width, _measured)]
    return Setting(size, lines)


def wrapped(text: str, width: float, measure: Measure) -> list[str]:
    """Return the text in lines no wider than `width`. A word that is wider is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if measure(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, width, measure)
        lines += full
    return [*lines, line]


def cut(text: str, weight: int, size: int, width: float) -> str:
    """Return the text in one line, and where it is too long its beginning and an ellipsis."""

    def measure(part: str) -> float:
        return measured(part, weight)

    return text if measure(text) <= width / size else _cut(text, width / size, measure)


def measured(text: str, weight: int) -> float:
    """Return how wide the text is set, in sizes: as it is shaped, or where Pillow cannot shape a careful guess."""
    face = _face(weight)
    return face.getlength(text) / 1000 * _SLACK[face.layout_engine == ImageFont.Layout.RAQM]


def _measured(text: str) -> float:
    return measured(text, STRONG)


def _broken(word: str, width: float, measure: Measure) -> list[str]:
    parts = [""]
    for sign in word:
        # A mark stays with its letter.
        if parts[-1] and not combining(sign) and measure(parts[-1] + sign) > width:
            parts.append("")
        parts[-1] += sign
    return parts


def _cut(text: str, width: float, measure: Measure) -> str:
    """Return the text's beginning with an ellipsis: whole words, unless the first of them is too long."""
    words = text.split(" ")
    while len(words) > 1 and measure(" ".join(words) + _ELLIPSIS) > width:
        words.pop()
    kept = " ".join(words)
    while kept and measure(kept + _ELLIPSIS) > width:
        kept = kept[:-1]
    return kept.rstrip(" ,;:.،؛") + _ELLIPSIS


def _line(text: str, weight: int, size: int, y: float, colour: str, *, rtl: bool, indent: int = 0) -> str:
    if not text:
        return ""
    x, anchor = (WIDTH - MARGIN - indent, "end") if rtl else (MARGIN + indent, "start")
    words = f"{_RIGHT_TO_LEFT}{text}{_BACK}" if rtl else text
    return (
        f'<text x="{x}" y="{y:.1f}" text-anchor="{anchor}" font-family="IBM Plex Sans Arabic" font-weight="{weight}"'
        f' font-size="{size}" fill="{colour}">{escape(words)}</text>'
    )


def _drawing(seed: str, *, rtl: bool) -> str:
    """Return the section's motif along the card's far side, paling towards the text."""
    drawing = motif.svg(seed, 11, 13).replace("<svg ", f'<svg width="{11 * 52}" height="{13 * 52}" ', 1)
    place = f"translate({11 * 52 - 60} -20) scale(-1 1)" if rtl else f"translate({WIDTH - 11 * 52 + 60} -20)"
    ends = 'x1="1" x2="0"' if rtl else 'x1="0" x2="1"'
    side = 0 if rtl else WIDTH - 520
    return (
        f'<g transform="{place}">{drawing}</g>'
        f'<linearGradient id="veil" {ends}><stop offset="0" stop-color="#083c40"/>'
        '<stop offset="0.3" stop-color="#083c40" stop-opacity="0.96"/>'
        '<stop offset="0.75" stop-color="#083c40" stop-opacity="0"/></linearGradient>'
        f'<rect x="{side}" width="520" height="{HEIGHT}" fill="url(#veil)"/>'
    )


@once
def _face(weight: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / FACES[weight]), 1000)


@once
def _signs() -> frozenset[int]:
    with TTFont(FONTS / FACES[REGULAR], lazy=True) as font:
        return frozenset(font.getBestCmap())
