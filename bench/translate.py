"""What a long page costs its translators: wagtail-localize's own editor beside the desk, queries and times.

    PYTHONPATH=.:site .venv/bin/python -m bench.translate
    PYTHONPATH=.:site .venv/bin/python -m bench.translate 152

It prints a table for a page of 152 segments and one for a page of 602; other sizes may be named. DATABASE_URL names
another database than SQLite files that are thrown away: an empty one, which one half is measured on (`stock` or `desk`
before the sizes). The stock views are called by themselves, since the desk stands at their addresses: what the site
does around every request is in the desk's figures alone (three queries ask who it is).
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.costs import REPEATS, cost_of, undone

SIZES = (152, 602)
BLOCKS_OF_A_SECTION = 20
#: The settings with which each half is measured.
SETTINGS = {"stock": "bench.stock", "desk": "config.settings.test"}
#: What a translator does, and what the table calls it. The first four are done by both.
STEPS = {
    "open": "open the editor",
    "save": "save one segment",
    "follow": "take the source’s changes in",
    "begin": "begin with the first language",
    "publish": "publish (stock)",
    "submit": "submit for review (desk)",
    "approve": "approve and publish (desk)",
}


def body(paragraphs: int) -> list[dict[str, Any]]:
    """Return a body whose sections hold so many segments besides their headings; every fifth has bold and a link."""
    from tests.blocks import block

    texts = [
        f"<p>Fictional sentence {number}: cities <b>share</b> what works, and "
        f'<a href="https://city.example.org/{number}">say so</a>.</p>'
        if number % 5 == 0
        else f"<p>Fictional sentence {number}: cities share what works, and say what does not.</p>"
        for number in range(paragraphs)
    ]
    return [
        block(
            "section",
            {
                "heading": f"Fictional section {start}",
                "content": [block("text", text) for text in texts[start : start + BLOCKS_OF_A_SECTION]],
            },
        )
        for start in range(0, paragraphs, BLOCKS_OF_A_SECTION)
    ]


def long_page(size: int) -> Any:
    """Return a live page of as many segments, which stands in Arabic too, every segment of it.

    It begins with a guess at the paragraphs and corrects it by the segments that are found.
    """
    from wagtail_localize.models import TranslationSource

    from tests import factories

    paragraphs = size
    page = factories.StandardPageFactory(title=f"A fictional page of {size} segments", body=body(paragraphs))
    page.save_revision().publish()
    source, _new = TranslationSource.get_or_create_from_instance(page)
    while (excess := source.stringsegment_set.count() - size) != 0:
        paragraphs -= excess
        page.body = body(paragraphs)
        page.save_revision().publish()
        source.update_from_db()
    return type(page).objects.get(pk=page.pk)


def words_for(source: Any) -> None:
    """Write every segment in Arabic, as somebody who is in no hurry."""
    from wagtail_localize.models import StringTranslation

    from tests import factories

    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of=segment.string,
            locale=factories.language("ar"),
            context=segment.context,
            data=segment.string.data.replace("Fictional", "خيالي").replace("cities", "مدن"),
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )
        for segment in source.stringsegment_set.select_related("string", "context")
    )


def reword(page: Any) -> None:
    """Change two segments of the source, and tell nobody."""
    for section, words in ((0, "A fictional section, reworded"), (-1, "Another fictional section, reworded")):
        page.body[section].value["heading"] = words
    page.save()


class Stock:
    """wagtail-localize as it comes: its views, without anything of the desk around them."""

    steps = ("open", "save", "follow", "begin", "publish")

    def __init__(self, size: int) -> None:
        from django.test import RequestFactory
        from wagtail_localize.models import Translation, TranslationSource

        from tests import factories

        self.page, self.user = long_page(size), factories.UserFactory(superuser=True)
        self.requests = RequestFactory()
        factories.home_page("fr")
        source = TranslationSource.objects.get(object_id=self.page.translation_key)
        words_for(source)
        self.translation = Translation.objects.create(source=source, target_locale=factories.language("ar"))
        self.translation.save_target(publish=True)
        self.last = source.stringsegment_set.order_by("-order").first()

    def open(self) -> Any:
        """Open the editor."""
        return self._edit("get", {})

    def save(self) -> Any:
        """Save one segment."""
        from wagtail_localize.views.edit_translation import edit_string_translation

        request = self._request("put", "value=new", content_type="application/x-www-form-urlencoded")
        return edit_string_translation(request, translation_id=self.translation.pk, string_segment_id=self.last.pk)

    def before_follow(self) -> None:
        """Change the source: nothing hears of it."""
        reword(self.page)

    def follow(self) -> Any:
        """Bring the source's changes before its translators: “Sync”."""
        from wagtail_localize.views.update_translations import UpdateTranslationsView

        view = UpdateTranslationsView.as_view()
        return view(self._request("post", {}), translation_source_id=self.translation.source_id)

    def before_begin(self) -> None:
        """Let the page be known to nobody."""
        self.translation.source.delete()

    def begin(self) -> Any:
        """Begin the translation into the first language: “Submit”."""
        from wagtail_localize.views.submit_translations import SubmitPageTranslationView

        from tests import factories

        request = self._request("post", {"locales": factories.language("fr").pk})
        return SubmitPageTranslationView.as_view()(request, page_id=self.page.pk)

    def publish(self) -> Any:
        """Put the translation before its readers."""
        return self._edit("post", {"action": "publish"})

    def _edit(self, method: str, data: dict[str, str]) -> Any:
        from wagtail_localize.models import Translation
        from wagtail_localize.views.edit_translation import edit_translation

        # What the hook before the page's editor hands on: it has looked for both.
        translation = Translation.objects.get(pk=self.translation.pk)
        return edit_translation(self._request(method, data), translation, translation.get_target_instance())

    def _request(self, method: str, data: Any, **options: Any) -> Any:
        from django.contrib.messages.storage.cookie import CookieStorage
        from django.contrib.sessions.backends.cache import SessionStore

        request = getattr(self.requests, method)("/admin/", data, **options)
        request.user, request.session = self.user, SessionStore()
        request._messages = CookieStorage(request)
        request._dont_enforce_csrf_checks = True
        return request


