"""What a rebuttal's evidence is now, in the reader's language: a constant number of queries, however much it cites."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from home.registry import Cited, citable
from home.services import remembered
from home.services.contents import anchor_of
from home.services.translations import for_reader, language_of
from transparency.services.lines import Line, address_of_row, line_of

if TYPE_CHECKING:
    from home.models import SiteDocument
    from transparency.models import SupportRecord

#: The kinds that an app of the house knows by a key.
BY_KEY = ("principle", "question")
#: Of these, what was adopted once never changes its words: it is remembered between requests.
FROZEN = ("principle",)
FUNDING = "transparency.funding"
#: What an archived copy consists of.
ARCHIVE = ("archive_url", "sha256", "captured_on")

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence as a reader sees it."""

    number: int
    anchor: str
    kind: str
    """The kind of block: “ledger”, “principle”, “question”, “page”, “document” or “address”."""
    statement: str
    source: str = ""
    url: str = ""
    """Where it is read; empty where what is cited is gone or not public."""
    language: str = ""
    """The language of what it leads to, where that is not the reader's."""
    line: Line | None = None
    cited: Cited | None = None
    document: SiteDocument | None = None
    archive_url: str = ""
    sha256: str = ""
    captured_on: date | None = None

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"transparency/blocks/{self.kind}_evidence_block.html"


def resolve(raw: Iterable[Raw], language: str, request: HttpRequest | None = None) -> list[Evidence]:
    """Return the evidence in its order, for a reader of `language`. At most one query for each kind.

    `raw` is a StreamField's data. What is gone or not public has no `url`, `line` or `cited`: it is never left out.
    """
    blocks = list(raw)
    pages = for_reader(_ids(blocks, "page", "page"), language) if _ids(blocks, "page", "page") else {}
    documents = _documents({*_ids(blocks, "document", "document"), *_ids(blocks, "address", "capture")})
    lines = lines_by_pk(_ids(blocks, "ledger", "record"), language)
    cited = {kind: _cited(kind, blocks, language) for kind in BY_KEY}
    funding = funding_address(language) if lines else ""
    found = []
    for number, block in enumerate(blocks, start=1):
        kind, value = block["type"], block["value"]
        shown: dict[str, Any] = {"source": value.get("source") or ""}
        match kind:
            case "ledger" if line := lines.get(value.get("record") or 0):
                shown["line"] = line
                shown["url"] = f"{funding}{address_of_row(line.record.stable_id)}" if funding else ""
            case "principle" | "question" if thing := cited[kind].get(value.get("key") or ""):
                shown |= {"cited": thing, "url": thing.url, "language": thing.language}
            case "page" if page := pages.get(value.get("page") or 0):
                own = language_of(page, request)
                shown |= {"url": page.get_url(request) or "", "language": "" if own == language else own}
            case "document" if document := documents.get(value.get("document") or 0):
                shown |= {"document": document, "url": document.url}
            case "address":
                shown |= _address(value, documents)
        found.append(Evidence(number, anchor_of(block.get("id") or ""), kind, value.get("statement") or "", **shown))
    return found


def evidence_of(kind: str, value: Mapping[str, Any]) -> Evidence:
    """Return one block as evidence in the active language, as its preview shows it."""
    return resolve([{"type": kind, "value": value}], get_language() or settings.LANGUAGE_CODE)[0]


def problems_of_address(value: Mapping[str, Any]) -> dict[str, str]:
    """Return what an outside source lacks to be cited, by the name of the block's field. One query for a stored copy.

    A source elsewhere changes and goes: what was read there stays checkable by its copy in a public archive, the
    day of the copy and its SHA-256; a stored copy has to be the file of that SHA-256.
    """
    reasons = {
        "archive_url": _("Give the address of the archived copy: without it, nobody can check what the source said."),
        "sha256": _("Give the SHA-256 of the stored copy: it shows that the copy was not changed."),
        "captured_on": _("Give the day on which the copy was made."),
    }
    wrong = {name: reasons[name] for name in ARCHIVE if not value.get(name)}
    if value.get("capture") and value.get("sha256"):
        document = _documents({value["capture"]}, public=False).get(value["capture"])
        if document is None:
            wrong["capture"] = _("The stored copy is no longer there.")
        elif sha256_of(document) != str(value["sha256"]).lower():
            wrong["sha256"] = _("The stored copy has another SHA-256: it is not the file that was captured.")
    return wrong


