"""What the cells of a row mean: each column's rule, and the reason beside the column where a cell breaks it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_countries import countries

from transparency.models import Funder, SupportRecord

YES = {"yes", "true", "1"}
NO = {"no", "false", "0", ""}
#: Latin digits alone, and a point: a comma means a thousand in one country and a tenth in the next.
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
WHOLE = re.compile(r"[0-9]{1,5}")
#: Of a small whole number in every database; SQLite itself sets no limit.
LARGEST_ORDER = 32_767
EXPONENT = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: A document is named by its address on the site, as the export writes it.
DOCUMENT = re.compile(r"/documents/([0-9]{1,18})/")
CURRENCIES = frozenset(list_currencies("en"))

#: The columns that are fields of the record, by the field's name.
FIELDS = {"order": "sort_order"}
COLUMN_OF = {"stable_id": "id", "sort_order": "order"}
FUNDER_COLUMNS = {
    "funder_kind": "kind",
    "funder_country": "country",
    "funder_website": "website",
    "funder_is_group": "is_group",
}

Faults = dict[str, str]


class Wrong(Exception):
    """A cell that is not what its column holds; the message says why, in the active language."""


@dataclass
class Known:
    """What the ledger holds that a row may name: read once for a whole file."""

    funders: dict[str, list[Funder]] = field(default_factory=dict)
    """The funders of the source language by name. A new one joins them with the first row that names it."""
    documents: set[int] = field(default_factory=set)


def record_of(cells: Mapping[str, str], known: Known, present: SupportRecord | None) -> tuple[SupportRecord, Faults]:
    """Return what the row says as a record that is not saved, and the columns that are wrong with their reasons.

    `present` is the ledger's own record of this id: what the file does not tell (its place in the database, its
    revisions) is taken from it.
    """
    faults: Faults = {}
    values: dict[str, Any] = {}
    for column, rule in RULES.items():
        name = FIELDS.get(column, column)
        try:
            value = rule(cells[column])
            if name not in FREE:
                value = SupportRecord._meta.get_field(name).clean(value, None)  # type: ignore[union-attr]
            values[name] = value
        except Wrong as wrong:
            faults[column] = str(wrong)
        except ValidationError as wrong:
            faults[column] = " ".join(wrong.messages)
    record = copy(present) if present else SupportRecord()
    if cells["id"]:
        record.stable_id = cells["id"]
        _gather(faults, "id", lambda: SupportRecord._meta.get_field("stable_id").run_validators(cells["id"]))
    funder = _funder_of(cells, known, present, faults)
    if funder:
        record.funder = funder
    _set_document(record, values.pop("source_document", None), known, faults)
    for name, value in values.items():
        setattr(record, name, value)
    # A rule that needs several cells says nothing new where one of them is not even read.
    if not faults:
        try:
            record.clean()
        except ValidationError as wrong:
            for name, messages in wrong.message_dict.items():
                faults[COLUMN_OF.get(name, name)] = " ".join(messages)
    return record, faults


def _funder_of(cells: Mapping[str, str], known: Known, present: SupportRecord | None, faults: Faults) -> Funder | None:
    name = cells["funder"]
    if not name:
        faults["funder"] = _("Name the funder.")
        return None
    told = _told_of_funder(cells, faults)
    found = known.funders.get(name, [])
    if present and present.funder.name == name:
        found = [present.funder]
    if len(found) > 1:
        faults["funder"] = _("Several funders have this name. Give each a name of its own first.")
        return None
    if found:
        for column, value in told.items():
            there = getattr(found[0], FUNDER_COLUMNS[column])
            if value != (there.code or "" if column == "funder_country" else there):
                faults[column] = _("Elsewhere this funder has another value here: “%(value)s”.") % {
                    "value": _said(there) or _("nothing")
                }
        return found[0]
    return _new_funder(name, told, known, faults)


def _told_of_funder(cells: Mapping[str, str], faults: Faults) -> dict[str, Any]:
    """Return what the row says of the funder; an empty cell says nothing."""
    told: dict[str, Any] = {}
    for column, name in FUNDER_COLUMNS.items():
        if not cells[column]:
            continue
        try:
            value = FUNDER_RULES[column](cells[column])
            if column == "funder_website":
                value = Funder._meta.get_field(name).clean(value, None)  # type: ignore[union-attr]
            told[column] = value
        except Wrong as wrong:
            faults[column] = str(wrong)
        except ValidationError as wrong:
            faults[column] = " ".join(wrong.messages)
    return told


def _new_funder(name: str, told: Mapping[str, Any], known: Known, faults: Faults) -> Funder | None:
    if "funder_kind" not in told:
        faults.setdefault("funder_kind", _("This funder is not known yet: say what it is, in the first row of it."))
        return None
    if set(FUNDER_COLUMNS) & set(faults):
        return None
    funder = Funder(name=name, **{FUNDER_COLUMNS[column]: value for column, value in told.items()})
    if not _gather(faults, "funder", lambda: Funder._meta.get_field("name").clean(name, None)):
        return None
    known.funders[name] = [funder]
    return funder


def _set_document(record: SupportRecord, pk: int | None, known: Known, faults: Faults) -> None:
    if pk is not None and pk not in known.documents:
        faults["source_document"] = _("There is no such document on this site.")
        return
    if pk != record.source_document_id:
        record.source_document_id = pk


def _gather(faults: Faults, column: str, rule: Callable[[], object]) -> bool:
    try:
        rule()
    except ValidationError as wrong:
        faults[column] = " ".join(wrong.messages)
        return False
    return True


def _said(value: Any) -> str:
    return (_("yes") if value else _("no")) if isinstance(value, bool) else str(getattr(value, "code", value) or "")


def _text(cell: str) -> str:
    return cell


def _one_of(choices: list[str]) -> Callable[[str], str]:
    def rule(cell: str) -> str:
        if cell not in choices:
            raise Wrong(_("This is one of: %(values)s.") % {"values": ", ".join(choices)})
        return cell

    return rule


def _country(cell: str) -> str:
    if cell and cell not in countries.countries:
        raise Wrong(_("“%(code)s” is no country: give its two letters (ISO 3166), as DK.") % {"code": cell[:20]})
    return cell


def _places(cell: str) -> list[str]:
    return sorted({_country(code) for code in cell.split()})


def _currency(cell: str) -> str:
    if cell and cell not in CURRENCIES:
        raise Wrong(_("“%(code)s” is no currency: give its three letters (ISO 4217), as EUR.") % {"code": cell[:20]})
    return cell


def _day(cell: str) -> date | None:
    if not cell:
        return None
    if not DAY.fullmatch(cell):
        raise Wrong(_("Write the day as year-month-day: 2026-03-31."))
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise Wrong(_("There is no such day.")) from error


def _decimal(cell: str) -> Decimal | None:
    if not cell:
        return None
    if NUMBER.fullmatch(cell):
        return Decimal(cell)
    if cell.lstrip("+-").lower() in {"nan", "inf", "infinity"}:
        raise Wrong(_("This is no number."))
    if EXPONENT.fullmatch(cell):
        raise Wrong(_("Write the number in full, without an exponent."))
    if cell.startswith("-") and NUMBER.fullmatch(cell[1:]):
        raise Wrong(_("The number is negative."))
    raise Wrong(_("Write the number in digits with a decimal point, and nothing between thousands: 1234.50"))


def _order(cell: str) -> int:
    if cell and not (WHOLE.fullmatch(cell) and int(cell) <= LARGEST_ORDER):
        raise Wrong(_("This is a whole number from 0 to 32767."))
    return int(cell or 0)


def _yes(cell: str) -> bool:
    if cell.lower() in YES:
        return True
    if cell.lower() in NO:
        return False
    raise Wrong(_("This is yes or no."))


def _document(cell: str) -> int | None:
    if not cell:
        return None
    found = DOCUMENT.search(cell)
    if not found:
        raise Wrong(_("Name the document by its address on this site: /documents/12/agreement.pdf"))
    return int(found[1])


RULES: dict[str, Callable[[str], Any]] = {
    "kind": _one_of(list(SupportRecord.Kind.values)),
    "title": _text,
    "purpose": _text,
    "programme": _text,
    "places": _places,
    "agreed_on": _day,
    "starts_on": _day,
    "ends_on": _day,
    "amount": _decimal,
    "currency": _currency,
    "band_from": _decimal,
    "band_to": _decimal,
    "not_published_reason": _text,
    "reference": _text,
    "source_document": _document,
    "source_url": _text,
    "conversion_currency": _currency,
    "conversion_rate": _decimal,
    "conversion_on": _day,
    "conversion_source": _text,
    "order": _order,
}
#: The fields whose rule says all: a currency's own choices are named anew, in words, at each look.
FREE = {"kind", "places", "currency", "conversion_currency", "source_document"}
FUNDER_RULES: dict[str, Callable[[str], Any]] = {
    "funder_kind": _one_of(list(Funder.Kind.values)),
    "funder_country": _country,
    "funder_website": _text,
    "funder_is_group": _yes,
}
