"""What people read on the account pages and in their e-mails, in their own language."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from home.models import User
from tests import factories

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    factories.home_page()


def enter_password(client: Client, language: str) -> None:
    client.post(f"/{language}/accounts/reauthenticate/", {"password": factories.PASSWORD})


@pytest.mark.parametrize(
    ("language", "said"),
    [("ar", "يجب أن تتكوّن من 12 حرفًا على الأقل"), ("fr", "Il doit contenir au moins 12 caractères")],
)
def test_a_short_password_is_refused_in_the_readers_language(sign_in: SignIn, language: str, said: str) -> None:
    client = sign_in(factories.UserFactory())
    entered = {"oldpassword": factories.PASSWORD, "password1": "short", "password2": "short"}
    page = client.post(f"/{language}/accounts/password/change/", entered)
    assert said in page.content.decode()


@pytest.mark.parametrize(("language", "label"), [("ar", "اسم المفتاح"), ("fr", "Nom de la clé")])
def test_the_name_of_a_key_is_asked_for_in_the_readers_language(sign_in: SignIn, language: str, label: str) -> None:
    client = sign_in(factories.UserFactory())
    enter_password(client, language)
    assert label in client.get(f"/{language}/accounts/2fa/webauthn/add/").content.decode()


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_whoever_signs_out_stays_in_their_language(sign_in: SignIn, language: str) -> None:
    client = sign_in(factories.UserFactory())
    assert client.post(f"/{language}/accounts/logout/").headers["location"] == f"/{language}/"


@pytest.mark.parametrize(
    ("language", "month"),
    [("ar", "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"), ("fr", r"[a-zéû]+")],
)
def test_a_notice_of_a_change_dates_it_as_the_reader_writes_dates(sign_in: SignIn, language: str, month: str) -> None:
    client = sign_in(factories.UserFactory())
    new = "a-longer-one-that-nobody-guesses"
    entered = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    client.post(f"/{language}/accounts/password/change/", entered)
    [notice] = mail.outbox
    assert re.search(rf"\d{{1,2}} ({month}) \d{{4}}", notice.body)
    assert "<time" not in notice.body


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_a_stranger_who_asks_for_a_password_is_not_sent_to_sign_up(client: Client, language: str) -> None:
    client.post(f"/{language}/accounts/password/reset/", {"email": "stranger@example.org"})
    [answer] = mail.outbox
    assert "stranger@example.org" in answer.body
    assert "signup" not in answer.body
