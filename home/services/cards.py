"""What the card of a page says: the picture that others show where somebody shares its address.

The title alone speaks for the page: a rebuttal's is the fact, and no other field may bring its claim onto a card.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import astuple, dataclass

from wagtail.models import Page

from home.services import card_picture
from home.services.drawn import drawn
from home.services.remembered import identity_in

WIDTH, HEIGHT = card_picture.WIDTH, card_picture.HEIGHT
#: A new number where the drawing changes: every card then has a new address.
LOOK = 1
#: A page directly below the root is a language's first page, and heads no section.
DEPTH_OF_HOME = 2
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Card:
    """What stands on a card, in the page's language."""

    title: str
    section: str
    organisation: str
    language: str
    motif: str

    @property
    def digest(self) -> str:
        """What tells this card from every other, and from the same page's as it was."""
        return hashlib.sha256(repr((LOOK, *astuple(self))).encode()).hexdigest()[:16]

    @property
    def alternative(self) -> str:
        """The card in words."""
        return f"{self.title} – {self.organisation}"


def card_for(page: Page, section: str, language: str) -> Card | None:
    """Return the card of a page that stands in `section`; none for a type of page that is not for everybody.

    A restriction on the page is the caller's to ask about. Letters that the typeface lacks would be drawn as boxes:
    then there is no card, either. No query, but for the identity where it is not remembered.
    """
    if not getattr(page.specific_class, "for_everybody", False):
        return None
    organisation = _plain(identity_in(language).organisation_name)
    title, section = _plain(page.title), _plain(section)
    if not title or not card_picture.can_draw(f"{title}{section}{organisation}"):
        return None
    return Card(title, section, organisation, language, page.specific_class.motif)


def section_of(page: Page) -> str:
    """Return the title of the page above; empty where that is a language's first page. One query at most."""
    if page.depth <= DEPTH_OF_HOME + 1:
        return ""
    above = Page.objects.filter(path=page.path[: -Page.steplen]).values_list("title", flat=True)
    return above.first() or ""


def picture_of(card: Card) -> bytes:
    """Return the card as PNG, drawn once."""
    return drawn(f"home.card.{card.digest}", lambda: card_picture.png(card))


def _plain(text: str) -> str:
    """Return the text in one line, without signs that turn the direction, control a terminal or show a face."""
    kept = (
        " " if unicodedata.category(sign) == "Cc" else sign
        for sign in unicodedata.normalize("NFC", text)
        if sign in _JOINERS or unicodedata.category(sign) not in {"Cf", "Cs", "So", "Sk"} - _spared(sign)
    )
    # The spaces that hold a line together stay.
    return re.sub(r"[ \t\n]+", " ", "".join(kept).replace("\ufe0f", "")).strip()


def _spared(sign: str) -> set[str]:
    """Return the sign's category where the typeface draws it: © stays, a face goes."""
    return {unicodedata.category(sign)} & {"So", "Sk"} if card_picture.can_draw(sign) else set()
