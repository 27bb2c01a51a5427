"""In production the site refuses to start on a guessed or weak setting, and says which."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from config.languages import names_of
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "k3y-0f-m4ny-r4nd0m-signs-for-this-test-alone-9f8e7d",
    "ALLOWED_HOSTS": "example.org",
    "SITE_URL": "https://example.org",
    "DATABASE_URL": "sqlite:///:memory:",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "no-reply@example.org",
    "CACHE_URL": "redis://cache.example.org:6379/0",
}
READ = (
    "import json, config.settings.production as s; "
    "print(json.dumps([s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, "
    "s.SECURE_SSL_REDIRECT, s.STAFF_SECOND_FACTOR]))"
)


def start(**changed: str) -> subprocess.CompletedProcess[str]:
    """Read the settings of production with this environment and nothing else."""
    environment = {name: value for name, value in {**GOOD, **changed}.items() if value}
    return subprocess.run(
        [sys.executable, "-c", READ],
        env={"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}", "PATH": os.environ["PATH"], **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_all_of_them_it_starts_shut_tight() -> None:
    started = start()
    assert started.returncode == 0, started.stderr
    assert started.stdout.strip() == "[false, true, true, true, true, true]"


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_one_is_named(name: str) -> None:
    started = start(**{name: ""})
    assert started.returncode
    assert started.stderr.strip().splitlines()[-1].startswith("django.core.exceptions.ImproperlyConfigured: " + name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "for-development-only-and-refused-in-production"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "example.org, *"),
        ("SITE_URL", "http://example.org"),
        ("EMAIL_URL", "consolemail://"),
        ("EMAIL_URL", "dummymail://"),
        ("CACHE_URL", "locmemcache://"),
        ("CACHE_URL", "dummycache://"),
        ("STAFF_SECOND_FACTOR", "false"),
        ("DEMO_MAILBOX", "true"),
    ],
)
def test_a_weak_one_is_named(name: str, value: str) -> None:
    started = start(**{name: value})
    assert started.returncode
    last = started.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: " + name)
    assert "password@" not in started.stderr


def test_a_deployment_names_its_languages() -> None:
    assert names_of(["en", "ar", "fr"]) == [("en", "English"), ("ar", "العربية"), ("fr", "Français")]
    assert [code for code, _name in names_of(["es", "sw"])] == ["es", "sw"]


@pytest.mark.parametrize("codes", [[], ["xx"], ["en", "../"]])
def test_a_language_that_is_none_is_refused(codes: list[str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="LANGUAGES"):
        names_of(codes)
