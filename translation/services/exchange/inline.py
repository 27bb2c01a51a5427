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
from bs4.element import NavigableString, PreformattedString
from bs4.exceptions import ParserRejectedMarkup
from django.utils.translation import gettext as _
from wagtail_localize.strings import INLINE_TAGS, StringValue, extract_ids

from translation.services.exchange.document import LONGEST_TEXT, Refused, not_the_texts_own

#: More tags than a sentence can have: what a reader of mark-up would choke on.
MOST_TAGS = 200
PAIRED = frozenset(INLINE_TAGS) - {"br"}
CODE = re.compile(rf"(?P<tag>{'|'.join(sorted(INLINE_TAGS, key=len, reverse=True))}|link)(?P<number>\d+)(?:\.\d+)?")
LINK_ID = re.compile(r"a\d+")
#: What a parser of mark-up is needed for.
MARKED = re.compile("[<&]")


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
        raise not_the_texts_own(code)
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

    if not MARKED.search(html) or html.count("<") > 2 * MOST_TAGS:
        return iter([Token(Mark.TEXT, html)] if html else [])
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
            raise Refused(_("There are more placeholders than a text can have. Take out those that the source lacks."))
        if token.mark is Mark.OPEN:
            open_codes.append(token.value)
        elif token.mark is Mark.CLOSE and (not open_codes or open_codes.pop() != token.value):
            raise Refused(
                _("The placeholder %(code)s ends before it begins, or crosses another. Pair them as in the source.")
                % {"code": token.value[:40]}
            )
        parts.append(token.html)
    if open_codes:
        raise Refused(
            _("The placeholder %(code)s begins and does not end. Set its end, as in the source.")
            % {"code": open_codes[-1][:40]}
        )
    return "".join(parts)


def canonical(html: str) -> str:
    """Return the text as it comes back from a file in which nothing was changed."""
    return html_of(tokens_of(html))


def checked(html: str, source: str) -> str:
    """Return a translation that came as HTML in the form in which the desk keeps it.

    Raises Refused where it has mark-up that no sentence may have, or a link that the source does not have.
    """
    if len(html) > LONGEST_TEXT:
        raise Refused(_("The text is longer than %(limit)d characters. Shorten it.") % {"limit": LONGEST_TEXT})
    if html.count("<") > MOST_TAGS:
        raise Refused(_("There are more placeholders than a text can have. Take out those that the source lacks."))
    if "\0" in html:
        raise Refused(_("There is a character that no text may have (NUL). Delete it."))
    try:
        _refuse_foreign(BeautifulSoup(html, "html.parser"))
        kept: str = StringValue.from_translated_html(html).data
    except (ParserRejectedMarkup, ValueError) as error:
        raise Refused(_("Its mark-up cannot be read. Where a sign is meant, write &lt; for <.")) from error
    foreign = extract_ids(kept) - extract_ids(source)
    if foreign:
        raise Refused(
            _("The link %(code)s is not one of this text’s. Take it out, or use those of the source.")
            % {"code": ", ".join(sorted(str(one) for one in foreign))[:60]}
        )
    return kept


def _refuse_foreign(soup: BeautifulSoup) -> None:
    """Raise Refused for mark-up that wagtail-localize would refuse too, which says so in English alone."""
    for part in soup.descendants:
        if isinstance(part, PreformattedString):
            raise Refused(_("It holds a remark in mark-up (<!…>). Take it out."))
        if not isinstance(part, Tag):
            continue
        if part.name not in INLINE_TAGS:
            raise Refused(
                _("<%(name)s> may not stand in a text. These may: %(known)s.")
                % {"name": part.name[:40], "known": ", ".join(f"<{name}>" for name in INLINE_TAGS)}
            )
        if set(part.attrs) - ({"id"} if part.name == "a" else set()):
            raise Refused(_("<%(name)s> has attributes. Only the id of a link may stand there.") % {"name": part.name})
