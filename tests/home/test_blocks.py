"""The blocks that editors choose from."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import get_template
from wagtail import blocks
from wagtail.fields import StreamField

from home.blocks import AccordionItemBlock, BodyBlock, EntranceBlock, SocialLinkBlock
from tests.pages import PAGE_TYPES
from transparency.blocks import EvidencesBlock, LedgerEvidenceBlock, SourceRecordBlock

# These are drawn by what holds them.
DRAWN_BY_ANOTHER = (AccordionItemBlock, EntranceBlock, SocialLinkBlock, SourceRecordBlock)


def _below(block: Any) -> Iterator[Any]:
    for child in getattr(block, "child_blocks", {}).values():
        yield child
        yield from _below(child)
    if isinstance(block, blocks.ListBlock):
        yield block.child_block
        yield from _below(block.child_block)


def _streams() -> list[Any]:
    return [
        field.stream_block
        for model in PAGE_TYPES
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
    ]


OURS = sorted(
    {
        type(block): block
        for stream in _streams()
        for block in _below(stream)
        if not type(block).__module__.startswith("wagtail.") and not isinstance(block, blocks.StreamBlock)
    }.items(),
    key=lambda item: item[0].__name__,
)


def test_all_that_the_house_promises_is_there() -> None:
    promised = {"text", "quotation", "callout", "figure", "table", "document", "button", "accordion", "video"}
    assert promised <= set(BodyBlock().child_blocks)
    assert {"ledger", "principle", "question", "page", "document", "address"} == set(EvidencesBlock().child_blocks)
    assert LedgerEvidenceBlock in dict(OURS)


@pytest.mark.parametrize("block", [block for _type, block in OURS if not isinstance(block, DRAWN_BY_ANOTHER)])
def test_a_block_tells_editors_what_it_is_and_has_its_own_template(block: Any) -> None:
    assert block.meta.icon
    assert block.meta.icon not in {"placeholder", "doc-empty"}
    assert str(block.label).strip()
    assert str(block.meta.description).strip()
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(block).__name__).lower()
    assert block.meta.template.endswith(f"/blocks/{name}.html")
    assert get_template(block.meta.template)


def test_every_stream_names_a_class() -> None:
    assert all(type(stream) is not blocks.StreamBlock for stream in _streams())


def test_every_part_of_a_block_that_editors_write_is_labelled() -> None:
    silent = [
        f"{kind.__name__}.{name}"
        for kind, block in OURS
        if isinstance(block, blocks.StructBlock)
        for name, child in block.child_blocks.items()
        if not str(child.label).strip()
    ]
    assert silent == []
