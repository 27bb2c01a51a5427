"""The glossary as plain data, between its tables and a file of any kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale

from translation.matching.forms import folded, grammar
from translation.matching.phrases import words_of
from translation.models import Rendering, Term
from translation.models.glossary import target_languages

#: What a file may hold: the network's own glossary has some thirty terms.
MOST_TERMS = 5_000
FIELDS = ("term", "abbreviation", "definition", "sensitivity", "why")


class Damaged(Exception):
    """A file cannot be read as a glossary. Nothing of it is used."""

    def __init__(self, reason: str, line: int = 0) -> None:
        self.reason = reason
        self.line = line
        super().__init__(reason)


@dataclass(frozen=True)
class Said:
    """A rendering."""

    language: str
    text: str
    standing: str = Rendering.Standing.APPROVED.value
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A term with its renderings, as a file has it."""

    stable_id: str
    term: str
    definition: str
    abbreviation: str = ""
    sensitivity: str = Term.Sensitivity.NONE.value
    why: str = ""
    renderings: tuple[Said, ...] = ()
    line: int = field(default=0, compare=False)
    """Where the file has it, from 1."""

    def in_language(self, language: str) -> tuple[Said, ...]:
        """Return how one language renders it."""
        return tuple(said for said in self.renderings if said.language == language)


@dataclass(frozen=True)
class Difference:
    """What a file would change in one field, or in the renderings of one language."""

    name: str
    """One of FIELDS, or a language's code."""
    was: str
    now: str


@dataclass(frozen=True)
class Change:
    """What a file would change in one term."""

    row: Row
    is_new: bool
    differences: tuple[Difference, ...]


def stored() -> list[Row]:
    """Return the whole glossary by its ids. Two queries."""
    found = Term.objects.filter(locale__language_code=settings.LANGUAGE_CODE).prefetch_related("renderings")
    return [_row(term) for term in found.order_by("stable_id")]


def check(rows: Iterable[Row]) -> None:
    """Raise Damaged, with the line, for the first row that the glossary could not hold."""
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        if number > MOST_TERMS:
            raise Damaged(_("The file has more than %(count)d terms.") % {"count": MOST_TERMS}, row.line)
        if row.stable_id in seen:
            raise Damaged(_("The id “%(id)s” stands twice.") % {"id": row.stable_id}, row.line)
        seen[row.stable_id] = row.line
        _check_fields(row)
        _check_renderings(row)


def compare(rows: Iterable[Row], now: Iterable[Row]) -> list[Change]:
    """Return what writing `rows` would change; a row that says what is there already changes nothing.

    A term that the file does not name stays, and so do the renderings of a language that it does not name for a term.
    """
    known = {row.stable_id: row for row in now}
    changes = []
    for row in rows:
        differences = tuple(_differences(known.get(row.stable_id), row))
        if differences:
            changes.append(Change(row, row.stable_id not in known, differences))
    return changes


@transaction.atomic
def write(changes: Iterable[Change], user: Any) -> int:
    """Write the changes, each with its version in the term's history; return how many. All or nothing."""
    source = Locale.get_default()
    count = 0
    for change in changes:
        row = change.row
        term = Term.objects.select_for_update().filter(locale=source, stable_id=row.stable_id).first()
        term = term or Term(locale=source, stable_id=row.stable_id)
        term.term, term.abbreviation, term.definition = row.term, row.abbreviation, row.definition
        term.sensitivity, term.sensitivity_note = row.sensitivity, row.why
        languages = {said.language for said in row.renderings}
        kept = [rendering for rendering in term.renderings.all() if rendering.language not in languages]
        term.renderings = kept + [
            Rendering(language=said.language, text=said.text, standing=said.standing, note=said.note)
            for said in row.renderings
        ]
        for order, rendering in enumerate(term.renderings.all()):
            rendering.sort_order = order
        _save(term, user, new=change.is_new)
        count += 1
    return count


def _save(term: Term, user: Any, *, new: bool) -> None:
    term.full_clean()
    term.save()
    revision = term.save_revision(user=user, clean=False)
    log(term, "wagtail.create" if new else "wagtail.edit", user=user, revision=revision, content_changed=True)


def _row(term: Term) -> Row:
    renderings = sorted(term.renderings.all(), key=lambda rendering: (rendering.sort_order or 0, rendering.pk))
    return Row(
        stable_id=term.stable_id,
        term=term.term,
        abbreviation=term.abbreviation,
        definition=term.definition,
        sensitivity=term.sensitivity,
        why=term.sensitivity_note,
        renderings=tuple(Said(said.language, said.text, said.standing, said.note) for said in renderings),
    )


def _differences(was: Row | None, row: Row) -> Iterable[Difference]:
    for name in FIELDS:
        before = getattr(was, name) if was else ""
        if before != (after := getattr(row, name)):
            yield Difference(name, before, after)
    for language in dict.fromkeys(said.language for said in row.renderings):
        before = _shown(was.in_language(language)) if was else ""
        if before != (after := _shown(row.in_language(language))):
            yield Difference(language, before, after)


def _shown(renderings: Iterable[Said]) -> str:
    labels: Mapping[str, Any] = dict(Rendering.Standing.choices)
    lines = []
    for said in renderings:
        note = f" – {_isolated(said.note)}" if said.note else ""
        lines.append(f"{_isolated(said.text)} ({labels[said.standing]}){note}")
    return "\n".join(lines)


def _isolated(text: str) -> str:
    """Return a text that turns nothing around beside it, whichever marks of direction it holds itself."""
    return f"\u2068{text}\u2069"


def _check_fields(row: Row) -> None:
    if row.sensitivity not in Term.Sensitivity.values:
        known = ", ".join(Term.Sensitivity.values)
        raise Damaged(
            _("The sensitivity “%(value)s” is none of these: %(known)s.") % {"value": row.sensitivity, "known": known},
            row.line,
        )
    term = Term(
        stable_id=row.stable_id,
        term=row.term,
        abbreviation=row.abbreviation,
        definition=row.definition,
        sensitivity=row.sensitivity,
        sensitivity_note=row.why,
    )
    try:
        term.clean_fields(exclude=["locale", "translation_key", "latest_revision"])
    except ValidationError as fault:
        raise Damaged(_reason(Term, fault), row.line) from fault


def _check_renderings(row: Row) -> None:
    languages = {code for code, _name in target_languages()}
    seen: set[tuple[str, str]] = set()
    for said in row.renderings:
        if said.language not in languages:
            raise Damaged(_("The site is not translated into “%(language)s”.") % {"language": said.language}, row.line)
        if said.standing not in Rendering.Standing.values:
            known = ", ".join(Rendering.Standing.values)
            raise Damaged(
                _("The standing “%(value)s” is none of these: %(known)s.") % {"value": said.standing, "known": known},
                row.line,
            )
        if not words_of(said.text, grammar(said.language)):
            raise Damaged(_("A rendering holds no word."), row.line)
        if (key := (said.language, folded(said.text))) in seen:
            raise Damaged(_("The rendering “%(text)s” stands twice.") % {"text": said.text}, row.line)
        seen.add(key)
        rendering = Rendering(language=said.language, text=said.text, standing=said.standing, note=said.note)
        try:
            rendering.clean_fields(exclude=["owner"])
        except ValidationError as fault:
            raise Damaged(_reason(Rendering, fault), row.line) from fault


def _reason(model: type[Term] | type[Rendering], fault: ValidationError) -> str:
    name, reasons = next(iter(fault.message_dict.items()))
    return f"{model._meta.get_field(name).verbose_name}: {reasons[0]}"
