"""What a version of a rebuttal says: its content, its digest, and its words beside those of another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.fields import StreamField
from wagtail.models import Revision
from wagtail.rich_text import RichText

from home.services.differences import Paragraph, compare_paragraphs, has_changed, paragraphs_of
from transparency.services.canonical import sha256

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from transparency.models import RebuttalPage

#: What readers see of a rebuttal, as it is stored. A digest covers these and nothing else: no date, no address, nothing
#: that the CMS keeps for itself.
FIELDS = ("title", "introduction", "claim", "fallacy", "why_misleading", "body", "evidence")


def content_of(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what readers see of a rebuttal, from what a revision stores of it.

    Raises ValueError for stored text that is not what Wagtail writes.
    """
    from transparency.models import RebuttalPage

    content = {name: stored.get(name) for name in FIELDS}
    for name, value in content.items():
        if isinstance(RebuttalPage._meta.get_field(name), StreamField) and isinstance(value, str):
            content[name] = json.loads(value)
    return content


def content_of_page(page: RebuttalPage) -> dict[str, Any]:
    """Return the same of a page itself, also of one that is not saved.

    Raw data is read: what Wagtail would store anew depends on which blocks somebody has looked at before.
    """
    values = {name: getattr(page, name) for name in FIELDS}
    return {name: list(value.raw_data) if isinstance(value, StreamValue) else value for name, value in values.items()}


def digest_of(stored: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what readers see; raises ValueError as `content_of` does."""
    return sha256(content_of(stored))


def has_digest(revision: Revision, digest: str) -> bool:
    """Say whether the version still is what it was when the digest was taken."""
    try:
        return digest_of(revision.content) == digest
    except (AttributeError, TypeError, ValueError):
        return False


@dataclass(frozen=True)
class Part:
    """A part of a rebuttal and what changed in it."""

    name: str
    label: str | _StrPromise
    paragraphs: list[Paragraph]

    @property
    def changed(self) -> bool:
        """Whether any word of it came or went."""
        return has_changed(self.paragraphs)


#: The parts, by the names of the fields, as readers find them headed.
LABELS = {
    "title": _("The fact"),
    "introduction": _("Introduction"),
    "claim": _("The misleading claim"),
    "fallacy": _("How it misleads"),
    "why_misleading": _("Why it misleads"),
    "body": _("What is true"),
    "evidence": _("The evidence"),
}


def difference(before: RebuttalPage, after: RebuttalPage) -> list[Part]:
    """Return what changed from one version to another, part by part and word by word. Empty parts are left out."""
    parts = [
        Part(name, label, compare_paragraphs(words_of(before, name), words_of(after, name)))
        for name, label in LABELS.items()
    ]
    return [part for part in parts if part.paragraphs]


def words_of(page: RebuttalPage, name: str) -> list[str]:
    """Return what a part of a version says, paragraph by paragraph."""
    return list(_words(page.get_fallacy_display() if name == "fallacy" else getattr(page, name)))


def _words(value: Any) -> Iterator[str]:
    """Yield the words of a block's value, whatever block it is; a page or a file that it names by its title."""
    match value:
        case None | bool():
            return
        case RichText():
            yield from paragraphs_of(value.source)
        case Mapping():
            for part in value.values():
                yield from _words(part)
        case TypedTable():
            yield from _lines(value.caption or "")
            yield from _words([column["heading"] for column in value.columns])
            yield from _words([row["values"] for row in value.row_data])
        case str():
            yield from _lines(value)
        case _ if hasattr(value, "block") and hasattr(value, "value"):
            yield from _words(value.value)
        case _ if hasattr(value, "__iter__"):
            for part in value:
                yield from _words(part)
        case _:
            yield from _lines(str(value))


def _lines(text: str) -> Iterator[str]:
    yield from (line.strip() for line in text.splitlines() if line.strip())
