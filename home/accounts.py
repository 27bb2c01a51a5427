"""How people sign in: django-allauth, with sign-up closed but for those whom an app invites."""

from collections.abc import Callable
from typing import Any, Protocol

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail import hooks

from home.models import User

MEMBERS_PATH = "members/"


class InvitationClosed(Exception):
    """The invitation was used, withdrawn or outlived while its page stood open."""


class Invited(Protocol):
    """Who is invited to make an account, as an app knows it."""

    @property
    def email(self) -> str:
        """The address that was invited: the account is for it alone, and the invitation has verified it."""

    @property
    def name(self) -> str:
        """For what the person is invited, in words: a city's name."""

    @property
    def address(self) -> str:
        """The page that says what has become of the invitation."""

    def accept(self, make: Callable[[], User]) -> User:
        """Make the account and use the invitation up, both or neither; raise InvitationClosed."""


def invited_by(request: HttpRequest) -> Invited | None:
    """Return the open invitation that this reader's session holds, or None.

    An app hands it in through the hook `find_invitation`: a function of the request that returns an `Invited` or None.
    """
    for find in hooks.get_hooks("find_invitation"):
        invited: Invited | None = find(request)
        if invited is not None:
            return invited
    return None


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; each is led where their work is."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no, but to who is invited: an account is made by staff, or by an invitation."""
        return invited_by(request) is not None

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Lead a new member where every sign-in leads."""
        return self.get_login_redirect_url(request)

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
