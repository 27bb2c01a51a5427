"""What happens to every request."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

CMS = "/admin/"
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


class StaffSecondFactorMiddleware:
    """Leads staff who have no second factor yet to its page, before the CMS opens."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.STAFF_SECOND_FACTOR
            and request.path.startswith(CMS)
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user)
        ):
            messages.info(request, _("The CMS asks for a second factor. Set one up, then go on."))
            return redirect("mfa_index")
        return self.get_response(request)
