"""Where a city's representative reads the Terms of Reference and the principles, and accepts them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from home.accounts import landing_of
from membership.forms.terms import AcceptanceForm
from membership.models import CityContact
from membership.services import gate, terms
from membership.services.standing import Standing, contact_of, standing_of
from membership.services.transitions import NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Ask the representative to accept what is in force; show it to everybody else who may enter."""
    standing = standing_of(request.user)
    if standing is Standing.MUST_ACCEPT and (contact := contact_of(request.user)):
        return gate.kept_private(_ask(request, contact))
    if standing is not Standing.ENTERS:
        return gate.turn_away(request)
    if request.method == "POST":
        # Pressed twice, or a colleague was faster.
        return HttpResponseRedirect(_next(request))
    contact = contact_of(request.user)
    agreed = terms.agreed_by(contact.city if contact else None, get_language() or "")
    context = {"agreed": agreed, "city": contact.city if contact else None}
    return gate.kept_private(render(request, "membership/terms_in_force.html", context))


def _ask(request: HttpRequest, contact: CityContact) -> HttpResponse:
    language = get_language() or contact.language
    asked = terms.asked_of(contact.city, language)
    form = AcceptanceForm(request.POST or None, asked=asked, city=contact.city.name)
    if request.method == "POST" and form.is_valid():
        try:
            terms.accept(contact, form.texts, language)
        except NotAllowed:
            return redirect("members_terms")
        messages.success(request, _("Thank you. Your acceptance for %s is kept.") % contact.city.name)
        return HttpResponseRedirect(_next(request))
    context = {"form": form, "city": contact.city, "known": any(each.known for each in asked), "next": _next(request)}
    return render(request, "membership/terms_to_accept.html", context)


def _next(request: HttpRequest) -> str:
    to = request.POST.get("next") or request.GET.get("next") or ""
    own = to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return to if own else landing_of(request)
