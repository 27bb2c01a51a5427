"""A segment's mark-up as a person may type it: links and bold as tokens, nothing else as mark-up.

wagtail-localize keeps a segment as a piece of HTML without attributes, but for the number of a link: `<a id="a1">`.
In a plain text field the same segment reads ⟦1⟧words⟦/1⟧. What is typed between the signs is text and only text, so
that no mark-up of a person's own reaches a page. The two forms say the same: each leads back to the other.
"""

import re
from collections.abc import Iterable, Mapping
from html import escape, unescape

from django.utils.html import escape as escaped
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

OPEN, CLOSE = "⟦", "⟧"
#: What may stand in a segment beside links and line breaks: wagtail_localize.strings.INLINE_TAGS.
STYLES = ("abbr", "acronym", "b", "code", "em", "i", "strong")
_TAG = re.compile(r'<(/?)(a|br|abbr|acronym|b|code|em|i|strong)(?:\s+id="([\w.-]+)")?\s*/?>')
_BREAK = re.compile(r"<br\s*/?>")
_TOKEN = re.compile(rf"{OPEN}([^{OPEN}{CLOSE}]*|[{OPEN}{CLOSE}]){CLOSE}")
_NUMBERED = re.compile(r"a\d+")
_KEPT_SIGNS = {f"{OPEN}{OPEN}{CLOSE}": OPEN, f"{OPEN}{CLOSE}{CLOSE}": CLOSE}


class BrokenTokens(ValueError):
    """The tokens of a text do not add up. Its message says to the person who typed them what to mend."""


def tokens_of(html: str) -> str:
    """Return a segment's HTML as text with tokens. What is no mark-up of a segment stays as the text that it is."""
    if "<" not in html and OPEN not in html and CLOSE not in html:
        return unescape(html).replace("\n", " ")
    parts: list[str] = []
    end = 0
    open_links: list[str] = []
    for tag in _TAG.finditer(html):
        parts.append(_text(html[end : tag.start()]))
        parts.append(_token(tag, open_links))
        end = tag.end()
    parts.append(_text(html[end:]))
    return "".join(parts)


def html_of(text: str, links: Iterable[str] | None = None) -> str:
    """Return text with tokens as a segment's HTML.

    `links` are the ids of the links that the source has; without them any may stand there.

    Raises BrokenTokens where a token is unknown, not closed, closed twice, or a link stands there twice.
    """
    known = None if links is None else set(links)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts: list[str] = []
    stack: list[str] = []
    seen: set[str] = set()
    end = 0
    for match in _TOKEN.finditer(text):
        parts.append(_escaped(text[end : match.start()]))
        end = match.end()
        if match[0] in _KEPT_SIGNS:
            parts.append(_KEPT_SIGNS[match[0]])
        elif match[1].startswith("/"):
            parts.append(_closed(match[1][1:], stack))
        else:
            parts.append(_opened(match[1], stack, seen, known))
    parts.append(_escaped(text[end:]))
    if stack:
        raise BrokenTokens(_("%(token)s is opened, but not closed.") % {"token": f"{OPEN}{stack[-1]}{CLOSE}"})
    return "".join(parts)


def plain_of(html: str) -> str:
    """Return the segment of a field that knows no mark-up as its text."""
    return unescape(_BREAK.sub("\n", html.replace("\n", " "))) if "<" in html else unescape(html).replace("\n", " ")


def is_one_line(html: str) -> bool:
    """Say whether the source of a field that knows no mark-up is one line: its translation is one line, too."""
    return "<br" not in html


def in_one_line(text: str) -> str:
    """Return text without its line breaks, as where a paragraph is pasted into a title."""
    return re.sub(r"\s*[\r\n]+\s*", " ", text)


def html_of_plain(text: str) -> str:
    """Return the text of a field that knows no mark-up as a segment's HTML."""
    return escape(text.replace("\r\n", "\n").replace("\r", "\n"), quote=False).replace("\n", "<br/>")


