"""An e-mail's words as its reader sees them: in HTML, in the site's look, and in plain text.

Both are made from the same plain text, whoever wrote it: nothing in it is taken for HTML.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, override

from home.services.remembered import identity_in

#: What is read from left to right in any language: addresses, telephone numbers, and references with a hyphen.
LEFT_TO_RIGHT = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?،؛؟)\]»”’'])"
    r"|(?P<email>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<telephone>(?<!\w)\+\d[\d ()-]{5,}\d)"
    r"|(?P<reference>(?<![A-Za-z0-9-])[A-Z0-9]+(?:-[A-Z0-9]+)+(?![A-Za-z0-9-]))"
)
BULLET = "- "
LEFT_TO_RIGHT_MARK = "\u200e"


@dataclass(frozen=True)
class Block:
    """A part of a letter: a paragraph, a list, or an address that stands alone."""

    kind: str
    html: SafeString


def letter(subject: str, text: str, language: str) -> str:
    """Return an e-mail's HTML: paragraphs parted by blank lines, lists whose lines begin with "- ", links."""
    with override(language):
        return render_to_string(
            "home/email/letter.html",
            {
                "subject": subject,
                "blocks": list(_blocks(text)),
                "language": language,
                "direction": "rtl" if _is_right_to_left(language) else "ltr",
                "organisation": identity_in(language).organisation_name,
                "home": f"{settings.SITE_URL}/{language}/",
            },
        )


def plain(text: str, language: str) -> str:
    """Return an e-mail's plain text.

    Among words from right to left, a link gets a line of its own, and what else is read from left to right stands
    between marks: a mail program would show its parts in the wrong order.
    """
    if not _is_right_to_left(language):
        return text
    return "\n".join(_kept_apart(line) for line in text.splitlines())


def _kept_apart(line: str) -> str:
    marked = "".join(_marked(kind, piece) for kind, piece in _pieces(line))
    if "\n" not in marked:
        return marked
    # A full stop behind a link would otherwise stand alone.
    return "\n".join(part.strip() for part in marked.splitlines() if re.search(r"\w", part))


def _marked(kind: str, piece: str) -> str:
    if kind == "url":
        return f"\n{piece}\n"
    return f"{LEFT_TO_RIGHT_MARK}{piece}{LEFT_TO_RIGHT_MARK}" if kind else piece


def _blocks(text: str) -> Iterator[Block]:
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in paragraph.splitlines()]
        if not any(lines):
            continue
        if all(line.startswith(BULLET) for line in lines):
            items = ((_inline(line.removeprefix(BULLET)),) for line in lines)
            yield Block("list", format_html_join("", '<li style="margin: 0 0 6px;">{}</li>', items))
        else:
            alone = len(lines) == 1 and [kind for kind, piece in _pieces(lines[0]) if piece.strip()] == ["url"]
            html = format_html_join(mark_safe("<br>"), "{}", ((_inline(line),) for line in lines))
            yield Block("link" if alone else "text", html)


def _inline(line: str) -> SafeString:
    return format_html_join("", "{}", ((_as_html(kind, piece),) for kind, piece in _pieces(line)))


def _as_html(kind: str, piece: str) -> SafeString:
    if kind == "url":
        return format_html('<a href="{}" dir="ltr" style="color: #0b5d60;" class="link">{}</a>', piece, piece)
    if kind:
        return format_html('<bdi dir="ltr" style="white-space: nowrap;">{}</bdi>', piece)
    return conditional_escape(piece)


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a line, each with its kind; ordinary words have none."""
    position = 0
    for found in LEFT_TO_RIGHT.finditer(line):
        if found.start() > position:
            yield "", line[position : found.start()]
        yield str(found.lastgroup), found[0]
        position = found.end()
    if position < len(line):
        yield "", line[position:]


def _is_right_to_left(language: str) -> bool:
    return bool(get_language_info(language)["bidi"])
