"""The one style sheet that readers are sent."""

import re
from pathlib import Path

import pytest
from config.settings import base
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from home.storage import IMPORT


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the static files as production serves them."""
    folder = tmp_path_factory.mktemp("static")
    storages = {**settings.STORAGES, "staticfiles": base.STORAGES["staticfiles"]}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def test_a_reader_is_sent_one_style_sheet_with_everything_in_it(collected: Path) -> None:
    [style_sheet] = collected.glob("css/site.????????????.css")
    text = style_sheet.read_text()
    assert "@import" not in text
    for component in (settings.BASE_DIR / "static/css/components").glob("*.css"):
        assert component.read_text().strip().splitlines()[-2] in text
    for address in re.findall(r'url\("([^"]+)"\)', text):
        assert (style_sheet.parent / address).resolve().is_file()


def test_every_component_is_listed_in_the_style_sheet() -> None:
    folder = settings.BASE_DIR / "static/css"
    listed = {found["path"] for found in IMPORT.finditer((folder / "site.css").read_text())}
    assert listed == {str(path.relative_to(folder)) for path in folder.rglob("*.css")} - {
        "site.css",
        "cms.css",
        "cms-corrections.css",
        "cms-desk.css",
        "cms-membership.css",
        "cms-transparency.css",
        "desk-preview.css",
        *(str(path.relative_to(folder)) for path in (folder / "cms").glob("*.css")),
    }
