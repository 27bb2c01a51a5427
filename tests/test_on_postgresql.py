"""What SQLite cannot answer: the tests of tests/postgresql_only/, and others, on a server of their own."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from tests import postgresql

#: Beside the folder for PostgreSQL alone: tests that run on SQLite too, and must hold on both.
TESTS = [
    "tests/postgresql_only",
    "tests/home/test_outbox.py",
    "tests/membership/test_announcements.py",
    "tests/membership/test_daily.py",
    "tests/membership/test_erasure.py",
    "tests/membership/test_gate.py",
    "tests/membership/test_persons.py",
    "tests/membership/test_transitions.py",
    "tests/transparency/test_assessment.py",
    "tests/transparency/test_corrections.py",
    "tests/transparency/test_totals.py",
]


def test_the_site_works_on_postgresql(tmp_path: Path) -> None:
    if reason := postgresql.missing():
        pytest.skip(f"Nothing ran on PostgreSQL: {reason}.")
    report = tmp_path / "report.xml"
    # Of the run around it, the one below must not think itself a part.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    with postgresql.server() as url:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={report}", *TESTS],
            cwd=settings.BASE_DIR,
            env=environment | {"DATABASE_URL": url},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    output = f"{run.stdout}\n{run.stderr}"
    assert run.returncode == 0, output
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))  # noqa: S314 - pytest's own report
    assert sum(int(suite.attrib["tests"]) for suite in suites) > 0, output
    assert sum(int(suite.attrib["skipped"]) for suite in suites) == 0, output
