"""What a city accepts, who accepts it, what is kept of it, and the document that carries it."""

import builtins
import datetime
import re
import zlib
from contextlib import suppress
from typing import Any

import pytest
from django.core import checks as django_checks
from django.test import Client
from django.utils import timezone

from home.services import pdf
from membership.models import Acceptance, ContactKind, LogEntry, TextVersion
from membership.services import terms
from membership.services.transitions import NotAllowed
from tests.factories import MembersHomePageFactory, UserFactory, home_page, translated
from tests.factories_membership import CityContactFactory, CityFactory, TextVersionFactory
from tests.pages import sign_in, text_of

pytestmark = pytest.mark.django_db

Kind = TextVersion.Kind


@pytest.fixture(autouse=True)
def members_section() -> None:
    section = MembersHomePageFactory(slug="members")
    for code in ("ar", "fr"):
        home_page(code)
        translated(section, code, slug="members")


def version(kind: str = Kind.TERMS, name: str = "1", days: int = 10, changed: str = "", **wordings: str) -> TextVersion:
    """Return a version that has been in force for so many days; in English it says what `changed`."""
    day = timezone.localdate() - datetime.timedelta(days=days)
    texts = wordings or {"en": "<p>What a city does.</p>", "ar": "<p>ما تفعله المدينة.</p>"}
    made: TextVersion = TextVersionFactory(
        kind=kind, version=name, in_force_on=day, wordings=texts, what_changed={"en": changed}
    )
    return made


def ticks(*texts: TextVersion) -> dict[str, str]:
    return {f"text-{text.pk}": "on" for text in texts}


def inside(document: bytes) -> bytes:
    """Return a PDF's objects, whose streams are compressed."""
    whole = document
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL):
        with suppress(zlib.error):
            whole += zlib.decompress(found[1])
    return whole


# The page


def test_the_liaison_reads_both_texts_in_full_accepts_and_enters(client: Client) -> None:
    tor, principles = version(), version(Kind.PRINCIPLES, en="<h3>P1</h3><p>Protect human rights.</p>")
    liaison = CityContactFactory()
    sign_in(client, liaison.user)
    page = client.get("/en/members/", follow=True)
    text = text_of(page.content.decode())
    assert text.index("What a city does.") < text.index("Protect human rights.")
    answer = client.post("/en/members/terms/", {**ticks(tor, principles), "next": "/en/members/"})
    assert answer["Location"] == "/en/members/"
    assert client.get("/en/members/").status_code == 200
    kept = Acceptance.objects.filter(city=liaison.city, contact=liaison)
    assert {(each.text_id, each.language) for each in kept} == {(tor.pk, "en"), (principles.pk, "en")}
    log = LogEntry.objects.filter(city=liaison.city, action="accept")
    assert {entry.actor_id for entry in log} == {liaison.user_id}
    assert log.count() == 2


def test_the_language_that_was_read_is_kept(client: Client) -> None:
    text = version()
    liaison = CityContactFactory()
    sign_in(client, liaison.user)
    assert "ما تفعله المدينة" in client.get("/ar/members/terms/").content.decode()
    client.post("/ar/members/terms/", ticks(text))
    assert Acceptance.objects.get(text=text).language == "ar"


def test_a_text_that_is_not_translated_is_shown_and_kept_in_the_language_that_it_has(client: Client) -> None:
    text = version(en="<p>Words.</p>")
    liaison = CityContactFactory()
    html = sign_in(client, liaison.user).get("/fr/members/terms/").content.decode()
    assert '<div class="agreement__words flow" lang="en" dir="ltr">' in html
    client.post("/fr/members/terms/", ticks(text))
    assert Acceptance.objects.get(text=text).language == "en"


def test_without_a_tick_nothing_is_accepted_and_the_summary_leads_to_it(client: Client) -> None:
    tor, principles = version(), version(Kind.PRINCIPLES)
    liaison = CityContactFactory()
    answer = sign_in(client, liaison.user).post("/en/members/terms/", ticks(tor))
    html = answer.content.decode()
    assert f'href="#id_text-{principles.pk}"' in html
    assert "<title>Error:" in " ".join(html.split())
    assert f'name="text-{tor.pk}" id="id_text-{tor.pk}" checked' in html.replace("required ", "")
    assert not Acceptance.objects.exists()


def test_a_version_that_came_while_the_page_stood_open_is_not_accepted_unread(client: Client) -> None:
    old = version(name="1", days=10)
    liaison = CityContactFactory()
    sign_in(client, liaison.user).get("/en/members/terms/")
    version(name="2", days=1, en="<p>Something new.</p>")
    answer = client.post("/en/members/terms/", ticks(old))
    assert "Something new." in answer.content.decode()
    assert not Acceptance.objects.exists()