def sha256_of(document: SiteDocument) -> str:
    """Return the SHA-256 of a document's file, in small hexadecimal digits; empty where the file is gone."""
    try:
        with document.file.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def source_record(record: SupportRecord) -> SupportRecord:
    """Return the record of the source language, whose figures are the ledger's."""
    from transparency.models import SupportRecord

    if record.locale.language_code == settings.LANGUAGE_CODE:
        return record
    sources = SupportRecord.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    return sources.filter(translation_key=record.translation_key).first() or record


def lines_by_pk(pks: Iterable[int], language: str) -> dict[int, Line]:
    """Return the live records as lines in the words of `language`, each by its primary key. One query, if any."""
    from transparency.models import SupportRecord

    pks = set(pks)
    return _lines(SupportRecord.objects.filter(pk__in=pks).values("translation_key"), language, pks) if pks else {}


def funding_address(language: str) -> str:
    """Return the address of the live, public funding page in `language`, or in the source's; empty for none."""
    addresses = remembered.remember(FUNDING, _funding_addresses)
    return addresses.get(language) or addresses.get(settings.LANGUAGE_CODE) or ""


@dataclass(frozen=True)
class LedgerCitable:
    """The records of the ledger, which any app may cite (home/registry.py); a key is a record's stable id."""

    name: str = "ledger"

    def choices(self) -> list[tuple[str, str]]:
        """Return the live records by their titles. One query."""
        from transparency.models import SupportRecord

        records = SupportRecord.objects.filter(live=True, locale__language_code=settings.LANGUAGE_CODE)
        return list(records.values_list("stable_id", "title"))

    def cite(self, keys: Iterable[str], language: str) -> Mapping[str, Cited]:
        """Return the live records of these ids, each with its funder and a link to its row. One query."""
        from transparency.models import SupportRecord

        named = SupportRecord.objects.filter(stable_id__in=set(keys)).values("translation_key")
        funding = funding_address(language)
        return {
            line.record.stable_id: Cited(
                label=f"{line.funder}: {line.title}",
                text=line.purpose,
                url=f"{funding}{address_of_row(line.record.stable_id)}" if funding else "",
                language=line.words_in,
            )
            for line in _lines(named, language, None).values()
        }


def _lines(keys: Any, language: str, pks: set[int] | None) -> dict[int, Line]:
    from transparency.models import SupportRecord

    source = settings.LANGUAGE_CODE
    found = SupportRecord.objects.filter(
        translation_key__in=keys, live=True, locale__language_code__in={source, language}
    )
    sources: dict[Any, SupportRecord] = {}
    translations: dict[Any, SupportRecord] = {}
    for record in found.select_related("funder", "locale"):
        (sources if record.locale.language_code == source else translations)[record.translation_key] = record
    foreign = "" if language == source else source
    lines = {}
    for key, record in sources.items():
        words = translations.get(key)
        if pks is None or record.pk in pks:
            lines[record.pk] = line_of(record, words, words.funder if words else None, "" if words else foreign)
    return lines


def _funding_addresses() -> dict[str, str]:
    from transparency.models import FundingPage

    pages = FundingPage.objects.live().public().select_related("locale")
    return {page.locale.language_code: page.get_url() or "" for page in pages}


def _cited(kind: str, blocks: list[Raw], language: str) -> Mapping[str, Cited]:
    keys = {block["value"].get("key") for block in blocks if block["type"] == kind} - {None, ""}
    source = citable(kind) if keys else None
    if source is None:
        return {}
    if kind not in FROZEN:
        return source.cite(sorted(keys), language)
    mark = hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()
    # Nothing is remembered of what is not there: it may be adopted in the next minute.
    key = f"transparency.{kind}.{language}.{mark}"
    return remembered.remember(key, lambda: source.cite(sorted(keys), language) or None) or {}


def _ids(blocks: list[Raw], kind: str, name: str) -> set[int]:
    return {block["value"][name] for block in blocks if block["type"] == kind and block["value"].get(name)}


def _documents(pks: set[int], public: bool = True) -> dict[int, SiteDocument]:
    from home.models import SiteDocument

    if not pks:
        return {}
    documents = SiteDocument.objects.filter(pk__in=pks)
    if public:
        documents = documents.filter(collection__view_restrictions__isnull=True)
    return {document.pk: document for document in documents}


def _address(value: Mapping[str, Any], documents: dict[int, SiteDocument]) -> dict[str, Any]:
    captured = value.get("captured_on")
    return {
        "url": value.get("url") or "",
        "archive_url": value.get("archive_url") or "",
        "sha256": (value.get("sha256") or "").lower(),
        "captured_on": date.fromisoformat(captured) if isinstance(captured, str) and captured else captured or None,
        "document": documents.get(value.get("capture") or 0),
    }
