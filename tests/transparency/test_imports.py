"""The import of the ledger: each bad cell is named, nothing is half-written, and an export is its own import."""

import datetime
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry
from wagtail.search.backends import get_search_backend

from tests.factories import DocumentFactory, FunderFactory, SupportRecordFactory, UserFactory, language
from tests.ledger_files import ABOUT, bring, cells, exported, look, table
from tests.pages import text_of
from transparency.models import Funder, SupportRecord
from transparency.services import imports
from transparency.services.import_files import Fault
from transparency.services.import_writing import Changed, write
from transparency.services.imports import Counts
from transparency.services.tables import row_of, write_xlsx

pytestmark = pytest.mark.django_db


def test_a_row_makes_a_record_that_is_live_with_its_funder_and_its_history() -> None:
    user = UserFactory()
    assert bring(table(cells(funder_country="DK", funder_is_group="yes", places="LB JO")), user) == Counts(new=1)
    record = SupportRecord.objects.get()
    assert (record.live, record.year, record.amount, record.currency) == (True, 2026, Decimal("1200.5"), "EUR")
    assert {place.code for place in record.places} == {"JO", "LB"}
    assert (record.funder.name, record.funder.country.code, record.funder.is_group) == (
        "Fictional Foundation",
        "DK",
        True,
    )
    assert record.latest_revision == record.live_revision
    assert record.latest_revision.as_object().title == record.title
    assert record.latest_revision.user == user
    assert ModelLogEntry.objects.for_instance(record).get().action == "transparency.import"
    assert record in list(get_search_backend().search("workshops", SupportRecord))


def test_a_row_whose_id_is_known_changes_that_record_and_says_what() -> None:
    record = SupportRecordFactory(amount=Decimal(5), currency="EUR")
    before = row_of(record)
    counts, changes, _faults, lines = look(table(before | {"amount": "6", "title": "Reworded"}))
    assert counts == Counts(changed=1)
    assert changes[0].fields == [("title", record.title, "Reworded"), ("amount", "5", "6")]
    list(write(lines, UserFactory()))
    record.refresh_from_db()
    assert (record.amount, record.title) == (6, "Reworded")
    assert SupportRecord.objects.count() == 1
    assert row_of(record) == before | {"amount": "6", "title": "Reworded"}


def test_an_id_that_is_not_known_is_kept_and_a_missing_one_is_made() -> None:
    bring(table(cells(id="grant-7"), cells(title="Another")))
    ids = set(SupportRecord.objects.values_list("stable_id", flat=True))
    assert "grant-7" in ids
    assert all(ids)
    assert len(ids) == 2


BAD: list[tuple[dict[str, str], str, str]] = [
    ({"amount": "-5"}, "amount", "negative"),
    ({"amount": "NaN"}, "amount", "no number"),
    ({"amount": "Infinity"}, "amount", "no number"),
    ({"amount": "1e6"}, "amount", "exponent"),
    ({"amount": "1,200.50"}, "amount", "nothing between thousands"),
    ({"amount": "1200,50"}, "amount", "decimal point"),
    ({"amount": "١٢"}, "amount", "digits"),
    ({"amount": "1200.555"}, "amount", "at most 2 decimals"),
    ({"amount": "1" * 20}, "amount", "digits"),
    ({"amount": ""}, "amount", "A currency needs its amount"),
    ({"currency": ""}, "currency", "An amount needs its currency"),
    ({"currency": "ZZZ"}, "currency", "no currency"),
    ({"currency": "eur"}, "currency", "no currency"),
    ({"agreed_on": "2026-02-31"}, "agreed_on", "no such day"),
    ({"agreed_on": "31.1.2026"}, "agreed_on", "year-month-day"),
    ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "ends_on", "after the beginning"),
    ({"places": "JO XX"}, "places", "XX"),
    ({"funder_country": "Denmark"}, "funder_country", "no country"),
    ({"kind": "gift"}, "kind", "core, project"),
    ({"funder_kind": ""}, "funder_kind", "say what it is"),
    ({"funder_kind": "club"}, "funder_kind", "foundation"),
    ({"funder_is_group": "perhaps"}, "funder_is_group", "yes or no"),
    ({"funder": ""}, "funder", "Name the funder"),
    ({"funder": "F" * 200}, "funder", "160"),
    ({"title": ""}, "title", "blank"),
    ({"title": "T" * 200}, "title", "160"),
    ({"purpose": ""}, "purpose", "blank"),
    ({"source_url": "not an address"}, "source_url", "URL"),
    ({"source_url": ""}, "source_url", "needs a source"),
    ({"source_document": "/documents/99/none.pdf"}, "source_document", "no such document"),
    ({"source_document": "agreement.pdf"}, "source_document", "by its address"),
    ({"order": "1.5"}, "order", "whole number"),
    ({"order": "99999"}, "order", "32767"),
    ({"id": "With Spaces"}, "id", "Small letters"),
    ({"conversion_rate": "1.1"}, "conversion_currency", "A conversion needs"),
    ({"title": "Bell\x07"}, "title", "cannot be shown"),
]


