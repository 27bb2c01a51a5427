"""One way to write data down, so that the same data always has the same SHA-256."""

import hashlib
import json
from typing import Any


def canonical(data: Any) -> bytes:
    """Return the data as JSON in UTF-8, its keys sorted and no space between: what `sha256` is taken of."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(data: Any) -> str:
    """Return the SHA-256 of the data's canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()
