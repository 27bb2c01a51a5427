"""The throwaway server leaves nothing behind, however its user ends."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests import postgresql

SAYS_WHERE = "import os, sys; print(os.environ['DATABASE_URL'], flush=True); sys.stdin.read()"


@pytest.fixture
def user() -> Iterator[subprocess.Popen[str]]:
    """Return a program that has a server, says where it is, and waits."""
    if reason := postgresql.missing():
        pytest.skip(f"No throwaway server was started: {reason}.")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.postgresql", "--", sys.executable, "-c", SAYS_WHERE],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def folder_of(user: subprocess.Popen[str]) -> Path:
    assert user.stdout
    return Path(user.stdout.readline().strip().partition("?host=")[2])


def answers(folder: Path) -> bool:
    try:
        psycopg.connect(host=str(folder), user=postgresql.ACCOUNT, dbname="site").close()
    except psycopg.OperationalError:
        return False
    return True


def ends(folder: Path) -> bool:
    """Say whether the server in this folder stops, within the time that a machine under load may take."""
    until = time.monotonic() + postgresql.PATIENCE
    # It takes this file away last of all.
    while (folder / "data" / "postmaster.pid").exists():
        if time.monotonic() > until:
            return False
    return not answers(folder)


def test_it_is_gone_when_its_command_ends(user: subprocess.Popen[str]) -> None:
    folder = folder_of(user)
    assert answers(folder)
    user.communicate("", timeout=postgresql.PATIENCE)
    assert user.returncode == 0
    assert not folder.exists()


def test_it_is_gone_when_its_command_is_interrupted(user: subprocess.Popen[str]) -> None:
    folder = folder_of(user)
    user.send_signal(signal.SIGTERM)
    user.wait(postgresql.PATIENCE)
    assert not folder.exists()


def test_it_does_not_outlive_a_process_that_was_killed(user: subprocess.Popen[str]) -> None:
    folder = folder_of(user)
    assert answers(folder)
    os.kill(user.pid, signal.SIGKILL)
    assert ends(folder)
    shutil.rmtree(folder)


def test_a_machine_without_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgresql, "CLUSTERS", tmp_path)
    assert "install Debian's package postgresql" in postgresql.missing()