def test_each_bad_cell_is_named_by_row_and_column() -> None:
    rows = [cells(**{"funder": f"Fictional funder {number}"} | changed) for number, (changed, _c, _r) in enumerate(BAD)]
    counts, _changes, faults, _lines = look(table(*rows))
    assert counts.bad == len(BAD)
    for number, (changed, column, reason) in enumerate(BAD, 2):
        here = {fault.column: fault.reason for fault in faults if fault.row == number}
        assert reason in here.get(column, ""), (changed, here)


def test_what_contradicts_another_row_or_the_ledger_is_named() -> None:
    FunderFactory(name="Known", kind=Funder.Kind.FOUNDATION)
    FunderFactory(name="Twice")
    FunderFactory(name="Twice")
    _counts, _changes, faults, _lines = look(
        table(
            cells(id="one", funder="Known", funder_kind="company"),
            cells(id="one", funder="Known", funder_kind=""),
            cells(funder="New", funder_kind="company"),
            cells(funder="New", funder_kind="foundation"),
            cells(funder="Twice"),
        )
    )
    assert [(fault.row, fault.column) for fault in faults] == [
        (2, "funder_kind"),
        (3, "id"),
        (5, "funder_kind"),
        (6, "funder"),
    ]


def test_the_queries_grow_with_the_batches_and_not_with_the_rows(django_assert_max_num_queries: Any) -> None:
    file = table(*(cells(id=f"row-{number}") for number in range(100)))
    language()
    with django_assert_max_num_queries(5 + 3):
        look(file)


def test_nothing_is_written_where_a_record_was_changed_since() -> None:
    one, two = SupportRecordFactory(), SupportRecordFactory()
    file = table(*(row_of(record) | {"title": "From the file"} for record in (one, two)), cells())
    _counts, _changes, _faults, lines = look(file)
    two.title = "By a colleague"
    two.save()
    with pytest.raises(Changed, match="Row 3"):
        list(write(lines, UserFactory()))
    assert set(SupportRecord.objects.values_list("title", flat=True)) == {one.title, "By a colleague"}
    assert not Funder.objects.filter(name="Fictional Foundation").exists()


def test_nothing_is_written_where_nobody_waits_for_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    from transparency.services import import_writing

    monkeypatch.setattr(import_writing, "BATCH", 1)
    _counts, _changes, _faults, lines = look(table(cells(), cells(title="Another")))
    work = write(lines, UserFactory())
    assert next(work) == 1
    work.close()
    assert not SupportRecord.objects.exists()


def test_a_draft_that_somebody_began_is_not_overwritten() -> None:
    record = SupportRecordFactory()
    record.save_revision().publish()
    record.refresh_from_db()
    record.title = "Begun"
    record.save_revision()
    record.refresh_from_db()
    _counts, _changes, faults, _lines = look(table(row_of(record) | {"title": "From the file"}))
    assert faults == [Fault(2, "id", faults[0].reason)]
    assert "draft" in faults[0].reason
    counts, *_rest = look(table(row_of(record)))
    assert counts == Counts(unchanged=1)


