"""What happens to every request."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from home.accounts import may_open_cms

CMS = "/admin/"
#: Its addresses that lead out of it.
OPEN = ("/admin/login/", "/admin/logout/", "/admin/password_reset/")
GetResponse = Callable[[HttpRequest], HttpResponse]


class PolicyMiddleware(CSPMiddleware):
    """Sends the strict content policy, and the CMS's own below its address."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy for this address. A view that set its own keeps it."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(CMS) and parts.replace is None:
            parts.replace = settings.CMS_CONTENT_SECURITY_POLICY
        return parts


class CmsDoorMiddleware:
    """Stands at the door of the CMS: for staff alone, and for none of them without a second factor.

    A person who is not signed in passes: Wagtail leads them to the sign-in page, and back.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(CMS) and not request.path.startswith(OPEN) and request.user.is_authenticated:
            if not may_open_cms(request.user):
                raise PermissionDenied
            if settings.STAFF_SECOND_FACTOR and not is_mfa_enabled(request.user):
                return self._ask_for_second_factor(request)
        return self.get_response(request)

    def _ask_for_second_factor(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            raise PermissionDenied
        messages.info(request, _("The CMS asks for a second factor. Set one up, then go on."))
        return redirect("mfa_index")