def test_a_new_version_says_what_changed_since_the_one_that_was_accepted(client: Client) -> None:
    liaison = CityContactFactory()
    terms.accept(liaison, [version(name="1", days=100)], "en")
    for name, days in (("2", 50), ("3", 1)):
        version(name=name, days=days, changed=f"Changed in {name}.")
    text = text_of(sign_in(client, liaison.user).get("/en/members/terms/").content.decode())
    assert "since version 1" in text
    assert text.index("Changed in 2.") < text.index("Changed in 3.")


def test_nothing_is_said_to_have_changed_for_who_accepts_for_the_first_time(client: Client) -> None:
    version(changed="Changed.")
    text = text_of(sign_in(client, CityContactFactory().user).get("/en/members/terms/").content.decode())
    assert "Changed." not in text


def test_pressing_twice_keeps_one_acceptance(client: Client) -> None:
    text = version()
    liaison = CityContactFactory()
    sign_in(client, liaison.user)
    for _time in range(2):
        assert client.post("/en/members/terms/", ticks(text)).status_code == 302
    assert Acceptance.objects.count() == 1
    assert LogEntry.objects.filter(action="accept").count() == 1


@pytest.mark.parametrize("to", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:x", ""])
def test_acceptance_leads_to_this_site_alone(client: Client, to: str) -> None:
    text = version()
    sign_in(client, CityContactFactory().user)
    assert client.post("/en/members/terms/", {**ticks(text), "next": to})["Location"] == "/en/members/"


def test_only_who_speaks_for_the_city_accepts() -> None:
    text = version()
    liaison = CityContactFactory()
    other = CityContactFactory(city=liaison.city, kind=ContactKind.OTHER)
    answer = sign_in(Client(), other.user).post("/en/members/terms/", ticks(text))
    assert answer.status_code == 403
    suspended = CityContactFactory(city=CityFactory(status="suspended"))
    for contact in (other, suspended):
        with pytest.raises(NotAllowed):
            terms.accept(contact, [text], "en")
    assert not Acceptance.objects.exists()


def test_who_may_enter_reads_what_is_in_force_and_strangers_do_not(client: Client) -> None:
    text = version()
    liaison = CityContactFactory()
    terms.accept(liaison, [text], "en")
    page = sign_in(client, liaison.user).get("/en/members/terms/")
    assert "What a city does." in page.content.decode()
    assert "Accepted on" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    staff = UserFactory(groups=["Communications"])
    assert sign_in(Client(), staff).get("/en/members/terms/").status_code == 200
    assert Client().get("/en/members/terms/").status_code == 302
    assert sign_in(Client(), UserFactory()).get("/en/members/terms/").status_code == 403


# The document


def test_the_terms_go_out_as_a_tagged_pdf_in_the_readers_language() -> None:
    version()
    english, arabic = terms.documents("en")[0], terms.documents("ar")[0]
    assert english.name == "terms-of-reference-1-en.pdf"
    assert arabic.name.endswith("-1-ar.pdf")
    for document in (english, arabic):
        assert document.content_type == "application/pdf"
        assert document.content.startswith(b"%PDF-")
        objects = inside(document.content)
        assert b"/StructTreeRoot" in objects
        assert b"pdfuaid" in objects
        assert b"Plex-Sans-Arabic" in objects
    assert b"/Lang (ar)" in inside(arabic.content)


def test_there_is_no_document_while_no_version_is_in_force() -> None:
    version(days=-1)
    assert terms.documents("en") == []


def test_a_document_is_drawn_once_and_anew_when_its_words_change(monkeypatch: pytest.MonkeyPatch) -> None:
    version()
    drawn: list[str] = []
    monkeypatch.setattr(pdf, "render", lambda html: drawn.append(html) or b"%PDF-")
    for _time in range(3):
        terms.documents("en")
    assert len(drawn) == 1
    terms.documents("ar")
    version(name="2", days=1, en="<p>Other words.</p>")
    terms.documents("en")
    assert len(drawn) == 3


def test_without_the_systems_library_the_same_text_goes_out_as_html(monkeypatch: pytest.MonkeyPatch) -> None:
    version()
    imported = builtins.__import__

    def without_library(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return imported(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_library)
    [document] = terms.documents("ar")
    assert document.content_type == "text/html"
    assert document.name.endswith(".html")
    html = document.content.decode()
    assert 'lang="ar" dir="rtl"' in html
    assert "ما تفعله المدينة" in html
    assert "<style>" in html


def test_the_check_names_the_packages_that_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_library", lambda name: None if name == "pango-1.0" else name)
    pdf.missing_packages.cache_clear()
    [warning] = django_checks.run_checks(tags=["compatibility"], include_deployment_checks=False)
    pdf.missing_packages.cache_clear()
    assert warning.id == "home.W001"
    assert "libpango-1.0-0" in warning.hint
    assert "libpangoft2" not in warning.hint


def test_a_document_opens_no_address_that_a_text_names(tmp_path: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    version(en=f'<p>Words <img src="{secret.as_uri()}"><a rel="attachment" href="{secret.as_uri()}">x</a></p>')
    [document] = terms.documents("en")
    assert b"/EmbeddedFile" not in inside(document.content)
