"""Who may be addressed in a comment, and that it stays with its segment."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from home.models import StandardPage
from tests.factories import UserFactory, home_page
from tests.translation.desk import change, desk_of, page_of, segment_of
from translation.services import comments, history

pytestmark = pytest.mark.django_db

SENTENCE = "The network has 165 member cities."


@pytest.fixture
def page() -> StandardPage:
    made = page_of(SENTENCE)
    for code in ("ar", "fr"):
        home_page(code)
    call_command("setup_roles", verbosity=0)
    return made


def test_those_who_work_in_the_language_and_wrote_the_source_may_be_addressed(page: StandardPage) -> None:
    arabic, reviewer, french = (
        UserFactory(groups=[group]) for group in ("Translators: Arabic", "Reviewers: Arabic", "Translators: French")
    )
    gone = UserFactory(groups=["Translators: Arabic"], is_active=False)
    writer = UserFactory(groups=["Communications"])
    page.save_revision(user=writer).publish()
    found = {colleague.user: colleague.wrote_source for colleague in comments.colleagues(desk_of(page), arabic)}
    assert found == {reviewer: False, writer: True}
    assert french not in found
    assert gone not in found


def test_nobody_else_may_be_addressed(page: StandardPage) -> None:
    translation = desk_of(page)
    stranger = UserFactory(groups=["Translators: French"])
    with pytest.raises(ValidationError):
        comments.write(translation, segment_of(translation, SENTENCE), UserFactory(), "Hello", stranger.pk)


@pytest.mark.parametrize("text", ["", "  \n ", "a" * (comments.LONGEST + 1)])
def test_a_comment_says_something_and_is_no_letter(page: StandardPage, text: str) -> None:
    translation = desk_of(page)
    with pytest.raises(ValidationError):
        comments.write(translation, segment_of(translation, SENTENCE), UserFactory(), text, None)


def test_a_comment_stays_with_its_segment_when_the_text_changes(page: StandardPage) -> None:
    translation = desk_of(page)
    written = comments.write(translation, segment_of(translation, SENTENCE), UserFactory(), "165 of what?", None)
    changed = SENTENCE.replace("165", "170")
    change(page, changed)
    segment = segment_of(translation, changed)
    before = history.earlier_texts(segment.context_id, segment.string_id)
    assert comments.of_segment(translation, segment, before) == [written]


def test_a_comment_is_resolved_and_opened_again(page: StandardPage) -> None:
    translation = desk_of(page)
    first, second = UserFactory(), UserFactory()
    written = comments.write(translation, segment_of(translation, SENTENCE), first, "Why?", None)
    comments.resolve(written, second)
    comments.resolve(written, first)
    written.refresh_from_db()
    assert written.resolved_by == second
    comments.reopen(written)
    written.refresh_from_db()
    assert (written.resolved_at, written.resolved_by) == (None, None)
