"""What an editor calls the place of a segment: the names of its field and blocks."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from wagtail import blocks
from wagtail.fields import StreamField


def labels_of(model: type[Any], field_path: str) -> list[str]:
    """Return the names along wagtail-localize's `field_path` (“body.section.text”), outermost first."""
    first, *rest = field_path.split(".")
    try:
        field: Any = model._meta.get_field(first)
    except FieldDoesNotExist:
        return [first]
    if isinstance(field, StreamField):
        return [str(field.verbose_name), *_of_blocks(field.stream_block, rest)]
    if field.one_to_many:
        child = field.related_model
        return [str(child._meta.verbose_name), *(labels_of(child, ".".join(rest)) if rest else [])]
    return [str(field.verbose_name)]


def _of_blocks(block: Any, names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        if isinstance(block, blocks.ListBlock):
            block = block.child_block
            # A list's entries have no name of their own.
            continue
        block = getattr(block, "child_blocks", {}).get(name)
        if block is None:
            break
        found.append(str(block.label))
    return found
