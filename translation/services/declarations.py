"""What an XML file declares before its first tag, seen by a parser that resolves nothing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from xml.parsers import expat


@dataclass(frozen=True)
class Declared:
    """The lines, from 1, on which a document type and the first entity are declared; 0: nowhere."""

    document_type: int = 0
    entity: int = 0


class _Begun(Exception):
    pass


def declared_in(data: bytes) -> Declared:
    """Return what the file declares, in whatever encoding; nothing after its first tag is read.

    Raises expat.ExpatError for what is no well-formed XML so far.
    """
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    lines = {"document_type": 0, "entity": 0}

    def note(what: str) -> None:
        lines[what] = lines[what] or parser.CurrentLineNumber

    def begun(*_args: object) -> None:
        raise _Begun

    parser.StartDoctypeDeclHandler = lambda *_args: note("document_type")
    parser.EntityDeclHandler = lambda *_args: note("entity")
    parser.StartElementHandler = begun
    with suppress(_Begun):
        parser.Parse(data, True)
    return Declared(**lines)
