"""What a long page costs its translators: wagtail-localize's own editor beside the desk, queries and times.

    PYTHONPATH=.:site .venv/bin/python -m bench.translate
    PYTHONPATH=.:site .venv/bin/python -m bench.translate 152

It prints a table for a page of 152 segments and one for a page of 602; other sizes may be named. DATABASE_URL names
another database than a SQLite file that is thrown away: an empty one. The stock views are called by themselves, since
the desk stands at their addresses; what the site does around every request is therefore not in their figures.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SIZES = (152, 602)
REPEATS = 5
BLOCKS_OF_A_SECTION = 20


@dataclass(frozen=True)
class Cost:
    """What one request takes."""

    queries: int
    milliseconds: float
    kilobytes: float


class Undone(Exception):
    """Raised so that the database forgets what a measured request wrote."""


@contextmanager
def undone() -> Iterator[None]:
    """Let everything within happen, and then not have happened."""
    from django.db import transaction

    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


def cost_of(request: Callable[[], Any]) -> Cost:
    """Return the queries of a request, and the milliseconds that it takes at the least. What it writes is undone."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask() -> Any:
        answer = request()
        return answer.render() if hasattr(answer, "render") else answer

    with undone():
        ask()
    with undone(), CaptureQueriesContext(connection) as queries:
        answer = ask()
    times = []
    for _time in range(REPEATS):
        with undone():
            start = time.perf_counter()
            ask()
            times.append((time.perf_counter() - start) * 1000)
    count = sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in queries.captured_queries)
    return Cost(count, min(times), len(answer.content) / 1024)


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
    """Return a live page of as many segments, translated into Arabic, every segment of it.

    It begins with a guess at the paragraphs and corrects it by the segments that are found.
    """
    from wagtail_localize.models import TranslationSource

    from tests import factories

    paragraphs = size
    page = factories.StandardPageFactory(title=f"A fictional page of {size} segments", body=body(paragraphs))
    source, _new = TranslationSource.get_or_create_from_instance(page)
    while (excess := source.stringsegment_set.count() - size) != 0:
        paragraphs -= excess
        page.body = body(paragraphs)
        page.save_revision().publish()
        source.update_from_db()
    _translate(source)
    return page


def _translate(source: Any) -> None:
    from wagtail_localize.models import StringTranslation, Translation

    from tests import factories

    arabic = factories.language("ar")
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of=segment.string,
            locale=arabic,
            context=segment.context,
            data=segment.string.data.replace("Fictional", "خيالي").replace("cities", "مدن"),
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )
        for segment in source.stringsegment_set.select_related("string", "context")
    )
    made = Translation.objects.create(source=source, target_locale=arabic)
    made.save_target(publish=True)


class Stock:
    """wagtail-localize as it comes: its views, without anything of the desk around them."""

    def __init__(self, page: Any, user: Any) -> None:
        from django.test import RequestFactory
        from wagtail_localize.models import Translation

        self.page, self.user = page, user
        self.requests = RequestFactory()
        self.translation = Translation.objects.get(source__object_id=page.translation_key)

    def open(self) -> Any:
        """Open the editor."""
        return self._edit("get", {})

    def save(self) -> Any:
        """Save one segment."""
        from wagtail_localize.views.edit_translation import edit_string_translation

        segment = self.translation.source.stringsegment_set.order_by("-order").first()
        request = self._request("put", "value=new", content_type="application/x-www-form-urlencoded")
        return edit_string_translation(request, translation_id=self.translation.pk, string_segment_id=segment.pk)

    def sync(self) -> Any:
        """Bring the source's changes before its translators."""
        from wagtail_localize.views.update_translations import UpdateTranslationsView

        view = UpdateTranslationsView.as_view()
        return view(self._request("post", {}), translation_source_id=self.translation.source_id)

    def submit(self) -> Any:
        """Begin the translation into one more language."""
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


#: What is measured: its name in the table, and the method of Stock.
STEPS = (
    ("open the editor", "open"),
    ("save one segment", "save"),
    ("the source has changed", "sync"),
    ("begin another language", "submit"),
    ("publish", "publish"),
)


def measure(size: int, user: Any) -> None:
    """Print the table of a page of as many segments."""
    stock = Stock(long_page(size), user)
    print(f"\n{size} segments\n{'':<26}{'queries':>9}{'ms':>9}{'KB':>8}")
    for name, method in STEPS:
        cost = cost_of(getattr(stock, method))
        print(f"{name:<26}{cost.queries:>9,}{cost.milliseconds:>9,.0f}{cost.kilobytes:>8,.0f}", flush=True)


def main(sizes: list[int]) -> None:
    """Fill an empty database, and measure."""
    with tempfile.TemporaryDirectory(prefix="strong-cities-translate-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'db.sqlite3'}")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
        import django

        django.setup()
        from django.core.management import call_command

        from tests import factories

        call_command("migrate", verbosity=0)
        user = factories.UserFactory(superuser=True)
        for size in sizes:
            measure(size, user)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or list(SIZES))
