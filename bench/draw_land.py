"""Draw the outline of the land for the map of cities. It was run once; run it again only to draw it otherwise.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    PYTHONPATH=.:site python -m bench.draw_land package/land-110m.json

The file is Natural Earth's land at 1:110 million (public domain, version 4.1.0) in TopoJSON, as world-atlas packs it
(ISC licence). Written is membership/data/land-110m.json: one SVG path, projected and cut to a tenth of its size.
"""

import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from membership.services.worldmap import HEIGHT, LAND, SOUTH, WIDTH, project

Ring = list[tuple[float, float]]
#: In the map's units: a bend smaller than this, and an island of less than this many square units, is left out.
BEND, ISLAND = 0.4, 2.0


def rings_of(atlas: dict[str, Any]) -> list[Ring]:
    """Return the rings of the file in degrees, longitude first. Neighbours share arcs, written as differences."""
    scale, shift = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(line)
    rings = []
    for geometry in atlas["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for indices in polygon:
                ring: Ring = []
                for index in indices:
                    # A negative index is the arc of its complement, backwards.
                    line = arcs[index] if index >= 0 else arcs[~index][::-1]
                    ring += line[1:] if ring else line
                rings.append(ring)
    return rings


def unwrapped(ring: Ring) -> Ring:
    """Return the ring without leaps: one that crosses 180 degrees goes on past it."""
    turned = [ring[0]]
    for (before, _), (longitude, latitude) in pairwise(ring):
        turned.append((turned[-1][0] + (longitude - before + 180) % 360 - 180, latitude))
    return turned


def cut(ring: Ring, limit: float, side: int) -> Ring:
    """Return the part of the ring west (`side` -1) or east (1) of the meridian `limit`."""
    kept: Ring = []
    for (x, y), (next_x, next_y) in zip(ring, ring[1:] + ring[:1], strict=True):
        inside, next_inside = (x - limit) * side >= 0, (next_x - limit) * side >= 0
        if inside:
            kept.append((x, y))
        if inside != next_inside:
            kept.append((limit, y + (next_y - y) * (limit - x) / (next_x - x)))
    return kept


def on_the_map(ring: Ring) -> list[Ring]:
    """Return the ring's parts on the map, in its units: two where it crosses 180 degrees, none south of it."""
    if max(latitude for _, latitude in ring) < SOUTH:
        return []
    turned = unwrapped(ring)
    parts = []
    for turn in (-360, 0, 360):
        moved = [(longitude + turn, latitude) for longitude, latitude in turned]
        part = cut(cut(moved, -180, 1), 180, -1)
        if len(part) > 2:
            parts.append([project(latitude, longitude) for longitude, latitude in part])
    return parts


def simplified(line: Ring) -> Ring:
    """Return the line without its small bends (Douglas and Peucker, 1973)."""
    if len(line) < 3:
        return line
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = math.dist(line[0], line[-1])

    def away(point: tuple[float, float]) -> float:
        if not length:
            return math.dist(point, line[0])
        return abs((x2 - x1) * (y1 - point[1]) - (x1 - point[0]) * (y2 - y1)) / length

    farthest = max(range(1, len(line) - 1), key=lambda index: away(line[index]))
    if away(line[farthest]) < BEND:
        return [line[0], line[-1]]
    return simplified(line[: farthest + 1])[:-1] + simplified(line[farthest:])


def area(ring: Ring) -> float:
    """Return the ring's area in square units."""
    return abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairwise([*ring, ring[0]]))) / 2


def path(rings: list[Ring]) -> str:
    """Return SVG's path of the rings, each a step from the point before, in half units."""
    drawn = []
    for ring in rings:
        points = [(round(x * 2), round(y * 2)) for x, y in ring]
        steps = [(x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(points)]
        words = " ".join(f"{x / 2:g} {y / 2:g}" for x, y in steps if x or y)
        drawn.append(f"M{points[0][0] / 2:g} {points[0][1] / 2:g}l{words}z".replace(" -", "-"))
    return "".join(drawn)


def main(source: str) -> None:
    """Draw it, and say how large it became."""
    atlas = json.loads(Path(source).read_text(encoding="utf-8"))
    parts = [part for ring in rings_of(atlas) for part in on_the_map(ring)]
    rings = [simplified([*part, part[0]])[:-1] for part in parts if area(part) >= ISLAND]
    rings = [ring for ring in rings if len(ring) > 2]
    drawn = {
        "source": "Natural Earth 4.1.0, 1:110m land, public domain; world-atlas 2.0.2; drawn by bench/draw_land.py",
        "width": WIDTH,
        "height": HEIGHT,
        "path": path(rings),
    }
    LAND.write_text(f"{json.dumps(drawn, indent=1)}\n", encoding="utf-8")
    print(f"{len(rings)} pieces of land, {LAND.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
