"""The ledger in the schema of 360Giving, version 1.4 (https://standard.threesixtygiving.org/).

The network receives grants and is no registered publisher: it claims neither a prefix nor the number of a register.
Whatever needs an id gets one of the site's own, of the form `<host>-<id>` (docs/decisions/0022-data-for-machines.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from transparency.services.lines import country_name
from transparency.services.published import Published
from transparency.services.shapes import Shape

if TYPE_CHECKING:
    from transparency.models import SupportRecord

VERSION = "1.4"
#: Currencies that a record may have and the schema does not know: a test compares them with it.
UNKNOWN_CURRENCIES = frozenset(
    {
        "ARL", "ARM", "BAN", "BGM", "BGO", "BOL", "BRZ", "CLE", "CNH", "CNX", "KRH", "KRO", "MAF", "MCF", "MDC", "MKN",
        "MVP", "SLE", "UYW", "VED", "VNN", "XCG", "YUR", "ZWG",
    }
)  # fmt: skip
#: What 360Giving demands and a record may lack, by the schema's names, for people to read.
DEMANDS = {
    "amountAwarded": gettext_lazy("No amount is published"),
    "awardDate": gettext_lazy("The day of the agreement is not published"),
    "currency": gettext_lazy("No currency that the schema knows"),
    "fundingOrganization": gettext_lazy("The funders are not named one by one"),
}
Json = dict[str, Any]


@dataclass(frozen=True)
class LeftOut:
    """The records that are no complete grants: how many, and why, each reason with its records."""

    total: int
    by_demand: dict[str, int]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Each reason in the reader's words, with the number of records."""
        return [(str(DEMANDS[name]), count) for name, count in self.by_demand.items()]


@dataclass(frozen=True)
class Publication:
    """Who publishes the ledger, where and when."""

    title: str
    publisher: str
    address: str
    """The page's address in full, with a slash at its end."""
    site: str
    """The site's root in full, without one."""
    host: str
    day: date
    language: str
    licence_url: str = ""


def lacks(record: SupportRecord) -> list[str]:
    """Return what 360Giving demands of a grant and this record has not, by the schema's own names.

    The day of the award is that of the agreement: no other day stands in for it. A name that stands for several
    funders is no organisation.
    """
    missing = {
        "amountAwarded": record.amount is None,
        "currency": not record.currency or record.currency in UNKNOWN_CURRENCIES,
        "awardDate": record.agreed_on is None,
        "fundingOrganization": record.funder.is_group,
    }
    return [name for name, is_missing in missing.items() if is_missing]


def left_out(records: list[Published]) -> LeftOut:
    """Return which records are no complete grants."""
    reasons = [found for one in records if (found := lacks(one.record))]
    return LeftOut(len(reasons), dict(sorted(Counter(name for found in reasons for name in found).items())))


def counted_out(shapes: Iterable[Shape]) -> LeftOut:
    """Return what `left_out` would of a ledger whose records have these shapes."""
    total, by_demand = 0, Counter[str]()
    for shape in shapes:
        missing = {
            "amountAwarded": shape.sum != "exact",
            "awardDate": not shape.agreed,
            "currency": not shape.currency or shape.currency in UNKNOWN_CURRENCIES,
            "fundingOrganization": not shape.named,
        }
        lacking = [name for name, is_missing in missing.items() if is_missing]
        total += shape.records if lacking else 0
        by_demand.update(dict.fromkeys(lacking, shape.records))
    return LeftOut(total, dict(sorted(by_demand.items())))


def package(records: list[Published], publication: Publication) -> Json:
    """Return the ledger as a package of 360Giving: the complete records as grants, the others counted.

    Without a complete record the list of grants is empty, and says so. That is the one point in which the package
    then differs from the schema, which demands a grant.
    """
    missing = left_out(records)
    complete = [one for one in records if not lacks(one.record)]
    found: Json = {
        "version": VERSION,
        "title": publication.title,
        "description": _description(len(complete), missing.total),
        "issued": publication.day.isoformat(),
        "publisher": {"name": publication.publisher, "website": f"{publication.site}/"},
        "accessURL": publication.address,
        "downloadURL": f"{publication.address}data.json",
        "language": publication.language,
        "recordsLeftOut": missing.total,
        "recordsLeftOutFor": missing.by_demand,
        "grants": [grant_of(one, publication) for one in complete],
    }
    return {**found, "license": publication.licence_url} if publication.licence_url else found


def grant_of(one: Published, publication: Publication) -> Json:
    """Return a complete record as a grant. A field that nobody filled is left out."""
    record, words, host = one.record, one.words, publication.host
    found: Json = {
        "id": f"{host}-{record.stable_id}",
        "title": words.title,
        "description": words.purpose,
        "currency": record.currency,
        "amountAwarded": _number(record.amount),
        "awardDate": record.agreed_on.isoformat() if record.agreed_on else None,
        "recipientOrganization": [
            {"id": f"{host}-recipient", "name": publication.publisher, "url": f"{publication.site}/"}
        ],
        "fundingOrganization": [_funder(one, host)],
        "classifications": [
            {"vocabulary": f"{host}-kind", "code": record.kind, "title": str(record.get_kind_display())}
        ],
        "plannedDates": _dates(record),
        "grantProgramme": [{"title": words.programme}] if words.programme else None,
        "beneficiaryLocation": [
            {"name": country_name(place.code), "countryCode": place.code} for place in record.places
        ],
        "relatedDocument": _documents(record, publication.site),
        "url": f"{publication.address}record/{record.stable_id}/",
        "dataSource": publication.address,
        "dateModified": record.last_published_at.isoformat() if record.last_published_at else None,
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def _funder(one: Published, host: str) -> Json:
    funder = one.record.funder
    found = {
        "id": f"{host}-funder-{funder.translation_key}",
        "name": one.funder_name,
        "addressCountry": country_name(funder.country.code),
        "url": funder.website,
    }
    return {name: value for name, value in found.items() if value}


def _dates(record: SupportRecord) -> list[Json] | None:
    # An event has a beginning: an end alone is none.
    if not record.starts_on:
        return None
    end = {"endDate": record.ends_on.isoformat()} if record.ends_on else {}
    return [{"startDate": record.starts_on.isoformat(), **end}]


def _documents(record: SupportRecord, site: str) -> list[Json]:
    document = record.source_document
    found = [{"title": document.title, "url": f"{site}{document.url}"}] if document else []
    return [*found, {"url": record.source_url}] if record.source_url else found


def _number(value: Decimal | None) -> int | float | None:
    # Fifteen digits at most: a float holds each of them.
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _description(complete: int, count: int) -> str:
    texts = [_("Who supports the network, with what, for what: told by the recipient, in the 360Giving schema.")]
    if count:
        text = ngettext(
            "%(count)d record is left out, because it lacks what the schema demands; it stands in data.csv.",
            "%(count)d records are left out, because they lack what the schema demands; they stand in data.csv.",
            count,
        )
        texts.append(text % {"count": count})
    if not complete:
        texts.append(_("No record is complete yet: the list of grants is empty, where the schema asks for one."))
    return " ".join(texts)
