"""The words that matter: what the glossary forbids, and what it approves."""

from collections.abc import Iterator, Sequence

from translation.checks.found import Found, excerpt, whole
from translation.matching.plain import plain
from translation.matching.rules import TermRule, find_term, renderings_in, terms_in


def terms(source_html: str, target_html: str, language: str, rules: Sequence[TermRule]) -> Iterator[Found]:
    """Find terms of the source that the translation renders as it must not, or not as it may.

    A forbidden rendering is looked for only where the source has the term: elsewhere the words may mean what they say.
    Words that stay as they are quote the term.
    """
    source, target = plain(source_html).text, plain(target_html).text
    if source == target:
        return
    for rule in terms_in(source_html, rules):
        rendered = renderings_in(target_html, rule, language)
        due = rule.allowed[0] if rule.allowed else ""
        for start, end in dict.fromkeys((place.start, place.end) for place in rendered.forbidden):
            values = {"term": rule.term, "words": target[start:end], "due": due}
            yield Found("term_forbidden", excerpt(target, start, end), values, holds=True)
        if due and not rendered.is_there and not rendered.forbidden:
            place = next(iter(find_term(source_html, rule)), None)
            shown = excerpt(source, place.start, place.end) if place else whole(source)
            yield Found("term_missing", shown, {"term": rule.term, "due": due})
