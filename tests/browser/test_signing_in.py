"""Signing in: with a password, an authenticator app, a passkey; and who reads what then."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from home.models import User
from tests.browser import people

GATED = re.compile(r"/en/members/$")


def test_a_visitor_is_led_to_the_sign_in_page_and_a_member_from_there_to_the_gated_section(
    demo: None, page: Page
) -> None:
    page.goto("/en/members/joint-research/")
    expect(page).to_have_url(re.compile(r"/en/accounts/login/\?next="))
    expect(page.locator("body")).not_to_contain_text("What joint research means")

    page.locator("input[name=login]").fill(people.address("member"))
    page.locator("input[name=password]").fill(people.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()

    expect(page).to_have_url(re.compile(r"/en/members/joint-research/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What joint research means")


def test_a_member_reads_the_gated_section_in_the_language_in_which_they_signed_in(demo: None, page: Page) -> None:
    people.sign_in(page, "member", language="ar")

    expect(page).to_have_url(re.compile(r"/ar/members/$"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_who_signs_out_reads_the_gated_section_no_more(demo: None, page: Page) -> None:
    people.sign_in(page, "member")
    expect(page).to_have_url(GATED)
    _sign_out(page)

    page.goto("/en/members/")

    expect(page).to_have_url(re.compile(r"/en/accounts/login/"))


def test_a_wrong_password_is_refused_in_words(demo: None, page: Page) -> None:
    page.goto("/fr/accounts/login/")
    page.locator("input[name=login]").fill(people.address("member"))
    page.locator("input[name=password]").fill("not-the-password")
    page.locator("main form button[type=submit]").first.click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/fr/accounts/login/"))


def test_a_member_with_an_authenticator_app_gives_its_code_too(demo: None, page: Page) -> None:
    secret = people.set_up_app(User.objects.get(email=people.address("member")))

    people.sign_in(page, "member")
    expect(page).to_have_url(re.compile(r"/en/accounts/2fa/authenticate/"))
    page.goto("/en/members/")
    expect(page).to_have_url(re.compile(r"/en/accounts/2fa/authenticate/"))
    people.enter_code(page, people.code_for(secret))
    expect(page).to_have_url(GATED)


def test_staff_without_a_second_factor_set_one_up_and_then_reach_the_cms(demo: None, page: Page) -> None:
    people.sign_in(page, "communications")
    expect(page).to_have_url(re.compile(r"/en/accounts/2fa/$"))
    expect(page.locator("body")).to_contain_text("The CMS asks for a second factor.")

    page.get_by_role("link", name="Set up an app").click()
    people.confirm_password(page)
    secret = page.locator("#authenticator_secret").input_value()
    people.enter_code(page, people.code_for(secret))
    expect(page.get_by_text("Recovery codes").first).to_be_visible()

    page.goto("/admin/")
    expect(page).to_have_url(re.compile(r"/admin/$"))
    expect(page.locator(".next-tasks")).to_be_visible()


def test_a_member_never_sees_the_cms(demo: None, signed_in: Callable[[str], Page]) -> None:
    page = signed_in("member")

    answer = page.goto("/admin/")

    assert answer
    assert answer.status == 403


@pytest.fixture
def security_key(context: BrowserContext, page: Page) -> None:
    """Put a key into the machine: one that knows its holder, as a telephone or laptop does."""
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


@pytest.mark.usefixtures("security_key")
def test_a_member_adds_a_passkey_and_signs_in_with_it_alone(demo: None, page: Page) -> None:
    people.sign_in(page, "member")
    expect(page).to_have_url(GATED)
    page.goto("/en/accounts/2fa/")
    page.get_by_role("link", name="Add a key").click()
    people.confirm_password(page)
    page.locator("input[name=name]").fill("Town hall laptop")
    page.locator("input[name=passwordless]").check()
    page.locator("main form button").first.click()
    expect(page.get_by_text("Recovery codes").first).to_be_visible()
    _sign_out(page)

    page.goto("/en/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page).to_have_url(GATED)


def _sign_out(page: Page) -> None:
    page.goto("/en/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
