"""What every test may ask for."""

import contextlib
import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as limits
from pytest_django.fixtures import validate_django_db
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key
from wagtail.models import Site

from home.models import User
from tests import nu
from tests import snapshots as copies

Made = TypeVar("Made")

# How long an example takes tells of the machine, which others use too, and nothing of the code.
limits.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
limits.load_profile("any machine")


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

    On SQLite one process loads the demo into `folder`; those that run beside it wait, and take it from there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.empty = copies.take("empty")
        self._demo: copies.Copy | None = None

    def demo(self) -> copies.Copy:
        """Return the copy with the demo content, which is loaded for the first test that asks for it."""
        if self._demo is None:
            loaded = self.folder / "demo.sqlite3"
            with alone(self.folder / "demo.lock"):
                self._demo = copies.SQLiteCopy(loaded) if loaded.exists() else self._load(loaded)
            shutil.copytree(self.folder / "demo-media", settings.MEDIA_ROOT, dirs_exist_ok=True)
        return self._demo

    def _load(self, loaded: Path) -> copies.Copy:
        restore(self.empty)
        call_command("load_demo", password="a-password-for-tests-alone", verbosity=0)
        shutil.copytree(settings.MEDIA_ROOT, self.folder / "demo-media", dirs_exist_ok=True)
        demo = copies.take("demo")
        demo.save(loaded)
        return demo

    def close(self) -> None:
        """Forget both."""
        self.empty.close()
        if self._demo:
            self._demo.close()


class Planted(Generic[Made]):
    """What the tests of a module all begin with: built once, and put back before each as it was built."""

    def __init__(self, made: Made, copy: copies.Copy) -> None:
        self.made = made
        self.copy = copy

    def again(self) -> Made:
        """Put the database back, and return what was built, which the test may change."""
        restore(self.copy)
        return deepcopy(self.made)


Plant = Callable[[Callable[[], Made]], Planted[Made]]
SNAPSHOTS = pytest.StashKey[Snapshots]()


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Do something while no other process that names this file does."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def restore(copy: copies.Copy) -> None:
    """Put the database back, and let nothing remember what it was."""
    copy.restore()
    cache.clear()
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of this run: under xdist each process has one of its own within it."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def migrating(shared: Path) -> Iterator[contextlib.ExitStack]:
    """Hold what the processes take in turn: one migrates a database, the others begin with a copy of it."""
    with contextlib.ExitStack() as turn:
        if connection.vendor == "sqlite":
            turn.enter_context(alone(shared / "migrated.lock"))
        yield turn


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_keepdb: bool, django_db_modify_db_settings: None, migrating: contextlib.ExitStack, shared: Path
) -> bool:
    """Say that there is a database already, where a process beside this one has migrated it."""
    migrated = shared / "migrated.sqlite3"
    if not migrated.exists():
        return django_db_keepdb
    shutil.copy(migrated, connection.settings_dict["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    pytestconfig: pytest.Config,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    migrating: contextlib.ExitStack,
    shared: Path,
) -> Iterator[None]:
    """Remember the database as the migrations leave it, for the tests that commit and for the processes beside."""
    with django_db_blocker.unblock():
        made = Snapshots(shared)
        if not (migrated := shared / "migrated.sqlite3").exists():
            made.empty.save(migrated)
    migrating.close()
    pytestconfig.stash[SNAPSHOTS] = made
    yield
    with django_db_blocker.unblock():
        made.close()


@pytest.fixture(scope="session")
def snapshots(pytestconfig: pytest.Config, django_db_setup: None) -> Snapshots:
    """Return the copies with which a test may begin."""
    return pytestconfig.stash[SNAPSHOTS]


@pytest.fixture
def transactional_db(snapshots: Snapshots, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the test commit. The hook below puts back what was; Django would first empty every table, one by one."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()


def commits(item: pytest.Item) -> bool:
    """Say whether the test writes for good."""
    marker = item.get_closest_marker("django_db")
    return bool(
        {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        or (marker and validate_django_db(marker)[0])
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Put back what the migrations wrote, after a test that commits, unless the next one brings its own."""
    result = yield
    # After the last test the copies are gone already, and nobody needs them.
    if nextitem and commits(item) and "demo" not in getattr(nextitem, "fixturenames", ()):
        with item.config.stash[blocking_manager_key].unblock():
            restore(item.config.stash[SNAPSHOTS].empty)
    return result


@pytest.fixture(scope="module")
def plant(snapshots: Snapshots, django_db_blocker: DjangoDbBlocker) -> Iterator[Plant[Any]]:
    """Build something once for a module: `plant(build)`. Its tests ask for `transactional_db` too, for `again()`."""
    with contextlib.ExitStack() as kept:

        def planted(build: Callable[[], Any]) -> Planted[Any]:
            with django_db_blocker.unblock():
                restore(snapshots.empty)
                made = Planted(build(), copies.take("planted"))
            kept.callback(made.copy.close)
            return made

        yield planted


@pytest.fixture(scope="session")
def demo_content(snapshots: Snapshots, django_db_blocker: DjangoDbBlocker) -> copies.Copy:
    """Return the demo: for the session, so that it is loaded before any test changes a setting."""
    with django_db_blocker.unblock():
        return snapshots.demo()


@pytest.fixture
def demo(demo_content: copies.Copy, transactional_db: None) -> None:
    """Give the test the whole demo site, to read and to change. What it changes is gone after it."""
    restore(demo_content)


@pytest.fixture(scope="session")
def nu_checker() -> Callable[[dict[str, str]], list[str]]:
    """Return the Nu checker: given pages by their names, it returns its complaints. Skips where it cannot run."""
    if reason := nu.missing():
        pytest.skip(f"The Nu checker did not run: {reason}.")
    return nu.complaints


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let Python look for garbage less often, and never among what stays until the end: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


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
