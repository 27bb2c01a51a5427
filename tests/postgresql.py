"""A throwaway PostgreSQL server, from Debian's package `postgresql`, for the tests that SQLite cannot answer.

`python -m tests.postgresql -- COMMAND…` runs a command with DATABASE_URL set to one.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

CLUSTERS = Path("/usr/lib/postgresql")
#: Neither root nor its files may be PostgreSQL's: Debian's package brings this account.
ACCOUNT = "postgres"
PATIENCE = 60
SETTINGS = {
    # Sockets in the server's own folder, which nobody else can enter; no port for others to find.
    "listen_addresses": "",
    "max_connections": "300",
    "shared_buffers": "64MB",
    # It is thrown away, whatever becomes of the machine.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "timezone": "UTC",
}


class NoPostgreSQL(RuntimeError):
    """The server did not come up; the message holds the end of its log."""


def programs() -> Path | None:
    """Return the folder with PostgreSQL's programs: the one on the PATH, or the newest of Debian's."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = [path.parent for path in CLUSTERS.glob("*/bin/initdb")]
    return max(versions, key=lambda path: float(path.parent.name), default=None)


def missing() -> str:
    """Say why no server can run here; nothing where one can."""
    if programs() is None:
        return "there is no PostgreSQL: install Debian's package postgresql"
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            return "root may not run PostgreSQL, and there is no setpriv to run it as another: install util-linux"
        if _account() is None:
            return f"root may not run PostgreSQL, and there is no account {ACCOUNT} to run it as"
    return ""


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start a server and give the DATABASE_URL of an empty database on it; stop it and delete it at the end.

    Raises NoPostgreSQL where it does not come up. Ask `missing()` first.
    """
    folder = Path(tempfile.mkdtemp(prefix="strong-cities-pg-"))
    try:
        if (account := _account()) and os.geteuid() == 0:
            shutil.chown(folder, account.pw_uid, account.pw_gid)
        with _running(folder):
            yield f"postgres://{ACCOUNT}@/site?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(folder: Path) -> Iterator[None]:
    bin_folder = programs()
    if bin_folder is None:
        raise NoPostgreSQL(missing())
    # C.UTF-8 knows the case of every letter; plain C knows that of the English ones.
    made = subprocess.run(
        [
            *_as_another(), str(bin_folder / "initdb"), "--pgdata", str(folder / "data"), "--username", ACCOUNT,
            "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if made.returncode:
        raise NoPostgreSQL(made.stderr)
    options = [f"--{name}={value}" for name, value in SETTINGS.items()]
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                *_as_another(dies_with_us=True), str(bin_folder / "postgres"), "-D", str(folder / "data"),
                "-k", str(folder), *options,
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Ctrl-C is for the tests: they stop the server when they have put their things away.
            start_new_session=True,
        )  # fmt: skip
    try:
        _create_database(folder, process, log)
        yield
    finally:
        # SIGINT is PostgreSQL's fast shutdown: it asks no client to leave first.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _create_database(folder: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with psycopg.connect(host=str(folder), user=ACCOUNT, dbname="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE site")
                return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > until:
                raise NoPostgreSQL(log.read_text()[-4000:]) from error
            time.sleep(0.05)


def _as_another(*, dies_with_us: bool = False) -> list[str]:
    """Return what to put before a command: as root, the account to run it as; and that it ends when we are killed."""
    options = ["--pdeathsig", "INT"] if dies_with_us else []
    if os.geteuid() == 0:
        options += ["--reuid", ACCOUNT, "--regid", ACCOUNT, "--init-groups"]
    setpriv = shutil.which("setpriv")
    return [setpriv, *options, "--"] if setpriv and options else []


def _account() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        return None


def main(arguments: list[str]) -> int:
    """Run the command with DATABASE_URL set to a server of its own; return its exit code."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        sys.exit("Usage: python -m tests.postgresql -- COMMAND…")
    if reason := missing():
        sys.exit(f"No server was started: {reason}.")
    # As Ctrl-C does, a polite kill must reach the end of the `with` below.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with server() as url:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
