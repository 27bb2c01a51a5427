"""XLIFF 1.2 and 2, written and read.

translate-toolkit keeps the containers and parses without entities or network. Its view of a unit is plain text with
three states; codes within a text, all states, notes where XLIFF 2 wants them, and the lines are read off its elements
(docs/decisions/0028-files-for-working-elsewhere.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any
from xml.parsers import expat

from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _
from lxml import etree
from translate.storage.xliff import Xliff1File, Xliff1Unit
from translate.storage.xliff2 import Xliff2File

from translation.services.exchange.document import Document, Portion, Refused, State, Unit, check_count, named
from translation.services.exchange.inline import html_of, tokens_of
from translation.services.exchange.xliff_inline import XLIFF1, XLIFF2, fill, read, speakable

# The id of a unit: its number in the file, the stamp of its words, its place.
# XLIFF 2 allows it letters, digits and .-_: only.
ID = re.compile(r"u\d+\.(?P<stamp>[\w-]*)\.(?P<place>.*)", re.DOTALL)
UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
ESCAPED = re.compile(r":([0-9A-F]+):")
# Under these names notes go out; whatever comes back under another is a person's remark.
HINT = "hint"
COMMENT = "comment"

STATES1 = {
    State.NEW: "new",
    State.UNCONFIRMED: "needs-review-translation",
    State.CONFIRMED: "translated",
    State.FINAL: "final",
}
SETTLED1 = {"translated": State.CONFIRMED, "final": State.FINAL, "signed-off": State.FINAL}
STATES2 = {State.NEW: "initial", State.UNCONFIRMED: "initial", State.CONFIRMED: "translated", State.FINAL: "final"}
SETTLED2 = {"translated": State.CONFIRMED, "reviewed": State.FINAL, "final": State.FINAL}
UNCONFIRMED2 = "desk:unconfirmed"


class Store1(Xliff1File[Xliff1Unit]):
    """An XLIFF 1.2 file; the toolkit's own begins as 1.1."""

    namespace = XLIFF1
    XMLskeleton = (
        f'<xliff version="1.2" xmlns="{XLIFF1}"><file original="NoName" source-language="en" datatype="html">'
        "<body></body></file></xliff>"
    )


class Store2(Xliff2File):
    """An XLIFF 2 file."""

    XMLskeleton = f'<xliff version="2.0" xmlns="{XLIFF2}" srcLang="en"></xliff>'


def write1(document: Document) -> bytes:
    """Return the document as XLIFF 1.2."""
    store: Any = Store1()
    root = store.document.getroot()
    del root[:]
    for portion in document.portions:
        node = store.createfilenode(portion.name, document.source_language, document.target_language, datatype="html")
        root.append(node)
        node.insert(0, _header1(portion))
        body = store.getbodynode(node)
        for number, unit in enumerate(portion.units, 1):
            body.append(_unit1(unit, number))
    return _bytes(store)


def write2(document: Document) -> bytes:
    """Return the document as XLIFF 2.0, which every reader of 2.1 reads."""
    store: Any = Store2()
    root = store.document.getroot()
    del root[:]
    store.setsourcelanguage(document.source_language)
    store.settargetlanguage(document.target_language)
    directions = {"srcDir": _direction(document.source_language), "trgDir": _direction(document.target_language)}
    for portion in document.portions:
        node = store.createfilenode(portion.name)
        root.append(node)
        node.attrib.update({**directions, "original": speakable(portion.address), "canResegment": "no"})
        if portion.title:
            _note2(etree.SubElement(node, _in2("notes")), portion.title, HINT)
        for number, unit in enumerate(portion.units, 1):
            node.append(_unit2(unit, number))
    return _bytes(store)


