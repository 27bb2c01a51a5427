"""From an invitation's link to an account: for the invited address, once, while it is valid; and in no other way."""

import datetime
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from home.models import OutgoingEmail, User
from home.services import outbox
from membership.models import CityContact, Invitation, LogEntry
from membership.services import invitations, links
from membership.services.invitations import State
from tests.factories import PASSWORD, MembersHomePageFactory, UserFactory, home_page, translated
from tests.factories_membership import CityContactFactory, CityFactory
from tests.pages import sign_in, text_of

pytestmark = pytest.mark.django_db

NEW = {"password1": "words that nobody guesses", "password2": "words that nobody guesses"}


@pytest.fixture(autouse=True)
def members_section() -> None:
    section = MembersHomePageFactory(slug="members")
    for code in ("ar", "fr"):
        home_page(code)
        translated(section, code, slug="members")


def invited(language: str = "en", **values: Any) -> Invitation:
    """Return an invitation whose e-mail is on its way."""
    return invitations.invite(CityContactFactory(user=None, language=language, **values))


def path(invitation: Invitation) -> str:
    """Return the link of the e-mail, without the host."""
    return invitations.address_of(invitation).removeprefix(settings.SITE_URL)


def sign_up(client: Client, language: str = "en", **values: str) -> Any:
    """Send the sign-up form."""
    return client.post(f"/{language}/accounts/signup/", {"email": "", **NEW, **values})


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_an_invited_contact_makes_an_account_in_the_language_of_the_link_and_enters(
    client: Client, language: str
) -> None:
    invitation = invited(language, city__name="Sampletown (fictional)")
    outbox.send_due()
    found = re.search(r"http\S+", mail.outbox[0].body)
    assert found
    page = client.get(found[0].removeprefix(settings.SITE_URL), follow=True)
    assert page.redirect_chain == [(f"/{language}/members/invitation/", 302)]
    assert "Sampletown (fictional)" in text_of(page.content.decode())
    assert invitation.contact.email in client.get(f"/{language}/accounts/signup/").content.decode()

    answer = sign_up(client, language, email=invitation.contact.email)

    assert answer["Location"] == f"/{language}/members/"
    assert client.get(answer["Location"]).status_code == 200
    contact = CityContact.objects.get(pk=invitation.contact_id)
    assert contact.user
    assert contact.user.email == contact.email
    assert [group.name for group in contact.user.groups.all()] == ["Members"]
    assert EmailAddress.objects.get(user=contact.user).verified
    invitation.refresh_from_db()
    assert invitation.accepted_at
    assert LogEntry.objects.filter(city=contact.city, action="account", actor=contact.user).count() == 1
    # The invitation has verified the address: no other e-mail asks for it.
    assert OutgoingEmail.objects.count() == 1


def test_the_address_is_the_invited_one_whatever_is_sent(client: Client) -> None:
    invitation = invited()
    client.get(path(invitation))
    sign_up(client, email="somebody.else@example.org")
    assert not User.objects.filter(email="somebody.else@example.org").exists()
    assert User.objects.get(email=invitation.contact.email)


def test_sign_up_stays_closed_without_an_invitation(client: Client) -> None:
    invited()
    answer = sign_up(client, email="new@example.org")
    assert "by invitation" in answer.content.decode()
    assert not User.objects.exists()


def test_an_invitation_opens_sign_up_for_one_browser_alone(client: Client) -> None:
    invitation = invited()
    Client().get(path(invitation))
    sign_up(client, email=invitation.contact.email)
    assert not User.objects.exists()


def test_opening_the_link_makes_and_uses_nothing(client: Client) -> None:
    invitation = invited()
    for _time in range(3):
        client.get(path(invitation), follow=True)
        client.head(path(invitation))
    invitation.refresh_from_db()
    assert invitation.is_open
    assert not User.objects.exists()


