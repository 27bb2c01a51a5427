"""How people sign in: django-allauth, with sign-up closed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

MEMBERS_PATH = "members/"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; each is led where their work is."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: an account is made by staff, or by an invitation."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead staff to the CMS and everybody else to their first page."""
        return landing_of(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the home page of the language in which the person was reading."""
        return f"/{get_language()}/"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Draws the square code so that it can stand in the page: the site's policy lets no image data in."""

    def build_totp_svg(self, url: str) -> str:
        """Return the code as an `<svg>` element, without what only a file of its own may begin with."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]


def landing_of(request: HttpRequest) -> str:
    """Return the address at which the signed-in person's work begins."""
    if may_open_cms(request.user):
        return reverse("wagtailadmin_home")
    return f"/{get_language()}/{MEMBERS_PATH}"


def may_open_cms(user: Any) -> bool:
    """Say whether the CMS is part of this person's work."""
    return bool(user.has_perm("wagtailadmin.access_admin"))
