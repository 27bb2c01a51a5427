"""Mark-up within a sentence: as the desk keeps it, and as the two XLIFF say it.

A link, bold and the like become paired codes, a line break a single one. The id of a code alone says what it is
(`a1` is `<a id="a1">`, `b2` the second `<b>`, `br1` a line break): ids come back from every tool, attributes do not.
A second code with an id that is taken (a link parted in two) adds a dot and a number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from bs4.exceptions import ParserRejectedMarkup
from django.utils.translation import gettext as _
from wagtail_localize.strings import INLINE_TAGS, StringValue, extract_ids

from translation.services.exchange.document import Refused

#: More tags than a sentence can have: what a reader of mark-up would choke on.
MOST_TAGS = 200
PAIRED = frozenset(INLINE_TAGS) - {"br"}
CODE = re.compile(rf"(?P<tag>{'|'.join(sorted(INLINE_TAGS, key=len, reverse=True))}|link)(?P<number>\d+)(?:\.\d+)?")
LINK_ID = re.compile(r"a\d+")


class Mark(Enum):
    """What a token is."""

    TEXT = "text"
    OPEN = "open"
    CLOSE = "close"
    SINGLE = "single"


@dataclass(frozen=True)
class Token:
    """A piece of a sentence: text, or a code by its id."""

    mark: Mark
    value: str

    @property
    def html(self) -> str:
        """The piece as HTML. Raises Refused for a code that is not ours."""
        if self.mark is Mark.TEXT:
            return escape_text(self.value)
        tag, own_id = tag_of(self.value)
        if self.mark is Mark.SINGLE:
            return f"<{tag}/>"
        return f"</{tag}>" if self.mark is Mark.CLOSE else f"<{tag}{own_id}>"


def escape_text(text: str) -> str:
    """Escape as the desk's own HTML is escaped: quotation marks and apostrophes stay what they are."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def tag_of(code: str) -> tuple[str, str]:
    """Return a code's tag, and the attribute that it carries. Raises Refused for a code that is not ours."""
    found = CODE.fullmatch(code)
    if found is None:
        raise Refused(_("A placeholder is not one of this text's: %(code)s.") % {"code": code[:40]})
    tag = found["tag"]
    if tag == "link":
        return "a", ""
    return tag, f' id="a{found["number"]}"' if tag == "a" else ""


def tokens_of(html: str) -> Iterator[Token]:
    """Return the pieces of a text as the desk keeps it. What is no inline mark-up becomes text."""
    taken: set[str] = set()
    counter: Counter[str] = Counter()

    def fresh(code: str) -> str:
        chosen, again = code, 1
        while chosen in taken:
            again += 1
            chosen = f"{code}.{again}"
        taken.add(chosen)
        return chosen

    def code_for(element: Tag) -> str:
        own = str(element.get("id", ""))
        if element.name == "a" and LINK_ID.fullmatch(own) and len(element.attrs) == 1:
            return fresh(own)
        if element.attrs or element.name not in INLINE_TAGS:
            return ""
        kind = "link" if element.name == "a" else element.name
        counter[kind] += 1
        return fresh(f"{kind}{counter[kind]}")

    def walk(parent: Tag) -> Iterator[Token]:
        for child in parent.children:
            if isinstance(child, NavigableString):
                yield Token(Mark.TEXT, str(child))
            elif isinstance(child, Tag):
                yield from pieces(child)

    def pieces(element: Tag) -> Iterator[Token]:
        code = code_for(element)
        if not code:
            yield Token(Mark.TEXT, str(element))
        elif element.name == "br":
            yield Token(Mark.SINGLE, code)
            # A parser that takes <br> for a container would lose what it put in.
            yield from walk(element)
        else:
            yield Token(Mark.OPEN, code)
            yield from walk(element)
            yield Token(Mark.CLOSE, code)

    if html.count("<") > 2 * MOST_TAGS:
        return iter([Token(Mark.TEXT, html)])
    try:
        return walk(BeautifulSoup(html, "html.parser"))
    except ParserRejectedMarkup:
        return iter([Token(Mark.TEXT, html)])


def html_of(tokens: Iterator[Token]) -> str:
    """Return the text that the pieces make up, as the desk keeps it. Raises Refused for codes that do not pair."""
    parts: list[str] = []
    open_codes: list[str] = []
    for count, token in enumerate(tokens):
        if count > 4 * MOST_TAGS:
            raise Refused(_("There are more placeholders than a sentence can have."))
        if token.mark is Mark.OPEN:
            open_codes.append(token.value)
        elif token.mark is Mark.CLOSE and (not open_codes or open_codes.pop() != token.value):
            raise Refused(
                _("The placeholder %(code)s ends before it begins, or crosses another.") % {"code": token.value[:40]}
            )
        parts.append(token.html)
    if open_codes:
        raise Refused(_("The placeholder %(code)s begins and does not end.") % {"code": open_codes[-1][:40]})
    return "".join(parts)


def canonical(html: str) -> str:
    """Return the text as it comes back from a file in which nothing was changed."""
    return html_of(tokens_of(html))


def checked(html: str, source: str) -> str:
    """Return a translation that came as HTML in the form in which the desk keeps it.

    Raises Refused where it has mark-up that no sentence may have, or a link that the source does not have.
    """
    if html.count("<") > MOST_TAGS:
        raise Refused(_("There are more placeholders than a sentence can have."))
    if "\0" in html:
        raise Refused(_("There is a character that no text may have."))
    try:
        kept: str = StringValue.from_translated_html(html).data
    except ParserRejectedMarkup as error:
        raise Refused(_("Its mark-up cannot be read.")) from error
    except ValueError as error:
        raise Refused(str(error)) from error
    foreign = extract_ids(kept) - extract_ids(source)
    if foreign:
        raise Refused(
            _("A link is not one of this text's: %(code)s.")
            % {"code": ", ".join(sorted(str(one) for one in foreign))[:60]}
        )
    return kept
