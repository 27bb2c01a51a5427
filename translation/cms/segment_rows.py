"""Segments as the editor's template writes them: every text ready, so that six hundred of them are quickly drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from babel.numbers import format_percent
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.services import differences
from home.templatetags.site_tags import babel_locale
from translation.checks.found import Found
from translation.checks.messages import describe
from translation.models import Finding
from translation.services import glossary, tokens
from translation.services.segments import Row, State, groups_of, place_of


@dataclass(frozen=True)
class ShownFinding:
    """What a check found, in words: safe HTML."""

    what: SafeString
    where: SafeString
    how: SafeString
    holds: bool


@dataclass(frozen=True)
class Mistake:
    """What could not be saved: the words as they were typed, and why.

    `segment_id` is None where the page has no such segment any more. `is_late`: the words are for the text that the
    segment had before.
    """

    segment_id: int | None
    text: str
    error: str
    token: str = ""
    theirs: str = ""
    is_late: bool = False


@dataclass
class ShownRow:
    """A segment as the template shows it."""

    id: str
    number: str
    name: str
    place: str
    """The name without that of the group."""
    state: str
    state_name: str
    kind: str
    token: str
    of: str
    """Of which text the words are, at which place (segments.place_of)."""
    links: str
    source: SafeString
    source_text: str
    text: str
    words: SafeString
    lines: str
    settle: str = ""
    filled_by: str = ""
    comments: str = ""
    difference: list[differences.Paragraph] = field(default_factory=list)
    previous_words: SafeString | str = ""
    findings: list[ShownFinding] = field(default_factory=list)
    error: str = ""
    theirs: str = ""
    not_saved: str = ""


@dataclass(frozen=True)
class ShownGroup:
    """Segments under a heading of the page."""

    title: str
    heading: str
    rows: list[ShownRow]


def state_name(state: str) -> str:
    """Return what a state is called."""
    return {
        State.TODO: _("To translate"),
        State.CHANGED: _("The source has changed"),
        State.UNCONFIRMED: _("To confirm"),
        State.ERROR: _("Cannot be used as it is"),
        State.DONE: _("Done"),
    }[State(state)]


def is_wanted(row: Row, show: str) -> bool:
    """Say whether a row stands in the list of this name."""
    match show:
        case "undone":
            return row.state != State.DONE
        case "changed":
            return row.state == State.CHANGED
        case "unconfirmed":
            return row.state == State.UNCONFIRMED
        case "findings":
            return bool(row.findings) or row.state == State.ERROR
        case "comments":
            return bool(row.comments)
        case _:
            return True


def shown_groups(rows: Sequence[Row], show: str, rules: Sequence[Any]) -> list[ShownGroup]:
    """Return the rows of this list, under the page's headings, each with its number on the whole page."""
    numbers = {row.segment_id: number for number, row in enumerate(rows, start=1)}
    writer = RowWriter(rules)
    groups = []
    for group in groups_of(rows):
        wanted = [writer.shown(row, numbers[row.segment_id]) for row in group.rows if is_wanted(row, show)]
        if wanted:
            heading = tokens.plain_of(group.heading) if len(group.rows) > 1 else ""
            groups.append(ShownGroup(group.title, heading, wanted))
    return groups


