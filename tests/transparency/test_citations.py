"""When what a rebuttal cites changes, the rebuttal is listed to be read again, until somebody did."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from home.tasks import next_tasks
from membership.services.gate import PUBLISHERS
from tests.blocks import block
from tests.factories import RebuttalPageFactory, SupportRecordFactory, UserFactory, home_page, language, translated
from tests.ledger_files import bring, cells, table
from tests.pages import sign_in
from transparency.models import Citation, CitationReview, RebuttalPage, SupportRecord
from transparency.services import citations

pytestmark = pytest.mark.django_db


def citing(record: SupportRecord, **values: Any) -> RebuttalPage:
    """Return a live rebuttal that cites the record."""
    evidence = [block("ledger", {"statement": "So it is.", "record": record.pk})]
    made: RebuttalPage = RebuttalPageFactory(evidence=evidence, **values)
    made.save_revision().publish()
    return made


def waiting() -> list[tuple[int, list[str]]]:
    """Return the rebuttals to be read again, each with what changed."""
    return [(review.page_id, review.changed) for review in CitationReview.objects.filter(settled_at=None)]


@pytest.fixture
def publisher() -> Any:
    """Return a publisher with a second factor."""
    home_page()
    call_command("setup_roles", verbosity=0)
    return UserFactory(groups=[PUBLISHERS], staff=True)


def test_a_live_rebuttal_is_noted_with_what_it_cites_and_a_withdrawn_one_is_not() -> None:
    record = SupportRecordFactory()
    page = citing(record)
    assert list(Citation.objects.values_list("page", "kind", "key")) == [(page.pk, "ledger", record.stable_id)]
    other = SupportRecordFactory()
    page.evidence = [
        block("ledger", {"statement": "So it is.", "record": other.pk}),
        block("question", {"statement": "So it is.", "key": "what-is-cve"}),
    ]
    draft = page.save_revision()
    assert Citation.objects.get().key == record.stable_id
    draft.publish()
    assert set(Citation.objects.values_list("kind", "key")) == {
        ("ledger", other.stable_id),
        ("question", "what-is-cve"),
    }
    page.refresh_from_db()
    page.unpublish()
    assert not Citation.objects.exists()


def test_a_record_whose_shown_values_change_lists_those_who_cite_it() -> None:
    record, other = SupportRecordFactory(), SupportRecordFactory()
    page, french = citing(record), None
    french = translated(page, "fr")
    citing(other)
    record.amount, record.currency, record.source_url = 5, "EUR", "https://funder.example.org/"
    record.save_revision().publish()
    assert waiting() == [(pk, ["amount", "currency", "source_url"]) for pk in sorted((page.pk, french.pk))]
    record.refresh_from_db()
    record.title = "Another title"
    record.save()
    assert waiting()[0] == (page.pk, ["amount", "currency", "source_url", "title"])


def test_a_draft_of_a_record_or_its_order_changes_nothing_for_a_reader() -> None:
    record = SupportRecordFactory()
    citing(record)
    record.sort_order = 7
    record.save()
    record.title = "A draft"
    record.save_revision()
    assert waiting() == []


def test_a_record_that_is_withdrawn_or_deleted_lists_those_who_cite_it() -> None:
    record = SupportRecordFactory()
    page = citing(record)
    record.unpublish()
    assert waiting() == [(page.pk, ["live"])]
    record = SupportRecordFactory()
    page = citing(record)
    record.delete()
    assert (page.pk, ["live"]) in waiting()


def test_a_translations_words_concern_the_rebuttals_of_its_language_alone() -> None:
    record = SupportRecordFactory()
    page = citing(record)
    french = translated(page, "fr")
    words = record.copy_for_translation(language("fr"))
    words.live = True
    words.save()
    words.title = "Un autre titre"
    words.save()
    assert waiting() == [(french.pk, ["title"])]


def test_a_funders_new_name_lists_those_who_show_it() -> None:
    record = SupportRecordFactory()
    page = citing(record)
    record.funder.name = "A renamed fictional funder"
    record.funder.save()
    assert waiting() == [(page.pk, ["funder"])]


def test_publishing_anew_settles_it() -> None:
    record = SupportRecordFactory()
    page = citing(record)
    assert citations.record_changed(record.stable_id, ["amount"]) == 1
    page.save_revision().publish()
    assert waiting() == []


def test_a_publisher_finds_it_in_the_tasks_and_the_report_and_settles_it(client: Client, publisher: Any) -> None:
    record = SupportRecordFactory(title="Fictional workshops")
    page = citing(record, title="A fact that rests on the ledger")
    citations.record_changed(record.stable_id, ["amount", "title"])
    tasks = {list_.heading: list_ for list_ in next_tasks(publisher)}
    assert tasks["To read again: what they cite changed"].tasks[0].title == page.title
    sign_in(client, publisher)
    html = client.get(reverse("citation_reviews:index")).content.decode()
    for words in (
        page.title,
        "Fictional workshops",
        "Amount, Title",
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
    ):
        assert words in html
    review = CitationReview.objects.get()
    address = reverse("citation_reviews:still_right", args=[review.pk])
    assert client.get(address).status_code == 405
    assert client.post(address, follow=True).status_code == 200
    review.refresh_from_db()
    assert review.settled_by == publisher
    assert PageLogEntry.objects.filter(page=page.pk, action=citations.STILL_RIGHT, user=publisher).exists()
    again = client.post(address, follow=True)
    assert any("settled this already" in str(message) for message in again.context["messages"])
    assert "To read again: what they cite changed" not in {list_.heading for list_ in next_tasks(publisher)}


def test_nobody_else_settles_it(client: Client, publisher: Any) -> None:
    record = SupportRecordFactory()
    citing(record)
    citations.record_changed(record.stable_id, ["amount"])
    writer = UserFactory(groups=["Communications"], staff=True)
    sign_in(client, writer)
    review = CitationReview.objects.get()
    client.post(reverse("citation_reviews:still_right", args=[review.pk]))
    client.get(reverse("citation_reviews:index"))
    assert waiting()
    assert not [list_ for list_ in next_tasks(writer) if list_.heading.startswith("To read again")]


def test_the_report_asks_the_same_of_the_database_for_one_and_for_many(
    client: Client, publisher: Any, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, publisher)
    for _count in range(12):
        record = SupportRecordFactory()
        citing(record)
        citations.record_changed(record.stable_id, ["amount"])
    client.get(reverse("citation_reviews:results"))
    with django_assert_max_num_queries(16):
        client.get(reverse("citation_reviews:results"))


def test_an_import_lists_those_who_cite_what_it_changes_and_nobody_else() -> None:
    bring(table(cells(id="grant-1"), cells(id="grant-2"), cells(id="grant-3")))
    pages = [citing(SupportRecord.objects.get(stable_id=f"grant-{number}")) for number in (1, 2)]
    bring(table(cells(id="grant-1", amount="1300"), cells(id="grant-2", order="5"), cells(id="grant-3", amount="9")))
    assert waiting() == [(pages[0].pk, ["amount"])]
