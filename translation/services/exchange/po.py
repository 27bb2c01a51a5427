"""PO, written and read through translate-toolkit: it reads bytes, knows its lines, and breaks at no character.

Texts stand in it as HTML. The place of a segment, with its page, is its context; a reference names the words that the
file was made from, since references come back from every tool.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from translate.storage.poparser import PoParseError
from translate.storage.pypo import pofile, pounit

from translation.services.exchange.document import Document, Portion, Refused, State, Unit, check_count, named

KIND = "X-Strong-Cities-Desk"
#: What separates a page's name from the place within it.
SEPARATOR = ":"
STAMP = re.compile(r"stamp-(?P<stamp>[\w-]+)")


def write(document: Document) -> bytes:
    """Return the document as PO."""
    store: Any = pofile(noheader=True)
    store.addunit(_header(document))
    for portion in document.portions:
        for unit in portion.units:
            store.addunit(_written(portion, unit))
    return bytes(store)


def parse(data: bytes) -> Document:
    """Read PO. Raises Refused, with the line, for what is damaged or not ours."""
    store = _parsed(data)
    header = store.parseheader()
    if KIND not in header:
        raise Refused(
            _("This file was not made here: its header does not say so. Keep the header that it went out with."), 1
        )
    units = [unit for unit in store.units if unit.source and not unit.isheader() and not unit.obsolete]
    check_count(len(units))
    portions: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        name, _separator, place = unit.getcontext().partition(SEPARATOR)
        portions[name].append(_read(unit, place))
    if not portions:
        raise Refused(_("The file holds no segments."), 1)
    return Document(
        str(header.get("X-Source-Language", "")),
        str(header.get("Language", "")),
        tuple(_portion(name, units) for name, units in portions.items()),
    )


def _header(document: Document) -> Any:
    """Return the header. The toolkit's own names a translator, a team and their address."""
    fields = {
        "Project-Id-Version": "Strong Cities Network",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": document.target_language,
        "X-Source-Language": document.source_language,
        KIND: "1",
    }
    header = pounit("")
    header.target = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return header


def _portion(name: str, units: list[Unit]) -> Portion:
    uuid, version = named(name, units[0].line)
    return Portion(uuid, version, tuple(units), line=units[0].line)


def _parsed(data: bytes) -> Any:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(_("The file is not encoded in UTF-8. Save it in UTF-8."), line) from error
    store: Any = pofile()
    try:
        store.parse(data)
    except PoParseError as error:
        raise _damaged(error.parse_state.lineno) from error
    except (ValueError, LookupError) as error:
        raise _damaged(1) from error
    return store


def _damaged(line: int) -> Refused:
    return Refused(
        _("The file is damaged: from here on it is no PO file. Mend the line, or save it anew from your tool."), line
    )


def _written(portion: Portion, unit: Unit) -> Any:
    entry = pounit(unit.source)
    entry.target = unit.target
    entry.setcontext(f"{portion.name}{SEPARATOR}{unit.place}")
    if unit.stamp:
        entry.addlocation(f"stamp-{unit.stamp}")
    hints = [portion.title, *unit.hints, *(_("Comment: %(text)s") % {"text": text} for text in unit.comments)]
    for text in hints:
        if text.strip():
            entry.addnote(_one_line_breaks(text), origin="developer")
    if unit.state is State.UNCONFIRMED:
        entry.markfuzzy()
    return entry


def _one_line_breaks(text: str) -> str:
    return "\n".join(text.splitlines())


def _read(entry: Any, place: str) -> Unit:
    line = entry.line_number or 0
    found = next(filter(None, map(STAMP.fullmatch, entry.getlocations())), None)
    target = str(entry.target or "")
    state = State.UNCONFIRMED if entry.isfuzzy() else State.CONFIRMED
    if not target.strip():
        state, target = State.NEW, ""
    note = entry.getnotes(origin="translator").strip()
    refused = _("A segment here has no plural forms. Give it one msgid and one msgstr.") if entry.hasplural() else ""
    return Unit(
        place,
        str(entry.source),
        target,
        state,
        found["stamp"] if found else "",
        (note,) if note else (),
        line=line,
        refused=refused,
    )
