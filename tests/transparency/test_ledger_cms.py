"""The ledger in the CMS: who may change it, what is kept of two who do, and what is asked before readers see it."""

import datetime
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from home.models import User
from tests.factories import (
    FunderFactory,
    FundingPageFactory,
    SupportRecordFactory,
    UserFactory,
    by_hand,
    home_page,
)
from tests.pages import text_of
from transparency.models import Funder, SupportRecord

pytestmark = pytest.mark.django_db

LEDGER = "Publishers"


@pytest.fixture
def roles() -> None:
    """Make the groups as a new site has them."""
    from demo.roles import set_up_roles
    from wagtail.models import Collection

    home_page("ar"), home_page("fr")
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    set_up_roles()


def person(*groups: str) -> tuple[Client, User]:
    """Sign somebody of these groups in."""
    user = UserFactory(staff=True, groups=list(groups))
    client = Client()
    client.force_login(user)
    return client, user


def url(model: type[Any], name: str, *args: object) -> str:
    """Return the address of one of the model's pages in the CMS."""
    return reverse(model.snippet_viewset.get_url_name(name), args=args)  # type: ignore[attr-defined]


def form_of(client: Client, address: str) -> dict[str, str]:
    """Return what a browser would send of the form at this address."""
    html = client.get(address).content.decode()
    form = re.search(r'<form[^>]*id="w-editor-form".*?</form>', html, re.DOTALL)
    assert form
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag and 'type="submit"' not in tag:
            sent[name[1]] = value[1] if value else ""
    sent |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form[0], re.DOTALL))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form[0], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        if chosen:
            sent[name] = chosen[1]
    return sent


def published(**values: Any) -> SupportRecord:
    """Return a record that was published as the CMS does it."""
    record: SupportRecord = SupportRecordFactory(live=False, **values)
    record.save_revision().publish()
    record.refresh_from_db()
    return record


def values(**changed: Any) -> dict[str, Any]:
    """Return what is typed into a new record's form."""
    return {
        "funder": FunderFactory().pk,
        "kind": "project",
        "title": "Fictional workshops",
        "purpose": "They bring cities together.",
        "amount": "1200.50",
        "currency": "EUR",
        "agreed_on": "2026-02-01",
        "source_url": "https://funder.example.org/award",
        "sort_order": "0",
    } | changed


def test_a_publisher_records_a_support_and_readers_see_it(roles: None) -> None:
    page = FundingPageFactory()
    client, _user = person(LEDGER)
    answer = client.post(url(SupportRecord, "add"), values(**{"action-publish": "1"}))
    assert answer.status_code == 302
    record = SupportRecord.objects.get()
    assert (record.live, record.year, record.amount) == (True, 2026, Decimal("1200.50"))
    assert "€1,200.50" in text_of(Client().get(page.url).content.decode())


@pytest.mark.parametrize("group", ["Communications", "Membership officers", "Members"])
def test_nobody_but_publishers_changes_the_ledger(roles: None, group: str) -> None:
    record = published()
    client, _user = person(group)
    for address in (
        url(SupportRecord, "list"),
        url(SupportRecord, "add"),
        url(SupportRecord, "edit", record.pk),
        url(Funder, "edit", record.funder.pk),
        reverse("ledger:import"),
        reverse("ledger:export", args=["csv"]),
    ):
        assert client.get(address).status_code in {302, 403}
    client.post(url(SupportRecord, "edit", record.pk), values(**{"action-publish": "1", "title": "Taken over"}))
    record.refresh_from_db()
    assert record.title != "Taken over"


def test_a_translator_changes_words_in_their_own_language_and_no_figure(roles: None) -> None:
    record = published(amount=Decimal(5), currency="EUR")
    copy = by_hand(record, "fr")
    copy.save()
    reviewer, _user = person("Reviewers: French")
    assert reviewer.get(url(SupportRecord, "edit", record.pk)).status_code in {302, 403}
    sent = form_of(reviewer, url(SupportRecord, "edit", copy.pk))
    assert {"title", "purpose", "programme", "not_published_reason"} <= set(sent)
    assert not {"amount", "currency", "funder", "kind", "agreed_on"} & set(sent)
    sent |= {"title": "Ateliers fictifs", "amount": "999", "action-publish": "1"}
    assert reviewer.post(url(SupportRecord, "edit", copy.pk), sent).status_code == 302
    copy.refresh_from_db()
    assert (copy.title, copy.amount) == ("Ateliers fictifs", Decimal(5))


