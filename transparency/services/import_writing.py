"""Writes what a look at a file found: all of it, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modelsearch.backends import get_search_backends
from wagtail.log_actions import log
from wagtail.models import Locale, ModelLogEntry, ReferenceIndex, Revision
from wagtail.signals import published

from home.models import User
from transparency.models import Funder, SupportRecord
from transparency.services import citations, import_values
from transparency.services.import_values import Known
from transparency.services.imports import BATCH, Change, changes_in, fingerprint, known_now, records_by_id
from transparency.services.lines import year_of

#: The action in a record's history.
ACTION = "transparency.import"
#: What an import may set: all that is a record's own, and how it stands.
WRITTEN = [
    "funder", "kind", "title", "purpose", "programme", "places", "agreed_on", "starts_on", "ends_on", "year", "amount",
    "currency", "band_from", "band_to", "not_published_reason", "reference", "source_document", "source_url",
    "conversion_currency", "conversion_rate", "conversion_on", "conversion_source", "sort_order", "live",
    "has_unpublished_changes", "first_published_at", "last_published_at",
]  # fmt: skip
REVISED = ["latest_revision", "live_revision"]


class Changed(Exception):
    """The ledger is not what it was when the file was looked at; the message names a row of which that holds."""


def write(lines: IO[str], user: User) -> Iterator[int]:
    """Write each change of the list and yield how many are written after each batch; at the end all are, or none is.

    The records are live at once. Each gets a revision and an entry in its history. Raises Changed where a record is no
    longer what it was. Whoever stops asking for more has nothing written.
    """
    with transaction.atomic():
        known = known_now()
        locale = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
        together = uuid.uuid4()
        done = 0
        changes = changes_in(lines)
        while batch := list(islice(changes, BATCH)):
            records = _records(batch, known, locale)
            _save_funders(records, locale, user)
            _save(records, user, together)
            # A reference costs three queries, and most records refer to what they referred to.
            _tell(records, [record for change, record in zip(batch, records, strict=True) if change.refers_anew])
            done += len(records)
            yield done


def _records(batch: list[Change], known: Known, locale: Locale) -> list[SupportRecord]:
    present = records_by_id(change.id for change in batch)
    records = []
    for change in batch:
        there = present.get(change.id)
        if (fingerprint(there) if there else "") != change.seen:
            raise Changed(_("Row %(row)d: somebody has changed this record since.") % {"row": change.row})
        record, faults = import_values.record_of(change.cells, known, there)
        if faults:
            column, reason = next(iter(faults.items()))
            where = {"row": change.row, "column": column, "reason": reason}
            raise Changed(_("Row %(row)d, %(column)s: %(reason)s") % where)
        record.locale = locale
        records.append(record)
    return records


def _save_funders(records: list[SupportRecord], locale: Locale, user: User) -> None:
    """Save the funders that a file names first. The rows that name one share it."""
    for record in records:
        funder: Funder = record.funder
        if funder.pk is None:
            funder.locale = locale
            funder.save()
            log(funder, ACTION, user=user, revision=funder.save_revision(user=user, clean=False), content_changed=True)
        record.funder = funder


def _save(records: list[SupportRecord], user: User, together: uuid.UUID) -> None:
    now = timezone.now()
    for record in records:
        record.live, record.has_unpublished_changes, record.last_published_at = True, False, now
        record.first_published_at = record.first_published_at or now
        record.year = year_of(record.agreed_on, record.starts_on)
    new = [record for record in records if record.pk is None]
    old = [record for record in records if record.pk is not None]
    if old:
        citations.records_will_change(old)
    _store(new)
    _store(old, WRITTEN)
    revisions = Revision.objects.bulk_create([_revision(record, user, now) for record in records])
    for record, revision in zip(records, revisions, strict=True):
        record.latest_revision = record.live_revision = revision
    _store(records, REVISED)
    ModelLogEntry.objects.bulk_create([_entry(record, user, now, together) for record in records])


def _store(records: list[SupportRecord], fields: list[str] | None = None) -> None:
    """Insert the records, or, where fields are named, update these: one statement, whatever differs between them."""
    if fields:
        SupportRecord.objects.bulk_create(
            records, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=100
        )
    else:
        SupportRecord.objects.bulk_create(records, batch_size=100)


def _revision(record: SupportRecord, user: User, now: Any) -> Revision:
    return Revision(
        content_type=ContentType.objects.get_for_model(SupportRecord),
        base_content_type=ContentType.objects.get_for_model(SupportRecord),
        object_id=str(record.pk),
        created_at=now,
        user=user,
        object_str=str(record),
        content=record.serializable_data(),
    )


def _entry(record: SupportRecord, user: User, now: Any, together: uuid.UUID) -> ModelLogEntry:
    return ModelLogEntry(
        content_type=ContentType.objects.get_for_model(SupportRecord),
        object_id=str(record.pk),
        label=str(record),
        action=ACTION,
        timestamp=now,
        uuid=together,
        user=user,
        revision=record.latest_revision,
        content_changed=True,
    )


def _tell(records: list[SupportRecord], referring: list[SupportRecord]) -> None:
    """Tell whoever has to know of a published record: the search, the index of references, the other apps."""
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(SupportRecord, records)
    for record in referring:
        ReferenceIndex.create_or_update_for_object(record)
    for record in records:
        published.send(sender=SupportRecord, instance=record, revision=record.latest_revision)
