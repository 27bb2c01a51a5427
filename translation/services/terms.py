"""Who may change the glossary, and what follows from a change."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.log_actions import log
from wagtail.models import Locale
from wagtail.search import index
from wagtail_localize.models import StringSegment, StringTranslation

from translation.matching.forms import folded
from translation.matching.rules import TermRule, terms_in
from translation.models import GlossaryPage, Rendering, Term
from translation.services import findings, rights

#: So many words are checked anew at once when a term changes: the newest. The rest wait for their next change.
AT_ONCE = 2_000
#: What an ending may take from a word: what is left finds its other forms, too.
ENDING = 3
SHORTEST = 3


def may_change_terms(user: Any) -> bool:
    """Say whether this person may change every term: what they save is public."""
    return user.has_perm("translation.change_term") and rights.may_publish_in(user, Locale.get_default())


def may_change_renderings(user: Any, locale: Locale) -> bool:
    """Say whether this person may say how a language renders the terms: its reviewers, and whoever may change all."""
    if locale.language_code == settings.LANGUAGE_CODE:
        return False
    return may_change_terms(user) or (user.has_perm("translation.change_term") and rights.may_publish_in(user, locale))


def languages_to_render(user: Any) -> list[Locale]:
    """Return the languages whose renderings this person may change."""
    return [locale for locale in Locale.objects.order_by("pk") if may_change_renderings(user, locale)]


def renderings_changed(term: Term, user: Any) -> None:
    """Keep the term's renderings in its history, and have the words that hold it checked."""
    term = Term.objects.prefetch_related("renderings").get(pk=term.pk)
    # A version is made of what is stored, not of what the form has in hand.
    revision = term.save_revision(user=user, clean=False)
    log(term, "wagtail.edit", user=user, revision=revision, content_changed=True)


def term_changed(term: Term) -> None:
    """Check anew the words in which a source term stands, and let search find what the term now says.

    At most AT_ONCE words of a term are checked at once, in a constant number of queries.
    """
    if term.locale.language_code == settings.LANGUAGE_CODE:
        words = words_with(term)
        findings.check_words(words)
        findings.recount(words)
    for page in GlossaryPage.objects.live().filter(locale_id=term.locale_id):
        index.insert_or_update_object(page)


def words_with(term: Term) -> list[StringTranslation]:
    """Return the newest translations whose source holds the term, or of which the glossary had something to say.

    The second are found, too, after a term was renamed or is gone.
    """
    rule = TermRule(term.stable_id, term.term, abbreviation=term.abbreviation)
    in_use = StringSegment.objects.filter(string=OuterRef("translation_of"), context=OuterRef("context"))
    found = (
        StringTranslation.objects.filter(Exists(in_use))
        .exclude(locale__language_code=settings.LANGUAGE_CODE)
        .filter(_may_hold(rule) | Q(findings__check_name__startswith="term_"))
        .select_related("translation_of", "context", "locale")
        .order_by("-updated_at", "-pk")
        .distinct()
    )
    told = _with_findings(found)
    return [words for words in found[:AT_ONCE] if words.pk in told or terms_in(words.translation_of.data, [rule])]


def _with_findings(found: QuerySet[StringTranslation]) -> set[int]:
    return set(found.filter(findings__check_name__startswith="term_").order_by().values_list("pk", flat=True)[:AT_ONCE])


def _may_hold(rule: TermRule) -> Q:
    """Narrow the strings to those with the beginning of each word of the term: its forms are found after that."""
    condition = Q(pk__in=[])
    for name in rule.names:
        all_words = Q()
        # Apostrophes and hyphens are written in several ways.
        for word in re.findall(r"\w+", name):
            letters = folded(word).rstrip("s")
            begins = letters if word.isupper() else letters[: max(len(letters) - ENDING, SHORTEST)]
            all_words &= Q(translation_of__data__icontains=begins)
        condition |= all_words
    return condition


def approved_in(term: Term, language: str) -> list[str]:
    """Return the approved renderings of a term whose renderings are at hand. No query."""
    return [
        rendering.text
        for rendering in term.renderings.all()
        if rendering.language == language and rendering.standing == Rendering.Standing.APPROVED
    ]