def test_a_password_that_is_refused_uses_nothing_up(client: Client) -> None:
    invitation = invited()
    client.get(path(invitation))
    answer = sign_up(client, email=invitation.contact.email, password1="short", password2="short")
    html = answer.content.decode()
    assert "error-summary" in html
    assert "<title>Error:" in " ".join(html.split())
    assert invitation.contact.email in html
    assert not User.objects.exists()
    assert sign_up(client, email=invitation.contact.email).status_code == 302


def test_a_used_invitation_makes_no_second_account(client: Client) -> None:
    invitation = invited()
    client.get(path(invitation))
    sign_up(client, email=invitation.contact.email)
    again = Client()
    page = again.get(path(invitation), follow=True)
    assert page.status_code == 410
    assert "has been used" in text_of(page.content.decode())
    sign_up(again, email=invitation.contact.email)
    assert User.objects.count() == 1


def test_who_follows_a_used_invitation_signed_in_comes_to_the_members_section(client: Client) -> None:
    invitation = invited()
    client.get(path(invitation))
    sign_up(client, email=invitation.contact.email)
    assert client.get(path(invitation), follow=True).redirect_chain[-1] == ("/en/members/", 302)


def test_of_two_who_press_at_once_the_second_is_told(client: Client) -> None:
    invitation = invited()
    client.get(path(invitation))
    other = Client()
    other.get(path(invitation))
    sign_up(client, email=invitation.contact.email)
    with pytest.raises(invitations.NotOpen) as refused:
        invitations.accept(invitation.key, UserFactory)
    assert refused.value.state is State.USED
    assert sign_up(other, email=invitation.contact.email).status_code == 200
    assert User.objects.count() == 1


def test_an_account_made_meanwhile_leads_back_to_the_invitation(client: Client) -> None:
    invitation = invited()
    client.get(path(invitation))
    UserFactory(email=invitation.contact.email)
    answer = sign_up(client, email=invitation.contact.email)
    assert answer["Location"] == "/en/members/invitation/"
    assert "Sign in" in text_of(client.get(answer["Location"]).content.decode())


@pytest.mark.parametrize("change", [lambda link: link[:-3] + "xx/", lambda link: link.replace("~", "-", 1)])
def test_a_forged_link_leads_nowhere(client: Client, change: Any) -> None:
    page = client.get(change(path(invited())), follow=True)
    assert page.status_code == 404
    assert "leads to no invitation" in text_of(page.content.decode())
    assert "by invitation" in client.get("/en/accounts/signup/").content.decode()


def test_a_link_made_for_something_else_leads_nowhere(client: Client) -> None:
    signed = links.token(links.APPLICATION, invited().key)
    assert client.get(f"/en/members/invitation/{signed}/").status_code == 404


def test_the_invitations_page_without_an_invitation_says_so(client: Client) -> None:
    assert client.get("/ar/members/invitation/").status_code == 404
    assert client.post("/en/members/invitation/again/").status_code == 404


def test_an_expired_invitation_opens_nothing_and_another_can_be_sent_to_the_same_address(client: Client) -> None:
    invitation = invited()
    Invitation.objects.update(
        expires_at=timezone.now() - datetime.timedelta(days=1), created_at=timezone.now() - datetime.timedelta(days=22)
    )
    page = client.get(path(invitation), follow=True)
    assert page.status_code == 410
    assert "expired" in text_of(page.content.decode())
    assert "by invitation" in client.get("/en/accounts/signup/").content.decode()
    for _time in range(3):
        assert client.post("/en/members/invitation/again/").status_code == 200
    assert [list(email.email.to) for email in OutgoingEmail.objects.order_by("pk")] == [[invitation.contact.email]] * 2
    newest = Invitation.objects.latest("created_at")
    client.get(path(newest))
    assert sign_up(client, email=newest.contact.email).status_code == 302


