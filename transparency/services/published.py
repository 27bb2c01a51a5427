"""The ledger as anyone may have it: every live record, with its words in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from transparency.services.columns import COLUMNS
from transparency.services.tables import row_of

if TYPE_CHECKING:
    from transparency.models import SupportRecord

#: The published tables tell of each row, too, in which language its words are.
PUBLISHED_COLUMNS = (*COLUMNS, "language")
WORDS = ("translation_key", "title", "purpose", "programme", "not_published_reason")


@dataclass(frozen=True)
class Published:
    """A record of the ledger, and the words in which it is published."""

    record: SupportRecord
    translation: SupportRecord | None
    funder_name: str
    language: str
    """The language of the words: the source's, where they are not translated."""

    @property
    def words(self) -> SupportRecord:
        """Whatever lends the record its words. Its figures are no figures."""
        return self.translation or self.record


def published(language: str) -> list[Published]:
    """Return the live records of the ledger in its order, in the words of `language`. At most three queries."""
    from transparency.models import Funder, SupportRecord

    source = settings.LANGUAGE_CODE
    translations, names = {}, {}
    if language != source:
        words = SupportRecord.objects.filter(live=True, locale__language_code=language).only(*WORDS).order_by()
        translations = {translation.translation_key: translation for translation in words}
        funders = Funder.objects.filter(locale__language_code=language).order_by()
        names = dict(funders.values_list("translation_key", "name"))
    records = SupportRecord.objects.filter(live=True, locale__language_code=source)
    return [
        Published(
            record=record,
            translation=(translation := translations.get(record.translation_key)),
            funder_name=names.get(record.funder.translation_key, record.funder.name),
            language=language if translation else source,
        )
        for record in records.select_related("funder", "source_document")
    ]


def rows_of(records: list[Published], site: str) -> Iterator[dict[str, str]]:
    """Return the records as the rows of a published table. `site` is the site's root in full."""
    for one in records:
        yield {**row_of(one.record, one.translation, one.funder_name, site), "language": one.language}
