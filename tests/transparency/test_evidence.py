"""Evidence shows what is cited as it is now, leads to it, and says plainly what is gone."""

import hashlib
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from home.registry import citable
from tests.blocks import block
from tests.factories import (
    DocumentFactory,
    FAQIndexPageFactory,
    FunderFactory,
    FundingPageFactory,
    PrinciplesPageFactory,
    QuestionPageFactory,
    RebuttalPageFactory,
    SupportRecordFactory,
    language,
    translated,
)
from tests.pages import path_of, text_of
from transparency.blocks import EvidencesBlock
from transparency.models import SupportRecord
from transparency.services.evidence import Evidence, resolve

pytestmark = pytest.mark.django_db


def cite(kind: str, code: str = "en", **value: Any) -> Evidence:
    """Return one piece of evidence as a reader of the language gets it."""
    return resolve([block(kind, {"statement": "So it is."} | value)], code)[0]


def html_of(page: Any) -> str:
    return Client().get(path_of(page)).content.decode()


def translation_of(record: SupportRecord, code: str = "ar", **values: Any) -> SupportRecord:
    copy: SupportRecord = record.copy_for_translation(language(code))
    for name, value in values.items():
        setattr(copy, name, value)
    copy.live = True
    copy.save()
    return copy


def test_a_record_shows_its_present_values_and_leads_to_its_row() -> None:
    funding = FundingPageFactory()
    record = SupportRecordFactory(amount=1250, currency="EUR", title="Fictional workshops")
    page = RebuttalPageFactory(evidence=[block("ledger", {"statement": "So it is.", "record": record.pk})])
    html = html_of(page)
    assert "€1,250.00" in text_of(html)
    assert f'href="{path_of(funding)}record/{record.stable_id}/"' in html
    record.amount = 1300
    record.save()
    assert "€1,300.00" in text_of(html_of(page))


def test_a_record_without_an_amount_says_why() -> None:
    record = SupportRecordFactory(not_published_reason="The agreement is confidential.")
    page = RebuttalPageFactory(evidence=[block("ledger", {"statement": "So it is.", "record": record.pk})])
    text = text_of(html_of(page))
    assert "Not published" in text
    assert "The agreement is confidential." in text


def test_a_record_is_told_in_the_readers_words_with_the_sources_figures() -> None:
    record = SupportRecordFactory(amount=10, currency="EUR")
    translation_of(record, title="ورش عمل", amount=None, funder=FunderFactory(name="مموّل", locale=language("ar")))
    line = cite("ledger", "ar", record=record.pk).line
    assert line is not None
    assert (line.title, line.funder, line.record.amount, line.words_in) == ("ورش عمل", "مموّل", 10, "")
    untranslated = cite("ledger", "fr", record=record.pk).line
    assert untranslated is not None
    assert untranslated.words_in == "en"


def test_a_translated_record_is_cited_by_its_source_and_no_translator_is_asked() -> None:
    record = SupportRecordFactory()
    chosen = EvidencesBlock().child_blocks["ledger"].child_blocks["record"]
    assert chosen.clean(translation_of(record)).pk == record.pk
    assert chosen.get_translatable_segments(record) == []


@pytest.mark.parametrize("kind", ["ledger", "question", "principle", "page", "document"])
def test_what_is_gone_is_said_to_be_gone(kind: str) -> None:
    fields = {"ledger": "record", "page": "page", "document": "document"}
    value = {fields.get(kind, "key"): 999_999 if kind in fields else "no-such-thing", "source": "A source"}
    assert cite(kind, **value).url == ""
    page = RebuttalPageFactory(evidence=[block(kind, {"statement": "So it is."} | value)])
    text = text_of(html_of(page))
    assert "So it is." in text
    assert "no longer published" in text


def test_a_record_that_is_not_live_is_not_shown() -> None:
    record = SupportRecordFactory(live=False, title="A secret support")
    page = RebuttalPageFactory(evidence=[block("ledger", {"statement": "So it is.", "record": record.pk})])
    assert "A secret support" not in html_of(page)


