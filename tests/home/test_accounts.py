"""Signing in, the second factor, and the doors of the CMS."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.test import Client

from home.models import User
from tests import factories

SignIn = Callable[[User], Client]
LANGUAGES = ["en", "ar", "fr"]


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    factories.home_page()
    call_command("setup_roles", verbosity=0)


def sign_in_by_password(client: Client, user: User, language: str = "en", to: str = "") -> str:
    """Send the sign-in form; return the address to which it leads."""
    response = client.post(
        f"/{language}/accounts/login/", {"login": user.email, "password": factories.PASSWORD, "next": to}
    )
    return str(response.headers.get("location", ""))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["login", "signup", "password/reset"])
def test_each_page_is_in_its_language_and_runs_no_script_of_its_own(client: Client, language: str, path: str) -> None:
    page = client.get(f"/{language}/accounts/{path}/")
    text = page.content.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text
    assert "site-header" in text
    assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", text)
    assert not re.findall(r"<style|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize(
    "path",
    ["email", "password/change", "2fa", "2fa/totp/activate", "2fa/webauthn", "2fa/webauthn/add", "sessions", "logout"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_an_account_open(client: Client, path: str, language: str) -> None:
    user = factories.UserFactory(groups=["Members"])
    sign_in_by_password(client, user)
    # What changes an account asks for the password again, also right after signing in.
    client.post(f"/{language}/accounts/reauthenticate/", {"password": factories.PASSWORD})
    page = client.get(f"/{language}/accounts/{path}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert user.email in text
    assert "data:" not in text
    assert not re.findall(r"<style|\sstyle=|\son\w+=", text)


def test_the_switcher_keeps_the_reader_on_the_sign_in_page(client: Client) -> None:
    assert "/language/ar/?to=/ar/accounts/login/" in client.get("/en/accounts/login/").content.decode()


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    data = {"email": "new@example.org", "password1": factories.PASSWORD, "password2": factories.PASSWORD}
    page = client.post("/en/accounts/signup/", data)
    assert "by invitation" in page.content.decode()
    assert not User.objects.filter(email="new@example.org").exists()


def test_what_is_wrong_is_said_before_the_form(client: Client) -> None:
    text = client.post("/en/accounts/login/", {"login": "", "password": ""}).content.decode()
    assert text.index("error-summary") < text.index('<form class="form"')
    assert 'href="#id_login"' in text


def test_an_address_is_verified_before_the_first_sign_in(client: Client) -> None:
    user = factories.UserFactory(verified=False)
    assert "confirm-email" in sign_in_by_password(client, user)
    assert mail.outbox[0].to == [user.email]
    link = re.search(r"/en/accounts/confirm-email/\S+", mail.outbox[0].body)
    assert link
    client.post(link.group())
    assert EmailAddress.objects.get(user=user).verified


def test_a_mail_is_in_the_language_of_the_page_that_asked_for_it(client: Client) -> None:
    user = factories.UserFactory()
    client.post("/ar/accounts/password/reset/", {"email": user.email})
    assert "/ar/accounts/password/reset/key/" in mail.outbox[0].body
    assert re.search(r"[\u0600-\u06ff]", mail.outbox[0].subject)


def test_an_address_is_the_same_however_it_is_typed(client: Client) -> None:
    factories.UserFactory(email="anna@example.org")
    client.post("/en/accounts/login/", {"login": "Anna@Example.org", "password": factories.PASSWORD})
    assert client.session.get("_auth_user_id")


def test_members_are_led_to_their_section(client: Client) -> None:
    assert sign_in_by_password(client, factories.UserFactory(groups=["Members"]), "fr") == "/fr/members/"


def test_a_second_factor_is_asked_for_where_there_is_one(client: Client) -> None:
    user = factories.UserFactory(groups=["Publishers"], second_factor=True)
    assert sign_in_by_password(client, user, to="/admin/pages/") == "/en/accounts/2fa/authenticate/"
    assert client.get("/admin/").status_code == 302
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    assert client.post("/en/accounts/2fa/authenticate/", {"code": code}).headers["location"] == "/admin/pages/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("path", ["", "pages/", "images/", "snippets/faq/topic/", "account/"])
def test_staff_set_up_a_second_factor_before_the_cms_opens(client: Client, path: str) -> None:
    sign_in_by_password(client, factories.UserFactory(groups=["Publishers"]))
    response = client.get(f"/admin/{path}", follow=True)
    assert response.redirect_chain == [("/en/accounts/2fa/", 302)]
    assert "second factor" in response.content.decode()


def test_a_script_of_the_cms_is_refused_without_a_second_factor(client: Client) -> None:
    sign_in_by_password(client, factories.UserFactory(groups=["Publishers"]))
    assert client.get("/admin/pages/", headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/admin/", "/en/accounts/login/?next=/admin/"),
        ("/admin/pages/?p=2", "/en/accounts/login/?next=/admin/pages/%3Fp%3D2"),
        ("/admin/login/?next=/admin/pages/", "/en/accounts/login/?next=/admin/pages/"),
        ("/admin/password_reset/", "/en/accounts/password/reset/"),
        ("/admin/password_reset/confirm/x/y/", "/en/accounts/password/reset/"),
    ],
)
def test_the_doors_of_the_cms_lead_to_the_one_sign_in(client: Client, address: str, leads_to: str) -> None:
    assert client.get(address).headers["location"] == leads_to


def test_a_member_at_the_door_is_told_so_and_not_sent_in_circles(client: Client) -> None:
    sign_in_by_password(client, factories.UserFactory(groups=["Members"]))
    response = client.get("/admin/login/?next=/admin/", follow=True)
    assert response.status_code == 403
    assert len(response.redirect_chain) == 2


def test_signing_out_of_the_cms_signs_out_of_the_site(sign_in: SignIn) -> None:
    client = sign_in(factories.UserFactory(groups=["Publishers"], second_factor=True))
    client.post("/admin/logout/")
    assert "_auth_user_id" not in client.session


def test_a_person_sees_and_ends_their_other_sessions(client: Client) -> None:
    user = factories.UserFactory(groups=["Members"])
    elsewhere = Client(headers={"user-agent": "Another browser"})
    sign_in_by_password(elsewhere, user)
    sign_in_by_password(client, user)
    assert "Another browser" in client.get("/en/accounts/sessions/").content.decode()
    client.post("/en/accounts/sessions/")
    assert elsewhere.get("/en/accounts/email/").status_code == 302


def test_the_cms_makes_an_account_from_an_address(sign_in: SignIn) -> None:
    client = sign_in(factories.UserFactory(superuser=True))
    data = {
        "email": "new@example.org",
        "first_name": "New",
        "last_name": "Person",
        "password1": factories.PASSWORD,
        "password2": factories.PASSWORD,
        "is_active": "on",
    }
    client.post("/admin/users/new/", data)
    assert User.objects.get(email="new@example.org").check_password(factories.PASSWORD)