def test_a_draft_goes_live_and_the_preview_says_so() -> None:
    record = SupportRecordFactory(live=False)
    _counts, changes, _faults, lines = look(table(row_of(record)))
    assert changes[0].fields == [("status", "draft", "live")]
    list(write(lines, UserFactory()))
    record.refresh_from_db()
    assert record.live


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=40)
FORMULAS = st.sampled_from(["=1+1", "'=1+1", "''@x", "+a", "-b", "@c", "＝d", "“quoted”, with; separators\tand\nlines"])
# As every form of the CMS keeps a text: without space around it.
WORDS = st.one_of(FORMULAS, TEXTS.map(str.strip)).filter(bool)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Return the values of a record that the ledger accepts."""
    currency = draw(st.sampled_from(["EUR", "USD", "JPY", "JOD"]))
    digits = {"JPY": 0, "JOD": 3}.get(currency, 2)
    money = st.decimals(0, 10**11, places=digits, allow_nan=False)
    told: dict[str, Any] = draw(
        st.one_of(
            st.fixed_dictionaries({"amount": money}),
            st.fixed_dictionaries({"band_from": money}),
            st.just({}),
        )
    )
    day = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1))
    return told | {
        "currency": currency if told else "",
        "title": draw(WORDS),
        "purpose": draw(WORDS),
        "programme": draw(st.one_of(st.just(""), WORDS)),
        "not_published_reason": draw(WORDS),
        "reference": draw(st.one_of(st.just(""), FORMULAS)),
        "places": draw(st.lists(st.sampled_from(["JO", "LB", "TN", "DK"]), unique=True)),
        "agreed_on": draw(st.none() | day),
        "starts_on": draw(st.none() | day),
        "source_url": "https://funder.example.org/",
        "sort_order": draw(st.integers(0, 32767)),
    }


@limits(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(records(), min_size=1, max_size=3))
def test_an_export_is_its_own_import(made: list[dict[str, Any]]) -> None:
    SupportRecord.objects.all().delete()
    for values in made:
        SupportRecordFactory(**values)
    file = exported()
    counts, _changes, faults, _lines = look(file)
    assert (counts, faults) == (Counts(unchanged=len(made)), [])

    rows = (row_of(record) for record in imports.ledger())
    counts, _changes, faults, _lines = look(write_xlsx(rows, ABOUT))
    assert (counts, faults) == (Counts(unchanged=len(made)), [])

    SupportRecord.objects.all().delete()
    Funder.objects.all().delete()
    bring(file)
    assert exported() == file


def test_a_document_of_this_site_comes_back_as_the_source() -> None:
    record = SupportRecordFactory(amount=Decimal(5), currency="EUR", source_url="", source_document=DocumentFactory())
    file = exported()
    SupportRecord.objects.all().delete()
    bring(file)
    assert SupportRecord.objects.get().source_document_id == record.source_document_id


class TestInTheCms:
    """The three steps, as a publisher goes through them."""

    @pytest.fixture
    def publisher(self) -> Client:
        client = Client()
        client.force_login(UserFactory(superuser=True))
        language()
        return client

    def send(self, client: Client, file: bytes) -> tuple[str, str]:
        """Send a file, and return where it leads and what is said on the way."""
        upload = io.BytesIO(file)
        upload.name = "ledger.csv"
        answer = client.post(reverse("ledger:import"), {"file": upload})
        assert answer.status_code == 302, text_of(answer.content.decode())
        said = client.get(answer["Location"]).getvalue().decode()
        found = re.search(r'class="ledger-import__end">.*?href="([^"]+)"', said, re.DOTALL)
        assert found
        return found[1], said

    def test_what_was_shown_is_written_once(self, publisher: Client) -> None:
        preview, said = self.send(publisher, table(cells(), cells(title="Another")))
        assert "Rows read: 2" in text_of(said)
        shown = publisher.get(preview).content.decode()
        assert "Write 2 records" in shown
        assert "Fictional workshops" in shown
        assert not SupportRecord.objects.exists()
        done = publisher.post(f"{preview}write/").getvalue().decode()
        assert "Records written: 2" in text_of(done)
        assert SupportRecord.objects.filter(live=True).count() == 2
        assert publisher.post(f"{preview}write/").status_code == 404
        assert SupportRecord.objects.count() == 2

    def test_bad_rows_are_shown_page_by_page_and_nothing_can_be_written(self, publisher: Client) -> None:
        preview, _said = self.send(publisher, table(*(cells(amount="-5", id=f"row-{n}") for n in range(60)), cells()))
        shown = publisher.get(preview).content.decode()
        assert "The number is negative." in shown
        assert "Write " not in text_of(shown)
        assert '<data value="61">61</data>' in publisher.get(f"{preview}?p=2").content.decode()
        assert "Fictional workshops" in publisher.get(f"{preview}?list=changes").content.decode()
        assert publisher.post(f"{preview}write/").status_code in {302, 403}
        assert not SupportRecord.objects.exists()

    def test_what_cannot_be_read_is_said_in_place(self, publisher: Client) -> None:
        again, said = self.send(publisher, b"a,b\n1,2\n")
        assert "does not name the columns" in said
        assert again == reverse("ledger:import")
        upload = io.BytesIO(b"%PDF-1.7")
        upload.name = "ledger.csv"
        answer = publisher.post(reverse("ledger:import"), {"file": upload})
        assert answer.status_code == 422
        assert "neither CSV nor" in answer.content.decode()

    def test_a_colleague_was_quicker(self, publisher: Client) -> None:
        record = SupportRecordFactory()
        preview, _said = self.send(publisher, table(row_of(record) | {"title": "From the file"}))
        SupportRecord.objects.update(title="By a colleague")
        done = publisher.post(f"{preview}write/").getvalue().decode()
        assert "Nothing is written." in done
        record.refresh_from_db()
        assert record.title == "By a colleague"

    def test_nobody_opens_what_somebody_else_sent(self, publisher: Client) -> None:
        preview, _said = self.send(publisher, table(cells()))
        other = Client()
        other.force_login(UserFactory(superuser=True))
        assert other.get(preview).status_code == 404
        assert other.get(preview.replace("/import/", "/import/x")).status_code == 404

    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_the_export_is_what_the_import_reads(self, publisher: Client, ending: str) -> None:
        SupportRecordFactory(title="=1+1")
        SupportRecordFactory(live=False)
        answer = publisher.get(reverse("ledger:export", args=[ending]))
        assert f".{ending}" in answer["Content-Disposition"]
        counts, _changes, faults, _lines = look(answer.getvalue())
        assert (counts, faults) == (Counts(unchanged=1), [])
