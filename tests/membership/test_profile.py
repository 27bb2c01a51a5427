"""A city's own pages: who may change what, and that a change counts at once."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from home.models import OutgoingEmail
from membership.models import City, CityContact, ContactKind, LogEntry, Visibility
from tests.factories_membership import CityContactFactory, CityFactory, officer
from tests.pages import assert_kept_by_no_cache, member, outsider, sign_in, text_of

pytestmark = pytest.mark.django_db

OWN = "/en/members/city/"
PROFILE = {"profile": "What we do.", "language": "fr", "website": "city.example.org", "population": "120 000"}
PAGES = ("", "as/public/", "as/members/", "profile/", "you/", "mandate/", "contacts/new/", "handover/", "leave/")
NEW = {"name": "Sana Next (fictional)", "role": "Adviser", "email": "sana@example.org", "language": "ar"}


@pytest.fixture
def liaison() -> CityContact:
    """Return the liaison of a city, whose mandate ends in a year."""
    made: CityContact = CityContactFactory(
        city__name="Ownville",
        name="Lina Liaison (fictional)",
        mandate_until=timezone.localdate() + datetime.timedelta(365),
    )
    return made


@pytest.fixture
def other(liaison: CityContact) -> CityContact:
    """Return another contact of the same city."""
    made: CityContact = CityContactFactory(
        city=liaison.city, kind=ContactKind.PRACTITIONER, name="Omar Other (fictional)"
    )
    return made


def client_of(contact: CityContact) -> Client:
    return sign_in(Client(), contact.user)


# Who comes in


def test_every_page_of_the_city_opens_for_its_liaison_and_is_kept_by_no_cache(liaison: CityContact) -> None:
    client = client_of(liaison)
    for language in ("en", "ar", "fr"):
        for page in PAGES:
            answer = client.get(f"/{language}/members/city/{page}")
            assert answer.status_code == 200, page
            assert_kept_by_no_cache(answer)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_without_a_city_comes_in(page: str, liaison: CityContact) -> None:
    for client in (Client(), sign_in(Client(), outsider()), sign_in(Client(), member())):
        for answer in (client.get(OWN + page), client.post(OWN + page, {})):
            assert answer.status_code in {302, 403, 405}
            assert "Ownville" not in answer.content.decode()


@pytest.mark.parametrize("page", ["profile/", "mandate/", "contacts/new/", "handover/", "leave/"])
def test_another_contact_is_told_that_this_is_for_the_liaison(page: str, other: CityContact) -> None:
    client = client_of(other)
    for answer in (client.get(OWN + page), client.post(OWN + page, {**NEW, **PROFILE, "visibility": "public"})):
        assert answer.status_code == 403
        assert "This is for your city’s liaison" in answer.content.decode()
    assert City.objects.get().status == City.Status.ACTIVE
    assert City.objects.get().profile == ""


def test_where_a_city_has_no_liaison_any_contact_speaks_for_it(liaison: CityContact, other: CityContact) -> None:
    CityContact.objects.filter(pk=liaison.pk).update(status=CityContact.Status.LEFT)
    assert client_of(other).get(f"{OWN}profile/").status_code == 200


# What the city says of itself


def test_the_liaison_changes_the_profile_and_who_sees_the_city(liaison: CityContact) -> None:
    answer = client_of(liaison).post(f"{OWN}profile/", {**PROFILE, "visibility": "public"}, follow=True)
    assert "The city’s profile is kept." in answer.content.decode()
    city = City.objects.get()
    assert (city.profile, city.language, city.website, city.population, city.visibility) == (
        "What we do.",
        "fr",
        "https://city.example.org",
        120_000,
        Visibility.PUBLIC,
    )
    assert "What we do." in Client().get(f"/en/membership/cities/{city.pk}/").content.decode()
    entry = LogEntry.objects.get(city=city, action="city_visibility")
    assert (entry.from_state, entry.to_state, entry.actor) == ("members", "public", liaison.user)


def test_what_was_typed_stays_where_something_is_wrong(liaison: CityContact) -> None:
    wrong = {**PROFILE, "profile": "x" * 3000, "website": "javascript:alert(1)", "population": "many", "visibility": ""}
    answer = client_of(liaison).post(f"{OWN}profile/", wrong)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error:" in html
    for field in ("profile", "website", "population"):
        assert f'<a href="#id_{field}">' in html
    assert "javascript:alert(1)" in html
    assert "x" * 3000 in html
    assert City.objects.get().profile == ""


@pytest.mark.parametrize("website", ["ftp://city.example.org/", "javascript:alert(1)", "//x", "https://"])
def test_a_site_is_one_of_the_web(website: str, liaison: CityContact) -> None:
    client_of(liaison).post(f"{OWN}profile/", {**PROFILE, "website": website, "visibility": "members"})
    assert City.objects.get().website == ""


def test_a_contact_alone_chooses_who_sees_him(liaison: CityContact, other: CityContact) -> None:
    """Not the liaison: nothing that the liaison sends reaches another's choice."""
    City.objects.update(visibility=Visibility.PUBLIC)
    own = {"role": "Trainer", "telephone": "+962790000009", "language": "fr", "visibility": "public"}
    client_of(other).post(f"{OWN}you/", own)
    other.refresh_from_db()
    assert (other.role, str(other.telephone), other.language, other.visibility) == (
        "Trainer",
        "+962790000009",
        "fr",
        "public",
    )
    assert other.name in Client().get(f"/en/membership/cities/{other.city_id}/").content.decode()
    client_of(liaison).post(f"{OWN}you/", {**own, "visibility": "members", "pk": other.pk, "contact": other.pk})
    other.refresh_from_db()
    assert other.visibility == "public"