def test_a_record_begins_in_the_source_language_whatever_is_asked_for(roles: None) -> None:
    client = Client()
    client.force_login(UserFactory(superuser=True))
    client.post(f"{url(SupportRecord, 'add')}?locale=fr", values(**{"action-publish": "1"}))
    assert SupportRecord.objects.get().locale.language_code == "en"


def test_a_message_stands_beside_its_field_and_what_was_typed_is_kept(roles: None) -> None:
    client, _user = person(LEDGER)
    html = client.post(
        url(SupportRecord, "add"), values(currency="", title="Typed with care", **{"action-publish": "1"})
    ).content.decode()
    assert "Typed with care" in html
    errors = re.search(r'id="panel-[^"]*-currency-errors".*?</div>', html, re.DOTALL)
    assert errors
    assert "An amount needs its currency." in errors[0]
    assert not SupportRecord.objects.exists()


def test_a_copy_is_a_record_of_its_own(roles: None) -> None:
    record = published()
    client, _user = person(LEDGER)
    sent = form_of(client, url(SupportRecord, "copy", record.pk)) | {"title": "The copy"}
    assert client.post(url(SupportRecord, "add"), sent | {"action-publish": "1"}).status_code == 302
    copy = SupportRecord.objects.get(title="The copy")
    assert copy.stable_id != record.stable_id
    assert copy.translation_key != record.translation_key


def test_a_record_shows_by_what_it_is_quoted(roles: None) -> None:
    page = FundingPageFactory()
    record = published()
    client, _user = person(LEDGER)
    html = client.get(url(SupportRecord, "edit", record.pk)).content.decode()
    assert f"{page.url}#record-{record.stable_id}" in html
    assert 'name="stable_id"' not in html


def test_a_record_that_was_public_is_unpublished_and_not_deleted(roles: None) -> None:
    record = published()
    draft = SupportRecordFactory(live=False, title="Never seen")
    client = Client()
    client.force_login(UserFactory(superuser=True))
    client.post(url(SupportRecord, "unpublish", record.pk))
    client.post(url(SupportRecord, "delete", record.pk))
    client.post(url(SupportRecord, "delete", draft.pk))
    client.post(url(Funder, "delete", record.funder.pk))
    assert list(SupportRecord.objects.values_list("pk", "live")) == [(record.pk, False)]
    assert Funder.objects.filter(pk=record.funder.pk).exists()
    assert "was public" in client.get(url(SupportRecord, "delete", record.pk), follow=True).content.decode()


def test_the_history_compares_what_was_with_what_is(roles: None) -> None:
    record = published(title="Before")
    client, _user = person(LEDGER)
    sent = form_of(client, url(SupportRecord, "edit", record.pk)) | {"title": "After", "action-publish": "1"}
    assert client.post(url(SupportRecord, "edit", record.pk), sent).status_code == 302
    first, second = record.revisions.order_by("pk")
    html = client.get(url(SupportRecord, "revisions_compare", record.pk, first.pk, second.pk)).content.decode()
    assert re.search(r"<span class=\"deletion\">Before</span>", html)
    assert re.search(r"<span class=\"addition\">After</span>", html)
    assert client.get(url(SupportRecord, "history", record.pk)).status_code == 200


@pytest.mark.parametrize("model", [SupportRecord, Funder])
@pytest.mark.parametrize("had_a_version", [True, False])
def test_of_two_editors_the_second_is_told_and_nothing_is_lost(
    roles: None, model: type[Any], had_a_version: bool
) -> None:
    record = SupportRecordFactory()
    thing: Any = record if model is SupportRecord else record.funder
    field = "title" if model is SupportRecord else "name"
    if had_a_version:
        thing.save_revision()
    (first, _), (second, _) = person(LEDGER), person(LEDGER)
    address = url(model, "edit", thing.pk)
    one, other = form_of(first, address), form_of(second, address)
    publish = {"action-publish": "1"} if model is SupportRecord else {}
    assert first.post(address, one | {field: "By the first"} | publish).status_code == 302

    answer = second.post(address, other | {field: "By the second"} | publish)
    thing.refresh_from_db()
    assert answer.status_code == 200
    assert getattr(thing, field) == "By the first"
    assert "By the second" in answer.content.decode()
    assert "saved another version" in answer.content.decode()

    again = re.findall(r'name="(loaded_revision_[a-z_]+)" value="([^"]*)"', answer.content.decode())
    assert second.post(address, other | dict(again) | {field: "By the second"} | publish).status_code == 302
    thing.refresh_from_db()
    assert getattr(thing, field) == "By the second"
    assert "By the first" in [revision.as_object().__dict__[field] for revision in thing.revisions.all()]


