"""Choosing a language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page

from home.accounts import landing_of


@require_safe
def choose_for_reader(request: HttpRequest) -> HttpResponse:
    """Lead `/` to the language that the reader chose before, or that the browser prefers, if the site speaks it."""
    code = get_language_from_request(request)
    if not Page.objects.live().filter(depth=2, locale__language_code=code).exists():
        code = settings.LANGUAGE_CODE
    response = redirect(f"/{code}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
@never_cache
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language that the reader chose, then lead to the page in `to`, if it is one of this site's."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    to = request.GET.get("to", "")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None) or not to.startswith("/"):
        to = f"/{code}/"
    response = HttpResponseRedirect(to)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@require_safe
@never_cache
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead a person who has signed in to where their work begins."""
    return redirect(landing_of(request))