def test_a_choice_taken_back_counts_at_once(other: CityContact) -> None:
    City.objects.update(visibility=Visibility.PUBLIC)
    CityContact.objects.filter(pk=other.pk).update(visibility=Visibility.PUBLIC)
    reader, address = Client(), f"/en/membership/cities/{other.city_id}/"
    assert other.name in reader.get(address).content.decode()
    client_of(other).post(f"{OWN}you/", {"language": "en", "visibility": "staff"})
    assert other.name not in reader.get(address).content.decode()


def test_the_city_is_seen_as_others_see_it(liaison: CityContact, other: CityContact) -> None:
    """What the preview shows is, word for word, what the public's own page shows."""
    City.objects.update(visibility=Visibility.PUBLIC, profile="Ours.")
    CityContact.objects.filter(pk=liaison.pk).update(visibility=Visibility.PUBLIC)
    CityContact.objects.filter(pk=other.pk).update(visibility=Visibility.MEMBERS)
    client = client_of(liaison)
    public, members = (client.get(f"{OWN}as/{who}/").content.decode() for who in ("public", "members"))
    assert liaison.name in public
    assert other.name not in public
    assert other.name in members
    shown = text_of(Client().get(f"/en/membership/cities/{liaison.city_id}/").content.decode())
    assert shown[shown.index("Profile") :] in text_of(public)
    City.objects.update(visibility=Visibility.MEMBERS)
    assert "The public does not see your city" in client.get(f"{OWN}as/public/").content.decode()
    assert client.get(f"{OWN}as/staff/").status_code == 404


def test_the_city_knows_when_staff_keep_its_contacts_hidden(liaison: CityContact) -> None:
    City.objects.update(contacts_hidden_at=timezone.now())
    assert "Your city’s contacts are hidden" in client_of(liaison).get(OWN).content.decode()


def test_a_contact_of_another_city_cannot_be_reached(liaison: CityContact) -> None:
    stranger = CityContactFactory(city=CityFactory(name="Elsewhere"), name="Stranger (fictional)")
    client = client_of(liaison)
    assert "Stranger" not in client.get(OWN).content.decode()
    for answer in (
        client.get(f"{OWN}contacts/{stranger.pk}/remove/"),
        client.post(f"{OWN}contacts/{stranger.pk}/remove/"),
    ):
        assert answer.status_code == 404
    stranger.refresh_from_db()
    assert stranger.status == CityContact.Status.ACTIVE


def test_a_colleague_learns_no_more_than_a_contact_chose_and_the_liaison_the_address_alone(
    liaison: CityContact, other: CityContact
) -> None:
    for contact, digits in ((liaison, "790001111"), (other, "790002222")):
        CityContact.objects.filter(pk=contact.pk).update(telephone=f"+962{digits}")

    def seen(by: CityContact, of: CityContact, digits: str) -> tuple[bool, bool]:
        text = text_of(client_of(by).get(OWN).content.decode())
        return of.email in text, digits in text.replace(" ", "")

    assert seen(other, liaison, "790001111") == (False, False)
    assert seen(liaison, other, "790002222") == (True, False)
    assert seen(other, other, "790002222") == (True, True)
    CityContact.objects.update(visibility=Visibility.MEMBERS)
    assert seen(other, liaison, "790001111") == seen(liaison, other, "790002222") == (True, True)


# Who speaks for it


