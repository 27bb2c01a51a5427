"""The ledger: figures from the source record alone, words in the reader's language."""

import datetime
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.factories import FunderFactory, FundingPageFactory, SupportRecordFactory, by_hand, language, translated
from tests.pages import path_of, text_of
from transparency.models import SupportRecord

pytestmark = pytest.mark.django_db


def funding(code: str = "en") -> str:
    """Return the funding page's text as a reader of this language gets it."""
    page = FundingPageFactory()
    page = page if code == "en" else translated(page, code)
    return text_of(Client().get(path_of(page)).content.decode())


def translation(record: SupportRecord, code: str, **values: Any) -> SupportRecord:
    """Save a translation of the record with these values."""
    copy = record.copy_for_translation(language(code))
    for name, value in values.items():
        setattr(copy, name, value)
    copy.live = True
    copy.save()
    return copy


def test_a_figure_comes_from_the_source_whatever_its_translation_carries() -> None:
    record = SupportRecordFactory(
        title="Workshops", amount=Decimal("1234567.50"), currency="EUR", starts_on=datetime.date(2024, 1, 2)
    )
    translation(
        record,
        "fr",
        title="Ateliers",
        amount=Decimal("999.00"),
        currency="USD",
        starts_on=datetime.date(1999, 9, 9),
        kind=SupportRecord.Kind.CORE,
    )
    text = funding("fr")
    assert "Ateliers" in text
    assert "1\u202f234\u202f567,50\xa0€" in text or "1 234 567,50 €" in text
    for wrong in ("999", "1999", "$", "USD"):
        assert wrong not in text


@pytest.mark.parametrize(("code", "written"), [("en", "€1,234,567.50"), ("ar", "1,234,567.50")])
def test_an_amount_is_written_as_the_language_writes_it(code: str, written: str) -> None:
    SupportRecordFactory(amount=Decimal("1234567.50"), currency="EUR")
    html = funding(code)
    assert written in re.sub("[\u200e\u200f\u061c]", "", html)


def test_amounts_of_two_currencies_are_never_added() -> None:
    for currency, amounts in {"EUR": ("10", "20"), "USD": ("5",)}.items():
        for amount in amounts:
            SupportRecordFactory(amount=Decimal(amount), currency=currency)
    text = funding()
    assert "€30.00" in text
    assert "US$5.00" in text
    assert "35" not in text


def test_a_reason_stands_where_no_amount_is_published() -> None:
    record = SupportRecordFactory(not_published_reason="It is being agreed.")
    translation(record, "fr", not_published_reason="Il est en discussion.")
    assert "Not published It is being agreed." in funding()
    assert "Il est en discussion." in funding("fr")


def test_a_draft_record_is_not_shown_also_where_its_translation_is_live() -> None:
    record = SupportRecordFactory(title="Hidden support", live=False)
    translation(record, "fr", title="Soutien caché")
    assert "Hidden support" not in funding()
    text = funding("fr")
    assert "Hidden support" not in text
    assert "Soutien caché" not in text


def test_a_draft_translation_lends_no_words_and_the_source_is_marked() -> None:
    record = SupportRecordFactory(title="Workshops")
    copy = translation(record, "fr", title="Brouillon")
    copy.live = False
    copy.save()
    page = translated(FundingPageFactory(), "fr")
    html = Client().get(path_of(page)).content.decode()
    assert "Brouillon" not in html
    assert re.search(r'<div[^>]*lang="en"[^>]*dir="ltr"[^>]*>\s*<strong[^>]*>Workshops', html)


def test_a_funder_is_named_in_the_readers_language() -> None:
    record = SupportRecordFactory(funder__name="Fictional Foundation", funder__country="DK")
    copy = by_hand(record.funder, "fr")
    copy.name = "Fondation fictive"
    copy.save()
    text = funding("fr")
    assert "Fondation fictive" in text
    assert "Danemark" in text
    assert "Fictional Foundation" not in text


def test_a_row_keeps_its_address_when_it_is_reworded_and_in_every_language() -> None:
    record = SupportRecordFactory()
    page = FundingPageFactory()

    def anchors(shown: Any) -> list[str]:
        return re.findall(r'<tr[^>]*id="(record-[^"]+)"', Client().get(path_of(shown)).content.decode())

    before = anchors(page)
    assert len(before) == 1
    record.title = "Reworded"
    record.save()
    assert anchors(page) == anchors(translated(page, "ar")) == before


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": Decimal(5), "currency": ""}, "currency"),
        ({"amount": None, "currency": "EUR"}, "amount"),
        ({"amount": Decimal(5), "currency": "EUR", "source_url": ""}, "source_url"),
        ({"amount": Decimal("5.005"), "currency": "EUR"}, "amount"),
        ({"amount": Decimal("5.5"), "currency": "JPY"}, "amount"),
        ({"amount": Decimal("NaN"), "currency": "EUR"}, "amount"),
        ({"amount": Decimal(5), "band_from": Decimal(1), "currency": "EUR"}, "band_from"),
        ({"band_from": Decimal(5), "band_to": Decimal(5), "currency": "EUR"}, "band_to"),
        ({"band_to": Decimal(5), "currency": "EUR"}, "band_from"),
        ({"band_from": Decimal(5), "currency": "EUR", "source_url": ""}, "source_url"),
        ({"amount": Decimal(5), "currency": "EUR", "conversion_rate": Decimal("1.1")}, "conversion_source"),
        ({"amount": None, "currency": "", "not_published_reason": ""}, "not_published_reason"),
        ({"amount": Decimal(-1), "currency": "EUR"}, "amount"),
        ({"amount": Decimal(1), "currency": "EURO"}, "currency"),
        ({"amount": Decimal(1), "currency": "ZZZ"}, "currency"),
        ({"starts_on": datetime.date(2024, 2, 2), "ends_on": datetime.date(2024, 2, 1)}, "ends_on"),
    ],
)
def test_a_record_that_cannot_be_true_is_refused_beside_its_field(values: dict[str, Any], field: str) -> None:
    record = SupportRecordFactory.build(locale=language(), funder=FunderFactory(), **values)
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    assert field in refused.value.message_dict


def test_a_record_of_one_day_and_of_nothing_is_accepted() -> None:
    day = datetime.date(2024, 2, 1)
    SupportRecordFactory.build(
        locale=language(), funder=FunderFactory(), starts_on=day, ends_on=day, amount=Decimal(0), currency="EUR"
    ).full_clean()


def test_an_empty_ledger_says_so() -> None:
    assert "No support has been entered in the register yet." in funding()
