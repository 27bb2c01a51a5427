"""The rules of the house that no other tool watches."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("config", "demo", "home", "faq", "membership", "transparency", "translation")
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "PYTHONPATH": ".:site",
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
    "ALLOWED_HOSTS": "www.example.org",
    "SITE_URL": "https://www.example.org",
    "DATABASE_URL": "postgres://site:secret@database.example.org/site",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "no-reply@example.org",
    "CACHE_URL": "rediscache://cache.example.org/0",
}


def test_site_is_a_plain_folder() -> None:
    """The standard library owns the name `site`: a module or package of ours there would take its place."""
    assert list((ROOT / "site").glob("*.py")) == []
    assert Path(__import__("site").__file__).parent != ROOT / "site"


@pytest.mark.parametrize(
    "module",
    [
        path
        for folder in ("bench", "deploy", "faq", "home", "membership", "site", "tests", "translation", "transparency")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_module_can_be_read_in_one_sitting(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= 400, "Past 400 lines a module becomes a package."


def load_production_settings(**environment: str | None) -> subprocess.CompletedProcess[str]:
    changed = {name: value for name, value in {**PRODUCTION, **environment}.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.DEBUG)"],
        cwd=ROOT,
        env=changed,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_all_that_it_needs() -> None:
    started = load_production_settings()
    assert (started.returncode, started.stdout.strip()) == (0, "False"), started.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "*"),
        ("SITE_URL", "http://www.example.org"),
        ("DATABASE_URL", None),
        ("EMAIL_URL", "consolemail://"),
        ("DEFAULT_FROM_EMAIL", None),
        ("CACHE_URL", "locmemcache://"),
        ("STAFF_SECOND_FACTOR", "off"),
    ],
)
def test_production_refuses_a_missing_or_weak_setting_and_names_it(name: str, value: str | None) -> None:
    started = load_production_settings(**{name: value})
    assert started.returncode != 0
    assert name in started.stderr.splitlines()[-1]


def test_every_setting_of_production_stands_in_the_example() -> None:
    """Whoever deploys the site finds each setting in one file."""
    import re

    sources = [(ROOT / "site" / "config" / "settings" / name).read_text() for name in ("base.py", "production.py")]
    asked = {name for source in sources for name in re.findall(r'(?:env(?:\.\w+)?|required)\(\s*"([A-Z_]+)"', source)}
    example = (ROOT / "deploy" / "example.env").read_text()
    assert sorted(name for name in asked if not re.search(rf"^#? ?{name}=", example, re.MULTILINE)) == []
