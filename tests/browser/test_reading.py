"""Reading: in the reader's language, answer by answer, on paper, and without a script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect


@pytest.mark.browser_context_args(locale="ar-LB")
def test_the_first_page_speaks_the_browsers_language_until_the_reader_chooses(demo: None, page: Page) -> None:
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/ar/$"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")

    page.goto("/ar/transparency/funding/")
    page.get_by_role("banner").get_by_role("link", name="Français").click()
    expect(page).to_have_url(re.compile(r"/fr/transparency/funding/$"))

    page.goto("/")
    expect(page).to_have_url(re.compile(r"/fr/$"))


def test_an_answers_address_opens_the_answer(demo: None, page: Page) -> None:
    page.goto("/en/faq/#core-funding")

    expect(page.locator("#core-funding")).to_be_visible()
    expect(page.locator("#core-funding")).to_be_in_viewport()
    expect(page.locator("#what-cve-means")).to_be_hidden()


def test_every_answer_is_printed(demo: None, page: Page) -> None:
    page.goto("/ar/faq/")
    closed = page.locator("main details:not([open]) .question__answer")
    number = closed.count()
    assert number > 20

    page.emulate_media(media="print")

    assert all(answer.is_visible() for answer in closed.all())


@pytest.fixture
def without_script(demo: None, new_context: Callable[..., BrowserContext]) -> Page:
    """Return the window of a browser that runs no script, on a telephone."""
    return new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()


def test_without_a_script_every_answer_opens(without_script: Page) -> None:
    without_script.goto("/en/faq/")
    questions = without_script.locator("main details.question")
    assert questions.count() > 20

    for question in questions.all():
        question.locator("summary").click()
        expect(question.locator(".question__answer")).to_be_visible()


def test_without_a_script_the_menu_opens_and_leads_on(without_script: Page) -> None:
    without_script.goto("/en/")
    link = without_script.get_by_role("navigation", name="Main").get_by_role("link", name="Transparency")
    expect(link).to_be_hidden()
    without_script.locator(".site-menu summary").click()
    link.click()

    expect(without_script).to_have_url(re.compile(r"/en/transparency/$"))


def test_without_a_script_search_and_sign_in_work(without_script: Page) -> None:
    without_script.goto("/en/search/")
    without_script.get_by_label("Words to look for").fill("Denmark")
    without_script.get_by_label("Words to look for").press("Enter")
    expect(without_script.get_by_role("main").get_by_role("link", name="Who funds the network")).to_be_visible()

    without_script.goto("/en/accounts/login/")
    without_script.locator("input[name=login]").fill("member@example.org")
    without_script.locator("input[name=password]").fill("a-password-for-tests-alone")
    without_script.locator("main form button[type=submit]").first.click()
    expect(without_script).to_have_url(re.compile(r"/en/members/$"))
