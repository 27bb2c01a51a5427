"""An invited contact's whole way, by keyboard and pointer: account, terms, members' section. Every page is for all."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from membership.models import Acceptance, Invitation, TextVersion
from membership.services import invitations
from tests.browser import people
from tests.browser.everybody import problems_of
from tests.factories_membership import CityContactFactory, CityFactory, TextVersionFactory

PASSWORD = "words that nobody guesses"
PRINCIPLES = {"en": "<h3>P1</h3><p>Protect human rights.</p>", "ar": "<h3>P1</h3><p>حماية حقوق الإنسان.</p>"}


def invited(language: str) -> Invitation:
    """Return the invitation of a liaison, of a city that has accepted nothing yet."""
    TextVersionFactory(kind=TextVersion.Kind.TERMS)
    TextVersionFactory(kind=TextVersion.Kind.PRINCIPLES, wordings=PRINCIPLES)
    city = CityFactory(name="Sampletown (fictional)", language=language)
    return invitations.invite(CityContactFactory(city=city, user=None, language=language))


def path(invitation: Invitation) -> str:
    return invitations.address_of(invitation).removeprefix(settings.SITE_URL)


def submit(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_invited_liaison_makes_an_account_accepts_and_enters(
    demo: None, new_context: Callable[..., Any], language: str
) -> None:
    invitation = invited(language)
    page = new_context().new_page()
    page.goto(path(invitation))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sampletown (fictional)")
    problems = problems_of(page)

    page.locator("main a.button").click()
    page.locator("[name=password1]").fill("short")
    submit(page)
    expect(page.get_by_role("alert")).to_be_visible()
    problems += problems_of(page)
    for field in ("password1", "password2"):
        page.locator(f"[name={field}]").fill(PASSWORD)
    submit(page)

    expect(page).to_have_url(re.compile(rf"/{language}/members/terms/"))
    problems += problems_of(page)
    submit(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_visible()
    problems += problems_of(page)
    summary.get_by_role("link").first.click()
    expect(page.locator("main [type=checkbox]").first).to_be_focused()
    for tick in page.locator("main [type=checkbox]").all():
        tick.focus()
        page.keyboard.press("Space")
    submit(page)

    expect(page).to_have_url(re.compile(rf"/{language}/members/$"))
    assert {each.language for each in Acceptance.objects.filter(city=invitation.contact.city)} == {language}
    page.goto(f"/{language}/members/terms/")
    problems += problems_of(page)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_colleague_waits_and_an_old_link_says_so_on_pages_for_everybody(
    demo: None, new_context: Callable[..., Any], language: str, live_server: Any
) -> None:
    invitation = invited(language)
    colleague = CityContactFactory(city=invitation.contact.city, kind="other")
    Invitation.objects.update(revoked_at=invitation.created_at)
    page = new_context().new_page()
    page.goto(path(invitation))
    problems = problems_of(page)
    page.goto(f"/{language}/members/invitation/x/")
    problems += problems_of(page)

    context = new_context()
    people.give_session(context, colleague.user, live_server.url)
    page = context.new_page()
    page.goto(f"/{language}/members/")
    expect(page.locator("main")).to_contain_text("Sampletown (fictional)")
    problems += problems_of(page)
    assert not problems, "\n".join(problems)
