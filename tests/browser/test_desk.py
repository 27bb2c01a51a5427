"""An English change to a question, on its way through the desk: seen, translated, checked, returned, approved, read."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringSegment, Translation

from faq.models import QuestionPage
from home.models import User
from tests.browser import people
from tests.browser.everybody import problems_of
from translation.models import SourceVersion, Term
from translation.services import comments, findings, obstacles, review, words
from translation.services.opened import opened

SignedIn = Callable[..., Page]
SLUG = "what-does-the-network-do"
NEW_TITLE = "What does the network do for all its members?"
NEW_ANSWER = "A fictional answer: its 5 programmes cover training, research and resources."
WITHOUT_THE_NUMBER = "جواب خيالي: تشمل برامجها التدريب والبحوث والموارد."
IN_ARABIC = "جواب خيالي: تشمل برامجها الـ5 التدريب والبحوث والموارد."


@pytest.fixture
def question(demo: None) -> QuestionPage:
    """Return the English question that is changed."""
    found: QuestionPage = QuestionPage.objects.get(slug=SLUG, locale__language_code="en")
    return found


def of_the_question(question: QuestionPage, code: str) -> Translation:
    """Return the question's translation."""
    return Translation.objects.get(source__object_id=question.translation_key, target_locale__language_code=code)


def test_a_change_is_translated_checked_reviewed_and_read(
    question: QuestionPage, signed_in: SignedIn, page: Page
) -> None:
    old_title = question.get_translations().get(locale__language_code="ar").title
    _change_the_english(signed_in("publisher"), question)
    _both_translations_say_that_they_are_behind(page)

    translator = signed_in("translator.ar")
    _translate(translator, question, old_title)
    _readers_see(page, "ar", IN_ARABIC, seen=False)
    _return(signed_in("reviewer.ar"), question)
    _mend_and_submit_again(translator, question)
    _approve(signed_in("reviewer.ar"), question)

    _readers_see(page, "ar", IN_ARABIC, seen=True)
    expect(page.locator(".translation-line")).to_have_count(0)
    page.goto(f"/fr/faq/{SLUG}/")
    expect(page.locator(".translation-line")).to_be_visible()
    _the_french_desk_shows_its_debt(signed_in("translator.fr"), question)


def _change_the_english(publisher: Page, question: QuestionPage) -> None:
    publisher.goto(f"/admin/pages/{question.pk}/edit/")
    publisher.locator("[name=title]").fill(NEW_TITLE)
    publisher.locator("[name=short_answer]").fill(NEW_ANSWER)
    publisher.locator("footer .w-dropdown__toggle").click()
    publisher.get_by_role("button", name="Publish", exact=True).click()
    expect(publisher.locator(".messages")).to_contain_text("2 segments changed")


def _both_translations_say_that_they_are_behind(reader: Page) -> None:
    for code in ("ar", "fr"):
        reader.goto(f"/{code}/faq/{SLUG}/")
        line = reader.locator(".translation-line")
        expect(line).to_be_visible()
        expect(line.get_by_role("link")).to_have_attribute("href", f"/en/faq/{SLUG}/")


