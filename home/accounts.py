"""How people sign in: django-allauth, with sign-up closed."""

from allauth.account.adapter import DefaultAccountAdapter
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


def landing_of(request: HttpRequest) -> str:
    """Return the address at which the signed-in person's work begins."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return reverse("wagtailadmin_home")
    return f"/{get_language()}/{MEMBERS_PATH}"
