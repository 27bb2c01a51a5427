"""Which rebuttals cite what, and which of them have to be read again because what they cite changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from transparency.services.evidence import BY_KEY

if TYPE_CHECKING:
    from transparency.models import CitationReview, RebuttalPage, SupportRecord

LEDGER = "ledger"
#: What a reader is shown of a record; `live` says whether any of it.
SHOWN = (
    "live", "kind", "title", "purpose", "programme", "places", "agreed_on", "starts_on", "ends_on", "amount",
    "currency", "band_from", "band_to", "not_published_reason", "reference", "source_url", "source_document_id",
    "conversion_currency", "conversion_rate", "conversion_on", "conversion_source", "funder_id",
)  # fmt: skip
#: What a translation lends the ledger.
WORDS = ("live", "title", "purpose", "programme", "not_published_reason")
STILL_RIGHT = "transparency.citation.still_right"


def things_cited_by(page: RebuttalPage) -> set[tuple[str, str]]:
    """Return the kind and key of each thing that the page's evidence cites by a key. One query for records."""
    from transparency.models import SupportRecord

    blocks = list(page.evidence.raw_data)
    found = {
        (block["type"], block["value"]["key"])
        for block in blocks
        if block["type"] in BY_KEY and block["value"].get("key")
    }
    records = {block["value"].get("record") for block in blocks if block["type"] == LEDGER} - {None}
    if records:
        ids = SupportRecord.objects.filter(pk__in=records).values_list("stable_id", flat=True)
        found |= {(LEDGER, stable_id) for stable_id in ids}
    return found


@transaction.atomic
def published(page: RebuttalPage) -> None:
    """Note what a rebuttal cites that went live; whoever published it has read it, so its open reviews are settled."""
    from transparency.models import Citation

    cited = things_cited_by(page)
    for row in Citation.objects.filter(page=page):
        if (row.kind, row.key) not in cited:
            row.delete()
    Citation.objects.bulk_create(
        [Citation(page=page, kind=kind, key=key) for kind, key in sorted(cited)], ignore_conflicts=True
    )
    _settle_all(page)


@transaction.atomic
def withdrawn(page: RebuttalPage) -> None:
    """Forget what a rebuttal cites that is no longer live, and that it was to be read again."""
    from transparency.models import Citation

    Citation.objects.filter(page=page).delete()
    _settle_all(page)


def record_changed(stable_id: str, fields: Iterable[str], language: str | None = None) -> int:
    """List the live rebuttals that cite this record to be read again; return how many those are.

    `fields` names what changed. `language` is set where only the words of that translation did: the rebuttals of
    the other languages do not show them.
    """
    return thing_changed(LEDGER, stable_id, fields, language)


def records_will_change(records: Iterable[SupportRecord]) -> None:
    """List the live rebuttals that cite any of these records whose shown values are about to be others.

    For who writes many at once, of which no signal tells. One query, and a few for each record that is cited.
    """
    from transparency.models import Citation

    by_id = {record.stable_id: record for record in records}
    cited = Citation.objects.filter(kind=LEDGER, key__in=by_id).values_list("key", flat=True)
    for stable_id in sorted(set(cited)):
        if changed := shown_changes(by_id[stable_id]):
            record_changed(stable_id, changed)


@transaction.atomic
def thing_changed(kind: str, key: str, fields: Iterable[str], language: str | None = None) -> int:
    """List the live rebuttals that cite this thing to be read again; return how many those are."""
    from transparency.models import Citation, CitationReview

    citing = Citation.objects.filter(kind=kind, key=key)
    if language:
        citing = citing.filter(page__locale__language_code=language)
    changed, pages = list(fields), list(citing.values_list("page_id", flat=True))
    open_reviews = CitationReview.objects.filter(kind=kind, key=key, settled_at=None, page_id__in=pages)
    known = {review.page_id: review for review in open_reviews.select_for_update()}
    for page_id in pages:
        if review := known.get(page_id):
            review.changed = sorted({*review.changed, *changed})
            review.changed_at = timezone.now()
            review.save(update_fields=["changed", "changed_at"])
        else:
            CitationReview.objects.create(page_id=page_id, kind=kind, key=key, changed=sorted(set(changed)))
    return len(pages)


def shown_changes(record: SupportRecord, written: Iterable[str] | None = None) -> list[str]:
    """Return which shown values of a record differ from those in the database. One query.

    `written` names the fields that are to be saved, where not all are: a draft changes nothing that is shown. Nothing
    is returned for a record that readers saw neither before nor see now.
    """
    from transparency.models import SupportRecord

    names: Sequence[str] = SHOWN if is_source(record) else WORDS
    if written is not None:
        names = [name for name in names if name.removesuffix("_id") in set(written)]
    if not names:
        return []
    before = SupportRecord.objects.filter(pk=record.pk).first() if record.pk else None
    if before is None or not (before.live or record.live):
        return []
    return [name.removesuffix("_id") for name in names if _plain(before, name) != _plain(record, name)]


def is_source(record: SupportRecord) -> bool:
    """Say whether the record is the ledger's own, and not a translation of it."""
    return bool(record.locale.language_code == settings.LANGUAGE_CODE)


@transaction.atomic
def still_right(review: CitationReview, user: Any) -> None:
    """Note that somebody read the rebuttal again and found it right. Raises ValueError where it is settled already."""
    if review.settled_at:
        raise ValueError("This review is settled.")
    review.settled_at, review.settled_by = timezone.now(), user
    review.save(update_fields=["settled_at", "settled_by"])
    log(
        instance=review.page,
        action=STILL_RIGHT,
        user=user,
        data={"kind": review.kind, "key": review.key, "changed": review.changed},
    )


def _settle_all(page: RebuttalPage) -> None:
    from transparency.models import CitationReview

    CitationReview.objects.filter(page=page, settled_at=None).update(settled_at=timezone.now())


def _plain(record: SupportRecord, name: str) -> Any:
    value = getattr(record, name)
    return [place.code for place in value] if name == "places" else value
