"""A map of the world with a dot for each city, drawn here: no tiles, no third party that learns who looks at what.

It shows land, and no border: several are contested, and a map that draws one takes a side. A list of the same cities
always stands beside it: the map is a picture of that list, and says nothing that the list does not.

The projection is Equal Earth (Šavrič, Patterson and Jenny, 2018): areas keep their proportions, so that no continent
looks larger than it is. The land is Natural Earth's, in the public domain; bench/draw_land.py made its outline.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from home.templatetags.site_tags import babel_locale

LAND = Path(__file__).resolve().parents[1] / "data" / "land-110m.json"
WIDTH = 1000
#: The degrees of latitude between which the map is drawn: no city lies north or south of them.
NORTH, SOUTH = 84.0, -57.0
#: Two dots whose middles are nearer than this, in the map's own units, become one with a number.
APART = 17.0
#: A dot with more cities than this names these, and counts the others.
NAMED = 12

# The coefficients of Equal Earth.
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = math.sqrt(3) / 2
ISOLATE, POP = "\u2068", "\u2069"


@dataclass(frozen=True)
class MapPoint:
    """A city on the map: its name, as readers of the map's language write it, and where it lies, in degrees.

    With a `url` its dot is a link, which is one more stop for those who walk by keyboard. Where the list beside the
    map has the same links, leave it empty.
    """

    label: str
    latitude: float
    longitude: float
    url: str = ""


@dataclass
class _Dot:
    x: float
    y: float
    points: list[MapPoint] = field(default_factory=list)


def equal_earth(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a place lies, in the projection's own units: x from -2.707 eastwards, y from -1.317 northwards.

    It takes degrees; a longitude past 180 is the same place on the other side, a latitude past a pole is the pole.
    """
    if abs(longitude) > 180:
        longitude = (longitude + 180) % 360 - 180
    theta = math.asin(M * math.sin(math.radians(max(-90.0, min(90.0, latitude)))))
    sixth = theta**6
    x = (
        math.radians(longitude)
        * math.cos(theta)
        / (M * (A1 + 3 * A2 * theta**2 + sixth * (7 * A3 + 9 * A4 * theta**2)))
    )
    return x, theta * (A1 + A2 * theta**2 + sixth * (A3 + A4 * theta**2))


SCALE = WIDTH / 2 / equal_earth(0, 180)[0]
TOP = equal_earth(NORTH, 0)[1]
HEIGHT = round((TOP - equal_earth(SOUTH, 0)[1]) * SCALE)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a place lies on the map: x from the left, y from the top. Outside of it, its nearest edge."""
    x, y = equal_earth(latitude, longitude)
    return round(WIDTH / 2 + x * SCALE, 1), round(max(0.0, min(float(HEIGHT), (TOP - y) * SCALE)), 1)


def svg(points: Sequence[MapPoint], language: str, name: str = "world-map") -> SafeString:
    """Return the map as SVG for a page in `language`. Never mirrored: east is to the right in every script.

    `name` begins its ids: two maps on one page need two. Points without finite coordinates are left out.
    """
    shown = [point for point in points if math.isfinite(point.latitude) and math.isfinite(point.longitude)]
    with override(language):
        return format_html(
            '<div class="world-map"><svg class="world-map__drawing" viewBox="0 0 {width} {height}" role="{role}"'
            ' lang="{language}" aria-labelledby="{name}-title" aria-describedby="{name}-description">'
            '<title id="{name}-title">{title}</title><desc id="{name}-description">{description}</desc>'
            '<path class="world-map__land" d="{land}"/>{dots}</svg></div>',
            width=WIDTH,
            height=HEIGHT,
            # What is inside a picture cannot be reached: a map with links is a group of them.
            role="group" if any(point.url for point in shown) else "img",
            language=language,
            name=name,
            title=_("Map of the world with the member cities"),
            description=_description(len(shown)),
            land=land(),
            dots=format_html_join("", "{}", ((_drawn(dot),) for dot in _merged(shown))),
        )


@cache
def land() -> str:
    """Return the outline of the land, as the data of an SVG path in the map's units."""
    outline: str = json.loads(LAND.read_text(encoding="utf-8"))["path"]
    return outline


def _description(count: int) -> str:
    if not count:
        return _("No city is marked.")
    marked = ngettext("%(count)d city is marked.", "%(count)d cities are marked.", count) % {"count": count}
    # A text inside of another's braces is not found by what gathers texts to translate.
    beside = _("The list beside the map names the same cities.")
    return f"{marked} {beside}"


def _merged(points: Sequence[MapPoint]) -> list[_Dot]:
    """Return the dots: a point joins the first that it would overlap. No two are nearer than APART."""
    dots: list[_Dot] = []
    for point in points:
        x, y = project(point.latitude, point.longitude)
        near = next((dot for dot in dots if math.dist((dot.x, dot.y), (x, y)) < APART), None)
        if near is None:
            near = _Dot(x, y)
            dots.append(near)
        near.points.append(point)
    return dots


def _drawn(dot: _Dot) -> SafeString:
    several = len(dot.points) > 1
    # A line of no length with round ends: a dot whose size is the style's, however large the map is drawn.
    mark = format_html(
        '<path class="world-map__ring" d="M{0} {1}h0"/><path class="world-map__dot" d="M{0} {1}h0"/>', dot.x, dot.y
    )
    if several:
        mark += format_html(
            '<text class="world-map__count" x="{}" y="{}">{}</text>',
            dot.x, dot.y, format_decimal(len(dot.points), locale=babel_locale()),
        )  # fmt: skip
    names = _names(dot)
    kind = "world-map__place world-map__place--several" if several else "world-map__place"
    urls = {point.url for point in dot.points}
    if len(urls) == 1 and (url := urls.pop()):
        return format_html(
            '<a class="{}" href="{}" aria-label="{}"><title>{}</title>{}</a>', kind, url, names, names, mark
        )
    return format_html('<g class="{}"><title>{}</title>{}</g>', kind, names, mark)


def _names(dot: _Dot) -> str:
    # A title is bare text: what <bdi> does elsewhere, two characters do here.
    names = [f"{ISOLATE}{point.label}{POP}" for point in dot.points[:NAMED]]
    more = len(dot.points) - NAMED
    if more > 0:
        names.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return format_list(names, locale=babel_locale())
