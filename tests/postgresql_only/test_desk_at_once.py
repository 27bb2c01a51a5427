"""Two people on one translation in the same moment: no word is lost, and what is decided is decided once."""

from collections.abc import Callable

import pytest
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from tests.postgresql_only.test_at_once import at_once
from tests.translation import on_the_desk as desk
from tests.translation.on_the_desk import People
from translation.models import SegmentEvent, Submission, SubmissionStatus
from translation.services import review, words
from translation.services.opened import opened
from translation.services.segments import token_of

pytestmark = pytest.mark.usefixtures("snapshots", "transactional_db")

CROWD = 10


def _is_done(do: Callable[[], object], *refusals: type[Exception]) -> bool:
    """Do it, and say whether it was done; it may be refused."""
    try:
        do()
    except refusals:
        return False
    return True


@pytest.fixture
def people() -> People:
    return desk.people()


@pytest.fixture
def translation(people: People) -> Translation:
    """Return the Arabic translation of a page, begun, with no word yet."""
    return desk.begun(desk.published())


@pytest.mark.parametrize("begun", [False, True])
def test_who_types_at_once_is_told_of_the_other_and_no_word_is_lost(
    translation: Translation, people: People, begun: bool
) -> None:
    segment = StringSegment.objects.select_related("string", "context").filter(source=translation.source).first()
    token = words.write(translation, segment, "كلمة", people.translator, token="").token if begun else ""
    writers = [people.translator, people.reviewer]

    def type_words(place: int) -> bool:
        mine, text = opened(translation.pk), f"كلمة {place}"
        return _is_done(lambda: words.write(mine, segment, text, writers[place % 2], token=token), words.Conflict)

    assert sum(at_once(CROWD, type_words)) == 1

    texts = {f"كلمة {place}" for place in range(CROWD)}
    kept = SegmentEvent.objects.filter(translation=translation, text__in=texts)
    assert set(kept.values_list("text", flat=True)) == texts
    standing = StringTranslation.objects.get(context=segment.context, locale=translation.target_locale)
    assert kept.exclude(origin="conflict").get().text == standing.data


def test_nobody_writes_what_is_submitted_in_the_same_moment(translation: Translation, people: People) -> None:
    desk.write(translation, people.translator)
    segment = StringSegment.objects.select_related("string", "context").filter(source=translation.source).first()
    there = StringTranslation.objects.get(context=segment.context, locale=translation.target_locale)
    mine, token = opened(translation.pk), token_of(there)

    def press(place: int) -> bool:
        if place:
            write = lambda: words.write(mine, segment, "كلمة جديدة", people.translator, token=token)  # noqa: E731
            return _is_done(write, words.Frozen)
        return _is_done(lambda: review.submit(opened(translation.pk), people.translator))

    at_once(2, press)

    there.refresh_from_db()
    submission = Submission.objects.get(translation=translation)
    assert submission.words[str(segment.context_id)][str(segment.string_id)] == there.data


def test_what_is_submitted_and_approved_at_once_by_many_is_so_once(translation: Translation, people: People) -> None:
    desk.write(translation, people.translator)
    submit = lambda: review.submit(opened(translation.pk), people.translator)  # noqa: E731
    assert sum(at_once(CROWD, lambda _place: _is_done(submit, review.ReviewRefused))) == 1

    submission = Submission.objects.get(translation=translation)
    reviewers = [people.reviewer, people.second_reviewer]

    def approve(place: int) -> bool:
        return _is_done(lambda: review.approve(submission, reviewers[place % 2]), review.ReviewRefused)

    assert sum(at_once(CROWD, approve)) == 1
    submission.refresh_from_db()
    assert submission.status == SubmissionStatus.PUBLISHED
    assert SegmentEvent.objects.filter(submission=submission, action="published").exists()
