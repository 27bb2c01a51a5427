"""Answers as they are shown to whoever gave them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One answer, and the page on which it is changed; `ltr` where it is read from left to right in any language."""

    page: str
    #: A text, or a lazy one.
    label: Any
    value: Any
    ltr: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is shown as the reader's language groups its digits."""
        return isinstance(self.value, int)
