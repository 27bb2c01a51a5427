"""What every test may ask for."""

import fcntl
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key
from wagtail.models import Site

from home.models import User
from tests import nu
from tests import snapshots as copies


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """Begin each test with empty caches, in the site's own language: a request leaves its reader's behind."""
    cache.clear()
    translation.deactivate()
    Site.clear_site_root_paths_cache()
    yield
    cache.clear()


@pytest.fixture
def sign_in(client: Client) -> Callable[[User], Client]:
    """Return the client, signed in as this person."""

    def as_person(user: User) -> Client:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return as_person


class Snapshots:
    """The database as it is without and with the demo content: a test begins with either in a moment.

    On SQLite the first process loads the demo into `folder`; those that run beside it wait, and take it from there.
    """

    def __init__(self, folder: Path) -> None:
        self.empty = copies.take("empty")
        loaded = folder / "demo.sqlite3"
        with (folder / "demo.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if loaded.exists():
                self.demo: copies.Copy = copies.SQLiteCopy(loaded)
            else:
                self.demo = self._load(loaded, folder / "demo-media")
        shutil.copytree(folder / "demo-media", settings.MEDIA_ROOT, dirs_exist_ok=True)

    def _load(self, loaded: Path, media: Path) -> copies.Copy:
        call_command("load_demo", password="a-password-for-tests-alone", verbosity=0)
        shutil.copytree(settings.MEDIA_ROOT, media, dirs_exist_ok=True)
        demo = copies.take("demo")
        demo.save(loaded)
        restore(self.empty)
        return demo

    def close(self) -> None:
        """Forget both."""
        self.empty.close()
        self.demo.close()


SNAPSHOTS = pytest.StashKey[Snapshots]()


def restore(copy: copies.Copy) -> None:
    """Put the database back, and let nothing remember what it was."""
    copy.restore()
    cache.clear()
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


@pytest.fixture(scope="session")
def snapshots(
    pytestconfig: pytest.Config,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Snapshots]:
    """Load the demo content, once for all tests."""
    folder = tmp_path_factory.getbasetemp()
    # Under xdist each process has a folder of its own within the run's.
    with django_db_blocker.unblock():
        made = Snapshots(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)
    pytestconfig.stash[SNAPSHOTS] = made
    yield made
    with django_db_blocker.unblock():
        made.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Put back what the migrations wrote, after a test that commits: Django empties every table behind it."""
    result = yield
    snapshots = item.config.stash.get(SNAPSHOTS, None)
    # After the last test the copies are gone already, and nobody needs them.
    if snapshots and nextitem and {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
        with item.config.stash[blocking_manager_key].unblock():
            restore(snapshots.empty)
    return result


@pytest.fixture
def demo(snapshots: Snapshots, transactional_db: None) -> None:
    """Give the test the whole demo site, to read and to change. What it changes is gone after it."""
    restore(snapshots.demo)


@pytest.fixture(scope="session")
def nu_checker() -> Callable[[dict[str, str]], list[str]]:
    """Return the Nu checker: given pages by their names, it returns its complaints. Skips where it cannot run."""
    if reason := nu.missing():
        pytest.skip(f"The Nu checker did not run: {reason}.")
    return nu.complaints


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process waits for another at the end."""
    items.sort(key=lambda item: item.path.name != "test_on_postgresql.py")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly, at the end, what was skipped and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    reasons: dict[str, list[str]] = {}
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons.setdefault(reason.removeprefix("Skipped: "), []).append(report.nodeid)
    terminalreporter.section("NOT TESTED", sep="!", red=True, bold=True)
    for reason, tests in reasons.items():
        terminalreporter.write_line(f"{len(tests)} skipped: {reason}", red=True)
        for test in tests:
            terminalreporter.write_line(f"    {test}")
