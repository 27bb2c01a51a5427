"""Many press at once, on a database that lets them: one account, one acceptance, one departure."""

import pytest
from allauth.account.models import EmailAddress

from home.models import OutgoingEmail, User
from membership.models import Acceptance, CityContact, LogEntry, TextVersion
from membership.services import cities, contacts, invitations, terms
from membership.services.invitations import NotOpen
from membership.services.transitions import Actor
from tests.factories_membership import CityContactFactory, TextVersionFactory, officer
from tests.postgresql_only.test_at_once import at_once

pytestmark = pytest.mark.usefixtures("snapshots", "transactional_db")

CROWD = 20


def test_an_invitation_that_many_accept_at_once_makes_one_account() -> None:
    contact = CityContactFactory(user=None)
    invitation = invitations.invite(contact)

    def make() -> User:
        user = User.objects.create_user(contact.email)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def accept(_place: int) -> bool:
        try:
            invitations.accept(invitation.key, make)
        except NotOpen:
            return False
        return True

    assert sum(at_once(CROWD, accept)) == 1
    assert User.objects.count() == 1
    assert CityContact.objects.get(pk=contact.pk).user == User.objects.get()


def test_an_acceptance_pressed_by_many_at_once_is_kept_once() -> None:
    text = TextVersionFactory(kind=TextVersion.Kind.TERMS)
    liaison = CityContactFactory()
    assert sum(at_once(CROWD, lambda _place: terms.accept(liaison, [text], "en"))) == 1
    assert Acceptance.objects.count() == 1
    assert LogEntry.objects.filter(action="accept").count() == 1


def test_a_city_that_many_let_go_at_once_leaves_once() -> None:
    liaison = CityContactFactory()
    actor = Actor.officer(officer())
    outcomes = at_once(CROWD, lambda _place: cities.leave(liaison.city, actor))
    assert sum(outcome.changed for outcome in outcomes) == 1
    assert LogEntry.objects.filter(action="leave").count() == 1
    assert OutgoingEmail.objects.count() == 1


def test_a_contact_to_whom_many_agree_at_once_is_invited_once() -> None:
    contact = CityContactFactory(user=None, status="proposed")
    actor = Actor.officer(officer())
    outcomes = at_once(CROWD, lambda _place: contacts.agree(contact, actor))
    assert sum(outcome.changed for outcome in outcomes) == 1
    assert contact.invitations.count() == 1
