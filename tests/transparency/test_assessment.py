"""The self-assessment: the marks follow from the ledger alone, and name what keeps them low."""

import datetime
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from home.tasks import next_tasks
from tests.factories import FundingPageFactory, SupportRecordFactory, UserFactory, language, translated
from tests.pages import path_of, text_of
from transparency.models import SupportRecord
from transparency.services.assessment import TRANSPARIFY, WHO_FUNDS_YOU, Assessment, Finding, assess, judge
from transparency.services.shapes import Shape, shapes

TODAY = datetime.date(2026, 6, 1)
RECENT = datetime.date(2025, 5, 1)
OPEN = Shape(
    named=True,
    age="recent",
    sum="exact",
    explained=True,
    agreed=True,
    currency="EUR",
    records=1,
    least=Decimal(5),
    most=Decimal(5),
)
alike = st.builds(
    Shape,
    named=st.booleans(),
    age=st.sampled_from(["recent", "undated"]),
    sum=st.sampled_from(["exact", "narrow", "broad", "nothing"]),
    explained=st.booleans(),
    agreed=st.booleans(),
    currency=st.sampled_from(["EUR", "USD"]),
    records=st.integers(1, 50),
    least=st.just(Decimal(10)),
    most=st.just(Decimal(10)),
)


def stars(*found: Shape) -> int:
    """Return the stars by the criteria of Transparify."""
    return int(judge(TRANSPARIFY, found).mark)


def record(**values: Any) -> SupportRecord:
    """Save a record of which everything is told, but for what `values` change."""
    values = {"amount": Decimal(9000), "currency": "EUR", "agreed_on": RECENT, **values}
    made: SupportRecord = SupportRecordFactory(**values)
    return made


def marks() -> tuple[str, str]:
    """Return today's two marks."""
    found = assess(shapes("en", TODAY), TODAY)
    return found.stars.mark, found.grade.mark


def finding(found: Assessment, text: str) -> Finding:
    """Return the criterion with these words."""
    return next(one for one in (*found.stars.findings, *found.grade.findings) if str(one.text) == text)


def test_an_empty_ledger_has_the_lowest_marks() -> None:
    assert stars() == 0
    assert judge(WHO_FUNDS_YOU, []).mark == "E"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([OPEN], 5),
        ([replace(OPEN, records=84), replace(OPEN, records=16, named=False)], 3),
        ([replace(OPEN, records=85), replace(OPEN, records=15, named=False)], 4),
        ([OPEN, replace(OPEN, sum="narrow")], 4),
        ([OPEN, replace(OPEN, sum="broad")], 3),
        ([replace(OPEN, records=2), replace(OPEN, sum="nothing")], 3),
        ([OPEN, replace(OPEN, sum="nothing")], 2),
        ([OPEN, replace(OPEN, named=False)], 1),
        ([replace(OPEN, age="undated")], 0),
        ([replace(OPEN, named=False)], 0),
    ],
)
def test_each_star_needs_more_than_the_one_before(found: list[Shape], expected: int) -> None:
    assert stars(*found) == expected


@given(found=st.lists(alike, min_size=1, max_size=8))
def test_telling_more_never_lowers_a_mark(found: list[Shape]) -> None:
    first, rest = found[0], found[1:]
    for told in ({"age": "recent"}, {"sum": "exact"}, {"explained": True}, {"named": True}):
        assert stars(replace(first, **told), *rest) >= stars(*found)


@given(found=st.lists(alike, max_size=8))
def test_an_unnamed_giver_never_raises_a_mark(found: list[Shape]) -> None:
    hidden = Shape(named=False, age="undated", sum="nothing", explained=False, agreed=False, currency="", records=1)
    assert stars(*found, hidden) <= stars(*found)
    assert judge(WHO_FUNDS_YOU, [*found, hidden]).mark >= judge(WHO_FUNDS_YOU, found).mark


@pytest.mark.parametrize(
    ("hidden", "half", "most"),
    [(Decimal(15), True, True), (Decimal(17), True, False), (Decimal(86), False, False), (None, False, False)],
)
def test_a_share_by_value_is_reckoned_in_each_currency(hidden: Decimal | None, half: bool, most: bool) -> None:
    # 85 of 100 in euros are named; in dollars everything is.
    known = [replace(OPEN, least=Decimal(85), most=Decimal(85)), replace(OPEN, currency="USD", least=Decimal(10**9))]
    given_by_others = replace(OPEN, named=False, least=hidden or Decimal(), most=hidden)
    found = judge(WHO_FUNDS_YOU, [*known, given_by_others]).findings
    by_value = [one.met for one in found if "Named funders gave" in str(one.text)]
    assert by_value == [half, most]