def _translate(translator: Page, question: QuestionPage, old_title: str) -> None:
    # The translator's CMS is in Arabic: what is clicked is found by what it is, not by its words.
    translation = of_the_question(question, "ar")
    translator.goto("/admin/translation/")
    translator.locator(f"a[href*='/admin/translation/{translation.pk}/']").first.click()
    translator.locator("a[href='?show=changed']").click()
    changed = translator.locator("article.segment[data-state=changed]")
    expect(changed).to_have_count(2)
    title = changed.filter(has_text=NEW_TITLE)
    expect(title.locator("ins")).to_contain_text("all")
    expect(title.locator("textarea")).to_have_value(old_title)
    title.locator("textarea").click()
    title.locator("[name=settle]").click()
    expect(translator.locator("article.segment[data-state=changed]")).to_have_count(1)

    answer = translator.locator("article.segment[data-state=changed]")
    expect(answer.locator(".segment__source")).to_have_attribute("dir", "ltr")
    expect(answer.locator("textarea")).to_have_attribute("dir", "rtl")
    answer.locator("textarea").fill(WITHOUT_THE_NUMBER)
    written = translator.locator("article.segment").filter(has_text=NEW_ANSWER)
    expect(written).to_have_attribute("data-state", "done")
    expect(written.locator(".segment__finding--holds")).to_contain_text("5")
    translator.goto(f"/admin/translation/{translation.pk}/submit/")
    expect(translator.locator(".review__refused")).to_be_visible()

    translator.goto(f"/admin/translation/{translation.pk}/?show=findings")
    held = translator.locator("article.segment").filter(has_text=NEW_ANSWER)
    held.locator("textarea").fill(IN_ARABIC)
    expect(held.locator(".segment__finding--holds")).to_have_count(0)
    _submit(translator, translation)


def _submit(translator: Page, translation: Translation) -> None:
    translator.goto(f"/admin/translation/{translation.pk}/submit/")
    translator.locator(".review form button[type=submit]").click()
    expect(translator.locator(".messages .success")).to_be_visible()


def _return(reviewer: Page, question: QuestionPage) -> None:
    translation = of_the_question(question, "ar")
    reviewer.goto(f"/admin/translation/{translation.pk}/review/")
    # The title stays in its old words: readers see no change in it.
    expect(reviewer.locator(".review__list > li")).to_have_count(1)
    reviewer.locator("[name=reason]").fill("أرجو مراجعة الجملة الأولى.")
    reviewer.locator("button[value=return]").click()
    expect(reviewer.locator(".messages .success")).to_be_visible()


def _mend_and_submit_again(translator: Page, question: QuestionPage) -> None:
    translation = of_the_question(question, "ar")
    translator.goto(f"/admin/translation/{translation.pk}/")
    expect(translator.get_by_text("أرجو مراجعة الجملة الأولى.")).to_be_visible()
    _submit(translator, translation)


def _approve(reviewer: Page, question: QuestionPage) -> None:
    translation = of_the_question(question, "ar")
    reviewer.goto(f"/admin/translation/{translation.pk}/review/")
    reviewer.locator("button[value=approve]").click()
    expect(reviewer.locator(".messages .success")).to_be_visible()


def _readers_see(reader: Page, language: str, words: str, *, seen: bool) -> None:
    reader.goto(f"/{language}/faq/{SLUG}/")
    expect(reader.get_by_role("main").get_by_text(words)).to_have_count(1 if seen else 0)


def _the_french_desk_shows_its_debt(translator: Page, question: QuestionPage) -> None:
    translation = of_the_question(question, "fr")
    translator.goto("/admin/translation/?show=todo")
    translator.goto(f"/admin/translation/{translation.pk}/?show=changed")
    expect(translator.locator("article.segment[data-state=changed]")).to_have_count(2)


def test_no_word_is_lost_when_the_source_is_published_anew_while_one_types(
    question: QuestionPage, signed_in: SignedIn
) -> None:
    translation = of_the_question(question, "ar")
    page = signed_in("translator.ar")
    page.goto(f"/admin/translation/{translation.pk}/")
    answer = page.locator("article.segment").filter(has_text=question.short_answer)
    answer.locator("textarea").fill("ISD هنا")
    # It begins with a Latin name, and reads from the right as the page does.
    expect(answer.locator("textarea")).to_have_attribute("dir", "rtl")
    expect(answer.locator("[data-saved]")).to_have_attribute("data-how", "saved")
    page.keyboard.press("F9")
    page.keyboard.type("سؤال لم يُرسل")
    question.short_answer = NEW_ANSWER
    question.save_revision().publish()
    answer.locator("textarea").fill(IN_ARABIC)

    overtaken = page.locator("article.segment").filter(has_text=NEW_ANSWER)
    expect(overtaken.locator("[data-kept]")).to_contain_text(IN_ARABIC)
    overtaken.locator("[data-does=use-kept]").click()
    expect(overtaken.locator("[data-saved]")).to_have_attribute("data-how", "saved")
    page.keyboard.press("Control+z")
    expect(overtaken.locator("textarea")).to_have_value("ISD هنا")
    # The comment was for a text that went: it stands at the top when the page is opened again.
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#desk-kept-words")).to_contain_text("سؤال لم يُرسل")

    page.locator("[data-desk=preview]").click()
    preview = page.frame_locator("#desk-preview")
    expect(preview.locator("#here")).to_be_visible()
    preview.locator("a[href^='/']").first.click()
    expect(preview.locator("#here")).to_be_visible()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 320)])
