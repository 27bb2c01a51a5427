"""The columns of the ledger as a table: the same in the import, the export and the data for machines."""

from __future__ import annotations

#: Each column's name in a file, in order. Names are the same in every language: programs read them.
COLUMNS = (
    "id",
    "funder",
    "funder_kind",
    "funder_country",
    "funder_website",
    "funder_is_group",
    "kind",
    "title",
    "purpose",
    "programme",
    "places",
    "agreed_on",
    "starts_on",
    "ends_on",
    "amount",
    "currency",
    "band_from",
    "band_to",
    "not_published_reason",
    "reference",
    "source_document",
    "source_url",
    "conversion_currency",
    "conversion_rate",
    "conversion_on",
    "conversion_source",
    "order",
)
