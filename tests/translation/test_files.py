"""Files of translations in the CMS: who may take out and bring in what, and how it is told."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import Storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation

from home.models import StandardPage, User
from home.storage import private_storage
from tests import factories
from translation.models import Submission

pytestmark = pytest.mark.django_db

Enter = Callable[[str], Client]
ARABIC = "Translators: Arabic"
INTRODUCTION = "It takes two days."


@pytest.fixture
def english() -> StandardPage:
    """Return an English page that waits for its Arabic and French translators."""
    for code in ("ar", "fr"):
        factories.home_page(code)
    made: StandardPage = factories.StandardPageFactory(title="Two days", introduction=INTRODUCTION)
    made.save_revision().publish()
    call_command("setup_roles", verbosity=0)
    return made


@pytest.fixture
def enter(client: Client, english: StandardPage) -> Enter:
    """Return the client, signed in as a person of this group who has a second factor."""

    def as_one_of(group: str) -> Client:
        client.force_login(factories.UserFactory(groups=[group], second_factor=True))
        return client

    return as_one_of


def into(page: StandardPage, code: str) -> Translation:
    found: Translation = Translation.objects.get(
        source__object_id=StandardPage.objects.get(pk=page.pk).translation_key, target_locale__language_code=code
    )
    return found


def take(client: Client, **asked: str) -> Any:
    return client.get(reverse("translation:files_out"), {"language": "ar", "what": "", "form": "XLIFF2", **asked})


def translated(data: bytes, text: str = "يستغرق يومين.") -> bytes:
    """Return the PO file with the introduction translated."""
    gap = f'msgid "{INTRODUCTION}"\nmsgstr ""'
    assert gap in data.decode()
    return data.decode().replace(gap, f'msgid "{INTRODUCTION}"\nmsgstr "{text}"').encode()


def send(client: Client, data: bytes, name: str = "ar.po") -> Any:
    return client.post(reverse("translation:files"), {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def storage() -> Storage:
    return private_storage()


def names_in(storage: Storage) -> set[str]:
    """Return the names of the files that wait to be brought in."""
    return set(storage.listdir("translations")[1]) if storage.exists("translations") else set()


def test_a_translator_takes_a_page_out_and_brings_it_in_after_a_look(
    english: StandardPage, enter: Enter, storage: Storage
) -> None:
    client = enter(ARABIC)
    out = take(client, what=f"translation-{into(english, 'ar').pk}", form="PO")
    assert out["Content-Type"] == "text/x-gettext-translation"
    assert out["Content-Disposition"].startswith('attachment; filename="translations-ar-po-')

    kept = names_in(storage)
    look = send(client, translated(out.content))
    assert len(names_in(storage) - kept) == 1
    assert look.status_code == 302
    page = client.get(look["Location"])
    assert "Bring it in" in page.content.decode()
    assert "Two days" in page.content.decode()
    assert not StringTranslation.objects.exists()

    done = client.post(look["Location"], follow=True)
    assert "1 segment was written." in done.content.decode()
    assert StringTranslation.objects.get().data == "يستغرق يومين."
    assert names_in(storage) == kept
    assert client.post(look["Location"]).status_code == 404


@pytest.mark.parametrize("form", ["XLIFF2", "XLIFF1", "PO"])
def test_a_whole_language_and_a_section_go_out_in_each_format(english: StandardPage, enter: Enter, form: str) -> None:
    client = enter(ARABIC)
    section = f"page-{english.get_parent().pk}"

    for what in ("", section):
        data = take(client, what=what, form=form).content.decode()
        assert INTRODUCTION in data
        assert str(into(english, "ar").uuid) in data


def test_a_translator_takes_nothing_of_another_language(english: StandardPage, enter: Enter) -> None:
    client = enter("Translators: French")

    assert take(client).status_code == 422
    assert take(client, language="fr", what=f"translation-{into(english, 'ar').pk}").status_code == 422
    assert client.get(reverse("translation:files_memory", args=["ar"])).status_code in {302, 403}
    page = client.get(reverse("translation:files"), {"translation": into(english, "ar").pk}).content.decode()
    assert "Two days" not in page


def test_a_file_of_another_language_says_that_it_is_left_out_and_writes_nothing(
    english: StandardPage, enter: Enter
) -> None:
    data = translated(take(enter(ARABIC), form="PO").content)
    client = enter("Translators: French")

    look = send(client, data)
    assert "You may not translate this page into this language." in client.get(look["Location"]).content.decode()
    client.post(look["Location"])

    assert not StringTranslation.objects.exists()


@pytest.mark.parametrize("group", ["Communications", "Membership officers"])
def test_who_translates_nothing_finds_no_files(enter: Enter, group: str) -> None:
    client = enter(group)

    for address in (reverse("translation:files"), reverse("translation:files_out")):
        response = client.get(address)
        assert response.status_code == 302
        assert INTRODUCTION not in response.content.decode()


def test_a_file_that_was_sent_is_its_senders_alone(english: StandardPage, enter: Enter) -> None:
    client = enter(ARABIC)
    address = send(client, translated(take(client, form="PO").content))["Location"]

    other = enter(ARABIC)

    assert other.get(address).status_code == 404
    assert other.post(address).status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7", "This is neither XLIFF nor PO. If your tool packed it"),
        (b"", "empty"),
        (b'<!DOCTYPE x [<!ENTITY e "x">]><xliff/>', "Line 1: The file declares a document type."),
        (b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"', "The file is damaged"),
    ],
)
def test_a_file_that_is_refused_leads_to_its_field_and_is_not_kept(
    enter: Enter, storage: Storage, data: bytes, said: str
) -> None:
    kept = names_in(storage)

    response = send(enter(ARABIC), data, "<script>.xlf")

    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert 'href="#id_file"' in page
    assert names_in(storage) == kept


def test_what_is_refused_is_said_with_its_line_and_what_is_in_it_is_harmless(
    english: StandardPage, enter: Enter
) -> None:
    client = enter(ARABIC)
    data = translated(take(client, form="PO").content, "<script>alert(1)</script>")

    page = client.get(send(client, data)["Location"]).content.decode()

    assert "&lt;script&gt; may not stand in a text" in page
    assert "<script>alert" not in page
    assert "Line" in page


def test_what_is_in_review_is_left_out_and_said(english: StandardPage, enter: Enter) -> None:
    client = enter(ARABIC)
    data = translated(take(client, form="PO").content)
    Submission.objects.create(translation=into(english, "ar"), submitted_by=User.objects.first())
    assert "All of it is in review." in take(client).content.decode()
    other = factories.StandardPageFactory(title="Another", slug="another")
    other.save_revision().publish()

    assert "It is in review." in client.get(send(client, data)["Location"]).content.decode()
    out = take(client, form="PO").content.decode()
    assert str(into(english, "ar").uuid) not in out
    assert str(into(other, "ar").uuid) in out
    assert "The file lacks 1 page that is in review." in client.get(reverse("translation:files")).content.decode()


def test_the_memory_is_a_file_of_ones_own_language(english: StandardPage, enter: Enter) -> None:
    response = enter(ARABIC).get(reverse("translation:files_memory", args=["ar"]))

    assert response["Content-Type"] == "application/x-tmx+xml"
    assert b"<tmx" in BytesIO(response.content).read()
