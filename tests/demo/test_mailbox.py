"""Where whoever tries the demo reads the e-mails that it sends."""

import stat
from pathlib import Path
from typing import Any

import pytest
from demo import mailbox
from django.test import Client
from django.urls import reverse

from home.services import outbox
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/demo/emails/"
LINK = "http://localhost:8000/ar/apply/a-key/"


@pytest.fixture
def kept(settings: Any, tmp_path: Path) -> None:
    """Turn the mailbox on, and send two e-mails to it."""
    settings.DEMO_MAILBOX = True
    settings.VAR_DIR = tmp_path
    settings.POST_OFFICE = {"BACKENDS": {"default": "demo.mailbox.MailboxBackend"}}
    factories.home_page()
    outbox.post("first", "paul@example.org", language="fr", subject="Bonjour", text="Une ligne.")
    terms = outbox.Attachment("شروط.txt", "نص".encode(), "text/plain")
    outbox.post(
        "second", "anna@example.org", language="ar", subject="وصل طلبكم", text=f"افتحوا:\n\n{LINK}", attachments=[terms]
    )
    assert outbox.send_due().sent == 2


def test_the_newest_comes_first_and_each_reads_as_its_language_does(kept: None, client: Client) -> None:
    page = client.get(LIST).content.decode()
    assert page.index("وصل طلبكم") < page.index("Bonjour")
    assert "anna@example.org" in page
    one = client.get(reverse("demo_email", args=[mailbox.keys()[0]]))
    assert "<iframe" in one.content.decode()
    assert 'lang="ar" dir="rtl"' in one.content.decode()
    assert f'href="{LINK}"' in one.content.decode()
    assert "frame-src 'self'" in one["Content-Security-Policy"]


def test_the_letter_is_shown_as_its_reader_sees_it_and_its_links_lead_out_of_the_frame(
    kept: None, client: Client
) -> None:
    answer = client.get(reverse("demo_letter", args=[mailbox.keys()[0]]))
    letter = answer.content.decode()
    assert '<html lang="ar" dir="rtl">' in letter
    assert f'href="{LINK}"' in letter
    assert '<base target="_top">' in letter
    policy = answer["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy


def test_what_is_attached_can_be_taken(kept: None, client: Client) -> None:
    key = mailbox.keys()[0]
    assert "شروط.txt" in client.get(reverse("demo_email", args=[key])).content.decode()
    answer = client.get(reverse("demo_attachment", args=[key, 0]))
    assert b"".join(answer.streaming_content).decode() == "نص"  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("demo_attachment", args=[key, 1]), follow=True).status_code == 404


def test_what_was_kept_outlives_the_site_and_is_for_this_user_alone(kept: None) -> None:
    files = list(mailbox.folder().iterdir())
    assert len(files) == 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(mailbox.folder().stat().st_mode) == 0o700


def test_an_empty_mailbox_says_how_to_fill_it(settings: Any, tmp_path: Path, client: Client) -> None:
    settings.DEMO_MAILBOX = True
    settings.VAR_DIR = tmp_path
    factories.home_page()
    assert "None yet" in client.get(LIST).content.decode()
    assert client.get(reverse("demo_email", args=["nothing"]), follow=True).status_code == 404


def test_where_the_mailbox_is_off_there_is_no_such_page(kept: None, client: Client, settings: Any) -> None:
    key = mailbox.keys()[0]
    settings.DEMO_MAILBOX = False
    for address in (LIST, *(reverse(f"demo_{name}", args=[key]) for name in ("email", "letter"))):
        assert client.get(address, follow=True).status_code == 404
    assert client.get(reverse("demo_attachment", args=[key, 0]), follow=True).status_code == 404
