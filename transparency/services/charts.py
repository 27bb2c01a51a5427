"""Charts as SVG, drawn on the server: plain data in, a picture out, with neither a script nor an inline style.

Lengths across are shares of the width, and heights are pixels: the picture is as wide as its place, and its text
keeps the size of the page's text, at 320 pixels as on a wall. Text is text, in the reader's language. Where that is
read from the right, the first year stands at the right. What colour tells, a pattern tells, too. Each chart says in
one sentence what it shows, and a table beside it says the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Writer = Callable[[Decimal], str]
#: Pixels: the height of a column chart's field, the room above it for a number, and below it for the years.
FIELD, ABOVE, BELOW = 220, 24, 28
#: Pixels: the line of text above a bar, the bar itself, and the room to the next.
LABEL, BAR, GAP = 26, 18, 20
#: Percent: the room for the axis' numbers beside the columns, and the widest column.
AXIS, WIDEST = 17, 14
#: As many years as can be written side by side on a narrow screen.
LABELS = 7
MOST_TICKS = 5
ISOLATE, POP = "\u2068", "\u2069"
#: Eight by eight pixels that are repeated: nothing, hatching, dots, hatching the other way.
PATTERNS = (
    "",
    "M-2 2l4-4M0 8l8-8M6 10l4-4",
    "M2 2h0M6 6h0",
    "M-2 6l4 4M0 0l8 8M6-2l4 4",
    "M0 4h8",
)


@dataclass(frozen=True)
class Series:
    """One part of every column or bar: its name, and its value in each, in their order."""

    name: str
    values: Sequence[Decimal]


@dataclass(frozen=True)
class Words:
    """What a chart says of itself to those who do not see it."""

    title: str
    description: str


@dataclass(frozen=True)
class _Place:
    """Where a part lies: across in percent, down in pixels."""

    x: float
    y: float
    width: float
    height: float


def columns(
    name: str, words: Words, labels: Sequence[str], series: Sequence[Series], axis: Writer, value: Writer, rtl: bool
) -> SafeString:
    """Return a column for each label, in which the series stand on one another, the first at the bottom.

    `name` begins the picture's ids: two on one page need two. `axis` writes the numbers beside the field, `value`
    those of a part that a pointer rests on. Values are never negative. Nothing, where every value is nought.
    """
    sums = _sums(labels, series)
    if not any(sums):
        return mark_safe("")
    scale = ticks(max(sums))
    slot = 100 / len(labels)
    step = -(-len(labels) // LABELS)
    drawn: list[SafeString] = []
    for place, label in enumerate(labels):
        middle = (place + 0.5) * slot
        middle = 100 - middle if rtl else middle
        drawn += _column(name, place, label, series, value, scale[-1], middle, min(slot * 0.66, WIDEST))
        if place % step == 0:
            drawn.append(
                format_html(
                    '<text class="chart__label" x="{}%" y="{}" text-anchor="middle">{}</text>',
                    f"{middle:.2f}", ABOVE + FIELD + BELOW - 8, label,
                )
            )  # fmt: skip
    field = format_html(
        '<svg class="chart__field" x="{}%" y="0" width="{}%" height="{}">{}</svg>',
        0 if rtl else AXIS, 100 - AXIS, ABOVE + FIELD + BELOW, _joined(drawn),
    )  # fmt: skip
    return _picture(name, words, ABOVE + FIELD + BELOW, len(series), _grid(scale, axis, rtl) + field)


def bars(
    name: str, words: Words, labels: Sequence[str], series: Sequence[Series], value: Writer, rtl: bool
) -> SafeString:
    """Return a bar for each label, in which the series follow one another; above it its label and its sum.

    The arguments are those of `columns`. Nothing, where every value is nought.
    """
    sums = _sums(labels, series)
    if not any(sums):
        return mark_safe("")
    start, end = ("100%", "0") if rtl else ("0", "100%")
    drawn = []
    for place, label in enumerate(labels):
        top = place * (LABEL + BAR + GAP)
        drawn.append(
            format_html(
                '<text class="chart__name" x="{}" y="{}">{}</text>'
                '<text class="chart__sum" x="{}" y="{}" text-anchor="end">{}</text>',
                start, top + 18, label, end, top + 18, value(sums[place]),
            )
        )  # fmt: skip
        reach = 0.0
        for number, part in enumerate(series):
            length = float(part.values[place] / max(sums) * 100)
            if length:
                title = f"{ISOLATE}{label}{POP}, {part.name}: {value(part.values[place])}"
                lies = _Place(100 - reach - length if rtl else reach, top + LABEL, length, BAR)
                drawn.append(_part(name, number, title, lies))
            reach += length
    height = len(labels) * (LABEL + BAR + GAP) - GAP + 2
    return _picture(name, words, height, len(series), _joined(drawn))


def swatch(name: str, number: int) -> SafeString:
    """Return a small square in the look of the series with this number, for the key of the picture called `name`."""
    return format_html(
        '<svg class="chart__swatch" width="18" height="18" aria-hidden="true" focusable="false">'
        '<rect class="chart__part chart__part--{}" fill="url(#{}-{})" width="18" height="18"/></svg>',
        number, name, number,
    )  # fmt: skip


def ticks(most: Decimal) -> list[Decimal]:
    """Return round numbers from nought to the first that is not below `most`, at equal steps: at most five.

    `most` is above nought.
    """
    power = (most / (MOST_TICKS - 1)).adjusted()
    steps = (Decimal(step).scaleb(power) for step in ("1", "2", "2.5", "5", "10"))
    step = next(step for step in steps if step * (MOST_TICKS - 1) >= most)
    count = int((most / step).to_integral_value(ROUND_CEILING))
    return [step * number for number in range(count + 1)]


def _sums(labels: Sequence[str], series: Sequence[Series]) -> list[Decimal]:
    return [sum((part.values[place] for part in series), Decimal()) for place in range(len(labels))]


def _joined(drawn: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(drawn))  # noqa: S308 - each was escaped as it was made


def _column(
    name: str,
    place: int,
    label: str,
    series: Sequence[Series],
    value: Writer,
    most: Decimal,
    middle: float,
    width: float,
) -> Iterator[SafeString]:
    base = Decimal()
    for number, part in enumerate(series):
        own = part.values[place]
        if own:
            top = _height(base + own, most)
            stands = _Place(middle - width / 2, top, width, _height(base, most) - top)
            yield _part(name, number, f"{ISOLATE}{part.name}{POP}, {label}: {value(own)}", stands)
        base += own


def _height(value: Decimal, most: Decimal) -> float:
    """Return how many pixels below the top a value stands."""
    return ABOVE + FIELD - float(value / most) * FIELD


def _grid(scale: Sequence[Decimal], axis: Writer, rtl: bool) -> SafeString:
    return format_html_join(
        "",
        '<line class="chart__line" x1="0" x2="100%" y1="{0}" y2="{0}"/>'
        '<text class="chart__label" x="{1}" y="{2}">{3}</text>',
        (
            (
                f"{_height(tick, scale[-1]):.1f}",
                "100%" if rtl else "0",
                f"{_height(tick, scale[-1]) - 5:.1f}",
                axis(tick),
            )
            for tick in scale
        ),
    )


def _part(name: str, number: int, title: str, place: _Place) -> SafeString:
    return format_html(
        '<rect class="chart__part chart__part--{number}" fill="url(#{name}-{number})" x="{x}%" y="{y}"'
        ' width="{width}%" height="{height}"><title>{title}</title></rect>',
        name=name,
        number=number,
        title=title,
        x=f"{place.x:.2f}",
        y=f"{place.y:.1f}",
        width=f"{place.width:.2f}",
        height=f"{place.height:.1f}",
    )


def _picture(name: str, words: Words, height: int, series: int, inside: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart__drawing" width="100%" height="{height}" role="img" aria-labelledby="{name}-title"'
        ' aria-describedby="{name}-description"><title id="{name}-title">{title}</title>'
        '<desc id="{name}-description">{description}</desc><defs>{patterns}</defs>{inside}</svg>',
        name=name,
        height=height,
        title=words.title,
        description=words.description,
        patterns=format_html_join("", "{}", ((_pattern(name, number),) for number in range(series))),
        inside=inside,
    )


def _pattern(name: str, number: int) -> SafeString:
    return format_html(
        '<pattern id="{}-{}" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect class="chart__ground chart__ground--{}" width="8" height="8"/>'
        '<path class="chart__mark chart__mark--{}" d="{}"/></pattern>',
        name, number, number, number, PATTERNS[number % len(PATTERNS)],
    )  # fmt: skip