class Desk:
    """The desk, as a browser asks it; a translator and a reviewer who may do everything."""

    steps = ("open", "save", "follow", "begin", "submit", "approve")

    def __init__(self, size: int) -> None:
        from django.conf import settings
        from django.test import Client
        from wagtail_localize.models import StringTranslation, Translation

        from tests import factories
        from translation.services import beginning, freshness, review, words
        from translation.services.opened import opened

        writer, reviewer = factories.UserFactory(superuser=True), factories.UserFactory(superuser=True)
        self.clients = {}
        for user in (writer, reviewer):
            self.clients[user] = Client()
            self.clients[user].force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        self.writer, self.reviewer = self.clients.values()
        for code in ("ar", "fr"):
            factories.home_page(code)
        self.page = long_page(size)
        found = Translation.objects.get(source__object_id=self.page.translation_key, target_locale__language_code="ar")
        arabic = opened(found.pk)
        self.arabic = arabic.pk
        self.source = arabic.source
        beginning.begin(arabic, writer)
        words_for(self.source)
        review.bring_in(arabic, reviewer, writer)
        freshness.follow(self.page)
        self.last = self.source.stringsegment_set.order_by("-order").first()
        self.token = words.token_of(
            StringTranslation.objects.get(
                translation_of=self.last.string_id, context=self.last.context_id, locale=arabic.target_locale_id
            )
        )

    def open(self) -> Any:
        """Open the editor."""
        return self.writer.get(self._address("edit", self.arabic))

    def save(self) -> Any:
        """Save one segment."""
        sent = {"text": "خيالي", "token": self.token}
        address = self._address("save", self.arabic, self.last.pk)
        return self.writer.post(address, json.dumps(sent), content_type="application/json")

    def before_follow(self) -> None:
        """Change the source: the desk hears of a page when it is published."""
        reword(self.page)

    def follow(self) -> None:
        """Do what publishing the source does for its translators."""
        from translation.services import freshness

        freshness.follow(self.page)

    def before_begin(self) -> None:
        """Let the page be known to nobody."""
        self.source.delete()

    def begin(self) -> Any:
        """Put the page on the desk, as publishing it does, and begin the translation into the first language."""
        from wagtail_localize.models import Translation

        from translation.services import freshness

        freshness.follow(self.page)
        french = Translation.objects.get(source__object_id=self.page.translation_key, target_locale__language_code="fr")
        return self.writer.post(self._address("begin", french.pk))

    def submit(self) -> Any:
        """Hand the translation in."""
        return self.writer.post(self._address("submit", self.arabic), {"note": ""})

    def before_approve(self) -> None:
        """Hand it in, so that there is something to approve."""
        assert self.submit().status_code == 302

    def approve(self) -> Any:
        """Approve it: it goes live."""
        answer = self.reviewer.post(self._address("review", self.arabic), {"decision": "approve", "go_live_at": ""})
        assert answer.status_code == 302, answer.content
        return answer

    @staticmethod
    def _address(name: str, *args: int) -> str:
        from django.urls import reverse

        return reverse(f"translation:{name}", args=args)


