"""Mandates that end and versions that begin: each is told in time, once, in their language."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from home.models import OutgoingEmail
from membership.models import Acceptance, City, CityContact, ContactKind, TextVersion
from membership.services import reminders
from tests.factories_membership import (
    CityContactFactory,
    CityFactory,
    TextVersionFactory,
    officer,
)
from tests.membership.daily_work import emails, events, work

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("until", "announced"),
    [
        (datetime.date(2026, 9, 15), 0),
        (datetime.date(2026, 9, 16), 2),
        (datetime.date(2026, 12, 16), 2),
        (datetime.date(2026, 12, 17), 0),
        (None, 0),
    ],
)
def test_the_end_of_a_mandate_is_announced_to_the_liaison_and_to_staff(
    until: datetime.date | None, announced: int
) -> None:
    officer()
    contact = CityContactFactory(mandate_until=until, language="ar", city__name="Sampletown (fictional)")
    work()
    work()
    found = emails("mandate_ending") + emails("staff_mandate")
    assert len(found) == announced
    if announced:
        assert found[0].email.to == [contact.email]
        assert found[0].language == "ar"
        assert contact.name not in found[1].email.message


def test_a_mandate_that_is_renewed_is_announced_again_in_its_time() -> None:
    contact = CityContactFactory(mandate_until=datetime.date(2026, 10, 1))
    work()
    CityContact.objects.filter(pk=contact.pk).update(mandate_until=datetime.date(2028, 10, 1))
    work()
    assert len(events("mandate_ending")) == 1
    work(datetime.datetime(2028, 7, 1, tzinfo=datetime.UTC))
    assert len(events("mandate_ending")) == 2


@pytest.mark.parametrize(
    "values",
    [
        {"kind": ContactKind.PRACTITIONER},
        {"status": CityContact.Status.LEFT},
        {"city__status": City.Status.LEFT},
        {"city__status": City.Status.SUSPENDED},
    ],
)
def test_nobody_else_hears_of_an_end_of_a_mandate(values: dict[str, Any]) -> None:
    CityContactFactory(mandate_until=datetime.date(2026, 10, 1), **values)
    work()
    assert OutgoingEmail.objects.count() == 0


def test_a_month_that_is_shorter_ends_earlier() -> None:
    CityContactFactory(mandate_until=datetime.date(2027, 2, 28))
    assert reminders.announce_ends_of_mandates(datetime.datetime(2026, 11, 30, tzinfo=datetime.UTC)) == 1


@pytest.fixture
def first() -> TextVersion:
    version: TextVersion = TextVersionFactory(kind="terms", version="1", in_force_on=datetime.date(2026, 1, 1))
    return version


def second(in_force_on: datetime.date | None = None) -> TextVersion:
    version: TextVersion = TextVersionFactory(
        kind="terms", version="2", in_force_on=in_force_on or timezone.localdate()
    )
    return version


def test_a_new_version_is_told_once_to_who_speaks_for_a_city(first: TextVersion) -> None:
    liaison = CityContactFactory(language="fr")
    CityContactFactory(city=liaison.city, kind=ContactKind.PRACTITIONER)
    Acceptance.objects.create(city=liaison.city, contact=liaison, text=first, language="fr")
    work(timezone.now())
    assert events("terms_changed") == []
    second()
    work(timezone.now())
    work(timezone.now())
    (outgoing,) = emails("terms_changed")
    assert (outgoing.email.to, outgoing.language) == ([liaison.email], "fr")
    assert "/fr/members/" in outgoing.email.message


def test_both_texts_at_once_make_one_e_mail(first: TextVersion) -> None:
    liaison = CityContactFactory()
    principles = TextVersionFactory(kind="principles", version="1", in_force_on=datetime.date(2026, 1, 1))
    for text in (first, principles):
        Acceptance.objects.create(city=liaison.city, contact=liaison, text=text, language="en")
    second()
    TextVersionFactory(kind="principles", version="2", in_force_on=timezone.localdate())
    work(timezone.now())
    assert len(events("terms_changed")) == 1


def test_a_city_without_a_liaison_is_asked_through_each_contact(first: TextVersion) -> None:
    city = CityFactory()
    people = [CityContactFactory(city=city, kind=ContactKind.OTHER) for _ in range(2)]
    Acceptance.objects.create(city=city, contact=people[0], text=first, language="en")
    second()
    work(timezone.now())
    assert len(events("terms_changed")) == 2


def test_who_accepted_nothing_yet_or_the_new_version_already_is_not_written_to(first: TextVersion) -> None:
    CityContactFactory()
    done = CityContactFactory()
    version = second()
    for text in (first, version):
        Acceptance.objects.create(city=done.city, contact=done, text=text, language="en")
    without_account = CityContactFactory(user=None)
    suspended = CityContactFactory(city__status=City.Status.SUSPENDED)
    for contact in (without_account, suspended):
        Acceptance.objects.create(city=contact.city, contact=contact, text=first, language="en")
    work(timezone.now())
    assert events("terms_changed") == []