class RowWriter:
    """Writes rows. What it asks for each is asked once."""

    def __init__(self, rules: Sequence[Any]) -> None:
        self.rules = rules
        self.states = {state: state_name(state) for state in State}
        self.keep, self.confirm = _("Keep the old words"), _("Confirm")

    def shown(self, row: Row, number: int) -> ShownRow:
        """Return one row. Of a changed segment the field begins with the old words."""
        text = row.text or row.previous_text
        as_text = tokens.tokens_of if row.is_rich else tokens.plain_of
        source = tokens.shown(row.source, row.links)
        typed = as_text(text) if text else ""
        return ShownRow(
            id=str(row.segment_id),
            number=str(number),
            name=capfirst(row.label),
            place=capfirst(row.label.partition(" · ")[2]),
            state=row.state,
            state_name=self.states[row.state],
            kind=kind_of(row),
            token=row.token,
            of=place_of(row.context_id, row.string_id),
            links=" ".join(tokens.link_numbers(row.source)) if row.is_rich else "",
            source=mark_safe(glossary.mark(source, self.rules)) if self.rules else source,  # noqa: S308 - adds marks
            source_text=as_text(row.source),
            text=typed,
            words=tokens.shown(row.text),
            lines=str(lines_for(typed or row.source)),
            settle={State.CHANGED: self.keep, State.UNCONFIRMED: self.confirm}.get(row.state, ""),
            filled_by=filled_by(row),
            comments=comments_on(row),
            difference=difference_of(row),
            previous_words=tokens.shown(row.previous_text) if row.previous_text else "",
            findings=[shown_finding(finding) for finding in row.findings],
            error=row.error,
        )


def put_back(groups: Iterable[ShownGroup], mistake: Mistake) -> None:
    """Show what could not be saved where it was typed; beside the field where the field is for other words now."""
    for group in groups:
        for position, shown in enumerate(group.rows):
            if shown.id != str(mistake.segment_id):
                continue
            if mistake.is_late:
                group.rows[position] = replace(shown, error=mistake.error, not_saved=mistake.text)
            else:
                group.rows[position] = replace(
                    shown,
                    text=mistake.text,
                    token=mistake.token,
                    error=mistake.error,
                    theirs=mistake.theirs,
                    not_saved=mistake.text,
                )


def kind_of(row: Row) -> str:
    """Return what its field takes: rich text, plain text, or one line of it."""
    if row.is_rich:
        return "rich"
    return "line" if tokens.is_one_line(row.source) else "plain"


def lines_for(text: str) -> int:
    """Return how many lines a text field needs for this, at some sixty letters a line."""
    return min(12, sum(1 + len(line) // 60 for line in text.split("\n")))


def filled_by(row: Row) -> str:
    """Return who filled the segment in, if no person did, and how alike its source was."""
    if row.unconfirmed is None:
        return ""
    origin = str(row.unconfirmed.get_origin_display())
    match = row.unconfirmed.match
    return f"{origin}, {format_percent(match / 100, locale=babel_locale())}" if match else origin


def comments_on(row: Row) -> str:
    """Return how many comments wait for an answer, in words; nothing for none."""
    if not row.comments:
        return ""
    return ngettext("%(count)d comment", "%(count)d comments", row.comments) % {"count": row.comments}


def difference_of(row: Row) -> list[differences.Paragraph]:
    """Return what changed in the source since the old words, word by word."""
    if row.state != State.CHANGED:
        return []
    before, after = (differences.paragraphs_of(html) for html in (row.previous, row.source))
    return differences.compare_paragraphs(before, after)


def shown_finding(finding: Finding) -> ShownFinding:
    """Return a finding in the reader's language."""
    told = describe(Found(finding.check_name, finding.excerpt, finding.values, finding.holds))
    return ShownFinding(told.what, told.where, told.how, finding.holds and not finding.settled)


def shown_findings(findings: Iterable[Finding]) -> list[ShownFinding]:
    """Return findings in the reader's language."""
    return [shown_finding(finding) for finding in findings]


def labels() -> dict[str, str]:
    """Return the texts that stand in every row, fetched once."""
    return {
        "save": conditional_escape(_("Save")),
        "copy": conditional_escape(_("Copy the source")),
        "beside": conditional_escape(_("Suggestions, comments, history")),
        "difference": conditional_escape(_("What changed in the source")),
        "previous": conditional_escape(_("The old words")),
        "theirs": conditional_escape(_("Meanwhile somebody else wrote:")),
        "holds": conditional_escape(_("holds back publication")),
        "in_this_language": conditional_escape(_("In this language")),
        "adapted_help": conditional_escape(_("Leave it empty to have the same as the source.")),
    }