def parse(data: bytes) -> Document:
    """Read XLIFF 1.2 or 2. Raises Refused, with the line, for what is damaged, of another kind, or not ours.

    A unit that cannot be read is in the document, with the reason.
    """
    _refuse_entities(data)
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise _damaged(error.lineno or 0) from error
    namespace = etree.QName(root).namespace or ""
    if etree.QName(root).localname != "xliff" or namespace not in {XLIFF1, XLIFF2}:
        raise Refused(_("This is no XLIFF file of version 1.2 or 2."), root.sourceline or 0)
    store = Store1() if namespace == XLIFF1 else Store2()
    try:
        store.parse(data)
    except (ValueError, AssertionError, StopIteration, etree.LxmlError) as error:
        raise _damaged(root.sourceline or 0) from error
    check_count(len(store.units))
    return _document1(store.document.getroot()) if namespace == XLIFF1 else _document2(store.document.getroot())


def _refuse_entities(data: bytes) -> None:
    """Raise Refused at a document type: it could define entities, and no XLIFF has one."""
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    class Begun(Exception):
        pass

    def document_type(*_args: object) -> None:
        raise Refused(
            _("The file declares a document type. It is not read: save it without one."), parser.CurrentLineNumber
        )

    def root(*_args: object) -> None:
        raise Begun

    parser.StartDoctypeDeclHandler = document_type
    parser.StartElementHandler = root
    try:
        parser.Parse(data, True)
    except Begun:
        return
    except expat.ExpatError as error:
        raise _damaged(error.lineno) from error


def _damaged(line: int) -> Refused:
    return Refused(_("The file is damaged: from here on it is no well-formed XML."), line)


def _bytes(store: Store1 | Store2) -> bytes:
    return bytes(store)


def _direction(language: str) -> str:
    with override(language):
        return "rtl" if get_language_bidi() else "ltr"


def _identity(unit: Unit, number: int) -> str:
    place = UNSAFE.sub(lambda found: f":{ord(found[0]):X}:", unit.place)
    return f"u{number}.{unit.stamp}.{place}"


def _identified(code: str) -> tuple[str, str]:
    """Return the stamp and the place that a unit's id tells. Raises Refused for one that is not ours."""
    found = ID.fullmatch(code)
    if found is None:
        raise Refused(_("This segment does not come from here: its id is %(code)s.") % {"code": code[:60]})
    return found["stamp"], ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), found["place"])


def _in1(name: str) -> str:
    return f"{{{XLIFF1}}}{name}"


def _in2(name: str) -> str:
    return f"{{{XLIFF2}}}{name}"


def _header1(portion: Portion) -> etree._Element:
    header = etree.Element(_in1("header"))
    for text in (portion.title, portion.address):
        if text:
            etree.SubElement(header, _in1("note"), {"from": HINT}).text = speakable(text)
    return header


def _unit1(unit: Unit, number: int) -> etree._Element:
    attributes = {"id": _identity(unit, number), "resname": speakable(unit.place)}
    if unit.state is State.FINAL:
        attributes["approved"] = "yes"
    element = etree.Element(_in1("trans-unit"), attributes)
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    fill(etree.SubElement(element, _in1("source")), tokens_of(unit.source), XLIFF1)
    fill(etree.SubElement(element, _in1("target"), {"state": STATES1[unit.state]}), tokens_of(unit.target), XLIFF1)
    for name, text in _notes(unit):
        etree.SubElement(element, _in1("note"), {"from": name}).text = text
    return element


def _unit2(unit: Unit, number: int) -> etree._Element:
    element = etree.Element(_in2("unit"), {"id": _identity(unit, number), "name": speakable(unit.place)})
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    notes = _notes(unit)
    if notes:
        container = etree.SubElement(element, _in2("notes"))
        for name, text in notes:
            _note2(container, text, name)
    segment = etree.SubElement(element, _in2("segment"), {"state": STATES2[unit.state]})
    if unit.state is State.UNCONFIRMED:
        segment.set("subState", UNCONFIRMED2)
    fill(etree.SubElement(segment, _in2("source")), tokens_of(unit.source), XLIFF2)
    if unit.state is not State.NEW:
        fill(etree.SubElement(segment, _in2("target")), tokens_of(unit.target), XLIFF2)
    return element


