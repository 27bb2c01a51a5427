"""How long an import of the ledger takes, and how much memory: each request in a process of its own.

    PYTHONPATH=.:site .venv/bin/python -m bench.import_ledger 100000

Every row is new, names one of forty funders, and carries a purpose of some length. DATABASE_URL names another database
than a SQLite file that is thrown away: an empty one.
"""

import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

BOUNDARY = "a-line-that-no-file-has"
FUNDERS = 40
STEPS = ("prepare", "page", "upload", "look", "preview", "write", "export")


def write_file(path: Path, rows: int) -> None:
    """Write a CSV file with as many new records."""
    from transparency.services.columns import COLUMNS

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS), restval="")
        writer.writeheader()
        for number in range(rows):
            writer.writerow(
                {
                    "funder": f"Fictional funder {number % FUNDERS}",
                    "funder_kind": "foundation",
                    "kind": ("core", "project", "in_kind", "ad_hoc")[number % 4],
                    "title": f"Fictional support {number}",
                    "purpose": "It makes a workshop possible. " * 5,
                    "places": "JO LB",
                    "agreed_on": f"{2010 + number % 15}-03-01",
                    "amount": str(1000 + number),
                    "currency": "EUR",
                    "source_url": "https://funder.example.org/award",
                    "order": "0",
                }
            )


def step(name: str, folder: Path, rows: int, address: str) -> str:
    """Do one request of the import, and return the address of the next."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from home.models import User

    if name == "prepare":
        call_command("migrate", verbosity=0)
        User.objects.create_superuser(email="publisher@example.org", password=None)
        write_file(folder / "ledger.csv", rows)
        return ""
    client = Client()
    client.force_login(User.objects.get(), backend=settings.AUTHENTICATION_BACKENDS[0])
    start = reverse("ledger:import")
    if name in {"page", "export"}:
        _read(client.get(start if name == "page" else reverse("ledger:export", args=["csv"])))
        return ""
    if name == "upload":
        return str(_send(client, start, folder / "ledger.csv")["Location"])
    if name == "write":
        _read(client.post(address))
        return ""
    found = _read(client.get(address))
    if name == "look":
        # What follows is the link that the page's script presses.
        return found.partition("data-go-on")[0].rpartition('href="')[2].split('"')[0]
    return next(part for part in found.split('"') if part.endswith("/write/"))


def _send(client: Any, address: str, file: Path) -> Any:
    """Post the file as a browser does. The test client's own way has all of it in memory, twice."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
    with tempfile.TemporaryFile() as body:
        body.write(head.encode())
        with file.open("rb") as content:
            shutil.copyfileobj(content, body)
        body.write(f"\r\n--{BOUNDARY}--\r\n".encode())
        length = body.tell()
        body.seek(0)
        return client.request(
            REQUEST_METHOD="POST",
            PATH_INFO=address,
            CONTENT_TYPE=f"multipart/form-data; boundary={BOUNDARY}",
            CONTENT_LENGTH=str(length),
            **{"wsgi.input": body},
        )


def _read(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    last = b""
    for part in answer if answer.streaming else [answer.content]:
        last = (last + part)[-200_000:]
    return last.decode()


def main(arguments: list[str]) -> None:
    """Do every step in a process of its own, and print what each took."""
    rows = int(arguments[0])
    if len(arguments) > 1:
        name, folder, address = arguments[1:]
        before = time.perf_counter()
        following = step(name, Path(folder), rows, address)
        took = time.perf_counter() - before
        own = resource.getrusage(resource.RUSAGE_SELF)
        print(json.dumps([following, took, own.ru_utime + own.ru_stime, own.ru_maxrss / 1024]))
        return
    with tempfile.TemporaryDirectory(prefix="strong-cities-import-") as folder:
        roots = {"MEDIA_ROOT": f"{folder}/media", "PRIVATE_ROOT": f"{folder}/private"}
        environment = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", **os.environ, **roots}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        address = ""
        print(f"{rows} rows\n{'step':<10}{'seconds':>9}{'of a processor':>16}{'MB at most':>12}")
        for name in STEPS:
            told = subprocess.run(  # noqa: S603 - it runs itself
                [sys.executable, "-m", "bench.import_ledger", str(rows), name, folder, address],
                env=environment,
                stdout=subprocess.PIPE,
                check=True,
                text=True,
            ).stdout
            following, took, processor, memory = json.loads(told.splitlines()[-1])
            address = following or address
            print(f"{name:<10}{took:>9.1f}{processor:>16.1f}{memory:>12.0f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
