"""Saying that one wishes to take part in an activity."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from home.accounts import MEMBERS_PATH
from membership.services import interest
from membership.services.own_city import OwnCity
from membership.views.gated import for_contacts


@require_POST
@for_contacts
def set_interest(request: HttpRequest, own: OwnCity, activity: UUID) -> HttpResponse:
    """Keep what the member said, and lead back to where it was said."""
    interested = request.POST.get("interested") == "yes"
    changed = interest.set_interest(own.contact, activity, interested=interested)
    if interested and changed:
        messages.success(request, _("Your interest is registered. The network’s staff see your name and your city."))
    elif changed:
        messages.success(request, _("Your interest is withdrawn."))
    back = request.POST.get("back", "")
    # A path of this site, and nothing that a browser could read as another's.
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = f"/{get_language()}/{MEMBERS_PATH}"
    return redirect(back)
