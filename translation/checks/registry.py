"""Every check by its code: what it asks of a translation, and whether what it finds holds back publication."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from translation.checks import bidi, consistency, contacts, markup, punctuation, spacing
from translation.checks.found import Found
from translation.checks.reading import Reading


class Side(StrEnum):
    """Which text an excerpt is cut from."""

    SOURCE = "source"
    TRANSLATION = "translation"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Check:
    """What one code stands for."""

    code: str
    name: str | Promise
    holds: bool = False
    side: Side = Side.TRANSLATION


#: Each reads the source and the translation, and knows the translation's language.
BY_READING: tuple[Callable[[Reading, Reading, str], Iterator[Found]], ...] = (
    markup.broken,
    markup.links,
    bidi.unbalanced,
    bidi.overrides,
    contacts.lost,
    consistency.same_as_source,
    markup.emphasis,
    punctuation.end,
    punctuation.arabic,
    punctuation.french_space,
    punctuation.french_quotes,
    spacing.ends,
    spacing.double,
    spacing.newlines,
    spacing.no_width,
    spacing.tatweel,
)

CHECKS = {
    check.code: check
    for check in (
        Check("blank", _("Nothing to read"), holds=True, side=Side.SOURCE),
        Check("markup_broken", _("Broken mark-up"), holds=True),
        Check("link_lost", _("Lost link"), holds=True, side=Side.SOURCE),
        Check("link_foreign", _("Link that the source does not have"), holds=True),
        Check("link_empty", _("Link without words"), holds=True, side=Side.SOURCE),
        Check("link_doubled", _("Doubled link")),
        Check("bidi_unbalanced", _("Direction sign without its partner"), holds=True),
        Check("bidi_override", _("Letters in forced order"), holds=True),
        Check("number_lost", _("Lost number"), holds=True, side=Side.SOURCE),
        Check("number_added", _("Number that the source does not have")),
        Check("month_lost", _("Lost month"), holds=True, side=Side.SOURCE),
        Check("email_lost", _("Lost e-mail address"), holds=True, side=Side.SOURCE),
        Check("url_lost", _("Lost web address"), holds=True, side=Side.SOURCE),
        Check("phone_lost", _("Lost telephone number"), holds=True, side=Side.SOURCE),
        Check("reference_lost", _("Lost reference"), holds=True, side=Side.SOURCE),
        Check("contact_added", _("Address or reference that the source does not have")),
        Check("term_forbidden", _("Forbidden rendering"), holds=True),
        Check("term_missing", _("Term rendered otherwise"), side=Side.SOURCE),
        Check("same_as_source", _("Same as the source")),
        Check("two_translations", _("Translated otherwise elsewhere"), side=Side.ELSEWHERE),
        Check("reused", _("Same words for another source"), side=Side.ELSEWHERE),
        Check("emphasis_lost", _("Lost emphasis"), side=Side.SOURCE),
        Check("emphasis_added", _("Emphasis that the source does not have")),
        Check("end_stop", _("Full stop at the end")),
        Check("end_colon", _("Colon at the end")),
        Check("end_question", _("Question mark at the end")),
        Check("end_exclamation", _("Exclamation mark at the end")),
        Check("end_ellipsis", _("Ellipsis at the end")),
        Check("end_semicolon", _("Semicolon at the end")),
        Check("arabic_punctuation", _("Latin sign in Arabic text")),
        Check("french_space", _("French space before a sign")),
        Check("french_quotes", _("French spaces inside « »")),
        Check("begin_space", _("Space at the beginning")),
        Check("end_space", _("Space at the end")),
        Check("double_space", _("Two spaces")),
        Check("newlines", _("Line breaks")),
        Check("zero_width", _("Invisible character")),
        Check("tatweel", _("Drawn-out letters")),
    )
}
