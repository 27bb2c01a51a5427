"""What the applicant's pages have in common: no cache keeps them, no error report holds what was typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from membership.models import Application, ApplyPage
from membership.services import applications
from membership.services.links import LinkError, LinkExpired


@method_decorator([never_cache, sensitive_post_parameters(), sensitive_variables()], name="dispatch")
class ApplicantView(View):
    """A page of an applicant's own."""


class LinkView(ApplicantView):
    """A page that a signed link opens, and nothing else."""

    #: What the link must have been made for.
    purpose: str
    application: Application
    signed: str

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        """Find the application; say plainly that a link no longer leads anywhere, and no more than that."""
        self.signed = options["signed"]
        try:
            self.application = applications.by_link(self.purpose, self.signed)
        except LinkError as error:
            is_expired = isinstance(error, LinkExpired)
            context = {"is_expired": is_expired}
            return render(request, "membership/application/no_link.html", context, status=410 if is_expired else 404)
        return super().dispatch(request, *args, **options)


def page_for_applying(request: HttpRequest) -> str:
    """Return the address of the page about applying, in the reader's language; the first page's where there is none."""
    page = ApplyPage.objects.live().filter(locale__language_code=get_language()).first()
    return (page.get_url(request) if page else None) or f"/{get_language()}/"


def gone(request: HttpRequest, status_address: str) -> HttpResponse:
    """Answer that the application is no longer at the stage for what was sent, and lead to where it stands."""
    return render(request, "membership/application/moved_on.html", {"status": status_address}, status=409)
