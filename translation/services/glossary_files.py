"""The glossary as CSV, for a spreadsheet, and as TBX (ISO 30042), for translators' tools."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from itertools import groupby
from typing import Any
from xml.parsers import expat

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree
from translate.storage.tbx import tbxfile, tbxunit

from home.services.spreadsheets import as_typed, csv_lines
from translation.models import Rendering
from translation.services.declarations import declared_in
from translation.services.glossary_data import Damaged, Row, Said, check

#: The largest file that is read. The network's own glossary is a twentieth of it.
MOST_BYTES = 1_000_000
COLUMNS = (
    "id", "term", "abbreviation", "definition", "sensitivity", "why", "language", "standing", "rendering", "note",
)  # fmt: skip
OF_THE_TERM = COLUMNS[:6]
XML = "{http://www.w3.org/XML/1998/namespace}lang"
#: A note has no type in TBX: what it is about stands before it.
SENSITIVITY, WHY = "Sensitivity:", "Why:"
#: The standings in the words of ISO 30042.
STATUSES = {
    Rendering.Standing.APPROVED.value: "preferredTerm-admn-sts",
    Rendering.Standing.ADMITTED.value: "admittedTerm-admn-sts",
    Rendering.Standing.FORBIDDEN.value: "deprecatedTerm-admn-sts",
}
_STANDINGS = {status.lower().replace("-", ""): standing for standing, status in STATUSES.items()} | {
    "preferred": "approved",
    "preferredterm": "approved",
    "admitted": "admitted",
    "admittedterm": "admitted",
    "deprecated": "forbidden",
    "deprecatedterm": "forbidden",
    "supersededtermadmnsts": "forbidden",
    "": "approved",
}


class TermBase(tbxfile):
    """A file of TBX-Basic. It names no document type: no reader needs the file beside it, and some refuse to go on."""

    XMLskeleton = (
        '<martif type="TBX-Basic"><martifHeader>'
        "<fileDesc><sourceDesc><p>Strong Cities Network</p></sourceDesc></fileDesc>"
        '<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc>'
        "</martifHeader><text><body></body></text></martif>"
    )


def read(content: bytes, ending: str) -> list[Row]:
    """Return the terms of a file that ends in `csv` or `tbx`; raise Damaged, with the line, where it is none."""
    if len(content) > MOST_BYTES:
        raise Damaged(_("The file is larger than one megabyte."))
    rows = read_tbx(content) if ending == "tbx" else read_csv(content)
    if not rows:
        raise Damaged(_("The file holds no term."))
    check(rows)
    return rows


def write_csv(rows: Iterable[Row]) -> bytes:
    """Return the terms as CSV: a line for each rendering, no cell of which is a formula."""
    return b"".join(csv_lines(COLUMNS, _lines(rows)))


def read_csv(content: bytes) -> list[Row]:
    """Return the terms of a CSV file. Lines of one term stand together, and say the same of it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise Damaged(_("The file is not in UTF-8. Save it as “CSV UTF-8”."), line) from fault
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Damaged(_("There is a character that no text may have (NUL). Delete it."), line)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[tuple[int, dict[str, str]]] = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if missing := [name for name in ("id", "term", "definition") if name not in header]:
            raise Damaged(_("The first line does not name the column “%(name)s”.") % {"name": missing[0]}, 1)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) != len(header):
                    raise Damaged(_("This line has not as many cells as the first."), reader.line_num)
                values = [as_typed(cell).strip() for cell in cells]
                lines.append((reader.line_num, dict(zip(header, values, strict=True))))
    except csv.Error as fault:
        raise Damaged(_("This line is no CSV: a quotation mark is open."), reader.line_num) from fault
    return [_from_lines(list(group)) for _id, group in groupby(lines, key=lambda line: line[1]["id"])]


def write_tbx(rows: Iterable[Row]) -> bytes:
    """Return the terms as TBX-Basic, its part for which tools vouch (ISO 30042:2008)."""
    store: Any = TermBase(sourcelanguage=settings.LANGUAGE_CODE)
    for row in rows:
        unit = store.addsourceunit(row.term)
        unit.setid(row.stable_id)
        _fill_entry(unit, row)
    out = BytesIO()
    store.serialize(out)
    return out.getvalue()


def read_tbx(content: bytes) -> list[Row]:
    """Return the terms of a TBX file. What it declares outside itself is never fetched."""
    try:
        if line := declared_in(content).entity:
            raise Damaged(_("The file declares entities of its own: it is not read."), line)
        store = tbxfile.parsestring(content)
        root = store.document.getroot()
    except (etree.XMLSyntaxError, expat.ExpatError) as fault:
        raise Damaged(_("The file is no well-formed XML."), fault.lineno or 0) from fault
    except (ValueError, AttributeError, AssertionError, TypeError) as fault:
        raise Damaged(_("The file is no TBX.")) from fault
    if etree.QName(root).localname != "martif":
        raise Damaged(_("The file is no TBX: its root is “%(name)s”.") % {"name": etree.QName(root).localname}, 1)
    return [_from_entry(unit) for unit in store.units if not unit.isheader()]


