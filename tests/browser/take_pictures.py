"""Takes the pictures of the handbooks, from a demo site that runs on this machine.

    make run                                    (in one window)
    .venv/bin/python -m tests.browser.take_pictures http://localhost:8000

It opens the demo's own applications, which are fictional and say so, as the demo's officer; the ledger as its
publisher, who sends a file with a fictional record and writes nothing; and the translation desk as the people who work
there, after a fictional change of two English questions, which stays in that demo.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Page

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


def of_the_ledger() -> dict[str, str]:
    """Return the address of each picture of the ledger."""
    from django.conf import settings
    from django.urls import reverse

    from transparency.models import SupportRecord

    record = SupportRecord.objects.filter(live=True, locale__language_code=settings.LANGUAGE_CODE).first()
    if record is None:
        sys.exit("The demo's ledger is empty: load it with manage.py load_demo.")
    viewset = SupportRecord.snippet_viewset
    return {
        "publisher-records": reverse(viewset.get_url_name("list")),
        "publisher-record": reverse(viewset.get_url_name("edit"), args=[record.pk]),
    }


def file_to_import() -> bytes:
    """Return the demo's ledger with one record changed and one added, both marked as fictional."""
    from transparency.services.columns import COLUMNS
    from transparency.services.imports import ledger
    from transparency.services.tables import row_of, write_csv

    rows = [row_of(record) for record in ledger().filter(live=True)]
    rows[0] |= {"title": f"{rows[0]['title']} (fictional change)"}
    new = dict.fromkeys(COLUMNS, "") | {
        "funder": "Fictional Foundation",
        "funder_kind": "foundation",
        "kind": "project",
        "title": "Fictional workshops",
        "purpose": "A fictional record, for this picture alone.",
        "not_published_reason": "It is fictional.",
    }
    return b"".join(write_csv([*rows, new]))


def work_on_the_desk() -> tuple[int, int]:
    """Change two questions in English, and translate one of them; return their Arabic translations.

    The first waits for its translator, with a number lost; the second for a reviewer.
    """
    from wagtail_localize.models import StringSegment, Translation

    from faq.models import QuestionPage
    from home.models import User
    from tests.browser import people
    from translation.services import review, words
    from translation.services.opened import opened

    translator = User.objects.get(email=people.address("translator.ar"))
    made = []
    for slug in ("what-does-the-network-do", "core-funding"):
        question = QuestionPage.objects.get(slug=slug, locale__language_code="en")
        question.title = question.title.replace("?", " (fictional change)?")
        question.short_answer = "A fictional answer in 2 sentences. It is here for a picture alone."
        question.save_revision().publish()
        translation = Translation.objects.get(
            source__object_id=question.translation_key, target_locale__language_code="ar"
        )
        made.append(translation.pk)

    def write(translation_id: int, path: str, text: str) -> None:
        translation = opened(translation_id)
        segments = StringSegment.objects.filter(source=translation.source, context__path=path)
        segment = segments.select_related("string", "context").get()
        words.write(translation, segment, text, translator, token="")

    write(made[0], "short_answer", "جواب خيالي. وُضع هنا من أجل صورة فحسب.")
    write(made[1], "title", "من يقدّم التمويل الأساسي للشبكة (تغيير خيالي)؟")
    write(made[1], "short_answer", "جواب خيالي في 2 من الجمل. وُضع هنا من أجل صورة فحسب.")
    review.submit(opened(made[1]), translator, "ملاحظة خيالية إلى المراجِع.")
    return made[0], made[1]


def take(site: str) -> None:
    """Take them all, small enough for a repository."""
    from django.urls import reverse
    from PIL import Image
    from playwright.sync_api import sync_playwright

    from home.models import User
    from tests.browser import chromium, people

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)

        def shoot(page: Page, name: str) -> None:
            page.wait_for_load_state("networkidle")
            path = PICTURES / f"{name}.png"
            page.screenshot(path=path)
            Image.open(path).convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS).save(path, optimize=True)

        for role, wanted in (("membership", addresses()), ("publisher", of_the_ledger())):
            context = browser.new_context(viewport=SIZE, color_scheme="light")
            people.give_session(context, User.objects.get(email=people.address(role)), site)
            page = context.new_page()
            for name, address in wanted.items():
                page.goto(f"{site}{address}")
                shoot(page, name)
        page.goto(f"{site}{reverse('ledger:import')}")
        file = {"name": "ledger.csv", "mimeType": "text/csv", "buffer": file_to_import()}
        page.set_input_files("input[type=file]", files=[file])  # type: ignore[list-item]
        page.get_by_role("button", name="See what it would change").click()
        page.wait_for_selector(".ledger-import__counts")
        shoot(page, "publisher-import")
        shoot_the_desk(browser, site, shoot)
        browser.close()


def shoot_the_desk(browser: Any, site: str, shoot: Callable[[Page, str], None]) -> None:
    """Take the pictures of the translators' and the reviewers' handbooks, in an English CMS."""
    from django.urls import reverse
    from wagtail.users.models import UserProfile

    from home.models import User
    from tests.browser import people

    waiting, submitted = work_on_the_desk()
    for role in ("translator.ar", "reviewer.ar"):
        user = User.objects.get(email=people.address(role))
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "en"})
        context = browser.new_context(viewport=SIZE, color_scheme="light")
        people.give_session(context, user, site)
        page = context.new_page()
        if role == "reviewer.ar":
            page.goto(f"{site}{reverse('translation:review', args=[submitted])}")
            shoot(page, "reviewer-review")
            continue
        page.goto(f"{site}{reverse('translation:desk')}")
        shoot(page, "translator-desk")
        editor = reverse("translation:edit", args=[waiting])
        for name, show in (("translator-editor", "changed"), ("translator-finding", "findings")):
            page.goto(f"{site}{editor}?show={show}")
            page.locator("article.segment textarea").first.click()
            page.wait_for_selector("#panel-body .desk-panel")
            page.locator("article.segment").first.scroll_into_view_if_needed()
            shoot(page, name)
        UserProfile.objects.filter(user=user).update(preferred_language="ar")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    django.setup()
    take(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000")
