"""Who enters the members' section now: a contact of a member city that has accepted what is in force."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import CollectionViewRestriction

from membership.models import City, CityContact, ContactKind, TextVersion
from membership.services import cities, terms
from membership.services.standing import Facts, Standing, judge, standing_of
from membership.services.transitions import Actor
from tests.factories import (
    PASSWORD,
    ActivityPageFactory,
    DocumentFactory,
    MembersHomePageFactory,
    ResourceDocumentFactory,
    ResourcePageFactory,
    UserFactory,
    home_page,
    root_collection,
    translated,
)
from tests.factories_membership import CityContactFactory, CityFactory, TextVersionFactory, officer
from tests.pages import path_of, sign_in, text_of

Kind = TextVersion.Kind


def version(kind: str = Kind.TERMS, name: str = "1", days: int = 10) -> TextVersion:
    """Return a version that has been in force for so many days."""
    day = timezone.localdate() - datetime.timedelta(days=days)
    made: TextVersion = TextVersionFactory(kind=kind, version=name, in_force_on=day)
    return made


def suspended_by_staff(city: City) -> None:
    cities.suspend(city, Actor.officer(officer()), "A reason.")


def left_by_staff(city: City) -> None:
    cities.leave(city, Actor.officer(officer()))


# The rule


@given(
    contact=st.sampled_from(CityContact.Status.values),
    city=st.sampled_from(City.Status.values),
    represents=st.booleans(),
    owes=st.booleans(),
    before=st.booleans(),
)
def test_nobody_enters_but_an_active_contact_of_an_active_city(
    contact: str, city: str, represents: bool, owes: bool, before: bool
) -> None:
    standing = judge(Facts(contact, city, represents, owes, before))
    if (contact, city) != ("active", "active"):
        assert standing is Standing.SHUT_OUT
    elif not owes:
        assert standing is Standing.ENTERS
    else:
        assert standing is not Standing.SHUT_OUT
        assert (standing is Standing.ENTERS) == (before and not represents)


# At the gate


@pytest.mark.django_db
@pytest.mark.parametrize("shut_out", [suspended_by_staff, left_by_staff])
def test_a_suspended_or_departed_member_is_shut_out_at_once_with_an_open_session(
    shut_out: Any, django_capture_on_commit_callbacks: Any
) -> None:
    section = MembersHomePageFactory()
    arabic = translated(section, "ar")
    activity = ActivityPageFactory(parent=section)
    calendar = path_of(activity) + activity.reverse_subpage("calendar")
    collection = root_collection().add_child(name="Members")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get_or_create(name="Members")[0])
    unused = DocumentFactory(collection=collection)
    with django_capture_on_commit_callbacks(execute=True):
        document = DocumentFactory()
        resource = ResourcePageFactory(parent=section)
        ResourceDocumentFactory(page=resource, document=document)
        resource.save()
    contact = CityContactFactory()
    client = sign_in(Client(), contact.user)
    addresses = [path_of(section), path_of(arabic), path_of(activity), calendar, document.url, unused.url]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
    # The sessions are ended once the transaction holds: the gate does not wait for it.
    shut_out(contact.city)
    answers = {address: client.get(address).status_code for address in addresses}
    assert set(answers.values()) <= {302, 403, 404}, answers


@pytest.mark.django_db
def test_a_contacts_status_alone_shuts_the_files_of_the_members_collection() -> None:
    collection = root_collection().add_child(name="Members")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get_or_create(name="Members")[0])
    document = DocumentFactory(collection=collection)
    contact = CityContactFactory()
    client = sign_in(Client(), contact.user)
    assert client.get(document.url).status_code == 200
    City.objects.update(status=City.Status.SUSPENDED)
    assert client.get(document.url).status_code == 404


@pytest.mark.django_db
def test_the_sessions_of_a_suspended_member_are_ended(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    contact = CityContactFactory()
    home_page()
    client.post("/en/accounts/login/", {"login": contact.user.email, "password": PASSWORD})
    assert client.get("/en/accounts/email/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        suspended_by_staff(contact.city)
    assert client.get("/en/accounts/email/")["Location"].startswith("/en/accounts/login/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "words"), [("suspended", "is suspended"), ("left", "has left the network")], ids=["suspended", "left"]
)
def test_a_person_who_is_shut_out_learns_why(status: str, words: str) -> None:
    section = MembersHomePageFactory()
    contact = CityContactFactory(city=CityFactory(status=status))
    answer = sign_in(Client(), contact.user).get(path_of(section))
    assert answer.status_code == 403
    assert words in text_of(answer.content.decode())


@pytest.mark.django_db
def test_a_restored_city_comes_in_again() -> None:
    section = MembersHomePageFactory()
    contact = CityContactFactory()
    actor = Actor.officer(officer())
    cities.suspend(contact.city, actor, "A reason.")
    cities.restore(contact.city, actor)
    assert sign_in(Client(), contact.user).get(path_of(section)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["proposed", "left"])
def test_who_is_not_a_contact_yet_or_any_more_stays_out(status: str) -> None:
    contact = CityContactFactory(status=status)
    assert standing_of(contact.user) is Standing.SHUT_OUT


@pytest.mark.django_db
def test_staff_without_a_city_enter_whatever_is_in_force() -> None:
    version()
    for group in ("Membership officers", "Communications", "Publishers"):
        assert standing_of(UserFactory(groups=[group])) is Standing.ENTERS
    assert standing_of(UserFactory(superuser=True)) is Standing.ENTERS
    assert standing_of(UserFactory(groups=["Translators: Arabic"])) is Standing.STRANGER
    assert standing_of(UserFactory(groups=["Members"], is_active=False)) is Standing.STRANGER


@pytest.mark.django_db
def test_the_liaison_accepts_and_the_others_wait_for_it() -> None:
    text = version()
    liaison = CityContactFactory()
    other = CityContactFactory(city=liaison.city, kind=ContactKind.PRACTITIONER)
    assert standing_of(liaison.user) is Standing.MUST_ACCEPT
    assert standing_of(other.user) is Standing.WAITS
    terms.accept(liaison, [text], "en")
    for contact in (liaison, other):
        assert standing_of(type(contact.user).objects.get(pk=contact.user.pk)) is Standing.ENTERS


@pytest.mark.django_db
def test_where_a_city_has_no_liaison_any_contact_accepts() -> None:
    version()
    contacts = [CityContactFactory(city=CityFactory(), kind=ContactKind.PRACTITIONER)]
    contacts.append(CityContactFactory(city=contacts[0].city, kind=ContactKind.OTHER))
    CityContactFactory(city=contacts[0].city, status="left")
    assert {standing_of(contact.user) for contact in contacts} == {Standing.MUST_ACCEPT}


@pytest.mark.django_db
def test_a_new_version_is_asked_of_the_liaison_alone() -> None:
    liaison = CityContactFactory()
    other = CityContactFactory(city=liaison.city, kind=ContactKind.OTHER)
    terms.accept(liaison, [version(name="1", days=100)], "en")
    version(name="2", days=1)
    assert standing_of(liaison.user) is Standing.MUST_ACCEPT
    assert standing_of(other.user) is Standing.ENTERS


@pytest.mark.django_db
def test_a_version_of_tomorrow_or_without_words_is_asked_of_nobody() -> None:
    version(days=-1)
    TextVersionFactory(kind=Kind.PRINCIPLES, version="empty", wordings={})
    assert standing_of(CityContactFactory().user) is Standing.ENTERS


@pytest.mark.django_db
def test_the_privacy_notice_is_not_the_citys_to_accept() -> None:
    version(Kind.PRIVACY)
    assert standing_of(CityContactFactory().user) is Standing.ENTERS


@pytest.mark.django_db
def test_one_citys_acceptance_opens_no_other_city() -> None:
    text = version()
    accepted, other = CityContactFactory(), CityContactFactory()
    terms.accept(accepted, [text], "en")
    assert standing_of(other.user) is Standing.MUST_ACCEPT


@pytest.mark.django_db
def test_the_standing_costs_one_query_and_the_groups_none_after_it() -> None:
    version()
    version(Kind.PRINCIPLES)
    user = CityContactFactory().user
    with CaptureQueriesContext(connection) as captured:
        standing_of(user)
        standing_of(user)
        list(user.groups.all())
    assert len(captured) == 1


@pytest.mark.django_db
def test_the_liaison_is_led_to_the_terms_and_back_and_a_colleague_waits_in_words() -> None:
    section = MembersHomePageFactory()
    page = translated(ResourcePageFactory(parent=section), "fr")
    version()
    liaison = CityContactFactory(name="Lina Example (fictional)")
    other = CityContactFactory(city=liaison.city, kind=ContactKind.OTHER)
    led = sign_in(Client(), liaison.user).get(path_of(page))
    assert led["Location"] == f"/fr/members/terms/?next={path_of(page)}"
    waiting = sign_in(Client(), other.user).get(path_of(section))
    assert waiting.status_code == 403
    assert "Lina Example (fictional)" in text_of(waiting.content.decode())
    assert liaison.email not in waiting.content.decode()
    assert "/en/accounts/login/" in Client().get(path_of(section))["Location"]