def measure(half: str, size: int) -> dict[str, dict[str, float]]:
    """Return the cost of every step of one half, on a page of as many segments."""
    who = Stock(size) if half == "stock" else Desk(size)
    costs = {}
    for step in who.steps:
        with undone():
            getattr(who, f"before_{step}", lambda: None)()
            costs[step] = asdict(cost_of(getattr(who, step)))
    return costs


def work(half: str, sizes: list[int]) -> None:
    """Fill an empty database, measure, and print what was found for the process that began this one."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for size in sizes:
        print(json.dumps([half, size, measure(half, size)]), flush=True)


def show(found: dict[tuple[str, int], dict[str, dict[str, float]]], sizes: list[int]) -> None:
    """Print a table for each size."""
    head = f"{'queries':>9}{'ms':>8}{'KB':>7}"
    for size in sizes:
        print(f"\n{f'{size} segments':<32}{'stock':>9}{'':>15}{'desk':>9}\n{'':<32}{head}{head}")
        for step, name in STEPS.items():
            line = f"{name:<32}"
            for half in SETTINGS:
                cost = found.get((half, size), {}).get(step)
                line += (
                    f"{cost['queries']:>9,}{cost['milliseconds']:>8,.0f}{cost['kilobytes']:>7,.0f}"
                    if cost
                    else f"{'–':>9}{'–':>8}{'–':>7}"
                )
            print(line)
    print(f"\nThe least of {REPEATS} times each, after a first one.")


def main(arguments: list[str]) -> None:
    """Measure each half in a process of its own, and print the tables."""
    halves = [half for half in SETTINGS if half in arguments] or list(SETTINGS)
    sizes = [int(argument) for argument in arguments if argument.isdecimal()] or list(SIZES)
    if "--work" in arguments:
        work(halves[0], sizes)
        return
    found = {}
    for half in halves:
        with tempfile.TemporaryDirectory(prefix="strong-cities-translate-") as folder:
            environment = {"DATABASE_URL": f"sqlite:///{Path(folder) / 'db.sqlite3'}", **os.environ}
            environment["DJANGO_SETTINGS_MODULE"] = SETTINGS[half]
            told = subprocess.run(  # noqa: S603 - it runs itself
                [sys.executable, "-m", "bench.translate", "--work", half, *map(str, sizes)],
                env=environment,
                stdout=subprocess.PIPE,
                check=True,
                text=True,
            ).stdout
        for line in told.splitlines():
            if line.startswith("["):
                name, size, costs = json.loads(line)
                found[name, size] = costs
    show(found, sizes)


if __name__ == "__main__":
    main(sys.argv[1:])
