"""Saying that one wishes to take part in an activity, and who learns of it."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from membership.models import ActivityInterest, City, CityContact
from membership.services import interest
from tests.factories import ActivityPageFactory, MembersHomePageFactory, home_page, translated
from tests.factories_membership import CityContactFactory, officer
from tests.pages import member, outsider, path_of, sign_in, text_of

pytestmark = pytest.mark.django_db


def say(client: Client, activity: Any, said: str = "yes", language: str = "en", **values: str) -> Any:
    address = f"/{language}/members/activities/{activity.translation_key}/interest/"
    return client.post(address, {"interested": said, **values})


@pytest.fixture
def contact() -> CityContact:
    made: CityContact = CityContactFactory(name="Nour Interested (fictional)")
    return made


def test_interest_is_registered_once_however_often_it_is_sent_and_withdrawn_again(contact: CityContact) -> None:
    activity = ActivityPageFactory()
    client = sign_in(Client(), contact.user)
    for _time in range(2):
        answer = say(client, activity, back=path_of(activity))
        assert answer["Location"] == path_of(activity)
    assert ActivityInterest.objects.get().contact == contact
    html = client.get(path_of(activity)).content.decode()
    assert "You have registered your interest." in html
    for _time in range(2):
        say(client, activity, "no")
    assert not ActivityInterest.objects.exists()
    assert "Register interest" in client.get(path_of(activity)).content.decode()


def test_interest_said_in_one_language_is_known_in_all(contact: CityContact) -> None:
    activity = ActivityPageFactory()
    arabic = translated(activity, "ar")
    client = sign_in(Client(), contact.user)
    say(client, activity)
    for page in (arabic, arabic.get_parent()):
        assert 'value="no"' in client.get(path_of(page)).content.decode()


def test_the_first_page_of_members_takes_interest_too(contact: CityContact) -> None:
    home = MembersHomePageFactory(slug="members")
    activity = ActivityPageFactory(parent=home)
    client = sign_in(Client(), contact.user)
    html = client.get(path_of(home)).content.decode()
    assert f'action="/en/members/activities/{activity.translation_key}/interest/"' in html
    assert say(client, activity)["Location"] == "/en/members/"
    assert "Your interest is registered." in client.get(path_of(home)).content.decode()


def test_nothing_is_registered_for_what_is_over_a_draft_or_nowhere(contact: CityContact) -> None:
    client = sign_in(Client(), contact.user)
    past = ActivityPageFactory(starts_at=timezone.now() - datetime.timedelta(days=3))
    draft = ActivityPageFactory(parent=past.get_parent(), live=False)
    for activity in (past, draft):
        assert say(client, activity).status_code == 302
    client.post(f"/en/members/activities/{uuid.uuid4()}/interest/", {"interested": "yes"})
    assert not ActivityInterest.objects.exists()
    assert "Register interest" not in client.get(path_of(past)).content.decode()


@pytest.mark.parametrize("who", ["stranger", "outsider", "suspended", "left", "staff"])
def test_nobody_but_a_contact_of_a_member_city_registers_interest(who: str, contact: CityContact) -> None:
    activity = ActivityPageFactory()
    client = Client()
    match who:
        case "outsider":
            sign_in(client, outsider())
        case "staff":
            sign_in(client, member())
        case "suspended":
            City.objects.update(status=City.Status.SUSPENDED)
            sign_in(client, contact.user)
        case "left":
            CityContact.objects.update(status=CityContact.Status.LEFT)
            sign_in(client, contact.user)
    assert say(client, activity).status_code in {302, 403}
    assert not ActivityInterest.objects.exists()


@pytest.mark.parametrize("back", ["https://example.com/", "//example.com/", "javascript:x", "\\\\example.com", ""])
def test_nobody_is_led_to_another_site(back: str, contact: CityContact) -> None:
    answer = say(sign_in(Client(), contact.user), ActivityPageFactory(), back=back)
    assert answer["Location"] == "/en/members/"


def test_a_get_changes_nothing(contact: CityContact) -> None:
    activity = ActivityPageFactory()
    address = f"/en/members/activities/{activity.translation_key}/interest/?interested=yes"
    assert sign_in(Client(), contact.user).get(address).status_code == 405
    assert not ActivityInterest.objects.exists()


def test_staff_see_how_many_are_interested_and_who(contact: CityContact) -> None:
    activity = ActivityPageFactory(title="A meeting")
    interest.set_interest(contact, activity.translation_key, interested=True)
    left = CityContactFactory(name="Gone Person (fictional)")
    interest.set_interest(left, activity.translation_key, interested=True)
    CityContact.objects.filter(pk=left.pk).update(status=CityContact.Status.LEFT)
    client = sign_in(Client(), officer())
    report = reverse("activity_interest", args=[activity.pk])
    assert f'<a href="{report}">1</a>' in client.get(reverse("activities:index")).content.decode()
    answer = client.get(report)
    text = text_of(answer.content.decode())
    assert contact.name in text
    assert contact.city.name in text
    assert "Gone Person" not in text
    assert "no-store" in answer["Cache-Control"]


def test_nobody_else_in_the_cms_sees_the_names(contact: CityContact) -> None:
    from demo.roles import set_up_roles

    from tests.factories import UserFactory

    home_page()
    set_up_roles()
    activity = ActivityPageFactory()
    interest.set_interest(contact, activity.translation_key, interested=True)
    report = reverse("activity_interest", args=[activity.pk])
    for group in ("Communications", "Publishers", "Members"):
        client = sign_in(Client(), UserFactory(groups=[group], second_factor=True))
        answer = client.get(report)
        assert answer.status_code in {302, 403}
        assert contact.name not in answer.content.decode()


def test_the_report_and_the_list_cost_the_same_for_one_and_for_many() -> None:
    home = MembersHomePageFactory()
    activity = ActivityPageFactory(parent=home)
    client = sign_in(Client(), officer())
    addresses = (reverse("activity_interest", args=[activity.pk]), reverse("activities:index"))

    def cost() -> list[int]:
        costs = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            costs.append(len(captured))
        return costs

    interest.set_interest(CityContactFactory(), activity.translation_key, interested=True)
    few = cost()
    for _number in range(10):
        interest.set_interest(CityContactFactory(), activity.translation_key, interested=True)
    assert cost() == few