def test_a_newer_invitation_closes_the_one_before(client: Client) -> None:
    first = invited()
    invitations.invite(first.contact)
    page = client.get(path(first), follow=True)
    assert page.status_code == 410
    assert "newer" in text_of(page.content.decode())


@pytest.mark.parametrize("who", ["contact", "city"])
def test_the_invitation_of_a_departed_contact_or_city_is_closed_for_good(client: Client, who: str) -> None:
    invitation = invited()
    gone = invitation.contact if who == "contact" else invitation.contact.city
    gone.status = "left"
    gone.save()
    assert client.get(path(invitation), follow=True).status_code == 410
    client.post("/en/members/invitation/again/")
    sign_up(client, email=invitation.contact.email)
    assert not User.objects.exists()
    assert OutgoingEmail.objects.count() == 1


def test_who_has_an_account_signs_in_and_is_linked(client: Client) -> None:
    invitation = invited()
    user = UserFactory(email=invitation.contact.email)
    page = client.get(path(invitation), follow=True).content.decode()
    assert "/en/accounts/login/?next=/en/members/invitation/" in page
    answer = client.post(
        "/en/accounts/login/", {"login": user.email, "password": PASSWORD, "next": "/en/members/invitation/"}
    )
    assert answer["Location"] == "/en/members/invitation/"
    assert "Accept the invitation" in client.get(answer["Location"]).content.decode()
    assert client.post(answer["Location"])["Location"] == "/en/members/"
    assert client.get("/en/members/").status_code == 200
    assert CityContact.objects.get(user=user).pk == invitation.contact_id


def _is_told_and_not_linked(invitation: Invitation, user: User, words: str) -> None:
    client = sign_in(Client(), user)
    page = client.get(path(invitation), follow=True)
    assert words in text_of(page.content.decode())
    client.post("/en/members/invitation/")
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert CityContact.objects.get(pk=invitation.contact_id).user is None


def test_another_persons_account_is_not_linked() -> None:
    _is_told_and_not_linked(invited(), UserFactory(), "another address")


def test_an_address_that_was_never_verified_is_not_enough() -> None:
    invitation = invited()
    _is_told_and_not_linked(invitation, UserFactory(email=invitation.contact.email, verified=False), "another address")


def test_a_member_of_staffs_account_is_not_linked() -> None:
    invitation = invited()
    user = UserFactory(email=invitation.contact.email, superuser=True)
    _is_told_and_not_linked(invitation, user, "member of staff")


def test_the_account_of_another_citys_contact_is_not_linked() -> None:
    invitation = invited()
    user = UserFactory(email=invitation.contact.email)
    CityContactFactory(user=user)
    _is_told_and_not_linked(invitation, user, "belongs to another city")


@pytest.mark.parametrize("left", ["contact", "city"])
def test_who_left_a_city_can_come_back_for_another(client: Client, left: str) -> None:
    invitation = invited()
    user = UserFactory(email=invitation.contact.email)
    if left == "contact":
        CityContactFactory(user=user, status="left")
    else:
        CityContactFactory(user=user, city=CityFactory(status="left"))
    sign_in(client, user).get(path(invitation))
    client.post("/en/members/invitation/")
    assert CityContact.objects.get(user=user).pk == invitation.contact_id
    assert client.get("/en/members/").status_code == 200


def test_whoever_reads_the_outbox_later_finds_no_link() -> None:
    invited()
    assert "/members/invitation/" in OutgoingEmail.objects.get().email.message
    outbox.send_due()
    assert "/members/invitation/" in mail.outbox[0].body
    email = OutgoingEmail.objects.get().email
    assert "/members/invitation/" not in f"{email.message}{email.html_message}"


def test_nothing_of_an_invitation_is_kept_by_a_cache(client: Client) -> None:
    invitation = invited()
    for address in (path(invitation), "/en/members/invitation/", "/en/accounts/signup/"):
        assert "no-store" in client.get(address)["Cache-Control"]
