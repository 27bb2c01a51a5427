"""What the glossary says of a text, as notes that go out with it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from translation.services import glossary


def of_the_glossary(language: str) -> Callable[[str], list[str]]:
    """Return what tells the terms of a source text and how this language says them. One query."""
    rules = glossary.rules(language)

    def hints(source: str) -> list[str]:
        return [_hint(rule) for rule in glossary.terms_in(source, rules) if rule.allowed or rule.forbidden]

    return hints


def _hint(rule: glossary.TermRule) -> str:
    said = f"{rule.term} = {' / '.join(rule.allowed)}" if rule.allowed else rule.term
    if not rule.forbidden:
        return said
    return f"{said}. {_('Not: %(words)s') % {'words': ' / '.join(rule.forbidden)}}"