def test_the_desk_is_open_to_everybody(language: str, width: int, question: QuestionPage, signed_in: SignedIn) -> None:
    question.title, question.short_answer = NEW_TITLE, NEW_ANSWER
    question.save_revision().publish()
    translation = of_the_question(question, "ar")
    admin = User.objects.get(email=people.address("admin"))
    UserProfile.objects.update_or_create(user=admin, defaults={"preferred_language": language})
    page = signed_in("admin")
    found = []

    def visit(address: str, status: int = 200) -> None:
        answer = page.goto(f"/admin/translation/{address}")
        assert answer
        assert answer.status == status, address
        assert page.url.endswith(address)

    def look() -> None:
        found.extend(problems_of(page, widths=[width], targets=False))

    number, term = translation.pk, Term.objects.filter(locale__language_code="en").latest("pk").pk
    segment = commented(translation)
    for address in (
        "",
        "?language=ar&status=to_do",
        "changes/",
        f"changes/{SourceVersion.objects.latest('pk').pk}/",
        f"assign/?entry={translation.desk.pk}",
        "notices/",
        "files/",
        f"pages/{question.pk}/together/",
        "glossary/?q=network",
        "glossary/add/",
        f"glossary/edit/{term}/",
        f"glossary/inspect/{term}/",
        f"glossary/{term}/renderings/ar/",
        "glossary/import/",
        f"{number}/preview/",
        f"{number}/segments/{segment}/",
        f"{number}/history/",
        f"{number}/submit/",
    ):
        visit(address)
        look()
    visit(f"{number}/")
    page.locator("article.segment textarea").first.focus()
    expect(page.locator("#panel-body .desk-panel")).to_be_visible()
    look()
    visit("files/")
    page.locator("[name=file]").set_input_files({"name": "a.xlf", "mimeType": "text/xml", "buffer": b"<xliff"})
    page.locator("form[enctype] button[type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look()
    hand_in(translation)
    for address in ("waiting/", f"{number}/review/"):
        visit(address)
        look()
    expect(page.locator(".held__form")).to_be_visible()
    page.locator("button[value=return]").click()
    expect(page.locator(".review__list > li")).to_have_count(2)
    look()
    assert not found, "\n".join(found)


def commented(translation: Translation) -> int:
    """Write a comment on the answer; return the segment's id."""
    segment = StringSegment.objects.get(source=translation.source, context__path="short_answer")
    translator = User.objects.get(email=people.address("translator.ar"))
    comments.write(translation, segment, translator, "Which programmes?", None)
    return segment.pk


def hand_in(translation: Translation) -> None:
    """Translate what changed, with a number lost that the translator answers for, and submit it."""
    translator = User.objects.get(email=people.address("translator.ar"))
    for segment in StringSegment.objects.filter(
        source=translation.source, context__path__in=("title", "short_answer")
    ).select_related("string", "context"):
        words.write(opened(translation.pk), segment, WITHOUT_THE_NUMBER, translator, token="")
    for finding in obstacles.holding_in(translation):
        findings.dismiss(finding, translator, "A fictional reason.")
    review.submit(opened(translation.pk), translator)
