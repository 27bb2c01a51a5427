"""What is written about requests and failures names nobody.

The site's own code logs keys and kinds of errors. What others write may hold more: Django logs the address of a request
that failed, and a link's token with it; PostgreSQL tells the row that it refused. These are masked at the door.
"""

import logging
import re
from typing import Any

from django.utils.log import ServerFormatter

MASK = "…"
_PATTERNS = [
    # The signed links of membership/services/links.py.
    (re.compile(r"\b[0-9a-f]{32}~[\w-]+~[\w-]+"), MASK),
    # The links of django-allauth's e-mails.
    (re.compile(r"(/(?:reset/key|confirm-email)/)[^/\s\"']+"), rf"\1{MASK}"),
    # What PostgreSQL tells of a row or of a statement, over as many lines as somebody typed.
    (
        re.compile(r"\b(DETAIL|LINE \d+):.*?(?=\n(?:CONTEXT|HINT|Traceback|\s*The above|\s*During handling)|\Z)", re.S),
        MASK,
    ),
    (re.compile(r"[^\s<>\"'(),:;=\[\]{}/?&]+(?:@|%40)[\w-]+(?:\.[\w-]+)+"), MASK),
    (re.compile(r"(?<!\w)(?:\+|%2B)\d[\d ().-]{5,}\d"), MASK),
]


def masked(text: str) -> str:
    """Return the text without links' tokens, e-mail addresses, telephone numbers and what a database tells of a row."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def masked_event(event: Any, hint: Any = None) -> Any:
    """Return an error report with each text in it masked: what Sentry calls before it sends one."""
    if isinstance(event, str):
        return masked(event)
    if isinstance(event, dict):
        return {key: masked_event(value) for key, value in event.items()}
    if isinstance(event, list | tuple):
        return [masked_event(value) for value in event]
    return event


class DiscreetFormatter(logging.Formatter):
    """Masks a whole entry, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class DiscreetServerFormatter(DiscreetFormatter, ServerFormatter):
    """Does so for the lines that `runserver` writes about each request."""
