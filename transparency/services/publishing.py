"""When a rebuttal may be published: docs/decisions/0023-when-a-rebuttal-may-be-published.md."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Revision

from home.publication import PublicationRefused
from transparency.services import claims
from transparency.services.evidence import problems_of_address

if TYPE_CHECKING:
    from transparency.models import RebuttalPage

logger = logging.getLogger(__name__)

#: As what Wagtail notes a publication whose hour has come (publish_scheduled).
BY_THE_CLOCK = "wagtail.publish.scheduled"
#: The texts in which the claim may not stand; of the body and the evidence, every word.
TEXTS = ("introduction", "why_misleading", "seo_title", "search_description")
STREAMS = ("body", "evidence")
#: A tag between two blocks of text parts words; one within a line (bold, a link) does not.
BETWEEN = re.compile(r"</?(?:p|li|ul|ol|h[1-6]|br|hr|blockquote)\b[^>]*>")
WITHIN = re.compile(r"<[^>]*>")


class PublishingRefused(PublicationRefused):
    """A rebuttal was to go public that may not."""

    def __init__(self, page: RebuttalPage, reasons: dict[str, list[str]]) -> None:
        super().__init__(page.title, reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.pk else "", reasons)


@dataclass
class Problems:
    """Why a rebuttal may not be published. Empty where it may."""

    fields: dict[str, str] = field(default_factory=dict)
    """By the name of the field in which the reason lies."""
    sources: dict[int, dict[str, str]] = field(default_factory=dict)
    """Of each outside source, by its place among the evidence, from 1: by the block's own fields."""

    def __bool__(self) -> bool:
        return bool(self.fields or self.sources)

    def by_field(self) -> dict[str, list[str]]:
        """Return every reason by the page's fields; of a source, with its place."""
        reasons = {name: [text] for name, text in self.fields.items()}
        for place, wrong in self.sources.items():
            for text in wrong.values():
                told = _("Evidence %(number)d: %(reason)s") % {"number": place, "reason": text}
                reasons.setdefault("evidence", []).append(told)
        return reasons


def problems(page: RebuttalPage) -> Problems:
    """Return why this rebuttal, as it stands, may not be published. One query for each stored copy."""
    texts = {name: [getattr(page, name) or ""] for name in TEXTS}
    texts |= {name: list(_texts(getattr(page, name).raw_data)) for name in STREAMS}
    found = Problems(claims.problems(claims.Rebuttal(page.title, page.claim, texts)))
    evidence = list(page.evidence.raw_data)
    if not evidence:
        found.fields["evidence"] = _("Cite at least one piece of evidence: a fact without any is only another claim.")
    for place, block in enumerate(evidence, start=1):
        if block["type"] == "address" and (wrong := problems_of_address(block["value"])):
            found.sources[place] = wrong
    return found


def check(page: RebuttalPage) -> None:
    """Raise PublishingRefused where the rebuttal may not be published as it stands."""
    if found := problems(page):
        raise PublishingRefused(page, found.by_field())


def unschedule(revision: Revision) -> None:
    """Take a revision off the schedule; Wagtail notes it in the page's history."""
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    logger.warning("Rebuttal %s was not published at its hour: it breaks a rule.", revision.object_id)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text within a StreamField's data, rich text without its tags."""
    if isinstance(value, str):
        yield html.unescape(WITHIN.sub("", BETWEEN.sub(" ", value)))
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in {"id", "type"}:
                yield from _texts(part)
    elif hasattr(value, "__iter__"):
        for part in value:
            yield from _texts(part)
