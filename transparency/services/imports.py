"""The import of the ledger from a file, in two steps: look at all of it, then write all of it or nothing.

Looking reads the file once, row by row, and leaves two lists behind, what is wrong and what would change, each a file
of lines: a list of a hundred thousand rows is never in memory. Writing takes the second list, and only while the
ledger still is what it was when the list was made (transparency/services/import_writing.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import IO, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from home.models import SiteDocument
from transparency.models import Funder, SupportRecord
from transparency.services import import_values
from transparency.services.columns import COLUMNS
from transparency.services.import_files import Fault, Row, rows_of
from transparency.services.import_values import Known
from transparency.services.tables import row_of

#: Rows that are looked at, or written, together: each batch asks the database once.
BATCH = 500
#: In the list of what would change, beside the columns: whether readers see the record.
STATUS = "status"
#: The columns that name something else of the site.
REFERRING = {"funder", "source_document"}
DRAFT, LIVE = "draft", "live"


@dataclass
class Counts:
    """How many rows of the file are of which sort."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0
    faults: int = 0
    """What is wrong in the bad rows: a row may have several faults."""

    @property
    def rows(self) -> int:
        return self.new + self.changed + self.unchanged + self.bad

    @property
    def to_write(self) -> int:
        return self.new + self.changed


@dataclass(frozen=True)
class Change:
    """A row that would change the ledger."""

    row: int
    id: str
    title: str
    is_new: bool
    fields: list[tuple[str, str, str]]
    """Each column that changes, with its text before and after."""
    cells: dict[str, str]
    """All that the file says."""
    seen: str
    """The fingerprint of the record when it was looked at; nothing for a new one."""

    @property
    def refers_anew(self) -> bool:
        """Whether the record will refer to something that it did not refer to."""
        return self.is_new or any(column in REFERRING for column, _before, _after in self.fields)


@dataclass
class Looked:
    """What is known while a file is looked at."""

    counts: Counts = field(default_factory=Counts)
    ids: dict[str, int] = field(default_factory=dict)
    """The row in which each id stood first."""


def look(file: IO[bytes], changes: IO[str], faults: IO[str]) -> Iterator[Counts]:
    """Look at every row of the file, write what would change and what is wrong, and yield the counts after each batch.

    The last that is yielded counts the whole file. Raises Refused where the file cannot be read to its end. The number
    of queries grows with the batches, not with the rows.
    """
    known = known_now()
    looked = Looked()
    rows = rows_of(file)
    while batch := list(islice(rows, BATCH)):
        present = records_by_id(row.cells["id"] for row in batch)
        for row in batch:
            found = _look_at(row, present.get(row.cells["id"]), known, looked)
            if isinstance(found, Change):
                changes.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")
            for fault in found if isinstance(found, list) else []:
                faults.write(json.dumps(asdict(fault), ensure_ascii=False) + "\n")
        yield looked.counts
    yield looked.counts


def known_now() -> Known:
    """Read what a row may name: the funders of the source language, the documents. Two queries."""
    known = Known(documents=set(SiteDocument.objects.values_list("pk", flat=True)))
    for funder in Funder.objects.filter(locale__language_code=settings.LANGUAGE_CODE):
        known.funders.setdefault(funder.name, []).append(funder)
    return known


def ledger() -> QuerySet[SupportRecord]:
    """Return the records that are the ledger: those of the source language, with what a row of a table needs."""
    found: QuerySet[SupportRecord] = SupportRecord.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    return found.select_related("funder", "source_document")


def records_by_id(ids: Iterable[str]) -> dict[str, SupportRecord]:
    """Return the ledger's records of these ids. One query."""
    return {record.stable_id: record for record in ledger().filter(stable_id__in={key for key in ids if key})}


def fingerprint(record: SupportRecord) -> str:
    """Return what differs as soon as anything of the record, or of how it stands, does."""
    state = [row_of(record), record.live, record.has_unpublished_changes, record.latest_revision_id, record.funder_id]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def page_of(lines: IO[str], page: int, size: int) -> list[dict[str, Any]]:
    """Return one page of a list that `look` wrote; pages count from one."""
    return [json.loads(line) for line in islice(lines, (page - 1) * size, page * size)]


def changes_in(lines: IO[str]) -> Iterator[Change]:
    """Yield each change of a list that `look` wrote."""
    for line in lines:
        told = json.loads(line)
        yield Change(**{**told, "fields": [tuple(field) for field in told["fields"]]})


def _look_at(row: Row, present: SupportRecord | None, known: Known, looked: Looked) -> Change | list[Fault] | None:
    faults = [*row.faults, *_double(row, looked)]
    record, wrong = import_values.record_of(row.cells, known, present)
    unreadable = {fault.column for fault in row.faults}
    faults += [Fault(row.number, column, reason) for column, reason in wrong.items() if column not in unreadable]
    fields = [] if faults else _differences(present, record)
    if fields and present and present.live and present.has_unpublished_changes:
        reason = _("Somebody has begun to change this record. Publish or discard the draft first.")
        faults.append(Fault(row.number, "id", reason))
    if faults:
        looked.counts.bad += 1
        looked.counts.faults += len(faults)
        return faults
    if not fields:
        looked.counts.unchanged += 1
        return None
    if present:
        looked.counts.changed += 1
    else:
        looked.counts.new += 1
    return Change(
        row=row.number,
        id=row.cells["id"],
        title=record.title,
        is_new=present is None,
        fields=fields,
        cells=row.cells,
        seen=fingerprint(present) if present else "",
    )


def _differences(present: SupportRecord | None, record: SupportRecord) -> list[tuple[str, str, str]]:
    after = row_of(record)
    before = row_of(present) if present else dict.fromkeys(COLUMNS, "")
    # A new record's id is told only where the file has one: another is made when it is written.
    after["id"] = after["id"] if present else ""
    fields = [(name, before[name], after[name]) for name in COLUMNS if plain(before[name]) != plain(after[name])]
    if present and not present.live:
        fields.append((STATUS, DRAFT, LIVE))
    return fields


def plain(text: str) -> str:
    """Return a text as a file can tell it: without what a spreadsheet loses on the way."""
    return "\n".join(text.strip().splitlines())


def _double(row: Row, looked: Looked) -> list[Fault]:
    key = row.cells["id"]
    if not key:
        return []
    first = looked.ids.setdefault(key, row.number)
    if first == row.number:
        return []
    return [Fault(row.number, "id", _("Row %(row)d has the same id.") % {"row": first})]
