"""Who may see what: one rule, asked for one city at hand and for many at once."""

import itertools
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from membership.models import City, CityContact, Visibility
from membership.services import visibility
from membership.services.visibility import Audience
from tests.factories_membership import CityContactFactory, CityFactory

OUTSIDERS = (Audience.PUBLIC, Audience.MEMBERS)
cities = st.builds(
    City,
    status=st.sampled_from(City.Status.values),
    visibility=st.sampled_from(Visibility.values),
    contacts_hidden_at=st.sampled_from([None, timezone.now()]),
)
contacts = st.builds(
    CityContact, status=st.sampled_from(CityContact.Status.values), visibility=st.sampled_from(Visibility.values)
)


@given(cities, contacts)
def test_the_public_sees_nothing_that_members_do_not(city: City, contact: CityContact) -> None:
    assert visibility.sees_city(Audience.PUBLIC, city) <= visibility.sees_city(Audience.MEMBERS, city)
    assert visibility.sees_contact(Audience.PUBLIC, city, contact) <= visibility.sees_contact(
        Audience.MEMBERS, city, contact
    )


@given(cities, contacts, st.sampled_from(Audience))
def test_a_contact_is_seen_only_where_its_city_is(city: City, contact: CityContact, audience: Audience) -> None:
    assert visibility.sees_contact(audience, city, contact) <= visibility.sees_city(audience, city)


@given(cities, contacts, st.sampled_from(OUTSIDERS))
def test_what_is_for_staff_alone_is_seen_by_nobody_else(city: City, contact: CityContact, audience: Audience) -> None:
    if city.visibility == Visibility.STAFF:
        assert not visibility.sees_city(audience, city)
    if Visibility.STAFF in {city.visibility, contact.visibility} or city.contacts_hidden_at:
        assert not visibility.sees_contact(audience, city, contact)


@given(cities, contacts, st.sampled_from([*OUTSIDERS, Audience.SELF]))
def test_a_city_that_is_no_member_is_seen_by_staff_alone(city: City, contact: CityContact, audience: Audience) -> None:
    if city.status != City.Status.ACTIVE:
        assert not visibility.sees_city(audience, city)
        assert not visibility.sees_contact(audience, city, contact)


@given(cities, contacts)
def test_staff_see_everything(city: City, contact: CityContact) -> None:
    assert visibility.sees_city(Audience.STAFF, city)
    assert visibility.sees_contact(Audience.STAFF, city, contact)


def test_only_staff_and_the_city_itself_learn_of_mandates_and_the_public_of_no_telephone() -> None:
    assert "telephone" not in visibility.DETAILS[Audience.PUBLIC]
    for audience in OUTSIDERS:
        assert not {"mandate_from", "mandate_until"} & visibility.DETAILS[audience]


@pytest.mark.django_db
def test_a_query_over_many_answers_as_the_rule_does_for_one() -> None:
    """Whatever the directory asks the database for is what the rule allows: in every combination there is."""
    pairs: list[tuple[Any, Any]] = []
    for status, seen_by, hidden in itertools.product(City.Status, Visibility, (None, timezone.now())):
        city = CityFactory(status=status, visibility=seen_by, contacts_hidden_at=hidden)
        pairs += [
            (city, CityContactFactory(city=city, status=own, visibility=choice, user=None))
            for own, choice in itertools.product(CityContact.Status, Visibility)
        ]
    for audience in Audience:
        found_cities = set(City.objects.filter(visibility.cities_for(audience)))
        found_contacts = set(CityContact.objects.filter(visibility.contacts_for(audience)))
        assert found_cities == {city for city, _contact in pairs if visibility.sees_city(audience, city)}
        assert found_contacts == {
            contact for city, contact in pairs if visibility.sees_contact(audience, city, contact)
        }