def _lines(rows: Iterable[Row]) -> Iterator[list[str]]:
    for row in rows:
        own = [row.stable_id, row.term, row.abbreviation, row.definition, row.sensitivity, row.why]
        for said in row.renderings:
            yield [*own, said.language, said.standing, said.text, said.note]
        if not row.renderings:
            yield [*own, "", "", "", ""]


def _delimiter(text: str) -> str:
    # A French spreadsheet writes semicolons.
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _from_lines(lines: list[tuple[int, dict[str, str]]]) -> Row:
    number, first = lines[0]
    renderings = []
    for line, cells in lines:
        for name in OF_THE_TERM:
            if cells.get(name, "") != first.get(name, ""):
                raise Damaged(_("The column “%(name)s” differs from the term’s first line.") % {"name": name}, line)
        if cells.get("language") or cells.get("rendering"):
            renderings.append(
                Said(
                    cells.get("language", ""),
                    cells.get("rendering", ""),
                    cells.get("standing") or Rendering.Standing.APPROVED.value,
                    cells.get("note", ""),
                )
            )
    return Row(
        stable_id=first["id"],
        term=first["term"],
        abbreviation=first.get("abbreviation", ""),
        definition=first["definition"],
        sensitivity=first.get("sensitivity") or "none",
        why=first.get("why", ""),
        renderings=tuple(renderings),
        line=number,
    )


def _fill_entry(unit: tbxunit, row: Row) -> None:
    entry = unit.xmlelement
    before = [_element(unit, "descrip", row.definition, type="definition")]
    before.append(_element(unit, "note", f"{SENSITIVITY} {row.sensitivity}"))
    if row.why:
        before.append(_element(unit, "note", f"{WHY} {row.why}"))
    for position, element in enumerate(before):
        entry.insert(position, element)
    if row.abbreviation:
        group = etree.SubElement(entry.find(unit.namespaced("langSet")), unit.namespaced("tig"))
        group.append(_element(unit, "term", row.abbreviation))
        group.append(_element(unit, "termNote", "abbreviation", type="termType"))
    for language, renderings in groupby(row.renderings, key=lambda said: said.language):
        language_set = etree.SubElement(entry, unit.namespaced("langSet"), {XML: language})
        for said in renderings:
            group = etree.SubElement(language_set, unit.namespaced("tig"))
            group.append(_element(unit, "term", said.text))
            group.append(_element(unit, "termNote", STATUSES[said.standing], type="administrativeStatus"))
            if said.note:
                group.append(_element(unit, "note", said.note))


def _element(unit: tbxunit, name: str, text: str, **attributes: str) -> etree._Element:
    element = etree.Element(unit.namespaced(name), attributes)
    element.text = text
    return element


def _from_entry(unit: tbxunit) -> Row:
    entry = unit.xmlelement
    line = entry.sourceline or 0
    term, abbreviation = "", ""
    renderings: list[Said] = []
    for language_set in entry.iter("{*}langSet"):
        language = language_set.get(XML) or language_set.get("lang") or ""
        for group in language_set.iter("{*}tig", "{*}ntig"):
            text = _text(next(group.iter("{*}term"), None))
            if language.split("-")[0] != settings.LANGUAGE_CODE:
                renderings.append(Said(language, text, _standing(group), _text(next(group.iter("{*}note"), None))))
            elif term and "abbreviation" in {_text(note) for note in group.iter("{*}termNote")}:
                abbreviation = text
            else:
                term = term or text
    return Row(
        stable_id=entry.get("id") or "",
        term=term,
        abbreviation=abbreviation,
        definition=_text(
            next((found for found in entry.iter("{*}descrip") if found.get("type") == "definition"), None)
        ),
        sensitivity=_headed(entry, SENSITIVITY) or "none",
        why=_headed(entry, WHY),
        renderings=tuple(renderings),
        line=line,
    )


def _standing(group: etree._Element) -> str:
    status = _of_type(group.iter("{*}termNote"), "administrativeStatus")
    # What is unknown is kept as it is, and refused with its line.
    return _STANDINGS.get(status.lower().replace("-", ""), status)


def _headed(entry: etree._Element, heading: str) -> str:
    """Return what the entry's note under this heading says."""
    notes = (_text(note) for note in entry.findall("{*}note"))
    return next((note.removeprefix(heading).strip() for note in notes if note.startswith(heading)), "")


def _of_type(elements: Iterable[etree._Element], kind: str) -> str:
    return _text(next((element for element in elements if element.get("type") == kind), None))


def _text(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())