@pytest.mark.parametrize(
    ("days", "said"), [(10, "Your mandate ends soon"), (-1, "Your mandate has ended"), (365, None), (None, None)]
)
def test_the_end_of_a_mandate_is_announced_and_can_be_moved(days: int | None, said: str | None, liaison: Any) -> None:
    liaison.mandate_until = None if days is None else timezone.localdate() + datetime.timedelta(days)
    liaison.save()
    client = client_of(liaison)
    html = client.get(OWN).content.decode()
    assert ("Your mandate ends soon" in html, "Your mandate has ended" in html) == (
        said == "Your mandate ends soon",
        said == "Your mandate has ended",
    )
    past = (timezone.localdate() - datetime.timedelta(1)).isoformat()
    assert client.post(f"{OWN}mandate/", {"mandate_from": "The mayor", "mandate_until": past}).status_code == 422
    later = timezone.localdate() + datetime.timedelta(700)
    client.post(f"{OWN}mandate/", {"mandate_from": "The new mayor", "mandate_until": later.isoformat()})
    liaison.refresh_from_db()
    assert (liaison.mandate_from, liaison.mandate_until) == ("The new mayor", later)
    assert "Your mandate" not in text_of(client.get(OWN).content.decode()).replace("Your mandate has been", "")


def test_a_proposed_contact_waits_for_staff_who_are_told(liaison: CityContact) -> None:
    officer()
    client = client_of(liaison)
    client.post(f"{OWN}contacts/new/", {**NEW, "kind": "practitioner"})
    proposed = CityContact.objects.get(email=NEW["email"])
    assert (proposed.status, proposed.visibility, proposed.user) == ("proposed", Visibility.STAFF, None)
    assert OutgoingEmail.objects.filter(topic=f"contact/{proposed.pk}").exists()
    assert "Proposed: waits for the network’s staff" in client.get(OWN).content.decode()
    again = client.post(f"{OWN}contacts/new/", {**NEW, "email": liaison.email, "kind": "other"})
    assert "A contact of your city has this address." in again.content.decode()
    assert NEW["name"] in again.content.decode()


def test_a_liaison_cannot_be_proposed_but_only_succeed(liaison: CityContact) -> None:
    client_of(liaison).post(f"{OWN}contacts/new/", {**NEW, "kind": "liaison"})
    assert not CityContact.objects.filter(email=NEW["email"]).exists()


@pytest.mark.parametrize("somebody", ["new", "other"])
def test_a_successor_is_named_and_the_liaison_stays_until_staff_agree(
    somebody: str, liaison: CityContact, other: CityContact
) -> None:
    until = (timezone.localdate() + datetime.timedelta(400)).isoformat()
    answers = {"successor": "new", **NEW, "mandate_from": "The mayor", "mandate_until": until, "outcome": "leaves"}
    if somebody == "other":
        answers = {"successor": str(other.pk), "outcome": "stays"}
    answer = client_of(liaison).post(f"{OWN}handover/", answers)
    assert answer["Location"] == OWN
    successor = CityContact.objects.get(succeeds=liaison)
    assert successor.name == (NEW["name"] if somebody == "new" else other.name)
    liaison.refresh_from_db()
    assert (liaison.kind, liaison.status) == (ContactKind.LIAISON, CityContact.Status.ACTIVE)


def test_a_handover_names_somebody(liaison: CityContact, other: CityContact) -> None:
    client = client_of(liaison)
    for answers in ({"outcome": "leaves"}, {"successor": "new", "outcome": "leaves"}, {"successor": str(other.pk)}):
        answer = client.post(f"{OWN}handover/", answers)
        assert answer.status_code == 422
        assert 'class="error-summary"' in answer.content.decode()
    assert not CityContact.objects.filter(succeeds=liaison).exists()


def test_the_liaison_removes_a_contact_after_being_asked(liaison: CityContact, other: CityContact) -> None:
    client, address = client_of(liaison), f"{OWN}contacts/{other.pk}/remove/"
    assert other.name in client.get(address).content.decode()
    other.refresh_from_db()
    assert other.status == CityContact.Status.ACTIVE
    client.post(address)
    other.refresh_from_db()
    assert other.status == CityContact.Status.LEFT
    assert client_of(other).get(OWN).status_code in {302, 403}


def test_a_contact_stops_being_one_and_the_liaison_hands_over_instead(liaison: CityContact, other: CityContact) -> None:
    assert client_of(liaison).post(f"{OWN}contacts/{liaison.pk}/remove/").status_code == 404
    assert client_of(other).post(f"{OWN}contacts/{liaison.pk}/remove/").status_code == 404
    client_of(other).post(f"{OWN}contacts/{other.pk}/remove/")
    assert [contact.status for contact in (CityContact.objects.get(pk=pk) for pk in (liaison.pk, other.pk))] == [
        "active",
        "left",
    ]


def test_a_city_leaves_after_being_asked_and_is_out_at_once(liaison: CityContact, other: CityContact) -> None:
    City.objects.update(visibility=Visibility.PUBLIC)
    client = client_of(liaison)
    client.get(f"{OWN}leave/")
    assert City.objects.get().status == City.Status.ACTIVE
    client.post(f"{OWN}leave/")
    assert City.objects.get().status == City.Status.LEFT
    for contact in (liaison, other):
        assert client_of(contact).get(OWN).status_code in {302, 403}
    assert Client().get(f"/en/membership/cities/{liaison.city_id}/").status_code == 404
