"""What an app says where something may not go public, and what the reader of the CMS then sees."""

from collections.abc import Callable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request


class PublicationRefused(ValidationError):
    """Something was to go public that may not. `error_dict` holds the reasons by field, in the active language.

    `title` says which thing it is, where many are published at once; `address` is where it is mended.
    """

    def __init__(self, title: str, address: str, reasons: Mapping[str, Sequence[str]]) -> None:
        super().__init__({name: list(texts) for name, texts in reasons.items()})
        self.title = title
        self.address = address


class PublicationRefusedMiddleware:
    """Tells whoever published something by a button in a list or a workflow why it stayed as it was.

    A form of an app's own says it beside the field; this is for all the rest.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead back with the reasons; every other exception takes its own way."""
        if not isinstance(exception, PublicationRefused):
            return None
        opening = _("“%(title)s” was not published.") % {"title": exception.title}
        messages.error(request, " ".join([opening, *exception.messages]))
        address = get_valid_next_url_from_request(request) or exception.address
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # The workflow's window is a script's: it follows what it is told, as after an approval.
            return JsonResponse({"step": "success", "redirect": address})
        return redirect(address)
