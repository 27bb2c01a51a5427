from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from home.models import User
from membership.models import EmailText
from membership.services import email_texts, letters
from membership.services.letters import Kind, Letter
from tests.factories_membership import officer

SignIn = Callable[[User], Client]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def desk(db: None, sign_in: SignIn) -> Client:
    """Return the client of a signed-in officer."""
    return sign_in(officer())


def edit(kind: str = "form", language: str = "en") -> str:
    """Return where the words are edited."""
    return reverse("email_texts:edit", args=[kind, language])


def test_every_kind_is_listed_in_every_language(desk: Client) -> None:
    EmailText.objects.create(kind="form", language="ar", subject="س", body="{link}")
    response = desk.get(reverse("email_texts:index"))
    content = response.content.decode()
    for kind in Kind:
        for language in LANGUAGES:
            assert edit(kind, language) in content
    assert content.count("Written here") == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_can_be_edited_from_the_words_in_use(desk: Client, kind: Kind, language: str) -> None:
    response = desk.get(edit(kind, language))
    words = letters.words_of(kind, language)
    form = response.context["form"]
    assert (form["subject"].value(), form["body"].value()) == (words.subject, words.text)
    content = response.content.decode()
    assert all(f"{{{name}}}" in content for name in letters.PLACEHOLDERS[kind])
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in content


def test_words_that_are_kept_are_the_next_emails(desk: Client) -> None:
    desk.post(edit(), {"subject": "Anew", "body": "New words.\r\n\r\n{link}"})
    assert letters.words_of(Kind.FORM, "en") == Letter("Anew", "New words.\n\n{link}")
    desk.post(edit(), {"subject": "Once more", "body": "{link}"})
    assert EmailText.objects.get().subject == "Once more"


@pytest.mark.parametrize("body", ["{link} {password}", "No link.", "{link} {", ""])
def test_words_that_would_go_wrong_are_refused_and_named(desk: Client, body: str) -> None:
    response = desk.post(edit(), {"subject": "Anew", "body": body})
    assert response.status_code == 422
    assert "Nothing was kept yet:" in response.content.decode()
    if "password" in body:
        assert "{password}" in response.content.decode()
    assert not EmailText.objects.exists()


def test_the_words_are_shown_as_they_read_without_being_kept(desk: Client) -> None:
    response = desk.post(edit(), {"subject": "For {city}", "body": "<b>{name}</b> {link}", "preview": "1"})
    content = response.content.decode()
    assert "For Sampletown (fictional)" in content
    assert "&lt;b&gt;Sample Person (fictional)" in content
    assert not EmailText.objects.exists()


def test_the_sites_own_words_come_back(desk: Client) -> None:
    own = letters.words_of(Kind.FORM, "en")
    desk.post(edit(), {"subject": "Anew", "body": "{link}"})
    desk.post(reverse("email_texts:reset", args=["form", "en"]))
    assert letters.words_of(Kind.FORM, "en") == own


def test_words_that_are_the_sites_own_are_not_kept(desk: Client) -> None:
    own = letters.words_of(Kind.FORM, "en")
    assert not email_texts.save(Kind.FORM, "en", own)
    email_texts.save(Kind.FORM, "en", Letter("Anew", "{link}"))
    assert email_texts.save(Kind.FORM, "en", own)
    assert not EmailText.objects.exists()


@pytest.mark.parametrize(("kind", "language"), [("nonsense", "en"), ("form", "xx")])
def test_what_is_not_there_is_not_found(desk: Client, kind: str, language: str) -> None:
    assert desk.get(edit(kind, language), follow=True).status_code == 404
