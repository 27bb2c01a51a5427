"""A question's whole way: written, previewed, moderated, published, translated, found."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from faq.models import FAQIndexPage, QuestionPage

QUESTION = "May a village join the network?"
ANSWER = "A fictional answer: a village may ask its district to apply."
IN_ARABIC = {
    QUESTION: "هل يحقّ للقرية أن تنضمّ إلى الشبكة؟",
    ANSWER: "جواب خيالي: يمكن للقرية أن تطلب من قضائها تقديم الطلب.",
    "hamlet": "ضيعة",
}


def test_a_question_is_written_moderated_published_translated_and_found(
    demo: None, signed_in: Callable[[str], Page], page: Page
) -> None:
    question = _write_and_submit(signed_in("communications"))
    _is_not_public(page, "en")

    _approve(signed_in("publisher"))
    _is_found(page, "en", "village", QUESTION)
    _is_not_public(page, "ar")

    _translate(signed_in("translator.ar"))
    _is_not_public(page, "ar")
    _publish_translation(signed_in("reviewer.ar"))
    _is_found(page, "ar", "للقرية", IN_ARABIC[QUESTION])

    assert QuestionPage.objects.filter(translation_key=question.translation_key, live=True).count() == 2


def _write_and_submit(editor: Page) -> QuestionPage:
    index = FAQIndexPage.objects.get(locale__language_code="en")
    editor.goto(f"/admin/pages/{index.pk}/")
    editor.get_by_role("link", name="Add child page").first.click()

    editor.locator("[name=title]").press_sequentially(QUESTION)
    editor.get_by_role("button", name="Choose topic").click()
    editor.get_by_role("dialog").get_by_role("link", name="Joining").click()
    editor.locator("[name=short_answer]").fill(ANSWER)
    editor.get_by_role("tab", name="Promote").click()
    editor.locator("[name=stable_id]").fill("may-a-village-join")
    editor.locator("[name=search_words]").fill("hamlet")

    editor.get_by_role("button", name="Toggle preview").click()
    preview = editor.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text(QUESTION)

    editor.locator("footer .w-dropdown__toggle").click()
    editor.get_by_role("button", name="Submit to").click()
    expect(editor.locator(".messages")).to_contain_text("submitted for moderation")
    return QuestionPage.objects.get(title=QUESTION)


def _approve(publisher: Page) -> None:
    publisher.goto("/admin/")
    publisher.get_by_role("link", name=QUESTION).click()
    publisher.locator("footer .w-dropdown__toggle").click()
    publisher.get_by_role("button", name="Approve and Publish", exact=True).click()
    expect(publisher.locator(".messages")).to_contain_text(QUESTION)


def _translate(translator: Page) -> None:
    # The translator's CMS is in Arabic: what is clicked is found by what it is, not by its words.
    translator.goto("/admin/")
    translator.get_by_role("link", name=QUESTION).click()
    translator.locator("form[action*='/begin/'] [type=submit]").click()
    undone = translator.locator("article.segment[data-state=todo]")
    expect(undone).to_have_count(len(IN_ARABIC))
    for text, translation in IN_ARABIC.items():
        segment = translator.locator("article.segment").filter(has_text=text)
        segment.locator("textarea").fill(translation)
        expect(segment).to_have_attribute("data-state", "done")
    translator.locator("a[href$='/submit/']").click()
    translator.locator(".review form button[type=submit]").click()
    expect(translator.locator(".messages .success")).to_be_visible()


def _publish_translation(reviewer: Page) -> None:
    reviewer.goto("/admin/translation/waiting/")
    reviewer.get_by_role("main").get_by_role("link", name=QUESTION).click()
    reviewer.locator("button[value=approve]").click()
    expect(reviewer.locator(".messages .success")).to_be_visible()


def _is_found(reader: Page, language: str, word: str, question: str) -> None:
    reader.goto(f"/{language}/")
    box = reader.locator("#header-search")
    if not box.is_visible():
        reader.locator(".site-menu summary").click()
    box.fill(word)
    box.press("Enter")
    reader.get_by_role("main").get_by_role("link", name=question).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(question)
    expect(reader.locator("html")).to_have_attribute("lang", language)


def _is_not_public(reader: Page, language: str) -> None:
    answer = reader.goto(f"/{language}/faq/may-a-village-join-the-network/")
    assert answer
    assert answer.status == 404
