"""Versions of a text that many propose, adopt or review at once: it happens once, and the others are told."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from membership.models import TextReview, TextVersion
from membership.services import versions
from tests.factories_membership import MeetingFactory, TextVersionFactory, principle
from tests.membership.test_versions import everywhere, proposed
from tests.postgresql_only.test_at_once import at_once

pytestmark = pytest.mark.usefixtures("snapshots", "transactional_db")

CROWD = 12
HELD, IN_FORCE = datetime.date(2026, 6, 1), datetime.date(2026, 7, 1)


def succeeds(do: Callable[[], Any]) -> bool:
    """Do it, and say whether it was done rather than refused."""
    try:
        do()
    except ValidationError:
        return False
    return True


def test_a_version_that_many_adopt_at_once_is_adopted_once() -> None:
    proposal, meetings = proposed(), [MeetingFactory(held_on=HELD) for _time in range(CROWD)]
    done = at_once(CROWD, lambda place: succeeds(lambda: versions.adopt(proposal.pk, meetings[place], HELD, IN_FORCE)))
    assert sum(done) == 1
    review = TextReview.objects.get()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.adopted_at) == (TextVersion.State.ADOPTED, meetings[done.index(True)])
    assert (review.meeting, review.version) == (proposal.adopted_at, proposal)


def test_of_many_proposals_of_a_text_at_once_there_is_one() -> None:
    TextVersionFactory(kind=TextVersion.Kind.PRINCIPLES, wordings=everywhere(principle("P1")))
    kind = TextVersion.Kind.PRINCIPLES
    done = at_once(CROWD, lambda place: succeeds(lambda: versions.propose(kind, f"2.{place}")))
    assert sum(done) == 1
    assert TextVersion.objects.get(state=TextVersion.State.PROPOSED).wordings.count() == len(everywhere())


def test_a_review_that_many_record_at_once_is_recorded_once() -> None:
    TextVersionFactory(kind=TextVersion.Kind.PRINCIPLES, wordings=everywhere(principle("P1")))
    meeting = MeetingFactory(held_on=HELD)
    kind = TextVersion.Kind.PRINCIPLES
    assert sum(at_once(CROWD, lambda _place: succeeds(lambda: versions.record_review(meeting, kind)))) == 1
    assert TextReview.objects.count() == 1
