"""Corrections that are published at once: all get in, one after the other, and the chain has no gap and no fork."""

import pytest
from django.core.management import call_command

from tests.postgresql_only.test_at_once import at_once
from tests.transparency.test_corrections import WORDS, draft, live_rebuttal
from transparency.models import Correction
from transparency.services.publishing_corrections import CorrectionRefused, correct

pytestmark = pytest.mark.usefixtures("snapshots", "transactional_db")


def test_corrections_of_many_pages_at_once_follow_one_another() -> None:
    pages = [live_rebuttal() for _time in range(8)]
    for page in pages:
        draft(page)
    at_once(len(pages), lambda place: correct(pages[place].pk, user=None, **WORDS))
    chain = list(Correction.objects.order_by("number"))
    assert [link.number for link in chain] == list(range(1, 9))
    assert [link.previous_hash for link in chain] == ["", *(link.hash for link in chain[:-1])]
    call_command("verify_corrections", verbosity=0)


def test_who_publishes_the_same_draft_twice_publishes_one_correction() -> None:
    page = live_rebuttal()
    draft(page)

    def press(_place: int) -> bool:
        try:
            correct(page.pk, user=None, **WORDS)
        except CorrectionRefused:
            return False
        return True

    assert sum(at_once(5, press)) == 1
    assert Correction.objects.count() == 1
