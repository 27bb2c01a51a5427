"""The demo site on PostgreSQL, as a city's readers and two hasty editors meet it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import PageViewRestriction

from membership.models import MembersHomePage
from membership.services import gate
from tests.factories import MembersHomePageFactory
from tests.pages import LANGUAGES

AT_ONCE = 8


def test_these_tests_run_on_postgresql(db: None) -> None:
    assert connection.vendor == "postgresql"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_demo_site_opens(client: Client, code: str) -> None:
    paths = ("", "faq/", "membership/principles/", "transparency/funding/", "transparency/exposing-falsehoods/")
    assert {path: client.get(f"/{code}/{path}").status_code for path in paths} == dict.fromkeys(paths, 200)


@pytest.mark.usefixtures("demo")
def test_a_reader_finds_an_arabic_question_by_a_word_of_it(client: Client) -> None:
    found = client.get("/ar/search/", {"q": "العضوية"})
    assert found.status_code == 200
    assert "/ar/membership/" in found.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_gate_that_is_closed_by_many_at_once_has_one_lock() -> None:
    door = MembersHomePageFactory()
    # Behind Django's back: a restriction that is deleted by its front is back at once.
    with connection.cursor() as cursor:
        for model in (PageViewRestriction.groups.through, PageViewRestriction):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 - Django's own name of the table
    together = Barrier(AT_ONCE)

    def close(_number: int) -> None:
        try:
            together.wait(timeout=30)
            gate.close(MembersHomePage.objects.get(pk=door.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(close, range(AT_ONCE)))
    [restriction] = PageViewRestriction.objects.filter(page_id=door.pk)
    assert {group.name for group in restriction.groups.all()} == set(gate.ADMITTED)
