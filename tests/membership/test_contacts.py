"""Who speaks for a city: proposed by it, agreed to by staff, handed over before a mandate ends."""

import datetime
from typing import Any

import pytest

from home.models import OutgoingEmail, User
from membership.models import CityContact, ContactKind, Invitation, LogEntry
from membership.services import contacts, mandates
from membership.services.contacts import LEAVES, STAYS, Details
from membership.services.transitions import Actor, NotAllowed, NotPossible
from tests.factories import UserFactory
from tests.factories_membership import CityContactFactory, CityFactory, officer

pytestmark = pytest.mark.django_db

Status = CityContact.Status
NEW = Details(name="Rima Example (fictional)", role="Adviser", email="rima@example.org", mandate_from="The mayor")


@pytest.fixture
def staff() -> Actor:
    return Actor.officer(officer())


@pytest.fixture
def liaison() -> Any:
    return CityContactFactory()


def by(contact: Any) -> Actor:
    return Actor.member(contact.user)


def current(contact: Any) -> CityContact:
    return CityContact.objects.get(pk=contact.pk)


def is_member(user: Any) -> bool:
    return User.objects.get(pk=user.pk).groups.filter(name="Members").exists()


# Proposing


def test_a_proposed_contact_is_invited_once_staff_agree_and_not_before(liaison: Any, staff: Actor) -> None:
    contact = contacts.propose(liaison.city, NEW, by(liaison))
    assert contact.status == Status.PROPOSED
    assert list(contacts.awaiting()) == [contact]
    assert not Invitation.objects.exists()
    assert [contacts.agree(contact, staff).changed for _time in range(2)] == [True, False]
    assert current(contact).status == Status.ACTIVE
    assert Invitation.objects.filter(contact=contact).count() == 1
    assert not contacts.awaiting().exists()
    assert [entry.action for entry in LogEntry.objects.filter(city=liaison.city)] == ["propose", "agree"]


def test_a_proposal_is_told_to_every_officer_once_without_personal_data(liaison: Any, staff: Actor) -> None:
    UserFactory(superuser=True)
    UserFactory(groups=["Communications"])
    UserFactory(superuser=True, is_active=False)
    for _time in range(2):
        contacts.propose(liaison.city, NEW, by(liaison))
    letters = [sent.email for sent in OutgoingEmail.objects.select_related("email")]
    assert len(letters) == 2
    assert CityContact.objects.filter(email=NEW.email).count() == 1
    for letter in letters:
        assert liaison.city.name in letter.subject
        assert NEW.name not in letter.message
        assert NEW.email not in letter.message


def test_an_address_that_the_city_names_already_is_refused(liaison: Any) -> None:
    with pytest.raises(contacts.AddressTaken):
        contacts.propose(liaison.city, Details("Same", "Role", liaison.email.upper()), by(liaison))


def test_a_city_does_not_learn_who_speaks_for_another(liaison: Any) -> None:
    elsewhere = CityContactFactory()
    assert contacts.propose(liaison.city, Details("Same", "Role", elsewhere.email), by(liaison)).pk


def test_a_refused_contact_is_no_contact_and_staff_may_not_refuse_an_old_one(liaison: Any, staff: Actor) -> None:
    contact = contacts.propose(liaison.city, NEW, by(liaison))
    assert [contacts.refuse(contact, staff, "A reason.").changed for _time in range(2)] == [True, False]
    assert current(contact).status == Status.LEFT
    with pytest.raises(NotPossible):
        contacts.agree(contact, staff)
    with pytest.raises(NotPossible):
        contacts.refuse(liaison, staff)
    # The address is free again.
    assert contacts.propose(liaison.city, NEW, by(liaison)).pk != contact.pk


def test_a_city_that_is_no_member_proposes_nobody(staff: Actor) -> None:
    liaison = CityContactFactory(city=CityFactory(status="suspended"))
    with pytest.raises(NotAllowed):
        contacts.propose(liaison.city, NEW, by(liaison))
    with pytest.raises(NotPossible):
        contacts.propose(liaison.city, NEW, staff)


def test_members_agree_to_nobody_and_colleagues_and_strangers_change_nothing(liaison: Any) -> None:
    colleague = CityContactFactory(city=liaison.city, kind=ContactKind.OTHER)
    elsewhere = CityContactFactory()
    proposed = contacts.propose(liaison.city, NEW, by(liaison))
    for actor in (by(liaison), by(colleague), by(elsewhere), Actor.officer(UserFactory())):
        with pytest.raises(NotAllowed):
            contacts.agree(proposed, actor)
        with pytest.raises(NotAllowed):
            contacts.refuse(proposed, actor)
    for actor in (by(colleague), by(elsewhere), Actor.officer(UserFactory())):
        with pytest.raises(NotAllowed):
            contacts.propose(liaison.city, Details("Other", "Role", "other@example.org"), actor)
        with pytest.raises(NotAllowed):
            contacts.hand_over(liaison, colleague, actor)
        with pytest.raises(NotAllowed):
            contacts.remove(liaison, actor)


# Handing over


