"""Takes the pictures of the membership officers' handbook, from a demo site that runs on this machine.

    make run                                    (in one window)
    .venv/bin/python -m tests.browser.take_pictures http://localhost:8000

It opens the demo's own applications, which are fictional and say so, as the demo's officer.
"""

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
SIZE = {"width": 1200, "height": 900}
COLOURS = 128


def addresses() -> dict[str, str]:
    """Return the address of each picture."""
    from django.urls import reverse

    from membership.models import Application, City

    application = Application.objects.filter(state=Application.State.FORM_RECEIVED, language="en").first()
    city = City.objects.filter(status=City.Status.ACTIVE, contacts__isnull=False).order_by("pk").first()
    if application is None or city is None:
        sys.exit("The demo has no application with a form, or no city: load it with manage.py load_demo.")
    return {
        "officer-queue": reverse("applications:index"),
        "officer-application": reverse("applications:edit", args=[application.pk]),
        "officer-send": reverse("applications:move_on", args=[application.pk, "decline"]),
        "officer-city": reverse("cities:edit", args=[city.pk]),
    }


def take(site: str) -> None:
    """Take them all, small enough for a repository."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    from home.models import User
    from tests.browser import chromium, people

    officer = User.objects.get(email=people.address("membership"))
    wanted = addresses()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        context = browser.new_context(viewport=SIZE, color_scheme="light")
        people.give_session(context, officer, site)
        page = context.new_page()
        for name, address in wanted.items():
            page.goto(f"{site}{address}")
            page.wait_for_load_state("networkidle")
            path = PICTURES / f"{name}.png"
            page.screenshot(path=path)
            Image.open(path).convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS).save(path, optimize=True)
        browser.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    django.setup()
    take(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000")
