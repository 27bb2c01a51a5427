"""The people who use the site in the browser tests: the demo's accounts."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from demo.accounts import address
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from home.accounts import may_open_cms
from home.models import User

PASSWORD = "a-password-for-tests-alone"
#: Milliseconds for which a page is waited for: a busy machine with two cores is slow to open the CMS.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

__all__ = [
    "PASSWORD",
    "PATIENCE",
    "address",
    "code_for",
    "confirm_password",
    "enter_code",
    "give_session",
    "set_up_app",
    "sign_in",
]


def set_up_app(user: User) -> str:
    """Give the person an authenticator app; return its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_for(secret: str) -> str:
    """Return the code that an authenticator app with this secret shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def give_session(context: BrowserContext, user: User, url: str) -> None:
    """Let the window hold a session of this person, as after signing in."""
    if may_open_cms(user) and not Authenticator.objects.filter(user=user).exists():
        set_up_app(user)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": url,
            }
        ]
    )


def sign_in(page: Page, name: str, language: str = "en") -> None:
    """Sign this demo account in as a person does, with address and password."""
    page.goto(f"/{language}/accounts/login/")
    page.locator("input[name=login]").fill(address(name))
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()


def confirm_password(page: Page) -> None:
    """Say again who sits here: the site asks before it changes how an account is opened."""
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()


def enter_code(page: Page, code: str) -> None:
    """Give the code that the site asks for."""
    page.locator("input[name=code]").fill(code)
    page.locator("main form button[type=submit]").first.click()
