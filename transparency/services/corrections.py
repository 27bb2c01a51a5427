"""The chain of corrections, as the public finds it: what each tells, its hash, and where the chain ends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.db.models import BigIntegerField, QuerySet
from django.http import HttpRequest

from transparency.services.canonical import sha256

if TYPE_CHECKING:
    from transparency.models import Correction, RebuttalPage

#: How many corrections one page of the list shows.
PER_PAGE = 20
#: The second witness: each correction's number and hash stand in Wagtail's log, too.
LOG_ACTION = "transparency.correct"


@dataclass(frozen=True)
class Head:
    """Where the chain ends: whoever notes it today can tell tomorrow whether the chain was cut or written anew."""

    number: int
    hash: str
    published_at: datetime


@dataclass(frozen=True)
class Shown:
    """A correction as a page shows it. `language` is set where it is not the reader's own."""

    number: int
    published_at: datetime
    fact: str
    was: str
    now: str
    reason: str
    hash: str
    url: str
    """The rebuttal's present address; empty while it is not public."""
    version_url: str
    """The version that it mends; empty while the rebuttal is not public."""
    language: str = ""


def entry_of(correction: Correction) -> dict[str, Any]:
    """Return what corrections.json tells of a correction. No person's name is in it. Times are in UTC."""
    return {
        "number": correction.number,
        "rebuttal": correction.address,
        "language": correction.language,
        "fact": correction.fact,
        "was": correction.was,
        "now": correction.now,
        "reason": correction.reason,
        "mends": {
            "version": correction.mends_id,
            "published_at": _moment(correction.mends_published_at),
            "sha256": correction.mends_digest,
        },
        "published_at": _moment(correction.published_at),
        "previous": correction.previous_hash,
        "hash": correction.hash,
    }


def hash_of(entry: Mapping[str, Any]) -> str:
    """Return the hash of an entry: SHA-256 of its canonical JSON, without the hash itself."""
    return sha256({name: value for name, value in entry.items() if name != "hash"})


def head() -> Head | None:
    """Return where the chain ends; None while there is no correction. One query."""
    from transparency.models import Correction

    last = Correction.objects.order_by("-number").only("number", "hash", "published_at").first()
    return Head(last.number, last.hash, last.published_at) if last else None


def whole_chain() -> bytes:
    """Return corrections.json: every correction of every language, the first one first. One query."""
    from transparency.models import Correction

    entries = [entry_of(correction) for correction in Correction.objects.order_by("number").iterator()]
    last = {"number": entries[-1]["number"], "hash": entries[-1]["hash"]} if entries else None
    return json.dumps({"corrections": entries, "head": last}, ensure_ascii=False, indent=1).encode()


def shown(page: RebuttalPage, language: str, request: HttpRequest | None = None) -> list[Shown]:
    """Return the corrections of a rebuttal in its own language and in the source's, the newest first. One query."""
    languages = {language, settings.LANGUAGE_CODE}
    found = _with_pages().filter(page__translation_key=page.translation_key, language__in=languages)
    return [_as_shown(correction, language, request) for correction in found]


def listed(asked: str | None, language: str, request: HttpRequest | None = None) -> PageOfList[Any]:
    """Return one page of the whole chain, the newest first, for a reader of `language`. Two queries."""
    page: PageOfList[Any] = Paginator(_with_pages(), PER_PAGE).get_page(asked)
    page.object_list = [_as_shown(correction, language, request) for correction in page.object_list]
    return page


def mending(page: RebuttalPage, version: int) -> Correction | None:
    """Return the correction that mends this version of this rebuttal, with the version; None where there is none.

    A version that no correction mends is nobody's business: it may be a draft. One query.
    """
    from transparency.models import Correction

    if version > BigIntegerField.MAX_BIGINT:
        return None
    found = Correction.objects.filter(page_id=page.pk, mends_id=version).select_related("mends")
    return found.order_by("number").first()


def _with_pages() -> QuerySet[Correction]:
    from transparency.models import Correction

    of_page = ("url_path", "locale_id", "live", "translation_key")
    own = ("number", "published_at", "fact", "was", "now", "reason", "hash", "mends_id", "language")
    return (
        Correction.objects.order_by("-number")
        .select_related("page")
        .only(*own, "page_id", *(f"page__{name}" for name in of_page))
    )


def _as_shown(correction: Correction, language: str, request: HttpRequest | None) -> Shown:
    url = (correction.page.get_url(request) or "") if correction.page.live else ""
    return Shown(
        number=correction.number,
        published_at=correction.published_at,
        fact=correction.fact,
        was=correction.was,
        now=correction.now,
        reason=correction.reason,
        hash=correction.hash,
        url=url,
        version_url=f"{url}versions/{correction.mends_id}/" if url else "",
        language="" if correction.language == language else correction.language,
    )


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None
