"""Questions: their anchors, their order, what is related, what search finds."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from faq.models import RelatedQuestion
from tests.blocks import PARAGRAPH, block
from tests.factories import FAQIndexPageFactory, QuestionPageFactory, TopicFactory, translated
from tests.pages import path_of, sign_in, superuser

pytestmark = pytest.mark.django_db


def html_of(page: object) -> str:
    """Return the page as a reader gets it."""
    answer = Client().get(path_of(page))
    assert answer.status_code == 200
    return answer.content.decode()


def relate(question: object, *others: object) -> None:
    """Name the questions that readers of this one ask next."""
    question.related = [RelatedQuestion(related=other, sort_order=order) for order, other in enumerate(others)]
    question.save()


def test_the_index_holds_every_answer_under_its_topic_in_the_editors_order() -> None:
    index = FAQIndexPageFactory()
    second, first = TopicFactory(name="Second", sort_order=2), TopicFactory(name="First", sort_order=1)
    TopicFactory(name="Empty", sort_order=0)
    for topic, number in ((second, 1), (first, 2), (first, 3)):
        QuestionPageFactory(
            parent=index,
            topic=topic,
            title=f"Question {number}?",
            short_answer=f"Short {number}.",
            answer=[block("text", f"<p>Full {number}.</p>")],
        )
    html = html_of(index)
    order = ["First</h2>", "Question 2?", "Short 2.", "Full 2.", "Question 3?", "Second</h2>", "Question 1?", "Full 1."]
    assert [html.index(text, html.index("First</h2>")) for text in order] == sorted(
        html.index(text, html.index("First</h2>")) for text in order
    )
    assert "Empty" not in html


def test_an_answer_is_reached_by_its_stable_id_inside_what_the_browser_opens() -> None:
    question = QuestionPageFactory(stable_id="what-it-is")
    html = html_of(question.get_parent())
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert ids.count("what-it-is") == 1
    assert len(ids) == len(set(ids))
    details = re.search(r"<details.*?</details>", html[html.index("<main") :], re.DOTALL)
    assert details
    assert 'id="what-it-is"' in details[0].split("</summary>")[1]


def test_rewording_a_question_breaks_no_anchor_and_its_translation_has_the_same() -> None:
    question = QuestionPageFactory(stable_id="what-it-is")
    copy = translated(question, "ar", title="ما هي؟")
    question.title = "Reworded?"
    question.save_revision().publish()
    for page in (question, copy):
        assert 'id="what-it-is"' in html_of(page.get_parent())


def test_a_draft_question_stands_nowhere() -> None:
    shown = QuestionPageFactory()
    hidden = QuestionPageFactory(parent=shown.get_parent(), title="Hidden?", live=False)
    relate(shown, hidden)
    assert "Hidden?" not in html_of(shown.get_parent())
    assert "Hidden?" not in html_of(shown)


def test_two_questions_of_one_language_cannot_have_one_id() -> None:
    question = QuestionPageFactory(stable_id="what-it-is")
    with pytest.raises(ValidationError) as refused:
        QuestionPageFactory(parent=question.get_parent(), stable_id="what-it-is")
    assert "stable_id" in refused.value.message_dict
    translated(question, "fr").full_clean()


@pytest.mark.parametrize("stable_id", ["What is it", "ما-هو", "a--b", "-a", "a_b", "a#b", '"><script>'])
def test_an_id_is_made_of_plain_letters(stable_id: str) -> None:
    with pytest.raises(ValidationError):
        QuestionPageFactory(stable_id=stable_id).full_clean()


def test_related_questions_stand_in_order_in_the_readers_language() -> None:
    question = QuestionPageFactory()
    first, second = (QuestionPageFactory(parent=question.get_parent(), title=title) for title in ("One?", "Two?"))
    relate(question, second, first)
    translated(second, "fr", title="Deux ?")
    french = translated(question, "fr")
    html = html_of(question)
    assert 0 < html.index("Two?", html.index("related-questions")) < html.index("One?", html.index("related-questions"))
    html = html_of(french)
    assert "Deux ?" in html
    assert "Two?" not in html
    # What is not translated is marked with its language.
    assert re.search(r'<a [^>]*lang="en"[^>]*>One\?', html)


def test_a_fourth_related_question_is_refused_in_the_editor() -> None:
    question = QuestionPageFactory()
    others = QuestionPageFactory.create_batch(4, parent=question.get_parent())
    data = {
        f"related-{number}-{name}": value
        for number, other in enumerate(others)
        for name, value in {"related": other.pk, "id": "", "ORDER": number + 1, "DELETE": ""}.items()
    }
    form_class = question.get_edit_handler().get_form_class()
    form = form_class(
        data=data
        | {
            "related-TOTAL_FORMS": 4,
            "related-INITIAL_FORMS": 0,
            "related-MIN_NUM_FORMS": 0,
            "related-MAX_NUM_FORMS": 3,
        },
        instance=question,
        for_user=superuser(),
    )
    assert not form.is_valid()
    assert form.formsets["related"].non_form_errors()


def test_a_question_leads_to_its_answer_among_all() -> None:
    question = QuestionPageFactory(stable_id="what-it-is", answer=[block("text", PARAGRAPH)])
    html = html_of(question)
    assert f'href="{path_of(question.get_parent())}#what-it-is"' in html
    assert f'href="{path_of(question)}"' in html_of(question.get_parent())


def test_a_topic_in_use_is_not_deleted_from_under_its_questions(client: Client) -> None:
    question = QuestionPageFactory()
    sign_in(client, superuser()).post(f"/admin/snippets/faq/topic/delete/{question.topic_id}/")
    question.refresh_from_db()
    assert question.topic.name in html_of(question)