def test_a_funder_is_saved_when_it_is_asked_for_and_not_while_it_is_typed(roles: None) -> None:
    client, _user = person(LEDGER)
    assert "data-w-autosave-interval" not in client.get(url(Funder, "edit", FunderFactory().pk)).content.decode()
    assert "data-w-autosave-interval" in client.get(url(SupportRecord, "edit", published().pk)).content.decode()


class TestSources:
    """An address is asked when readers are sent there, and not before."""

    @pytest.fixture(autouse=True)
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        from transparency.cms import ledger

        asked: list[str] = []

        def fault_of(address: str) -> str:
            asked.append(address)
            return "There is no site of this name." if "gone" in address else ""

        monkeypatch.setattr(ledger, "fault_of", fault_of)
        return asked

    def test_one_that_cannot_be_reached_is_refused_beside_its_field(self, roles: None) -> None:
        client, _user = person(LEDGER)
        sent = values(source_url="https://gone.example.org/", **{"action-publish": "1"})
        html = client.post(url(SupportRecord, "add"), sent).content.decode()
        errors = re.search(r'id="panel-[^"]*-source_url-errors".*?</div>', html, re.DOTALL)
        assert errors
        assert "There is no site of this name." in errors[0]
        assert "https://gone.example.org/" in html
        assert not SupportRecord.objects.exists()

    def test_a_draft_is_saved_unasked(self, roles: None, asked: list[str]) -> None:
        client, _user = person(LEDGER)
        answer = client.post(url(SupportRecord, "add"), values(source_url="https://gone.example.org/"))
        assert answer.status_code == 302
        assert asked == []

    def test_one_that_readers_see_already_is_not_asked_again(self, roles: None, asked: list[str]) -> None:
        record = published(source_url="https://gone.example.org/")
        client, _user = person(LEDGER)
        sent = form_of(client, url(SupportRecord, "edit", record.pk)) | {"title": "Reworded", "action-publish": "1"}
        assert client.post(url(SupportRecord, "edit", record.pk), sent).status_code == 302
        assert asked == []


@pytest.fixture
def some_records() -> dict[str, SupportRecord]:
    """Return one record of each sort that the list tells apart."""
    euro = {"currency": "EUR"}
    return {
        "amount": published(amount=Decimal(5), agreed_on=datetime.date(2024, 1, 1), **euro),
        "band": published(
            band_from=Decimal(5), source_url="https://funder.example.org/", agreed_on=datetime.date(2025, 1, 1), **euro
        ),
        "nothing": published(kind=SupportRecord.Kind.CORE, reference="R-17"),
    }


FOUND = {
    "sum=amount": {"amount"},
    "sum=band": {"band"},
    "sum=nothing": {"nothing"},
    "source=without": {"nothing"},
    "source=with": {"amount", "band"},
    "year=2025": {"band"},
    "year=null": {"nothing"},
    "kind=core": {"nothing"},
    "q=R-17": {"nothing"},
    "q=fictional&sum=band": {"band"},
}


def test_the_list_finds_what_is_asked_for(roles: None, some_records: dict[str, SupportRecord]) -> None:
    client, _user = person(LEDGER)
    results = url(SupportRecord, "list_results")
    for asked, found in FOUND.items():
        html = client.get(f"{results}?{asked}").content.decode()
        assert {name for name, record in some_records.items() if record.title in html} == found, asked


def test_the_list_shows_sums_as_readers_see_them_in_as_many_queries_for_many(
    roles: None, some_records: dict[str, SupportRecord]
) -> None:
    client, _user = person(LEDGER)
    text = text_of(client.get(url(SupportRecord, "list")).content.decode())
    assert "€5.00" in text
    assert "€5.00 and more" in text
    assert "Not published" in text
    with CaptureQueriesContext(connection) as few:
        client.get(url(SupportRecord, "list"))
    for _number in range(30):
        SupportRecordFactory()
    with CaptureQueriesContext(connection) as many:
        client.get(url(SupportRecord, "list"))
    assert len(many) <= len(few)