def test_a_question_shows_its_short_answer_in_the_readers_language() -> None:
    question = QuestionPageFactory(short_answer="No plan is prescribed.")
    shown = cite("question", "fr", key=question.stable_id)
    assert shown.cited is not None
    assert (shown.cited.text, shown.language) == ("No plan is prescribed.", "en")
    french = translated(question, "fr", short_answer="Aucun plan.")
    shown = cite("question", "fr", key=question.stable_id)
    assert shown.cited is not None
    assert (shown.cited.text, shown.language, shown.url) == ("Aucun plan.", "", path_of(french))


def test_a_question_behind_a_restriction_is_neither_offered_nor_shown() -> None:
    index = FAQIndexPageFactory()
    question = QuestionPageFactory(parent=index)
    source = citable("question")
    assert source is not None
    assert [key for key, _name in source.choices()] == [question.stable_id]
    PageViewRestriction.objects.create(page=index, restriction_type=PageViewRestriction.LOGIN)
    assert source.choices() == []
    assert cite("question", key=question.stable_id).cited is None


def test_where_nothing_can_be_cited_yet_the_editor_is_told() -> None:
    question = EvidencesBlock().child_blocks["question"].child_blocks["key"]
    assert [str(name) for _key, name in question.field.choices] == ["No question can be cited yet: none is published."]


def test_a_page_is_cited_in_the_readers_language() -> None:
    principles = PrinciplesPageFactory()
    french = translated(principles, "fr")
    page = RebuttalPageFactory(
        evidence=[block("page", {"statement": "It says so.", "source": "The principles", "page": principles.pk})]
    )
    assert f'href="{path_of(principles)}"' in html_of(page)
    assert f'href="{path_of(french)}"' in html_of(translated(page, "fr"))


def test_a_source_elsewhere_shows_its_copy_its_day_and_its_digest() -> None:
    digest = hashlib.sha256(b"What a city can do.").hexdigest()
    value = {
        "statement": "It was said.",
        "source": "A fictional report",
        "url": "https://example.org/report",
        "archive_url": "https://archive.example.org/1",
        "sha256": digest.upper(),
        "captured_on": "2026-01-31",
        "capture": DocumentFactory(title="The stored copy").pk,
    }
    html = html_of(translated(RebuttalPageFactory(evidence=[block("address", value)]), "ar"))
    assert f'dir="ltr">{digest}</bdi>' in html
    assert 'href="https://archive.example.org/1"' in html
    assert '<time datetime="2026-01-31">' in html
    assert "The stored copy" in html


@pytest.mark.parametrize("digest", ["", "a" * 64, "A" * 64])
def test_a_digest_has_sixty_four_digits(digest: str) -> None:
    field = EvidencesBlock().child_blocks["address"].child_blocks["sha256"]
    assert field.clean(digest) == digest
    for wrong in (digest[:-1] or "a", "g" * 64):
        with pytest.raises(Exception, match="64 digits"):
            field.clean(wrong)


def test_an_app_may_cite_the_ledger_by_a_records_id() -> None:
    FundingPageFactory()
    record = SupportRecordFactory(title="Workshops", funder__name="A fictional fund")
    SupportRecordFactory(live=False)
    source = citable("ledger")
    assert source is not None
    assert source.choices() == [(record.stable_id, "Workshops")]
    cited = source.cite([record.stable_id, "no-such-record"], "en")
    assert set(cited) == {record.stable_id}
    assert cited[record.stable_id].label == "A fictional fund: Workshops"
    assert cited[record.stable_id].url.endswith(f"/record/{record.stable_id}/")


def test_evidence_of_the_one_old_kind_becomes_what_it_led_to_and_keeps_its_id() -> None:
    by_kind = import_module("transparency.migrations.0003_evidence_by_kind").by_kind
    words = {"statement": "So it is.", "source": "Here"}
    old = [
        block("evidence", words | {"page": 7, "document": None, "url": ""}),
        block("evidence", words | {"page": None, "document": 3, "url": "https://example.org/"}),
    ]
    new = by_kind(old)
    assert [(piece["type"], piece["value"]) for piece in new] == [
        ("page", words | {"page": 7}),
        ("document", words | {"document": 3}),
        ("address", words | {"url": "https://example.org/"}),
    ]
    assert [new[0]["id"], new[1]["id"]] == [old[0]["id"], old[1]["id"]]
    assert by_kind(new) == new
