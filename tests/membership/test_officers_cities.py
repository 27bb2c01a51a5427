"""The member cities in the CMS: who they are, and what officers do with one at once."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from home.models import OutgoingEmail, User
from membership.models import City, CityContact, ContactKind, Visibility
from membership.services import cities
from membership.services.transitions import Actor, NotAllowed
from tests.factories_membership import CityContactFactory, CityFactory, officer, with_rights

Status = City.Status
SignIn = Callable[[User], Client]


@pytest.fixture
def person(db: None) -> User:
    """Return the officer who sits here."""
    return officer(first_name="Olive", last_name="Officer")


@pytest.fixture
def desk(person: User, sign_in: SignIn) -> Client:
    """Return the officer's client."""
    return sign_in(person)


def address(name: str, *args: object) -> str:
    """Return one of the addresses on cities."""
    return reverse(f"cities:{name}", args=args)


def listed(client: Client, **query: str) -> list[str]:
    """Return the names of the cities in the list, in their order."""
    response = client.get(address("index"), query)
    assert response.status_code == 200
    return [city.name for city in response.context["object_list"]]


def test_the_list_shows_standing_contacts_and_mandates(desk: Client) -> None:
    city = CityFactory(name="Exampleville", status=Status.SUSPENDED, visibility=Visibility.PUBLIC)
    soon = timezone.localdate() + datetime.timedelta(days=20)
    CityContactFactory(city=city, user=None, mandate_until=soon)
    CityContactFactory(city=city, user=None, status=CityContact.Status.PROPOSED)
    content = desk.get(address("index")).content.decode()
    for words in ("Exampleville", "Suspended", "Everybody", "1 proposed", soon.isoformat()):
        assert words in content


def test_the_list_filters_and_searches(desk: Client) -> None:
    near, far = timezone.localdate() + datetime.timedelta(days=20), timezone.localdate() + datetime.timedelta(days=900)
    a, b, c = (
        CityFactory(name="Aford", country="GB"),
        CityFactory(name="Beville", country="FR"),
        CityFactory(name="Cetown"),
    )
    CityContactFactory(city=a, user=None, mandate_until=near)
    CityContactFactory(city=b, user=None, mandate_until=far)
    CityContactFactory(city=c, user=None, status=CityContact.Status.PROPOSED)
    City.objects.filter(pk=c.pk).update(status=Status.LEFT, visibility=Visibility.STAFF)
    assert listed(desk) == ["Aford", "Beville", "Cetown"]
    assert listed(desk, ordering="-name") == ["Cetown", "Beville", "Aford"]
    assert listed(desk, mandate="ending") == ["Aford"]
    assert listed(desk, proposed="yes") == ["Cetown"]
    assert listed(desk, country="FR") == ["Beville"]
    assert listed(desk, status=Status.LEFT) == listed(desk, visibility=Visibility.STAFF) == ["Cetown"]
    assert listed(desk, q="evil") == ["Beville"]


def test_the_list_costs_the_same_however_long_it_is(desk: Client) -> None:
    CityContactFactory(user=None)
    desk.get(address("index"))
    with CaptureQueriesContext(connection) as few:
        desk.get(address("index"))
    for _number in range(30):
        CityContactFactory(user=None)
    with CaptureQueriesContext(connection) as many:
        desk.get(address("index"))
    assert len(many) == len(few) <= 20


def test_a_citys_page_shows_its_people_and_costs_the_same(desk: Client) -> None:
    city = CityFactory(language="ar", profile="مدينة من خيال")
    contact = CityContactFactory(city=city, user=None, kind=ContactKind.LIAISON, visibility=Visibility.PUBLIC)
    desk.get(address("edit", city.pk))
    with CaptureQueriesContext(connection) as few:
        content = desk.get(address("edit", city.pk)).content.decode()
    assert f'<bdi dir="ltr">{contact.email}</bdi>' in content
    assert "مدينة من خيال" in content
    for _number in range(15):
        CityContactFactory(city=city)
    with CaptureQueriesContext(connection) as many:
        desk.get(address("edit", city.pk))
    assert len(many) == len(few) <= 25


def test_a_contact_who_has_left_is_shown_when_asked_for(desk: Client) -> None:
    contact = CityContactFactory(user=None, status=CityContact.Status.LEFT, name="Gone (fictional)")
    page = address("edit", contact.city_id)
    assert "Gone (fictional)" not in desk.get(page).content.decode()
    assert "Gone (fictional)" in desk.get(f"{page}?all").content.decode()


def test_one_press_hides_every_named_contact_at_once(desk: Client, person: User) -> None:
    city = CityFactory()
    for _press in range(2):
        desk.post(address("hide_contacts", city.pk))
    city.refresh_from_db()
    assert city.contacts_hidden_at is not None
    assert city.log.filter(action="hide_contacts", actor=person).count() == 1
    assert "Staff keep every named contact from sight since" in desk.get(address("edit", city.pk)).content.decode()
    desk.post(address("show_contacts", city.pk))
    city.refresh_from_db()
    assert city.contacts_hidden_at is None
    assert city.log.filter(action="show_contacts").count() == 1


