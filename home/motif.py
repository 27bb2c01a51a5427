"""The site's one drawn motif: tiles that become streets, and the way from one place to the next.

Every drawing starts from an exact tiling. Stars are drawn in it as the makers of zellige and girih did: from the
middle of each edge two lines set out at one angle, and each runs until it meets another's. Along the drawing the
tiling bends and the stars grow rare, as a planned quarter gives way to the old town. A few places are filled in,
and one way leads along the streets through all of them. The seed chooses the tiling, the bends and the places.
"""

import math
import random
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

CELL = 40
PLACES = 4

Point = tuple[float, float]
Polygon = list[Point]


@lru_cache(maxsize=64)
def svg(seed: str, columns: int, rows: int) -> SafeString:
    """Return the motif for `seed` as decorative SVG, `columns` by `rows` tiles; the same seed draws the same."""
    draw = random.Random(seed)  # noqa: S311 - a pattern, not a secret
    tiling, angles = draw.choice(TILINGS)
    angle = math.radians(draw.choice(angles))
    width, height = columns * CELL, rows * CELL
    polygons = [polygon for polygon in tiling(columns, rows) if _is_seen(polygon, width, height)]
    bend = _bending(draw, width)
    places = _places(draw, polygons, width, height)
    starred = [polygon for polygon in polygons if draw.random() > 1.5 * _middle(polygon)[0] / width - 0.45]
    stars = [[bend(point) for point in line] for polygon in starred for line in _star(polygon, angle)]
    lanes = [
        [bend(point) for point in line] for polygon in polygons if polygon not in starred for line in _lanes(polygon)
    ]
    streets = [[bend(point) for point in polygon] for polygon in polygons]
    way = [bend(point) for point in _way(polygons, places)]
    squares = [_ring(*bend(_middle(place)), CELL / 6, 8, 0.5) for place in places]
    return mark_safe(  # noqa: S308 - numbers and class names alone
        f'<svg class="motif" viewBox="0 0 {width} {height}" preserveAspectRatio="xMidYMid slice"'
        ' aria-hidden="true" focusable="false">'
        f'<path class="motif__street" d="{_path(streets, closed=True)}{_path(lanes)}"/>'
        f'<path class="motif__star" d="{_path(stars)}"/>'
        f'<path class="motif__way" d="{_path([way])}"/>'
        f'<path class="motif__place" d="{_path(squares, closed=True)}"/>'
        "</svg>"
    )


def _is_seen(polygon: Polygon, width: float, height: float) -> bool:
    x, y = _middle(polygon)
    return -CELL < x < width + CELL and -CELL < y < height + CELL


def _bending(draw: random.Random, width: float) -> Callable[[Point], Point]:
    """Return what moves a point: not at all where the drawing begins, by most of a tile where it ends."""
    waves = [
        (draw.uniform(0, math.tau), draw.uniform(2.6, 5.2) * CELL, draw.uniform(0, math.tau), draw.uniform(0, math.tau))
        for _ in range(5)
    ]

    def bend(point: Point) -> Point:
        x, y = point
        reach = CELL * 0.2 * max(0.0, min(1.0, x / width)) ** 1.3
        moved_x = moved_y = 0.0
        for heading, length, start, aim in waves:
            swing = math.sin(math.tau * (x * math.cos(heading) + y * math.sin(heading)) / length + start)
            moved_x += swing * math.cos(aim)
            moved_y += swing * math.sin(aim)
        return x + reach * moved_x, y + reach * moved_y

    return bend


def _places(draw: random.Random, polygons: list[Polygon], width: float, height: float) -> list[Polygon]:
    """Return a few polygons, well apart, from one end of the drawing to the other."""
    places = []
    for part in range(PLACES):
        near = [
            polygon
            for polygon in polygons
            if part < PLACES * _middle(polygon)[0] / width - 0.15 < part + 0.7
            and 0.12 * height < _middle(polygon)[1] < 0.88 * height
        ]
        if near:
            most = max(len(polygon) for polygon in near)
            places.append(draw.choice([polygon for polygon in near if len(polygon) == most]))
    return places


def _way(polygons: list[Polygon], places: list[Polygon]) -> list[Point]:
    """Return the shortest way along the streets that leads through all the places."""
    beside: dict[Point, set[Point]] = {}
    for polygon in polygons:
        corners = [_rounded(corner) for corner in polygon]
        for here, there in pairwise([*corners, corners[0]]):
            beside.setdefault(here, set()).add(there)
            beside.setdefault(there, set()).add(here)
    way: list[Point] = []
    for place, next_place in pairwise(places):
        start = way[-1] if way else _rounded(max(place))
        way += _shortest(beside, start, {_rounded(corner) for corner in next_place})
        way += [_middle(next_place), way[-1]]
    return [_middle(places[0]), *way] if places else way


