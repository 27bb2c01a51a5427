"""`make bench`: the rebuttals' pages with 300 rebuttals and 5,000 records, and with ten of each.

Twenty of the 300 cite records. The pages are in English and in Arabic; one rebuttal has a single piece of evidence,
one has twenty, of every kind. The same two are read both times: what changes is all that stands around them.
"""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from bench.measuring import Measures, as_on_a_running_site, compare, each, measured
from bench.test_ledger import fill
from membership.models import TextVersion
from tests.blocks import block
from tests.factories import (
    DocumentFactory,
    FundingPageFactory,
    PrinciplesPageFactory,
    QuestionPageFactory,
    RebuttalIndexPageFactory,
    RebuttalPageFactory,
    home_page,
    translated,
)
from tests.factories_membership import TextVersionFactory, principle
from tests.pages import path_of
from transparency.models import Correction, RebuttalPage, SupportRecord
from transparency.services.publishing_corrections import correct

RECORDS_FEW, RECORDS_MANY = 10, 5_000
FEW, MANY = 10, 300
CITING = 20
EVIDENCE = 20


def of_records(number: int) -> list[dict[str, Any]]:
    """Return as many pieces of evidence, each another record."""
    pks = SupportRecord.objects.order_by("pk").values_list("pk", flat=True)[:number]
    return [block("ledger", {"statement": "The ledger names it.", "record": pk}) for pk in pks]


def of_every_kind() -> list[dict[str, Any]]:
    """Return twenty pieces of evidence: ten records, and two of each other kind."""
    words = [principle("P1"), principle("P2")]
    TextVersionFactory(kind=TextVersion.Kind.PRINCIPLES, wordings={"en": words, "ar": words})
    translated(PrinciplesPageFactory(), "ar")
    keys = ("P1@1", "P2@1")
    others = [
        *(block("principle", {"statement": "It says so.", "key": key}) for key in keys),
        *(
            block("question", {"statement": "It is answered.", "key": QuestionPageFactory().stable_id})
            for _time in range(2)
        ),
        *(
            block("page", {"statement": "It says so.", "source": "A page", "page": home_page().pk})
            for _time in range(2)
        ),
        *(
            block("document", {"statement": "It shows it.", "source": "A file", "document": DocumentFactory().pk})
            for _time in range(2)
        ),
        *(
            block(
                "address",
                {
                    "statement": "It reports it.",
                    "source": "A fictional report",
                    "url": "https://source.example.org/",
                    "archive_url": "https://archive.example.org/",
                    "sha256": "0" * 64,
                    "captured_on": "2026-01-01",
                },
            )
            for _time in range(2)
        ),
    ]
    return [*of_records(EVIDENCE - len(others)), *others]


def add(indexes: list[Any], number: int) -> None:
    """Add live rebuttals in each language, of which every fifteenth cites a record."""
    for place in range(number):
        source = None
        evidence = {"evidence": of_records(1)} if place % (MANY // CITING) == 0 else {}
        for index in indexes:
            same = {"translation_key": source.translation_key, "slug": source.slug} if source else {}
            page = RebuttalPageFactory(parent=index, **evidence, **same)
            page.save_revision().publish()
            source = source or page


def correct_to(number: int, pages: list[Any]) -> None:
    """Publish corrections, one rebuttal after the other, until there are as many."""
    for place in range(Correction.objects.count(), number):
        page = pages[place % len(pages)].get_latest_revision_as_object()
        page.why_misleading = f"It leaves out the context {place}."
        page.save_revision()
        words = {"was": "It leaves out the day.", "now": f"It leaves out the year {place}.", "reason": "A slip."}
        correct(page.pk, user=None, **words)


@pytest.mark.django_db
def test_the_rebuttals(client: Client) -> None:
    """Hold the index, a rebuttal, a mended version, the corrections and the feed to their budget and their time."""
    call_command("compile_translations", verbosity=0)
    fill(RECORDS_FEW, years=1)
    translated(FundingPageFactory(), "ar")
    english = RebuttalIndexPageFactory()
    indexes = [english, translated(english, "ar")]
    add(indexes, FEW - 2)
    one = RebuttalPageFactory(parent=english, evidence=of_records(1))
    twenty = RebuttalPageFactory(parent=english, evidence=of_every_kind())
    for page in (one, twenty):
        page.save_revision().publish()
    both = {page: [page, translated(page, "ar")] for page in (one, twenty)}
    others = list(RebuttalPage.objects.child_of(english).exclude(pk__in=[one.pk, twenty.pk]))
    correct_to(1, [RebuttalPage.objects.get(pk=one.pk)])
    mended = Correction.objects.get().mends_id
    correct_to(FEW, others)

    single = [path_of(page) for pages in both.values() for page in pages]
    version = f"{path_of(one)}versions/{mended}/"
    lists = [f"{path_of(index)}{name}" for index in indexes for name in ("", "corrections/", "feed.atom")]
    addresses = [*lists, *single, version, f"{version}changes/"]
    as_on_a_running_site()
    few = each(client, addresses)

    fill(RECORDS_MANY - RECORDS_FEW, years=10)
    add(indexes, MANY - FEW)
    correct_to(MANY, list(RebuttalPage.objects.child_of(english).exclude(pk__in=[one.pk, twenty.pk])))
    assert RebuttalPage.objects.child_of(english).live().count() == Correction.objects.count() == MANY
    as_on_a_running_site()
    compare(few, each(client, addresses))
    chain = measured(client, f"{path_of(english)}corrections.json", repeats=3)
    print(f"corrections.json with {MANY} corrections: {chain[0]} queries, {chain[1]:.0f} ms")


@pytest.mark.django_db
def test_a_chain_of_one_correction_and_of_three_hundred(client: Client) -> None:
    """The list shows twenty: its page grows with these rows, and not with the chain."""
    fill(RECORDS_FEW, years=1)
    index = RebuttalIndexPageFactory()
    add([index], 1)
    pages = list(RebuttalPage.objects.child_of(index))
    address = f"{path_of(index)}corrections/"
    found: dict[int, Measures] = {}
    for number in (1, 20, MANY):
        correct_to(number, pages)
        as_on_a_running_site()
        found[number] = each(client, [address])
        queries, milliseconds = found[number][address]
        print(f"\n{number} corrections: {queries} queries, {milliseconds:.1f} ms", end="")
    compare(found[20], found[MANY])