def test_a_successor_takes_the_liaisons_place_once_staff_agree(liaison: Any, staff: Actor) -> None:
    successor = contacts.hand_over(liaison, NEW, by(liaison))
    assert current(liaison).kind == ContactKind.LIAISON
    assert is_member(liaison.user)
    contacts.agree(successor, staff)
    assert current(successor).kind == ContactKind.LIAISON
    assert current(successor).succeeds is None
    assert Invitation.objects.filter(contact=successor).exists()
    assert current(liaison).status == Status.LEFT
    assert not is_member(liaison.user)


def test_a_liaison_who_stays_is_a_contact_without_a_mandate(staff: Actor) -> None:
    liaison = CityContactFactory(mandate_from="The mayor", mandate_until=datetime.date(2026, 12, 31))
    successor = contacts.hand_over(liaison, NEW, by(liaison), STAYS)
    contacts.agree(successor, staff)
    old = current(liaison)
    assert (old.status, old.kind, old.mandate_until) == (Status.ACTIVE, ContactKind.OTHER, None)
    assert is_member(liaison.user)


def test_a_colleague_with_an_account_becomes_liaison_without_another_invitation(liaison: Any, staff: Actor) -> None:
    colleague = CityContactFactory(city=liaison.city, kind=ContactKind.PRACTITIONER)
    contacts.hand_over(liaison, colleague, by(liaison), LEAVES)
    assert [contact.pk for contact in contacts.awaiting()] == [colleague.pk]
    contacts.agree(colleague, staff)
    assert current(colleague).kind == ContactKind.LIAISON
    assert not Invitation.objects.exists()


def test_a_refused_successor_who_was_a_contact_stays_one(liaison: Any, staff: Actor) -> None:
    colleague = CityContactFactory(city=liaison.city, kind=ContactKind.OTHER)
    contacts.hand_over(liaison, colleague, by(liaison))
    contacts.refuse(colleague, staff, "Not yet.")
    assert (current(colleague).status, current(colleague).kind) == (Status.ACTIVE, ContactKind.OTHER)
    assert current(liaison).kind == ContactKind.LIAISON
    assert not contacts.awaiting().exists()


def test_a_second_successor_takes_the_first_ones_place(liaison: Any, staff: Actor) -> None:
    first = contacts.hand_over(liaison, NEW, by(liaison))
    second = contacts.hand_over(liaison, Details("Sami (fictional)", "Adviser", "sami@example.org"), by(liaison))
    assert list(contacts.awaiting()) == [second]
    assert current(first).status == Status.LEFT


def test_naming_the_same_successor_twice_tells_staff_once(liaison: Any, staff: Actor) -> None:
    for _time in range(2):
        contacts.hand_over(liaison, NEW, by(liaison))
    assert OutgoingEmail.objects.count() == 1


def test_nobody_hands_over_to_another_citys_contact_or_from_a_contact_who_is_no_liaison(liaison: Any) -> None:
    elsewhere = CityContactFactory()
    colleague = CityContactFactory(city=liaison.city, kind=ContactKind.OTHER)
    for old, new in ((liaison, elsewhere), (liaison, liaison), (colleague, liaison)):
        with pytest.raises(NotPossible):
            contacts.hand_over(old, new, by(liaison))


# Removing


def test_a_removed_contact_is_out_at_once(liaison: Any) -> None:
    colleague = CityContactFactory(city=liaison.city, kind=ContactKind.OTHER)
    assert [contacts.remove(colleague, by(liaison)).changed for _time in range(2)] == [True, False]
    assert current(colleague).status == Status.LEFT
    assert not is_member(colleague.user)


def test_a_contact_goes_by_itself_but_the_last_one_is_let_go_by_staff(liaison: Any, staff: Actor) -> None:
    colleague = CityContactFactory(city=liaison.city, kind=ContactKind.OTHER)
    contacts.remove(colleague, by(colleague))
    with pytest.raises(NotPossible):
        contacts.remove(liaison, by(liaison))
    assert contacts.remove(liaison, staff).changed


# Mandates


def test_a_mandate_is_announced_from_three_months_ahead_to_its_last_day() -> None:
    today = datetime.date(2026, 11, 30)
    days = {
        "today": today,
        "in three months": datetime.date(2027, 2, 28),
        "later": datetime.date(2027, 3, 1),
        "yesterday": datetime.date(2026, 11, 29),
    }
    made = {name: CityContactFactory(mandate_until=day) for name, day in days.items()}
    CityContactFactory(mandate_until=today, kind=ContactKind.OTHER)
    CityContactFactory(mandate_until=today, status="left")
    CityContactFactory(mandate_until=today, city=CityFactory(status="left"))
    assert list(mandates.ending(today)) == [made["today"], made["in three months"]]
    assert list(mandates.ended(today)) == [made["yesterday"]]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [((2026, 10, 31), 4, (2027, 2, 28)), ((2027, 11, 30), 3, (2028, 2, 29)), ((2026, 12, 15), 1, (2027, 1, 15))],
)
def test_months_end_where_the_calendar_ends_them(day: Any, months: int, expected: Any) -> None:
    assert mandates.months_after(datetime.date(*day), months) == datetime.date(*expected)