def _shortest(beside: dict[Point, set[Point]], start: Point, ends: set[Point]) -> list[Point]:
    reached: dict[Point, Point | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if here in ends:
            steps: list[Point] = []
            step: Point | None = here
            while step is not None:
                steps.append(step)
                step = reached[step]
            return steps[::-1]
        for there in sorted(beside[here]):
            if there not in reached:
                reached[there] = here
                waiting.append(there)
    return []


def _star(polygon: Polygon, angle: float) -> list[Polygon]:
    """Return the lines that set out from the middles of the edges, each drawn until it meets another.

    In a large polygon they run through to the opposite edges, so that stars stand within the star.
    """
    corners = len(polygon)
    middles = [_between(polygon[i], polygon[(i + 1) % corners]) for i in range(corners)]
    if corners >= 8:
        reach = round(angle / math.pi * corners)
        return [[middles[i], middles[(i + reach) % corners]] for i in range(corners)]
    lines = []
    for i in range(corners):
        here, there, corner = middles[i], middles[(i + 1) % corners], polygon[(i + 1) % corners]
        meeting = _meeting(here, _turned(here, corner, angle), there, _turned(there, corner, -angle))
        lines.append([here, meeting or _between(_between(here, there), _middle(polygon)), there])
    return lines


def _lanes(polygon: Polygon) -> list[Polygon]:
    """Return the lanes that lead from every other street to the middle of a block without a star."""
    corners = len(polygon)
    if corners < 8:
        return []
    middle = _middle(polygon)
    return [[_between(polygon[i], polygon[i + 1]), middle] for i in range(0, corners, 2)]


def _turned(start: Point, towards: Point, angle: float) -> Point:
    """Return the direction from `start` to `towards`, turned into the polygon by `angle`."""
    x, y = towards[0] - start[0], towards[1] - start[1]
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


def _meeting(a: Point, along_a: Point, b: Point, along_b: Point) -> Point | None:
    """Return where two lines that set out from `a` and `b` meet; nothing where they run apart or far."""
    cross = along_a[0] * along_b[1] - along_a[1] * along_b[0]
    if abs(cross) < 1e-6:
        return None
    length = ((b[0] - a[0]) * along_b[1] - (b[1] - a[1]) * along_b[0]) / cross
    point = (a[0] + along_a[0] * length, a[1] + along_a[1] * length)
    return point if length > 0 and math.dist(a, point) < CELL else None


def _middle(polygon: Polygon) -> Point:
    return sum(x for x, _ in polygon) / len(polygon), sum(y for _, y in polygon) / len(polygon)


def _between(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _rounded(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)


def _path(lines: list[Polygon], *, closed: bool = False) -> str:
    return "".join(
        "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in line) + ("Z" if closed else "") for line in lines if line
    )


def _ring(x: float, y: float, radius: float, corners: int, turn: float = 0) -> Polygon:
    steps = [math.tau * (i + turn) / corners for i in range(corners)]
    return [(x + radius * math.cos(step), y + radius * math.sin(step)) for step in steps]


def _squares(columns: int, rows: int) -> list[Polygon]:
    """Streets that cross at right angles."""
    radius = CELL / math.sqrt(2)
    return [
        _ring((column + 0.5) * CELL, (row + 0.5) * CELL, radius, 4, 0.5)
        for row in range(-1, rows + 1)
        for column in range(-1, columns + 1)
    ]


def _octagons(columns: int, rows: int) -> list[Polygon]:
    """Octagons, and the squares between them: the ground of the eight-pointed star."""
    side = CELL * 1.5
    large = side / 2 / math.cos(math.pi / 8)
    small = side * (1 - 1 / (1 + math.sqrt(2))) / 2
    polygons = []
    for row in range(-1, math.ceil(rows / 1.5) + 1):
        for column in range(-1, math.ceil(columns / 1.5) + 1):
            x, y = (column + 0.5) * side, (row + 0.5) * side
            polygons.append(_ring(x, y, large, 8, 0.5))
            polygons.append(_ring(x + side / 2, y + side / 2, small, 4))
    return polygons


def _dodecagons(columns: int, rows: int) -> list[Polygon]:
    """Dodecagons, with triangles between them: the ground of the twelve-pointed star."""
    side = CELL * 1.8
    radius = side / 2 / math.cos(math.pi / 12)
    down = side * math.sqrt(3) / 2
    edge = 2 * radius * math.sin(math.pi / 12)
    polygons = []
    for row in range(-1, math.ceil(rows * CELL / down) + 2):
        for column in range(-1, math.ceil(columns * CELL / side) + 2):
            x, y = (column + (row % 2) / 2) * side, row * down
            polygons.append(_ring(x, y, radius, 12, 0.5))
            for sign in (1, -1):
                middle = (x + side / 2, y + sign * side / 2 / math.sqrt(3))
                polygons.append(_ring(*middle, edge / math.sqrt(3), 3, 0.25 * -sign))
    return polygons


TILINGS = ((_squares, (55, 62, 70)), (_octagons, (45, 67.5)), (_dodecagons, (60, 75)))
