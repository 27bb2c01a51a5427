"""What `make run` promises once the environment stands."""

import datetime
import stat
import threading
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from home.models import HomePage
from home.services import outbox
from tests.factories import home_page
from tests.factories_membership import ApplicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[str]:
    """Watch the demo being loaded, in a moment instead of a minute; return the passwords that it was given."""
    passwords: list[str] = []

    def load(command: Any, *args: Any, **options: Any) -> None:
        passwords.append(options["password"])
        home_page()

    monkeypatch.setattr("demo.management.commands.load_demo.Command.handle", load)
    settings.VAR_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    return passwords


def run() -> str:
    out = StringIO()
    call_command("run_demo", "--no-server", port=8123, stdout=out)
    return out.getvalue()


def test_the_first_run_fills_the_site_and_says_how_to_get_in(loads: list[str]) -> None:
    said = run()
    (password,) = loads
    assert len(password) >= 12
    for words in (password, "http://localhost:8123/ar/", "http://localhost:8123/admin/", "publisher@example.org"):
        assert words in said


def test_pages_name_the_address_at_which_they_are_served(loads: list[str]) -> None:
    run()
    assert HomePage.objects.get().full_url == "http://localhost:8123/en/"


def test_the_second_run_loads_nothing_and_says_the_same_password(loads: list[str]) -> None:
    run()
    HomePage.objects.update(headline="What an editor wrote")
    assert loads[0] in run()
    assert len(loads) == 1
    assert HomePage.objects.get().headline == "What an editor wrote"


def test_a_run_that_was_broken_off_is_taken_up_again_with_the_same_password(loads: list[str], tmp_path: Path) -> None:
    run()
    (tmp_path / "demo-loaded").unlink()
    run()
    assert loads[0] == loads[1]


def test_the_password_is_for_this_user_alone(loads: list[str], tmp_path: Path) -> None:
    run()
    assert stat.S_IMODE((tmp_path / "demo-password").stat().st_mode) == 0o600


def test_without_the_password_it_says_how_to_set_one(loads: list[str], tmp_path: Path) -> None:
    run()
    (tmp_path / "demo-password").unlink()
    assert "load_demo --password" in run()


def test_it_says_where_the_emails_can_be_read(loads: list[str], settings: Any) -> None:
    settings.DEMO_MAILBOX = True
    assert "http://localhost:8123/demo/emails/" in run()
    settings.DEMO_MAILBOX = False
    assert "/demo/emails/" not in run()


def test_the_days_work_is_done_at_each_start(loads: list[str]) -> None:
    application = ApplicationFactory(state="unconfirmed", submitted_at=timezone.now() - datetime.timedelta(days=20))
    assert "Applications lapsed: 1" in run()
    application.refresh_from_db()
    assert application.state == "lapsed"


@pytest.mark.django_db(transaction=True)
def test_emails_are_sent_while_the_server_runs_and_no_longer(
    loads: list[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to remember a second process."""
    delivered = threading.Event()
    during: list[bool] = []

    def deliver(backend: Any, messages: list[Any]) -> int:
        delivered.set()
        return len(messages)

    def serve(*args: Any, **options: Any) -> None:
        outbox.post("event", "anna@example.org", language="en", subject="Hello", text="Words.")
        during.append(delivered.wait(30))

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", deliver)
    monkeypatch.setattr("django.core.management.commands.runserver.Command.handle", serve)
    call_command("run_demo", port=8123, stdout=StringIO())
    assert during == [True]
    assert not [thread for thread in threading.enumerate() if thread.name == "outbox"]
