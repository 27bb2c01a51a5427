"""The site's one drawn motif: the plan of streets and the geometry of tiles, from a seed."""

import random

from django.utils.safestring import SafeString, mark_safe

CELL = 40


def svg(seed: str, columns: int, rows: int) -> SafeString:
    """Return the motif for `seed` as decorative SVG, `columns` by `rows` tiles; the same seed draws the same."""
    draw = random.Random(seed)  # noqa: S311 - a pattern, not a secret
    tiles = [
        _tile(draw, column * CELL, row * CELL) for row in range(rows) for column in range(columns)
    ]
    return mark_safe(  # noqa: S308 - numbers and class names alone
        f'<svg class="motif" viewBox="0 0 {columns * CELL} {rows * CELL}" aria-hidden="true" focusable="false">'
        f"{''.join(tiles)}</svg>"
    )


def _tile(draw: random.Random, x: int, y: int) -> str:
    half, end_x, end_y = CELL // 2, x + CELL, y + CELL
    shapes = [
        f'<path class="street" d="M{x} {y + half}H{end_x}M{x + half} {y}V{end_y}"/>',
        f'<path class="street" d="M{x} {y}L{end_x} {end_y}"/>',
        f'<path class="block" d="M{x + half} {y}L{end_x} {y + half}L{x + half} {end_y}L{x} {y + half}Z"/>',
        f'<path class="street" d="M{x} {y + half}A{half} {half} 0 0 1 {x + half} {end_y}"/>',
        f'<path class="square" d="M{x + 10} {y + 10}H{end_x - 10}V{end_y - 10}H{x + 10}Z"/>',
    ]
    return draw.choice(shapes)