def shown(html: str, targets: Mapping[str, str] | None = None) -> SafeString:
    """Return a segment's HTML to be read on a page of the CMS: its links numbered, and leading nowhere.

    An id would stand on the page as often as segments have a first link. `targets` say where a link leads, by its id;
    whoever points at it is told. What is no mark-up of a segment is shown as the text that it is.
    """
    if "<" not in html:
        return mark_safe(html)  # noqa: S308 - without a "<" there is no mark-up
    try:
        clean = html_of(tokens_of(html))
    except BrokenTokens:
        return escaped(html)
    return mark_safe(_TAG.sub(lambda tag: _shown_tag(tag, targets or {}), clean))  # noqa: S308 - tags of the list alone


def link_ids(html: str) -> list[str]:
    """Return the ids of the links in a segment, in their order."""
    return [tag[3] for tag in _TAG.finditer(html) if tag[2] == "a" and tag[3]] if "<" in html else []


def link_numbers(html: str) -> list[str]:
    """Return what the links of a segment are called in its tokens, in their order."""
    return [_number(element_id) for element_id in link_ids(html)]


def _token(tag: re.Match[str], open_links: list[str]) -> str:
    closing, name, element_id = tag[1], tag[2], tag[3]
    if name == "br":
        return "\n"
    if name != "a":
        return f"{OPEN}{closing}{name}{CLOSE}"
    if closing:
        return f"{OPEN}/{open_links.pop() if open_links else 'a'}{CLOSE}"
    number = _number(element_id) if element_id else "a"
    open_links.append(number)
    return f"{OPEN}{number}{CLOSE}"


def _number(element_id: str) -> str:
    return element_id[1:] if _NUMBERED.fullmatch(element_id) else f"#{element_id}"


def _id(number: str) -> str:
    return f"a{number}" if number.isdigit() else number.removeprefix("#")


def _text(html: str) -> str:
    text = unescape(html).replace("\n", " ")
    return re.sub(rf"[{OPEN}{CLOSE}]", lambda sign: f"{OPEN}{sign[0]}{CLOSE}", text)


def _escaped(text: str) -> str:
    for sign in (OPEN, CLOSE):
        if sign in text:
            raise BrokenTokens(_("The sign %(sign)s stands alone. It belongs to a token.") % {"sign": sign})
    return escape(text, quote=False).replace("\n", "<br/>")


def _opened(name: str, stack: list[str], seen: set[str], known: set[str] | None) -> str:
    token = f"{OPEN}{name}{CLOSE}"
    if name in STYLES:
        stack.append(name)
        return f"<{name}>"
    if name == "a":
        stack.append(name)
        return "<a>"
    if not re.fullmatch(r"\d+|#[\w.-]+", name, re.ASCII):
        raise BrokenTokens(_("%(token)s is not a token of this segment.") % {"token": token})
    element_id = _id(name)
    if known is not None and element_id not in known:
        raise BrokenTokens(_("%(token)s is not a link of this segment.") % {"token": token})
    if element_id in seen:
        raise BrokenTokens(_("%(token)s stands there twice.") % {"token": token})
    seen.add(element_id)
    stack.append(name)
    return f'<a id="{element_id}">'


def _closed(name: str, stack: list[str]) -> str:
    if not stack or stack[-1] != name:
        raise BrokenTokens(_("%(token)s closes what is not open there.") % {"token": f"{OPEN}/{name}{CLOSE}"})
    stack.pop()
    return f"</{name if name in STYLES else 'a'}>"


def _shown_tag(tag: re.Match[str], targets: Mapping[str, str]) -> str:
    closing, name, element_id = tag[1], tag[2], tag[3]
    if name != "a":
        return tag[0]
    if closing:
        return "</span>"
    number = escape(_number(element_id or "a"))
    address = targets.get(element_id or "", "")
    title = f' title="{escape(address)}"' if address else ""
    return f'<span class="link-token" data-link="{number}"{title}>'
