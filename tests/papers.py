"""Reads a PDF as its readers do: what it declares, its fonts, and the text of each page by its fonts' own tables.

No library of the environment reads PDF, and pdftotext is not on every machine. It is a reader for WeasyPrint's files:
objects in one stream, text in `TJ`, each line's glyphs in the order of the eye.
"""

import re
import zlib
from dataclasses import dataclass, field
from functools import cached_property

ARABIC = re.compile("[\u0600-\u06ff]")


@dataclass
class Paper:
    """A PDF, read."""

    content: bytes
    objects: dict[int, bytes] = field(init=False, default_factory=dict)
    streams: dict[int, bytes] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for found in re.finditer(
            rb"(\d+) 0 obj\s*(.*?)(?:stream\r?\n(.*?)\r?\nendstream\s*)?endobj", self.content, re.S
        ):
            number, head, stream = int(found[1]), found[2], found[3]
            self.objects[number] = head
            if stream is not None:
                self.streams[number] = zlib.decompress(stream) if b"FlateDecode" in head else stream
        for number, head in list(self.objects.items()):
            if b"/ObjStm" in head:
                self._unpack(head, self.streams[number])

    def _unpack(self, head: bytes, stream: bytes) -> None:
        first = int(re.search(rb"/First (\d+)", head)[1])  # type: ignore[index]
        pairs = [int(part) for part in stream[:first].split()]
        starts = [*pairs[1::2], len(stream)]
        for place, number in enumerate(pairs[::2]):
            self.objects[number] = stream[first + starts[place] : first + starts[place + 1]]

    @property
    def everything(self) -> bytes:
        """Every object but the streams' contents."""
        return b"\n".join(self.objects.values())

    @cached_property
    def fonts(self) -> dict[bytes, dict[int, str]]:
        """What each glyph of each font means, by the font's name in the pages."""
        found = {}
        for font in self.objects.values():
            name = re.search(rb"/Subtype /Type0/BaseFont /(\w+)\+.*/ToUnicode (\d+) 0 R", font)
            if name:
                table = self.streams[int(name[2])].split(b"endcodespacerange")[1]
                pairs = re.findall(rb"<([0-9a-f]+)> <([0-9a-f]*)>", table)
                found[name[1]] = {
                    int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs
                }
        return found

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page, a line for each `TJ`, in the order of reading."""
        pages = [head for head in self.objects.values() if re.search(rb"/Type /Page\b", head)]
        return [self._text(self.streams[int(re.search(rb"/Contents (\d+)", page)[1])]) for page in pages]  # type: ignore[index]

    def _text(self, stream: bytes) -> str:
        lines = []
        meanings: dict[int, str] = {}
        for name, shown in re.findall(rb"/(\S+) [\d.]+ Tf|\[([^\]]*)\]\s*TJ", stream):
            if name:
                meanings = self.fonts[name]
                continue
            glyphs = "".join(part.decode() for part in re.findall(rb"<([0-9a-f]+)>", shown))
            said = [meanings[int(glyphs[place : place + 4], 16)] for place in range(0, len(glyphs), 4)]
            lines.append("".join(reversed(said) if ARABIC.search("".join(said)) else said))
        return "\n".join(lines)
