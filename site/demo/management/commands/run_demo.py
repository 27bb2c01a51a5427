"""`manage.py run_demo`: what `make run` does once the environment stands."""

import secrets
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from wagtail.models import Site

from demo.accounts import ACCOUNTS, address
from home.models import HomePage
from home.services.outbox_delivery import send_until


class Command(BaseCommand):
    """Does everything in one process: each start of Python would cost the reader seconds."""

    help = "Bring the database up to date, fill it the first time, say where the site is, and serve it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-server", action="store_true", help="Stop before the server starts.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, announce, serve."""
        call_command("compile_translations", stdout=self.stdout)
        self.migrate()
        if not (loaded_path().exists() and HomePage.objects.exists()):
            self.stdout.write("Loading the demo site. This is done once; what you change stays as you leave it.")
            call_command("load_demo", password=password(), stdout=self.stdout)
            loaded_path().touch()
        # No timer runs here: what was due while the site stood still is made up for.
        call_command("membership_daily", stdout=self.stdout)
        # What pages, documents and feeds say of their own address.
        Site.objects.filter(is_default_site=True, hostname="localhost").update(port=options["port"])
        Site.clear_site_root_paths_cache()
        self.announce(options["port"])
        if not options["no_server"]:
            with outbox_worker():
                call_command("runserver", f"127.0.0.1:{options['port']}", use_reloader=False)

    def migrate(self) -> None:
        """Apply the migrations that are missing; where there is none, spend no time on it."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date.")
            call_command("migrate", interactive=False, verbosity=0)

    def announce(self, port: int) -> None:
        """Print the addresses and the accounts."""
        site = f"http://localhost:{port}"
        self.stdout.write(f"\nThe site   {'  '.join(f'{site}/{code}/' for code, _name in settings.LANGUAGES)}")
        self.stdout.write(f"The CMS    {site}/admin/")
        if settings.DEMO_MAILBOX:
            self.stdout.write(f"E-mails    {site}{reverse('demo_emails')}  (every one that the demo sends)")
        if password_path().exists():
            self.stdout.write(f"\nDemo accounts, each with the password {password()}")
        else:
            self.stdout.write("\nDemo accounts. To give them a password: manage.py load_demo --password …")
        self.stdout.write("\n".join(f"  {address(name)}" for name in ACCOUNTS))
        self.stdout.write("\nStop with Ctrl-C.\n")


@contextmanager
def outbox_worker() -> Iterator[None]:
    """Send the outbox's e-mails beside the server, and end with it, the e-mail in hand done."""
    stop = Event()
    worker = Thread(target=send_until, args=(stop,), name="outbox", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(timeout=settings.EMAIL_TIMEOUT)


def loaded_path() -> Path:
    """Return the note that the demo was loaded to its end: an editor may since have deleted parts of it."""
    return Path(settings.VAR_DIR) / "demo-loaded"


def password_path() -> Path:
    """Return where the demo accounts' password is kept, for the user who runs the site alone."""
    return Path(settings.VAR_DIR) / "demo-password"


def password() -> str:
    """Return the demo accounts' password; the first time, make one at random."""
    path = password_path()
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    return path.read_text().strip()
