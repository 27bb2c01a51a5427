"""A stranger asks for membership in the real browser, up to “received”, through the e-mail's own link."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from membership.models import Application, ApplicationDraft, TextVersion
from membership.services import links, transitions
from membership.services.status import due_for_applicant
from membership.services.transitions import APPLICANT, Action, Actor
from tests.applying import CITY, YOU, link_in_last_email, take_time
from tests.browser.everybody import problems_of
from tests.factories_membership import TextVersionFactory, officer
from tests.files import PAGE

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture(autouse=True)
def notice(demo: None) -> None:
    """See that there is a privacy notice in force."""
    if not TextVersion.objects.filter(kind=TextVersion.Kind.PRIVACY).exists():
        TextVersionFactory()


def go_on(page: Page) -> None:
    """Press the page's main button."""
    page.locator("main form .form__actions button").first.click()


def answer(page: Page, language: str, look: Callable[[Page], None] = lambda page: None) -> None:
    """Answer every question, in the browser, looking at each page on the way."""
    page.goto(f"/{language}/membership/apply/")
    look(page)
    page.locator("main .start a.button").click()
    go_on(page)
    expect(page.locator(".error-summary")).to_be_focused()
    look(page)
    for name in ("name", "role", "institution", "email"):
        page.locator(f"[name={name}]").fill(YOU[name])
    page.locator("[name=kind][value=policy]").check()
    look(page)
    go_on(page)
    page.locator("[name=country]").select_option("JO")
    page.locator("[name=place_name]").fill("Ma")
    page.locator("[name=authority_kind][value=city]").check()
    page.locator("[name=population]").fill(CITY["population"])
    look(page)
    go_on(page)
    look(page)
    page.locator("[name=place][value=none]").check()
    go_on(page)
    page.locator("[name=why]").fill("لكي نتعلّم من مدن أخرى.")
    look(page)
    go_on(page)
    page.locator("[name=agree]").check()
    look(page)
    go_on(page)
    look(page)


def confirm(page: Page, look: Callable[[Page], None] = lambda page: None) -> Application:
    """Open the e-mail's link, press once, and see where the request stands."""
    page.goto(link_in_last_email(YOU["email"]))
    look(page)
    go_on(page)
    application = Application.objects.get(email=YOU["email"])
    expect(page.locator(".receipt__reference")).to_have_text(application.reference)
    look(page)
    page.locator("main a.button").click()
    due = due_for_applicant(application)
    assert due
    expect(page.locator(".due time")).to_have_attribute("datetime", due.isoformat())
    look(page)
    return application


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_stranger_applies_with_javascript_and_need_not_wait(page: Page, language: str) -> None:
    answer(page, language)
    # The browser's own work takes the place of the ten seconds.
    expect(page.locator("[name=solution]")).not_to_have_value("")
    go_on(page)
    expect(page.locator(".receipt__reference")).to_be_visible()
    application = confirm(page)
    assert (application.state, application.language) == ("received", language)
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_a_stranger_applies_without_javascript_in_arabic(new_context: Any) -> None:
    page = new_context(java_script_enabled=False).new_page()
    answer(page, "ar")
    take_time()
    go_on(page)
    assert confirm(page).state == "received"


def test_going_back_asks_for_nothing_to_be_sent_again(page: Page) -> None:
    begun = ApplicationDraft.objects.count()
    answer(page, "en")
    for _page in range(5):
        page.go_back()
    expect(page.locator("[name=name]")).to_have_value(YOU["name"])
    assert ApplicationDraft.objects.count() == begun + 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_of_the_way_is_for_everybody(page: Page, language: str) -> None:
    problems: list[str] = []

    def look(page: Page) -> None:
        problems.extend(problems_of(page))

    answer(page, language, look)
    take_time()
    go_on(page)
    look(page)
    application = confirm(page, look)
    _look_at_what_follows(page, application, language, look)
    assert not problems, "\n".join(problems)


def _look_at_what_follows(page: Page, application: Application, language: str, look: Callable[[Page], None]) -> None:
    colleague = Actor.officer(officer())
    status = f"/{language}/membership/application/status/{links.token(links.APPLICATION, application.key)}/"
    transitions.perform(application.pk, Action.ASK, colleague, why="Which department?", once="1")
    page.goto(status)
    go_on(page)
    look(page)
    page.locator("[name=answer]").fill("The youth department.")
    go_on(page)
    transitions.perform(application.pk, Action.SEND_FORM, colleague)
    page.goto(f"{status}form/")
    page.locator("[name=kind][value=liaison]").check()
    go_on(page)
    look(page)
    for part in ("city", "reasons", "check"):
        page.goto(f"{status}form/{part}/")
        look(page)
    go_on(page)
    look(page)
    page.goto(f"{status}form/letter/")
    page.locator("[name=letter]").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": PAGE})
    go_on(page)
    look(page)
    for address in (
        f"{status}withdraw/",
        f"/{language}/membership/application/link/",
        f"/{language}/membership/application/status/forged/",
    ):
        page.goto(address)
        look(page)
    transitions.perform(application.pk, Action.WITHDRAW, APPLICANT)
    page.goto(status)
    look(page)
