"""What a reviewer reads of a submission."""

import pytest

from tests import factories
from tests.translation import on_the_desk as desk
from tests.translation.desk import body_of, write
from translation.services import review
from translation.services.reading import readings_of

pytestmark = pytest.mark.django_db


def test_a_reviewer_reads_what_changed_and_is_told_where_links_or_emphasis_alone_did() -> None:
    factories.home_page()
    people = desk.people()
    page = desk.published(body=body_of("Read <b>the guide</b>.", "Bread &amp; salt.", "It stays."))
    translation = desk.begun(page)
    desk.write(translation, people.translator)
    review.bring_in(translation, people.reviewer, people.translator)
    for source, words in (
        ("Read <b>the guide</b>.", "كلمة Read the <b>guide</b>."),
        ("Bread &amp; salt.", "خبز &amp; ملح."),
    ):
        write(desk.translation_of(page), source, words, people.translator)

    links, words = readings_of(desk.translation_of(page)).changed
    assert (links.same_words, str(links.words)) == (True, "كلمة Read the <b>guide</b>.")
    assert (words.same_words, str(words.source)) == (False, "Bread &amp; salt.")
    assert "&amp;" not in "".join(run.text for run in words.difference[0])
