"""The table of contents."""

from dataclasses import dataclass

from wagtail.blocks.stream_block import StreamValue


@dataclass(frozen=True)
class Section:
    """A numbered part of a page: its number, anchor and heading."""

    number: int
    anchor: str
    heading: str


def anchor_of(block_id: str) -> str:
    """Return the anchor of the block with this id. It outlives every rewording and is the same in all languages."""
    return f"s-{block_id[:8]}"


def sections_of(body: StreamValue) -> list[Section]:
    """Return the sections of a body in order, numbered from 1."""
    found = [block for block in body if block.block_type == "section"]
    return [
        Section(number, anchor_of(block.id or ""), block.value["heading"])
        for number, block in enumerate(found, start=1)
    ]