def _notes(unit: Unit) -> list[tuple[str, str]]:
    named_notes = [(HINT, text) for text in unit.hints] + [(COMMENT, text) for text in unit.comments]
    return [(name, kept) for name, text in named_notes if (kept := speakable(text).strip())]


def _note2(container: etree._Element, text: str, name: str) -> None:
    etree.SubElement(container, _in2("note"), {"category": name}).text = speakable(text)


def _document1(root: etree._Element) -> Document:
    files = list(root.iterchildren(_in1("file")))
    if not files:
        raise Refused(_("The file holds no segments."), root.sourceline or 0)
    languages = {(node.get("source-language", ""), node.get("target-language", "")) for node in files}
    if len(languages) > 1:
        raise Refused(_("The file mixes languages. Send one file for each."), files[-1].sourceline or 0)
    source, target = languages.pop()
    portions = [
        _portion(node, node.get("original", ""), [_read1(unit) for unit in node.iter(_in1("trans-unit"))])
        for node in files
    ]
    return Document(source, target, tuple(portions))


def _document2(root: etree._Element) -> Document:
    portions = [
        _portion(node, node.get("id", ""), [_read2(unit) for unit in node.iter(_in2("unit"))])
        for node in root.iterchildren(_in2("file"))
    ]
    if not portions:
        raise Refused(_("The file holds no segments."), root.sourceline or 0)
    return Document(root.get("srcLang", ""), root.get("trgLang", ""), tuple(portions))


def _portion(node: etree._Element, name: str, units: list[Unit]) -> Portion:
    line = node.sourceline or 0
    uuid, version = named(name, line)
    return Portion(uuid, version, tuple(units), line=line)


def _read1(element: etree._Element) -> Unit:
    targets = list(element.iterchildren(_in1("target")))[:1]
    stated = targets[0].get("state", "") if targets else ""
    approved = element.get("approved", "")
    # The state is optional in 1.2; a tool that has none says “approved” at best.
    unsaid = {"yes": State.CONFIRMED, "no": State.UNCONFIRMED}.get(approved, State.UNSAID)
    state = SETTLED1.get(stated, State.UNCONFIRMED) if stated else unsaid
    comments = [one.text or "" for one in element.iterchildren(_in1("note")) if one.get("from") != HINT]
    return _unit(element, list(element.iterchildren(_in1("source"))), targets, state, comments)


def _read2(element: etree._Element) -> Unit:
    parts = list(element.iterchildren(_in2("segment"), _in2("ignorable")))
    sources = [one for part in parts for one in part.iterchildren(_in2("source"))]
    # What a tool parted is one sentence here: untranslated parts between two sentences stay as they are.
    targets = [next(chain(part.iterchildren(_in2("target")), _kept(part)), None) for part in parts]
    states = [_state2(part.get("state", "")) for part in parts if part.tag == _in2("segment")]
    comments = [
        one.text or "" for one in element.iterfind(f"{_in2('notes')}/{_in2('note')}") if one.get("category") != HINT
    ]
    state = next((one for one in states if not one.settled), states[0] if states else State.UNSAID)
    return _unit(element, sources, [one for one in targets if one is not None], state, comments)


def _state2(stated: str) -> State:
    return SETTLED2.get(stated, State.UNCONFIRMED) if stated else State.UNSAID


def _kept(part: etree._Element) -> Iterator[etree._Element]:
    return part.iterchildren(_in2("source")) if part.tag == _in2("ignorable") else iter(())


def _unit(
    element: etree._Element,
    sources: Iterable[etree._Element],
    targets: Iterable[etree._Element],
    state: State,
    comments: Iterable[str],
) -> Unit:
    line = element.sourceline or 0
    try:
        stamp, place = _identified(element.get("id", ""))
        source = html_of(chain.from_iterable(read(one) for one in sources))
        target = html_of(chain.from_iterable(read(one) for one in targets))
    except Refused as reason:
        return Unit("", "", line=line, refused=reason.reason)
    if not target.strip():
        state, target = State.NEW, ""
    kept = tuple(text.strip() for text in comments if text.strip())
    return Unit(place, source, target, state, stamp, kept, line=line)
