"""The glossary, as the desk asks for it: which words matter in a text, and how a language says them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.db.models import F, FilteredRelation, Q

from translation.matching.rules import (
    Rendered,
    TermRule,
    find_rendering,
    find_term,
    mark,
    renderings_in,
    terms_in,
)
from translation.models import Rendering, Term

__all__ = ["Rendered", "TermRule", "find_rendering", "find_term", "mark", "renderings_in", "rules", "terms_in"]

_WORDS = (
    "stable_id", "term", "abbreviation", "definition", "sensitivity", "sensitivity_note", "said", "standing", "note",
)  # fmt: skip


def rules(language: str) -> list[TermRule]:
    """Return every term of the source language with its renderings in `language`, by the term. One query.

    Ask once for a page's work, and hand the list to what marks, suggests and checks. An abbreviation may stand in
    any language as it is, unless that is forbidden.
    """
    rows = (
        Term.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        .annotate(rendered=FilteredRelation("renderings", condition=Q(renderings__language=language)))
        .annotate(said=F("rendered__text"), standing=F("rendered__standing"), note=F("rendered__note"))
        .order_by("term", "pk", "rendered__sort_order", "rendered__pk")
        .values_list(*_WORDS)
    )
    found: dict[str, TermRule] = {}
    for stable_id, term, abbreviation, definition, sensitivity, why, words, standing, note in rows:
        rule = found.setdefault(
            stable_id,
            TermRule(
                stable_id,
                term,
                abbreviation=abbreviation,
                definition=definition,
                sensitivity=sensitivity,
                sensitivity_note=why,
            ),
        )
        if words:
            found[stable_id] = _with_rendering(rule, words, standing, note)
    return [_with_abbreviation(rule) for rule in found.values()]


def _with_rendering(rule: TermRule, words: str, standing: str, note: str) -> TermRule:
    notes = (*rule.notes, (words, note)) if note else rule.notes
    match standing:
        case Rendering.Standing.APPROVED:
            return replace(rule, approved=(*rule.approved, words), notes=notes)
        case Rendering.Standing.ADMITTED:
            return replace(rule, admitted=(*rule.admitted, words), notes=notes)
        case _:
            return replace(rule, forbidden=(*rule.forbidden, words), notes=notes)


def _with_abbreviation(rule: TermRule) -> TermRule:
    known: Iterable[str] = rule.allowed + rule.forbidden
    if not rule.abbreviation or not rule.approved or rule.abbreviation in known:
        return rule
    return replace(rule, admitted=(*rule.admitted, rule.abbreviation))
