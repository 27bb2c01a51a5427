"""The ledger's sums: exact on every database, never across currencies, never of bands."""

import datetime
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import FunderFactory, SupportRecordFactory, language
from transparency.models import SupportRecord
from transparency.services import ledger
from transparency.services.totals import Cell, openness, openness_by_kind, openness_by_year, totals, years_of

KINDS = SupportRecord.Kind.values
CURRENCIES = ("EUR", "JOD", "USD")
#: As large and as fine as the ledger takes them.
MONEY = st.integers(0, 10**15 - 1).map(lambda thousandths: Decimal(thousandths).scaleb(-3))
CELLS = st.builds(
    Cell,
    year=st.none() | st.integers(2018, 2026),
    currency=st.sampled_from(CURRENCIES),
    kind=st.sampled_from(KINDS),
    disclosure=st.just("amount"),
    count=st.integers(1, 9),
    amount=MONEY,
) | st.builds(
    Cell,
    year=st.none() | st.integers(2018, 2026),
    currency=st.sampled_from(CURRENCIES),
    kind=st.sampled_from(KINDS),
    disclosure=st.just("band"),
    count=st.integers(1, 9),
)


@given(st.lists(CELLS, max_size=40))
def test_a_total_is_that_of_its_own_currency_and_of_amounts_alone(cells: list[Cell]) -> None:
    found = {own.currency: own for own in totals(cells, KINDS)}
    assert set(found) == {cell.currency for cell in cells}
    for currency, own in found.items():
        mine = [cell for cell in cells if cell.currency == currency]
        amounts = [cell for cell in mine if cell.disclosure == "amount"]
        assert own.all.total == sum((cell.amount for cell in amounts), Decimal())
        assert own.all.bands == sum(cell.count for cell in mine if cell.disclosure == "band")
        assert sum((sums.total for sums in own.years.values()), Decimal()) == own.all.total
        for kind in KINDS:
            told = own.all.by_kind.get(kind, Decimal())
            assert told == sum((cell.amount for cell in amounts if cell.kind == kind), Decimal())


@given(st.lists(CELLS, max_size=40))
def test_every_support_is_counted_once_by_kind_and_by_year(cells: list[Cell]) -> None:
    every = openness(cells).total
    assert every == sum(cell.count for cell in cells)
    assert every == sum(counted.total for counted in openness_by_kind(cells, KINDS).values())
    assert every == sum(counted.total for counted in openness_by_year(cells).values())


def test_years_are_in_order_and_what_has_none_comes_last() -> None:
    cells = [Cell(year, "EUR", "core", "amount", 1, Decimal(1)) for year in (2024, None, 2019)]
    assert years_of(cells) == [2019, 2024, None]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.sampled_from(CURRENCIES), st.none() | st.integers(2018, 2026), st.none() | MONEY
    ),
    max_size=12,
)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_the_database_adds_as_exactly_as_decimals_do(rows: list[Any], django_db_blocker: Any) -> None:
    SupportRecord.objects.all().delete()
    locale, funder = language(), FunderFactory()
    SupportRecord.objects.bulk_create(
        SupportRecordFactory.build(
            locale=locale,
            funder=funder,
            kind=kind,
            currency="" if amount is None else currency,
            amount=amount,
            year=year,
        )
        for kind, currency, year, amount in rows
    )
    expected: Counter[Any] = Counter()
    for kind, currency, year, amount in rows:
        if amount is not None:
            expected[year, currency, kind] += amount
    cells, _chosen = ledger.cells()
    told = {(cell.year, cell.currency, cell.kind): cell.amount for cell in cells if cell.disclosure == "amount"}
    assert told == dict(expected)
    assert openness(cells).total == len(rows)


@pytest.mark.django_db
def test_thousandths_that_floating_point_cannot_hold_are_not_lost() -> None:
    """A tenth and a fifth are three tenths here, and a thousandth beside a milliard is still there."""
    for amount in ("0.1", "0.2", "999999999999.999", "0.001"):
        SupportRecordFactory(amount=Decimal(amount), currency="JOD")
    [own] = totals(ledger.cells()[0], KINDS)
    assert own.all.total == Decimal("1000000000000.300")


@pytest.mark.django_db
def test_a_period_touches_a_year_only_where_both_its_ends_are_published() -> None:
    day = datetime.date
    SupportRecordFactory(title="Through", starts_on=day(2022, 3, 1), ends_on=day(2024, 2, 1))
    SupportRecordFactory(title="Open end", starts_on=day(2022, 3, 1))
    SupportRecordFactory(title="Own year", starts_on=day(2023, 3, 1), ends_on=day(2024, 2, 1))
    SupportRecordFactory(title="Over before", starts_on=day(2021, 1, 1), ends_on=day(2022, 12, 31))
    running = ledger.published().filter(ledger.running_in(2023))
    assert [record.title for record in running] == ["Through"]
