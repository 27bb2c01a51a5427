"""An invitation's link."""

from django.http import Http404, HttpRequest, HttpResponse


def show(request: HttpRequest, signed: str) -> HttpResponse:
    """Lead to the account."""
    raise Http404
