"""What each finding says: what is wrong, where, and how to mend it, in the reader's language."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from translation.checks.found import Found
from translation.checks.registry import CHECKS, Side


@dataclass(frozen=True)
class Told:
    """A finding in words, each part safe HTML; what comes from the texts is isolated."""

    what: SafeString
    where: SafeString
    how: SafeString


#: What is written from left to right in any language.
LATIN = frozenset({"character", "link", "tag", "written"})
MENDING = gettext_lazy("Copy it from the source. If it is meant to be left out, say why.")
DIRECTION = gettext_lazy("Delete the sign %(character)s, or set it anew together with its partner.")
LOST_SIGN = gettext_lazy("The source ends in “%(sign)s”, and the translation does not.")
ADDED_SIGN = gettext_lazy("The translation ends in “%(sign)s”, and the source does not.")
OTHER_WORDS = gettext_lazy("Choose other words. The glossary says why.")
LAST_SIGN = gettext_lazy("End the translation as the source ends. Another end may be right: then say so.")

TEXTS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "blank": (gettext_lazy("Nothing is to be read here."), gettext_lazy("Translate the source.")),
    "markup_broken": (
        gettext_lazy("The mark-up is broken at %(tag)s: %(kind)s."),
        gettext_lazy("Copy the tags from the source, each with its end; set them around the words anew."),
    ),
    "link_lost": (
        gettext_lazy("The link on %(words)s is missing."),
        gettext_lazy("Set the link on the words that say the same."),
    ),
    "link_foreign": (
        gettext_lazy("The link on %(words)s is not in the source."),
        gettext_lazy("Remove it. To link something else, ask whoever edits the source."),
    ),
    "link_empty": (
        gettext_lazy("A link has no words: nobody can follow it."),
        gettext_lazy("Set the link on the words that say the same."),
    ),
    "link_doubled": (
        gettext_lazy("The link on %(words)s is there more often than in the source."),
        gettext_lazy("Keep it once."),
    ),
    "bidi_unbalanced": (
        gettext_lazy("The direction sign %(character)s has no partner: it turns round what follows."),
        DIRECTION,
    ),
    "bidi_override": (
        gettext_lazy("The sign %(character)s forces letters and digits into another order: 15 is then read as 51."),
        gettext_lazy("Delete it. Direction needs no sign here: the page sets it."),
    ),
    "number_lost": (
        gettext_lazy("The number %(number)s is missing."),
        gettext_lazy("Write it in digits, as the source does; the digits may be those of your language."),
    ),
    "number_added": (
        gettext_lazy("The number %(number)s is not in the source."),
        gettext_lazy("Compare it with the source. No figure may be added."),
    ),
    "month_lost": (
        gettext_lazy("The month of a date is missing: %(written)s."),
        gettext_lazy("Write the source’s month, as a word or as a number."),
    ),
    "email_lost": (gettext_lazy("The e-mail address %(written)s is missing."), MENDING),
    "url_lost": (gettext_lazy("The web address %(written)s is missing."), MENDING),
    "phone_lost": (gettext_lazy("The telephone number %(written)s is missing."), MENDING),
    "reference_lost": (gettext_lazy("The reference %(written)s is missing."), MENDING),
    "contact_added": (
        gettext_lazy("%(written)s is not in the source."),
        gettext_lazy("Compare it with the source. An address of your language may be right: then say so."),
    ),
    "term_forbidden": (
        gettext_lazy("For %(term)s, the glossary forbids %(words)s."),
        gettext_lazy("Write %(due)s. The glossary says why."),
    ),
    "term_missing": (
        gettext_lazy("The term %(term)s is not rendered as in the glossary."),
        gettext_lazy("Write %(due)s, if the term is meant."),
    ),
    "same_as_source": (
        gettext_lazy("The translation is the same as the source."),
        gettext_lazy("Translate it. A name may stay as it is: then say so."),
    ),
    "two_translations": (
        gettext_lazy("The same source is translated otherwise elsewhere."),
        gettext_lazy("Take one of the two in both places, unless grammar or sense asks for both."),
    ),
    "reused": (
        gettext_lazy("The same words translate another source, too."),
        gettext_lazy("Look whether both sources mean the same."),
    ),
    "emphasis_lost": (
        gettext_lazy("%(tag)s is missing: words that are set off in the source are not here."),
        gettext_lazy("Set off the words that say the same."),
    ),
    "emphasis_added": (
        gettext_lazy("%(tag)s is not in the source: words are set off that are not there."),
        gettext_lazy("Take it away, unless the language asks for it."),
    ),
    "end_stop": (LOST_SIGN, LAST_SIGN),
    "end_colon": (LOST_SIGN, LAST_SIGN),
    "end_question": (LOST_SIGN, LAST_SIGN),
    "end_exclamation": (LOST_SIGN, LAST_SIGN),
    "end_ellipsis": (LOST_SIGN, LAST_SIGN),
    "end_semicolon": (LOST_SIGN, LAST_SIGN),
    "arabic_punctuation": (
        gettext_lazy("The sign %(sign)s is Latin."),
        gettext_lazy("Write %(due)s."),
    ),
    "french_space": (
        gettext_lazy("The no-break space before %(sign)s is missing."),
        gettext_lazy("Put a no-break space there: French wants one, and a line never begins with the sign."),
    ),
    "french_quotes": (
        gettext_lazy("The no-break space inside %(sign)s is missing."),
        gettext_lazy("Put a no-break space after « and before »."),
    ),
    "begin_space": (
        gettext_lazy("The space at the beginning differs from the source."),
        gettext_lazy("Begin with a space where the source does, and only there."),
    ),
    "end_space": (
        gettext_lazy("The space at the end differs from the source."),
        gettext_lazy("End with a space where the source does, and only there."),
    ),
    "double_space": (gettext_lazy("Two spaces stand together."), gettext_lazy("Delete one of them.")),
    "newlines": (
        gettext_lazy("The line breaks differ: %(wanted)s in the source, %(there)s in the translation."),
        gettext_lazy("Break the lines where the source does."),
    ),
    "zero_width": (
        gettext_lazy("An invisible character stands here: %(character)s. Search does not find such words."),
        gettext_lazy("Delete it, or write the word anew."),
    ),
    "tatweel": (
        gettext_lazy("Letters are drawn out with a tatweel. Search does not find such words."),
        gettext_lazy("Delete the tatweel: the typeface sets the width."),
    ),
}

KINDS: Mapping[str, str | Promise] = {
    "unclosed": pgettext_lazy("tag", "it is never closed"),
    "unopened": pgettext_lazy("tag", "it closes what was never opened"),
    "crossed": pgettext_lazy("tag", "it crosses another tag"),
    "disallowed": pgettext_lazy("tag", "it may not stand here"),
    "attribute": pgettext_lazy("tag", "it has more than its name"),
}

#: Translators see what tags do, and never the tags.
EMPHASIS: Mapping[str, str | Promise] = {
    "<strong>": pgettext_lazy("emphasis", "bold"),
    "<em>": pgettext_lazy("emphasis", "italic"),
    "<abbr>": pgettext_lazy("emphasis", "abbreviation"),
    "<code>": pgettext_lazy("emphasis", "code"),
}


def describe(found: Found) -> Told:
    """Return the finding in the active language. What the registry does not know is shown by its code alone."""
    if found.check not in TEXTS:
        return Told(escape(found.check), _where(found), SafeString())
    what, how = _texts(found)
    values = {name: _value(name, value) for name, value in found.values.items()}
    if found.check.startswith("emphasis_"):
        tag = found.values.get("tag", "")
        values["tag"] = escape(EMPHASIS.get(str(tag), tag))
    if "kind" in found.values:
        values["kind"] = escape(str(KINDS.get(str(found.values["kind"]), "")))
    return Told(_filled(what, values), _where(found), _filled(how, values))


def _texts(found: Found) -> tuple[str | Promise, str | Promise]:
    what, how = TEXTS[found.check]
    if what is LOST_SIGN and not found.values.get("missing"):
        return ADDED_SIGN, how
    if found.check == "term_forbidden" and not found.values.get("due"):
        return what, OTHER_WORDS
    return what, how


def _where(found: Found) -> SafeString:
    if not found.excerpt:
        return SafeString()
    side = CHECKS[found.check].side if found.check in CHECKS else Side.TRANSLATION
    text = {
        Side.SOURCE: _("In the source: %(excerpt)s"),
        Side.TRANSLATION: _("In the translation: %(excerpt)s"),
        Side.ELSEWHERE: _("Elsewhere: %(excerpt)s"),
    }[side]
    return _filled(text, {"excerpt": format_html("<bdi>{}</bdi>", found.excerpt)})


def _value(name: str, value: str | int) -> SafeString:
    if name in LATIN:
        return format_html('<bdi dir="ltr">{}</bdi>', value)
    return format_html("<bdi>{}</bdi>", value)


def _filled(text: str | Promise, values: Mapping[str, SafeString]) -> SafeString:
    return mark_safe(escape(str(text)) % defaultdict(SafeString, values))  # noqa: S308 - all of it is escaped
