"""An applicant's links."""

from django.http import Http404, HttpRequest, HttpResponse


def confirm_address(request: HttpRequest, signed: str) -> HttpResponse:
    """Confirm the address."""
    raise Http404


def show(request: HttpRequest, signed: str) -> HttpResponse:
    """Show where the application stands."""
    raise Http404
