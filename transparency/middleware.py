"""What happens where something may not be published and no form is there to say why."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from transparency.services.publishing import PublishingRefused


class PublishingRefusedMiddleware:
    """Tells whoever published a rebuttal by a button in a list or a workflow why it stayed as it was.

    The editor's own form says it beside the field (transparency/cms/rebuttal_form.py); this is for all the rest.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead back with the reasons; every other exception takes its own way."""
        if not isinstance(exception, PublishingRefused):
            return None
        opening = _("“%(title)s” was not published.") % {"title": exception.page_title}
        messages.error(request, " ".join([opening, *exception.messages]))
        editor = reverse("wagtailadmin_pages:edit", args=[exception.page_id])
        address = get_valid_next_url_from_request(request) or editor
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # The workflow's window is a script's: it follows what it is told, as after an approval.
            return JsonResponse({"step": "success", "redirect": address})
        return redirect(address)
