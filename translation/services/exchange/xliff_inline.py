"""The pieces of a sentence as elements of XLIFF 1.2 and 2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, count, pairwise

from django.utils.translation import gettext as _
from lxml import etree

from translation.services.exchange.document import Refused, not_the_texts_own
from translation.services.exchange.inline import Mark, Token, tag_of

XLIFF1 = "urn:oasis:names:tc:xliff:document:1.2"
XLIFF2 = "urn:oasis:names:tc:xliff:document:2.0"
# What XML 1.0 cannot hold: controls, halves of a pair, and two that are no characters (2.2, production 2).
UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: An unspeakable character in XLIFF 1.2, which has no element for it; the number keeps the id the only one.
CHARACTER = re.compile(r"u(?P<hex>[0-9A-F]{4})(?:\.\d+)?")

# ctype (XLIFF 1.2, 2.3) and subType (XLIFF 2.0, 4.3.1.37) by tag.
CTYPES = {"a": "link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "br": "lb"}
SUBTYPES = {"b": "xlf:b", "strong": "xlf:b", "i": "xlf:i", "em": "xlf:i", "br": "xlf:lb"}
# Elements around a part of a text that say nothing of it: a tool's own sentences, terms and remarks.
TRANSPARENT = {"mrk", "sm", "em"}


def speakable(text: str) -> str:
    """Return the text without what XML cannot hold."""
    return UNSPEAKABLE.sub("", text)


def fill(parent: etree._Element, tokens: Iterable[Token], namespace: str) -> None:
    """Put the pieces into a source or target element of this version."""
    here = parent
    numbers = count(1)
    for token in tokens:
        if token.mark is Mark.TEXT:
            _add_text(here, token.value, namespace, numbers)
        elif token.mark is Mark.CLOSE:
            here = here.getparent()
        else:
            element = etree.SubElement(here, f"{{{namespace}}}{_name(token, namespace)}", _attributes(token, namespace))
            here = element if token.mark is Mark.OPEN else here


def read(parent: etree._Element) -> Iterator[Token]:
    """Return the pieces in a source or target element. Raises Refused for an element that is no part of a text."""
    starts = {_id(one): _id(one) for one in parent.iter("{*}sc", "{*}bx")}
    starts |= {one.get("rid", ""): _id(one) for one in parent.iter("{*}bx") if one.get("rid")}
    yield from _read(parent, starts)


def _read(parent: etree._Element, starts: dict[str, str]) -> Iterator[Token]:
    if parent.text:
        yield Token(Mark.TEXT, parent.text)
    for child in parent:
        # A comment or a processing instruction has a function for a tag.
        if isinstance(child.tag, str):
            yield from _pieces(child, starts)
        if child.tail:
            yield Token(Mark.TEXT, child.tail)


def _pieces(element: etree._Element, starts: dict[str, str]) -> Iterator[Token]:
    name = etree.QName(element).localname
    code = _id(element)
    if name in TRANSPARENT:
        yield from _read(element, starts)
    elif name in {"g", "pc"}:
        yield Token(Mark.OPEN, code)
        yield from _read(element, starts)
        yield Token(Mark.CLOSE, code)
    elif name in {"sc", "bx"}:
        yield Token(Mark.OPEN, code)
    elif name in {"ec", "ex"}:
        begun = element.get("startRef") or element.get("rid") or code
        yield Token(Mark.CLOSE, starts.get(begun, begun))
    elif name == "cp":
        yield Token(Mark.TEXT, _character(element.get("hex", "")))
    elif name in {"x", "ph"} and (found := CHARACTER.fullmatch(code)):
        yield Token(Mark.TEXT, _character(found["hex"]))
    elif name in {"x", "ph"}:
        if tag_of(code)[0] != "br":
            raise not_the_texts_own(code)
        yield Token(Mark.SINGLE, code)
    else:
        raise Refused(_("<%(name)s> is no part of a text here. Take it out.") % {"name": name[:40]})


def _id(element: etree._Element) -> str:
    return str(element.get("id", ""))


def _character(digits: str) -> str:
    try:
        character = chr(int(digits, 16))
    except (ValueError, OverflowError):
        character = ""
    if not UNSPEAKABLE.fullmatch(character) or 0xD800 <= ord(character) <= 0xDFFF or character == "\0":
        raise Refused(
            _("%(code)s is no character that needs a code. Write the character itself, or delete it.")
            % {"code": digits[:40]}
        )
    return character


def _name(token: Token, namespace: str) -> str:
    if namespace == XLIFF1:
        return "g" if token.mark is Mark.OPEN else "x"
    return "pc" if token.mark is Mark.OPEN else "ph"


def _attributes(token: Token, namespace: str) -> dict[str, str]:
    tag, own_id = tag_of(token.value)
    if namespace == XLIFF1:
        shown = {"equiv-text": f"<{tag}/>"} if token.mark is Mark.SINGLE else {}
        return {"id": token.value, "ctype": CTYPES.get(tag, f"x-html-{tag}"), **shown}
    kind = {"type": "link"} if tag == "a" else {"type": "fmt", "subType": SUBTYPES.get(tag, f"html:{tag}")}
    if token.mark is Mark.SINGLE:
        return {"id": token.value, **kind, "equiv": "\n", "disp": f"<{tag}/>"}
    return {"id": token.value, **kind, "dispStart": f"<{tag}{own_id}>", "dispEnd": f"</{tag}>"}


def _add_text(here: etree._Element, text: str, namespace: str, numbers: Iterator[int]) -> None:
    """Add text after what is there; what XML cannot hold becomes an element of its own."""
    cuts = [found.span() for found in UNSPEAKABLE.finditer(text)]
    edges = [0, *chain.from_iterable(cuts), len(text)]
    for position, (start, end) in enumerate(pairwise(edges)):
        part = text[start:end]
        if position % 2:
            digits = f"{ord(part):04X}"
            if namespace == XLIFF2:
                etree.SubElement(here, f"{{{XLIFF2}}}cp", {"hex": digits})
            else:
                code = f"u{digits}.{next(numbers)}"
                etree.SubElement(here, f"{{{XLIFF1}}}x", {"id": code, "ctype": f"x-u{digits}"})
        elif len(here):
            here[-1].tail = (here[-1].tail or "") + part
        else:
            here.text = (here.text or "") + part
