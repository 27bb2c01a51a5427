"""Membership in the CMS is the officers' and the administrators': every address, asked by everybody."""

from collections.abc import Callable, Iterator

import pytest
from demo.roles import set_up_roles
from django.test import Client
from django.urls import URLPattern, reverse

from home.models import User
from home.tasks import next_tasks
from membership.cms.viewsets import MembershipGroup
from membership.models import CityContact, MembershipSettings
from tests.factories import UserFactory
from tests.factories_membership import (
    ApplicationContactFactory,
    ApplicationFactory,
    CityContactFactory,
    MeetingFactory,
    TextVersionFactory,
    officer,
)

SignIn = Callable[[User], Client]
OTHERS = [
    "Communications",
    "Publishers",
    "Translators: Arabic",
    "Reviewers: Arabic",
    "Translators: French",
    "Reviewers: French",
    "Members",
]
#: Publishers answer for what stands on the pages.
ALSO_OPEN = {"Publishers": ("text_versions", "meetings")}


def addresses() -> Iterator[tuple[str, str]]:
    """Yield every address of the menu “Membership”, with its name."""
    application = ApplicationContactFactory().application
    contact = CityContactFactory(user=None, status=CityContact.Status.PROPOSED)
    values = {
        "applications": {"pk": application.pk, "action": "decline"},
        "cities": {"pk": contact.city_id, "contact": contact.pk, "action": "suspend"},
        "email_texts": {"kind": "form", "language": "ar"},
        "text_versions": {"pk": TextVersionFactory().pk},
        "meetings": {"pk": MeetingFactory().pk},
    }
    for viewset in MembershipGroup.items:
        made = viewset()
        for pattern in made.get_urlpatterns():
            assert isinstance(pattern, URLPattern)
            names = pattern.pattern.converters
            known = values[made.name] | ({"action": "agree"} if pattern.name == "decide" else {})
            kwargs = {name: known[name] for name in names}
            yield f"{made.name}:{pattern.name}", reverse(f"{made.name}:{pattern.name}", kwargs=kwargs)
    settings = MembershipSettings.load()
    yield "settings", reverse("wagtailsettings:edit", args=["membership", "membershipsettings", settings.pk])


def opens(client: Client, address: str) -> bool:
    """Say whether the address answers with more than a refusal: the CMS refuses by leading to its first page."""
    response = client.get(address)
    if response.status_code in {301, 302}:
        return response["Location"] != reverse("wagtailadmin_home") and "/accounts/" not in response["Location"]
    return response.status_code != 403


@pytest.mark.parametrize("group", OTHERS)
def test_no_address_opens_for_anybody_else(db: None, sign_in: SignIn, group: str) -> None:
    set_up_roles()
    client = sign_in(UserFactory(groups=[group], second_factor=True))
    closed = [
        (name, address) for name, address in addresses() if name.partition(":")[0] not in ALSO_OPEN.get(group, ())
    ]
    assert [name for name, address in closed if opens(client, address)] == []
    assert [name for name, address in closed if client.post(address).status_code not in {302, 403}] == []


def test_publishers_open_what_the_committee_adopts(db: None, sign_in: SignIn) -> None:
    set_up_roles()
    client = sign_in(UserFactory(groups=["Publishers"], second_factor=True))
    theirs = [address for name, address in addresses() if name.partition(":")[0] in ALSO_OPEN["Publishers"]]
    assert {client.get(address).status_code for address in theirs} == {200}


def test_no_address_opens_for_a_stranger(db: None, client: Client) -> None:
    assert [name for name, address in addresses() if opens(client, address)] == []


@pytest.mark.parametrize("who", ["officer", "administrator"])
def test_every_address_opens_for_officers_and_administrators(db: None, sign_in: SignIn, who: str) -> None:
    client = sign_in(officer() if who == "officer" else UserFactory(superuser=True))
    # Some only take what is sent to them; there is no letter; and the form of a received application is not confirmed.
    allowed = {200, 405}
    for name, address in addresses():
        if name not in {"applications:letter"}:
            assert client.get(address).status_code in allowed, name


@pytest.mark.parametrize("group", [*OTHERS, "Membership officers"])
def test_the_menu_is_shown_to_those_who_have_it(db: None, sign_in: SignIn, group: str) -> None:
    set_up_roles()
    client = sign_in(UserFactory(groups=[group], second_factor=True))
    shown = reverse("applications:index") in client.get(reverse("wagtailadmin_home")).content.decode()
    assert shown is (group == "Membership officers")


@pytest.mark.parametrize("group", OTHERS)
def test_nobody_else_has_an_officers_tasks(db: None, group: str) -> None:
    set_up_roles()
    ApplicationFactory(assigned_to=None)
    CityContactFactory(user=None, status=CityContact.Status.PROPOSED)
    assert next_tasks(UserFactory(groups=[group])) == []
