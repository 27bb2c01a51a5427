"""A city suspended, restored, departed: once, by whom it is for, and with all that follows."""

from typing import Any

import pytest
from django.test import Client

from home.models import OutgoingEmail, User
from membership.models import City, LogEntry, LogReason
from membership.services import cities, invitations
from membership.services.transitions import APPLICANT, Actor, NotAllowed, NotPossible, ReasonMissing
from tests.factories import MembersHomePageFactory, UserFactory
from tests.factories_membership import CityContactFactory, CityFactory, officer, with_rights
from tests.pages import path_of, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Actor:
    return Actor.officer(officer())


def groups_of(user: Any) -> list[str]:
    return [group.name for group in User.objects.get(pk=user.pk).groups.all()]


def test_suspending_twice_happens_once_and_the_second_is_told(staff: Actor) -> None:
    city = CityFactory()
    assert [cities.suspend(city, staff, "They are silent.").changed for _time in range(2)] == [True, False]
    entry = LogEntry.objects.get(city=city)
    assert (entry.action, entry.from_state, entry.to_state) == ("suspend", "active", "suspended")
    assert LogReason.objects.get(entry=entry).text == "They are silent."


def test_a_city_can_be_suspended_again_after_it_was_restored(staff: Actor) -> None:
    city = CityFactory()
    for _time in range(2):
        assert cities.suspend(city, staff, "A reason.").changed
        assert cities.restore(city, staff).changed
        assert not cities.restore(city, staff).changed
    assert [entry.action for entry in LogEntry.objects.filter(city=city)] == ["suspend", "restore"] * 2
    assert City.objects.get().status == City.Status.ACTIVE


def test_a_suspension_takes_accounts_and_invitations_and_a_restoration_gives_them_back(staff: Actor) -> None:
    member = CityContactFactory()
    waiting = CityContactFactory(city=member.city, user=None)
    invitation = invitations.invite(waiting)
    cities.suspend(member.city, staff, "A reason.")
    assert groups_of(member.user) == []
    invitation.refresh_from_db()
    assert not invitation.is_open
    assert OutgoingEmail.objects.get().state == OutgoingEmail.State.WITHDRAWN
    cities.restore(member.city, staff)
    assert groups_of(member.user) == ["Members"]
    assert waiting.invitations.first().is_open
    assert member.invitations.count() == 0


def test_a_suspension_asks_for_a_reason(staff: Actor) -> None:
    city = CityFactory()
    with pytest.raises(ReasonMissing):
        cities.suspend(city, staff, "  ")
    assert City.objects.get().status == City.Status.ACTIVE


def test_leaving_is_for_good_is_dated_and_is_told_to_each_contact_once(staff: Actor) -> None:
    liaison = CityContactFactory()
    CityContactFactory(city=liaison.city, user=None, language="fr")
    CityContactFactory(city=liaison.city, status="left")
    for changed in (True, False):
        assert cities.leave(liaison.city, staff).changed is changed
    city = City.objects.get()
    assert city.status == City.Status.LEFT
    assert city.left_on
    assert OutgoingEmail.objects.filter(event__contains="/left/").count() == 2
    assert groups_of(liaison.user) == []
    for again in (lambda: cities.restore(city, staff), lambda: cities.suspend(city, staff, "Why")):
        with pytest.raises(NotPossible):
            again()


def test_the_liaison_lets_the_city_leave_and_is_out_at_once() -> None:
    section = MembersHomePageFactory()
    liaison = CityContactFactory()
    client = sign_in(Client(), liaison.user)
    assert client.get(path_of(section)).status_code == 200
    cities.leave(liaison.city, Actor.member(liaison.user))
    assert client.get(path_of(section)).status_code == 403
    assert LogEntry.objects.get(city=liaison.city).actor == liaison.user


def test_nobody_else_suspends_or_ends_a_membership() -> None:
    liaison = CityContactFactory()
    city = liaison.city
    colleague = CityContactFactory(city=city, kind="other")
    elsewhere = CityContactFactory()
    strangers = [
        APPLICANT,
        Actor.member(colleague.user),
        Actor.member(elsewhere.user),
        Actor.officer(UserFactory()),
        Actor.officer(with_rights("membership.view_city")),
        Actor.officer(liaison.user),
    ]
    for actor in strangers:
        with pytest.raises(NotAllowed):
            cities.leave(city, actor)
    for actor in [*strangers, Actor.member(liaison.user)]:
        with pytest.raises(NotAllowed):
            cities.suspend(city, actor, "A reason.")
        with pytest.raises(NotAllowed):
            cities.restore(city, actor)
    assert City.objects.get(pk=city.pk).status == City.Status.ACTIVE
    assert not LogEntry.objects.exists()
