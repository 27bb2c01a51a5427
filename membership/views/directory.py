"""The directory of member cities: the public's, and the members' own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from membership.models import MembershipPage, MembersHomePage
from membership.services import directory, worldmap
from membership.services.directory import CityCard, Question
from membership.services.own_pages import OwnPage, framed, own_link
from membership.services.visibility import Audience
from membership.views.gated import for_members


# A city that is hidden is hidden at once: nothing between the site and its readers keeps a copy.
@require_safe
@never_cache
def public_list(request: HttpRequest) -> HttpResponse:
    """List the cities that agreed to be seen by everybody."""
    page = OwnPage(
        title=_("Member cities"),
        introduction=_("The cities, towns and regions of the network that have agreed to be named here."),
    )
    return _list(request, Audience.PUBLIC, {**framed(request, page, MembershipPage), "city_url": "city"})


@require_safe
@never_cache
def public_city(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a city as everybody may see it. One that is hidden is answered for as one that does not exist."""
    card = directory.city_card(Audience.PUBLIC, pk)
    if card is None:
        raise Http404
    above = own_link(_("Member cities"), reverse("city_directory"))
    response = render(
        request, "membership/city.html", {**framed(request, page_of(card), MembershipPage, [above]), "city": card}
    )
    response["X-Robots-Tag"] = "noarchive"
    return response


@require_safe
@for_members
def members_list(request: HttpRequest) -> HttpResponse:
    """List the cities that members may see."""
    page = OwnPage(
        title=_("Member cities"),
        introduction=_("The cities of the network that have agreed to be named to its members, and their contacts."),
        motif="members",
    )
    return _list(request, Audience.MEMBERS, {**framed(request, page, MembersHomePage), "city_url": "members_city"})


@require_safe
@for_members
def members_city(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a city as members may see it."""
    card = directory.city_card(Audience.MEMBERS, pk)
    if card is None:
        raise Http404
    above = own_link(_("Member cities"), reverse("members_directory"))
    return render(
        request,
        "membership/city.html",
        {**framed(request, page_of(card, "members"), MembersHomePage, [above]), "city": card},
    )


def page_of(card: CityCard, motif: str = "membership") -> OwnPage:
    """Return a city's page as the frame knows it."""
    return OwnPage(title=card.name, motif=motif)


def _list(request: HttpRequest, audience: Audience, context: dict[str, object]) -> HttpResponse:
    asked = {name: _tidied(request.GET.get(name, "")) for name in ("query", "region", "country", "page")}
    asked["query"] = _tidied(request.GET.get("q", ""))
    question = Question(**asked)
    listing = directory.listing(audience, question)
    world = worldmap.svg(listing.points, get_language() or "")
    return render(
        request,
        "membership/directory.html",
        {**context, "listing": listing, "question": question, "world": world, "audience": audience},
    )


def _tidied(text: str) -> str:
    return " ".join(text.replace("\x00", " ").split())[: directory.LONGEST_QUERY]
