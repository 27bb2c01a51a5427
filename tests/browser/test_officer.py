"""An officer's way with an application, in the real browser: form, confirmation, two windows at once, in Arabic."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from home.models import OutgoingEmail, User
from membership.models import Application, City
from membership.services import transitions
from membership.services.transitions import APPLICANT, Action
from tests.browser.everybody import problems_of
from tests.factories_membership import ApplicationContactFactory, ApplicationFactory, CityContactFactory

SignedIn = Callable[..., Page]


@pytest.fixture
def arabic(demo: None) -> Application:
    """Return a request in Arabic that has just been received."""
    made: Application = ApplicationFactory(
        language="ar",
        name="نور المثال (خيالي)",
        place_name="مدينة المثال (خيالية)",
        institution="بلدية المثال",
        why="نودّ أن نتعلّم من تجارب المدن الأخرى.",
        country="TN",
    )
    return made


def send_form_in(application: Application) -> None:
    """Do what the applicant does with the form."""
    ApplicationContactFactory(application=application, name="سلمى المثال (خيالية)")
    ApplicationContactFactory(application=application, kind="practitioner")
    transitions.perform(application.pk, Action.SUBMIT_FORM, APPLICANT)


def main_button(page: Page) -> Any:
    """Return the one button that leads on."""
    return page.locator(".next-step__main")


def test_an_officer_takes_a_request_to_a_member_city(signed_in: SignedIn, arabic: Application) -> None:
    page = signed_in("membership")
    page.goto(reverse("applications:index"))
    page.get_by_label("Search all applications").fill(arabic.reference.lower())
    page.locator(".queue-search").get_by_role("button").click()
    page.get_by_role("link", name=arabic.reference).click()
    expect(page.locator(".dossier__title")).to_contain_text("مدينة المثال (خيالية)")

    main_button(page).click()
    words = page.locator("textarea[name=text]")
    expect(words).to_have_attribute("dir", "rtl")
    expect(words).to_have_value(re.compile(re.escape("{link}")))
    main_button(page).click()
    expect(page.get_by_text("The form is on its way to the applicant.")).to_be_visible()

    send_form_in(arabic)
    page.reload()
    main_button(page).click()
    other = page.context.new_page()
    other.goto(page.url)
    main_button(page).click()
    expect(page.get_by_text("The membership is confirmed, and the contacts are invited.")).to_be_visible()
    main_button(other).click()
    expect(other.get_by_text("You have already done this on")).to_be_visible()

    assert City.objects.filter(application=arabic).count() == 1
    sent = OutgoingEmail.objects.filter(topic=f"application/{arabic.pk}").select_related("email").order_by("pk")
    assert [email.event.rpartition("/")[2] for email in sent] == ["to:form_sent", "to:form_received", "to:confirmed"]
    assert all("نور المثال" in email.email.message and "{" not in email.email.message for email in sent)


def test_two_officers_at_once_and_no_word_is_lost(signed_in: SignedIn, arabic: Application) -> None:
    first, second = signed_in("membership"), signed_in("admin")
    transitions.perform(arabic.pk, Action.SEND_FORM, transitions.Actor.officer(_officer()))
    send_form_in(arabic)
    first.goto(reverse("applications:move_on", args=[arabic.pk, "confirm"]))
    second.goto(reverse("applications:move_on", args=[arabic.pk, "decline"]))
    second.locator("textarea[name=why]").fill("سبب طويل كُتب بعناية.")
    main_button(first).click()
    expect(first.get_by_text("The membership is confirmed")).to_be_visible()
    main_button(second).click()
    expect(second.get_by_role("alert").filter(has_text="Membership confirmed")).to_be_visible()
    second.get_by_role("button", name="Keep it as a note").click()
    expect(second.locator(".notes")).to_contain_text("سبب طويل كُتب بعناية.")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_officers_pages_are_for_everybody(signed_in: SignedIn, arabic: Application, language: str) -> None:
    UserProfile.objects.update(preferred_language=language)
    transitions.perform(arabic.pk, Action.SEND_FORM, transitions.Actor.officer(_officer()))
    send_form_in(arabic)
    contact = CityContactFactory(user=None, status="proposed")
    page = signed_in("membership")
    problems = []
    for path in (
        reverse("applications:index"),
        reverse("applications:edit", args=[arabic.pk]),
        reverse("applications:move_on", args=[arabic.pk, "decline"]),
        reverse("applications:move_on", args=[arabic.pk, "confirm"]),
        reverse("cities:index"),
        reverse("cities:edit", args=[contact.city_id]),
        reverse("cities:change", args=[contact.city_id, "suspend"]),
        reverse("email_texts:index"),
        reverse("email_texts:edit", args=["decline", "ar"]),
    ):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        problems += problems_of(page, widths=(360, 1280), targets=False)
    assert not problems, "\n".join(problems)


def _officer() -> User:
    return User.objects.get(email="membership@example.org")