def test_nobody_but_staff_hides_a_citys_contacts(db: None) -> None:
    city = CityFactory()
    for stranger in (Actor.member(with_rights()), Actor.officer(with_rights())):
        with pytest.raises(NotAllowed):
            cities.hide_contacts(city, stranger)
    city.refresh_from_db()
    assert city.contacts_hidden_at is None


def test_a_city_is_suspended_with_a_reason_and_restored(desk: Client) -> None:
    city = CityFactory()
    assert "lose the members’ section at once" in desk.get(address("change", city.pk, "suspend")).content.decode()
    assert desk.post(address("change", city.pk, "suspend"), {"why": " "}).status_code == 422
    desk.post(address("change", city.pk, "suspend"), {"why": "The mandate was false."})
    city.refresh_from_db()
    assert city.status == Status.SUSPENDED
    assert "The mandate was false." in desk.get(address("edit", city.pk)).content.decode()
    desk.post(address("change", city.pk, "restore"))
    city.refresh_from_db()
    assert city.status == Status.ACTIVE


def test_whoever_comes_second_is_told_what_the_city_is_now(desk: Client) -> None:
    city = CityFactory()
    desk.post(address("change", city.pk, "leave"))
    for action in ("leave", "suspend", "restore"):
        response = desk.post(address("change", city.pk, action), {"why": "Late."}, follow=True)
        assert "Nothing was changed: the city’s status is Has left." in response.content.decode()
        assert desk.get(address("change", city.pk, action)).status_code == 302
    assert city.log.filter(action="leave").count() == 1


def test_a_proposed_contact_is_agreed_to_once(desk: Client) -> None:
    contact = CityContactFactory(user=None, status=CityContact.Status.PROPOSED)
    agree = address("decide", contact.city_id, contact.pk, "agree")
    assert desk.get(agree).status_code == 200
    desk.post(agree)
    contact.refresh_from_db()
    assert contact.status == CityContact.Status.ACTIVE
    assert "decided on already" in desk.post(agree, follow=True).content.decode()
    assert OutgoingEmail.objects.filter(topic=f"contact/{contact.pk}").count() == 1


def test_a_proposed_contact_is_refused_with_a_reason(desk: Client) -> None:
    contact = CityContactFactory(user=None, status=CityContact.Status.PROPOSED)
    refuse = address("decide", contact.city_id, contact.pk, "refuse")
    assert desk.post(refuse, {"why": ""}).status_code == 422
    desk.post(refuse, {"why": "Not of this city."})
    contact.refresh_from_db()
    assert contact.status == CityContact.Status.LEFT
    assert "Not of this city." in desk.get(address("edit", contact.city_id)).content.decode()


def test_a_successor_is_named_with_whose_place_it_is(desk: Client) -> None:
    liaison = CityContactFactory(user=None, name="Old Liaison (fictional)")
    successor = CityContactFactory(city=liaison.city, user=None, kind=ContactKind.OTHER, succeeds=liaison)
    assert "Old Liaison (fictional)" in desk.get(
        address("decide", liaison.city_id, successor.pk, "agree")
    ).content.decode().replace("\u2068", "")
    desk.post(address("decide", liaison.city_id, successor.pk, "agree"))
    successor.refresh_from_db()
    assert successor.kind == ContactKind.LIAISON


def test_an_invitation_is_sent_again_but_not_to_an_account(desk: Client) -> None:
    contact, member = CityContactFactory(user=None), CityContactFactory()
    desk.post(address("invite", contact.city_id, contact.pk))
    assert contact.invitations.count() == 1
    response = desk.post(address("invite", member.city_id, member.pk), follow=True)
    assert "Nothing was sent" in response.content.decode()
    assert not member.invitations.exists()


def test_another_citys_contact_is_not_found(desk: Client) -> None:
    contact, city = CityContactFactory(user=None), CityFactory()
    assert desk.post(address("invite", city.pk, contact.pk), follow=True).status_code == 404
    assert desk.get(address("decide", city.pk, contact.pk, "agree"), follow=True).status_code == 404
    assert desk.get(address("decide", contact.city_id, contact.pk, "nonsense"), follow=True).status_code == 404
    assert desk.get(address("change", city.pk, "nonsense"), follow=True).status_code == 404


def test_a_contact_asks_for_the_right_on_contacts(db: None, sign_in: SignIn) -> None:
    client = sign_in(with_rights("wagtailadmin.access_admin", "membership.view_city", "membership.change_city"))
    contact = CityContactFactory(user=None, status=CityContact.Status.PROPOSED)
    assert client.post(address("decide", contact.city_id, contact.pk, "agree")).status_code == 302
    contact.refresh_from_db()
    assert contact.status == CityContact.Status.PROPOSED
