"""What takes long to draw and is the same for everybody: drawn once, kept in the cache, waited for by the others."""

import time
from collections.abc import Callable

from django.core.cache import cache

#: Seconds for which a drawing is kept: the same content makes the same drawing.
LIFETIME = 60 * 60 * 24 * 30
#: Seconds after which whoever waits draws for himself: the one who began may have been stopped.
PATIENCE = 90
_PAUSE = 0.1


def drawn(key: str, draw: Callable[[], bytes]) -> bytes:
    """Return what is kept at `key`, or else what `draw` makes; of many who ask at once, on any process, one draws.

    The key tells the content: other content is kept at another. Whatever `draw` raises is raised, and nothing is kept.
    """
    turn = f"{key}.turn"
    until = time.monotonic() + PATIENCE
    while (made := _kept(key)) is None:
        if cache.add(turn, True, PATIENCE) or time.monotonic() > until:
            try:
                # Another may have ended between the two questions.
                made = _kept(key)
                if made is None:
                    made = draw()
                    cache.set(key, made, LIFETIME)
            finally:
                cache.delete(turn)
            break
        time.sleep(_PAUSE)
    return made


def _kept(key: str) -> bytes | None:
    made: bytes | None = cache.get(key)
    return made
