"""What somebody may ask for as a file: a whole language, a section, or one page or snippet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from translation.services import rights
from translation.services.exchange import gather, hints
from translation.services.exchange.document import Document, Refused

#: How deep a section may stand, and how many are offered: what a list still shows at a glance.
DEEPEST = 4
MOST_SECTIONS = 200
PAGE = re.compile(r"page-(\d{1,18})")
ONE = re.compile(r"translation-(\d{1,18})")


@dataclass(frozen=True)
class Chosen:
    """The translations that go out, and how many stay because they are in review."""

    translations: list[Translation]
    in_review: int


def sections() -> list[tuple[str, str]]:
    """Return the pages of the source language that have pages below them, as (code, title), indented by depth."""
    pages = Page.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE, depth__gte=2, depth__lte=DEEPEST, numchild__gt=0
    ).order_by("path")[:MOST_SECTIONS]
    return [(f"page-{page.pk}", "\u2003" * (page.depth - 2) + page.title) for page in pages]


def chosen(user: Any, locale: Locale, code: str) -> Chosen:
    """Return what a code means for this person: "" for the language, `page-7` for a section, `translation-7` for one.

    Raises Refused where nothing is left of it.
    """
    wanted = gather.translations_into(locale)
    if found := PAGE.fullmatch(code):
        page = Page.objects.filter(pk=int(found[1]), locale__language_code=settings.LANGUAGE_CODE).first()
        wanted = gather.below(page, locale) if page else wanted.none()
    elif found := ONE.fullmatch(code):
        wanted = wanted.filter(pk=int(found[1]))
    elif code:
        wanted = wanted.none()
    allowed = gather.permitted(user, wanted, locale)
    waiting = gather.frozen(allowed)
    kept = [translation for translation in allowed if translation.pk not in waiting]
    if not kept and waiting:
        raise Refused(_("All of it is in review. Its words stay as they were handed in."))
    if not kept:
        raise Refused(_("There is nothing here that you translate into this language."))
    return Chosen(kept, len(waiting))


def taken_out(picked: Chosen, *, only_open: bool) -> Document:
    """Return the document of what was chosen. Raises Refused where it is empty or too large."""
    language = picked.translations[0].target_locale.language_code
    document = gather.document_of(picked.translations, only_open=only_open, hints=hints.of_the_glossary(language))
    if not document.count:
        raise Refused(_("Nothing is to do here: a person stands by every segment."))
    return document


def own_translation(user: Any, pk: int) -> Translation | None:
    """Return the translation with this key, if this person works on it."""
    translation = (
        Translation.objects.filter(pk=pk, enabled=True)
        .select_related("source__locale", "source__specific_content_type", "target_locale")
        .first()
    )
    if translation is None or not gather.permitted(user, [translation], translation.target_locale):
        return None
    return translation


def languages(user: Any) -> list[Locale]:
    """Return the languages whose files this person may take out and bring in."""
    if not user.has_perm("wagtail_localize.submit_translation"):
        return []
    return rights.languages_of(user)
