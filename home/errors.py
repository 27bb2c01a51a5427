"""Error pages, in the reader's language and in the site's look."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override


def language_of_address(request: HttpRequest) -> str:
    """Return the language that the address names, or the source language where it names none."""
    first = request.path_info.split("/")[1] if "/" in request.path_info else ""
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _error(request: HttpRequest, status: int) -> HttpResponse:
    with override(language_of_address(request)):
        return render(request, f"{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense."""
    return _error(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for what this person may not see or do."""
    return _error(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for an address that leads nowhere."""
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when the site itself failed. The page asks nothing of the database, which may be what failed."""
    return _error(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was left open too long, or sent from elsewhere."""
    with override(language_of_address(request)):
        return render(request, "403_csrf.html", status=403)
