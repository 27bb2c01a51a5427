"""A page or thing as readers would see it if the translation so far were published. Nothing is saved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from wagtail.models import PreviewableMixin
from wagtail_localize.models import StringSegment, Translation

from home.services.contents import anchor_of
from translation.services import drafting
from translation.services.likeness import words_of
from translation.services.memory import undone_in
from translation.services.placing import Mark, Where, mark

#: The id of the segment's place in the preview: the address ends in it.
HERE = "here"
BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)


class NotBegun(Exception):
    """The translated page or thing is not there yet: there is nothing to draw."""


class NoLook(Exception):
    """A thing that has no look of its own: it stands on other pages."""


@dataclass(frozen=True)
class Drawn:
    """The page with its marks. `where` is None where no segment was asked for."""

    html: str
    undone: int
    where: Where | None


def instance_of(translation: Translation) -> PreviewableMixin:
    """Return the page or thing with the words so far, the source's where there are none. It is never to be saved.

    Raises NotBegun and NoLook.
    """
    model = translation.source.specific_content_type.model_class()
    if model is None or not issubclass(model, PreviewableMixin):
        raise NoLook
    try:
        instance: PreviewableMixin = drafting.translated(translation, fallback=True)
    except ObjectDoesNotExist as missing:
        raise NotBegun from missing
    return instance


def draw(html: str, translation: Translation, segment: StringSegment | None, words: str) -> Drawn:
    """Mark in the drawn page the segment asked for and every sentence that still stands in the source's language.

    `words` are the segment's words so far, as stored; empty where there are none. One query.
    """
    source_language = translation.source.locale.language_code
    undone = list(undone_in(translation))
    untranslated = {words_of(entry.string.data) for entry in undone}
    marks = []
    if segment is not None:
        shown = words_of(words or segment.string.data)
        own_language = {} if words else _in(source_language)
        marks.append(
            Mark(
                shown,
                "mark",
                {"class": "desk-here", **own_language},
                first={"id": HERE, "tabindex": "-1"},
                near=_near(segment.context.path),
            )
        )
    marks += [
        Mark(text, "span", {"class": "desk-untranslated", **_in(source_language)}, everywhere=True)
        for text in sorted(untranslated, key=len, reverse=True)
        if any(sign.isalpha() for sign in text)
    ]
    marked = mark(html, marks)
    return Drawn(marked.html, len(undone), marked.where[0] if segment is not None else None)


def _in(language: str) -> dict[str, str]:
    """Return what says to browsers and screen readers that words are in this language. Sources read left to right."""
    return {"lang": language, "dir": "ltr"}


def _near(path: str) -> Sequence[str]:
    """Return the ids that a block of this path may have on its page, the inmost first (home/services/contents.py)."""
    parts = path.split(".")
    return [anchor for part in reversed(parts[1:]) for anchor in (anchor_of(part), part)]


def with_note(html: str, *, head: str, note: str) -> str:
    """Put what the preview adds into a page: into its head, and before all that it shows."""
    html = html.replace("</head>", f"{head}</head>", 1)
    return BODY.sub(lambda tag: f"{tag[0]}{note}", html, count=1)