def test_what_the_ledger_cannot_tell_is_not_met() -> None:
    untold = [one for one in judge(WHO_FUNDS_YOU, [OPEN]).findings if not one.told]
    assert len(untold) == 3
    assert not any(one.met for one in untold)
    assert judge(WHO_FUNDS_YOU, [OPEN]).mark == "D"


@pytest.mark.django_db
def test_the_marks_follow_the_ledger_at_once() -> None:
    assert marks() == ("0", "E")
    one = record(amount=None, currency="", agreed_on=None)
    assert marks() == ("0", "D")
    one.agreed_on = RECENT
    one.save()
    assert marks() == ("2", "D")
    one.amount, one.currency = Decimal(9000), "EUR"
    one.save()
    assert marks() == ("5", "D")
    one.live = False
    one.save()
    assert marks() == ("0", "E")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("band_from", "band_to", "expected"),
    [
        ("0", "10000", 4),
        ("45000", "56000", 4),
        ("45000", "66000", 3),
        ("300000", "350000", 4),
        ("1", None, 3),
    ],
)
def test_a_narrow_band_is_as_good_as_the_method_says(band_from: str, band_to: str | None, expected: int) -> None:
    record(amount=None, band_from=Decimal(band_from), band_to=Decimal(band_to) if band_to else None)
    assert int(marks()[0]) == expected


@pytest.mark.django_db
def test_records_of_earlier_years_are_left_aside_and_counted() -> None:
    record()
    record(agreed_on=datetime.date(2023, 12, 31), amount=None, currency="", funder__is_group=True)
    record(agreed_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2024, 1, 1))
    found = assess(shapes("en", TODAY), TODAY)
    assert (found.records, found.earlier, found.since) == (2, 1, 2024)
    assert found.stars.mark == "5"


@pytest.mark.django_db
def test_a_draft_and_a_translation_count_for_nothing() -> None:
    original = record(title="Workshops")
    copy = original.copy_for_translation(language("ar"))
    copy.amount, copy.agreed_on, copy.live, copy.title = None, None, True, "ورش عمل"
    copy.save()
    record(live=False, funder__is_group=True)
    found = assess(shapes("ar", TODAY), TODAY)
    assert (found.records, found.stars.mark) == (1, "5")


@pytest.mark.django_db
def test_the_first_twenty_records_that_fail_are_named_in_order_and_the_rest_counted() -> None:
    for number in range(25):
        record(sort_order=25 - number, title=f"Support {number}", amount=None, currency="")
    record(sort_order=30, title="An open band", amount=None, band_from=Decimal(1))
    found = assess(shapes("en", TODAY), TODAY)
    exact = finding(found, "Each sum is told exactly.")
    assert [example.title for example in exact.examples] == [f"Support {number}" for number in range(24, 4, -1)]
    assert (exact.failing, exact.more) == (26, 6)
    told = finding(
        assess(shapes("en", TODAY), TODAY), "The sums are told for all supports or most, at least in broad bands."
    )
    assert told.failing == 25


@pytest.mark.django_db
def test_the_page_says_whose_marks_they_are_and_leads_to_each_record() -> None:
    one = record(title="Workshops", amount=None, currency="", agreed_on=None)
    page = FundingPageFactory()
    html = Client().get(f"{path_of(page)}self-assessment/").content.decode()
    text = text_of(html)
    assert "neither Transparify nor Who Funds You? has awarded them" in text
    assert "0 of 5 stars" in text
    assert f'href="{path_of(page)}record/{one.stable_id}/"' in html
    assert "https://whofundsyou.org/methodology/" in html
    assert "The day of the agreement is not published: 1" in text
    assert f'<link rel="canonical" href="http://localhost{path_of(page)}self-assessment/">' in html


@pytest.mark.django_db
def test_a_title_without_a_translation_is_marked_with_its_language() -> None:
    record(title="Workshops", amount=None, currency="")
    page = translated(FundingPageFactory(), "ar")
    html = Client().get(f"{path_of(page)}self-assessment/").content.decode()
    assert re.search(r'<a href="[^"]+/record/[^"]+/" lang="en"><bdi>Workshops</bdi></a>', html)


@pytest.mark.django_db
def test_publishers_see_what_to_publish_next_and_others_do_not() -> None:
    record()
    record(title="Workshops", amount=None, currency="", agreed_on=None)
    publisher = UserFactory(superuser=True)
    (tasks,) = [found for found in next_tasks(publisher) if found.heading == "What to publish next"]
    assert tasks.total == 1
    assert tasks.tasks[0].title == "Workshops: without amount or band, day of the agreement, source"
    assert "/supportrecord/edit/" in tasks.tasks[0].url
    assert not [found for found in next_tasks(UserFactory(staff=True)) if found.heading == "What to publish next"]
