"""A city's own pages: what it says of itself, to whom, and who speaks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from home.services.translations import PageLink
from membership.forms.city import CityForm, HandoverForm, MandateForm, OwnContactForm, ProposalForm
from membership.models import CityContact, MembersHomePage
from membership.services import cities, contacts, directory, own_city
from membership.services.contacts import AddressTaken, Details
from membership.services.own_city import OwnCity
from membership.services.own_pages import OwnPage, framed, own_link
from membership.services.transitions import NotPossible
from membership.services.visibility import Audience
from membership.views.directory import page_of
from membership.views.gated import for_contacts, for_those_who_speak

#: Through whose eyes a city's contacts can look at it.
OTHER_EYES = {"public": Audience.PUBLIC, "members": Audience.MEMBERS}
form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_contacts
def show(request: HttpRequest, own: OwnCity) -> HttpResponse:
    """Show what the city says of itself, to whom, and its contacts."""
    page = OwnPage(title=_("Your city"), motif="members")
    return render(
        request,
        "membership/own_city.html",
        {
            **framed(request, page, MembersHomePage),
            "own": own,
            "city": directory.card_of(Audience.SELF, own.city),
            "contacts": own_city.colleagues_of(own),
        },
    )


@require_safe
@for_contacts
def show_as(request: HttpRequest, own: OwnCity, audience: str) -> HttpResponse:
    """Show the city's page as somebody else sees it: the same page, with what that reader may know."""
    if audience not in OTHER_EYES:
        raise Http404
    card = directory.card_of(OTHER_EYES[audience], own.city)
    page = page_of(card, "members") if card else OwnPage(title=own.city.name, motif="members")
    return render(
        request,
        "membership/city.html",
        {**framed(request, page, MembersHomePage, _above()), "city": card, "preview": audience},
    )


@form_view
@for_those_who_speak
def change_city(request: HttpRequest, own: OwnCity) -> HttpResponse:
    """Change the profile, and who sees the city."""
    form = CityForm(request.POST or None, initial=CityForm.initial_of(own.city))

    def keep(answers: dict[str, Any]) -> str:
        own_city.change_city(own, answers)
        return _("The city’s profile is kept.")

    return _answer(request, own, form, OwnPage(title=_("The city’s profile"), motif="members"), _("Keep"), keep)


@form_view
@for_contacts
def change_contact(request: HttpRequest, own: OwnCity) -> HttpResponse:
    """Change what is said of oneself, and to whom."""
    form = OwnContactForm(request.POST or None, initial=OwnContactForm.initial_of(own.contact))
    page = OwnPage(
        title=_("You as a contact"),
        introduction=_("Nobody but the network’s staff sees you unless you choose so here."),
        motif="members",
    )

    def keep(answers: dict[str, Any]) -> str:
        own_city.change_contact(own, answers)
        return _("Your details are kept.")

    return _answer(request, own, form, page, _("Keep"), keep)


@form_view
@for_those_who_speak
def renew_mandate(request: HttpRequest, own: OwnCity) -> HttpResponse:
    """Say until when the mandate has been renewed."""
    if not own.is_liaison:
        raise Http404
    initial = {"mandate_from": own.contact.mandate_from, "mandate_until": own.contact.mandate_until}
    page = OwnPage(
        title=_("Your mandate"),
        introduction=_(
            "When your mandate has been renewed, say until when. When it has not, hand over to a successor."
        ),
        motif="members",
    )

    def keep(answers: dict[str, Any]) -> str:
        own_city.renew_mandate(own, answers["mandate_from"], answers["mandate_until"])
        return _("The mandate’s end is kept.")

    return _answer(request, own, MandateForm(request.POST or None, initial=initial), page, _("Keep"), keep)


@form_view
@for_those_who_speak
def propose_contact(request: HttpRequest, own: OwnCity) -> HttpResponse:
    """Propose a further contact to the network's staff."""
    page = OwnPage(
        title=_("Propose a contact"),
        introduction=_(
            "The network’s staff look at the proposal. Once they agree, this person is invited to an account."
        ),
        motif="members",
    )

    def keep(answers: dict[str, Any]) -> str:
        contacts.propose(own.city, Details(**answers), own.actor)
        return _("The contact is proposed. The network’s staff have been told.")

    form = ProposalForm(request.POST or None, initial={"language": own.city.language})
    return _answer(request, own, form, page, _("Propose"), keep)


@form_view
@for_those_who_speak
def hand_over(request: HttpRequest, own: OwnCity) -> HttpResponse:
    """Name who takes the liaison's place."""
    others = [
        contact
        for contact in own_city.contacts_of(own.city)
        if contact.pk != own.contact.pk and contact.status == CityContact.Status.ACTIVE
    ]
    page = OwnPage(
        title=_("Hand over to a successor"),
        introduction=_(
            "You stay the liaison until the network’s staff have agreed. Your city stays a member all the while."
        ),
        motif="members",
    )
    form = HandoverForm(request.POST or None, others=others, initial={"language": own.city.language})

    def keep(answers: dict[str, Any]) -> str:
        contacts.hand_over(own.contact, form.chosen or form.details, own.actor, answers["outcome"])
        return _("Your successor is named. The network’s staff have been told.")

    return _answer(request, own, form, page, _("Hand over"), keep)


@form_view
@for_contacts
def remove_contact(request: HttpRequest, own: OwnCity, pk: int) -> HttpResponse:
    """Remove a contact, after asking: the liaison any other, and everybody themselves, but for the liaison."""
    contact = get_object_or_404(own.city.contacts.exclude(status=CityContact.Status.LEFT), pk=pk)
    is_oneself = contact.pk == own.contact.pk
    if own.is_liaison if is_oneself else not own.speaks:
        raise Http404
    if request.method == "POST":
        try:
            contacts.remove(contact, own.actor)
        except NotPossible:
            messages.error(
                request, _("A city keeps at least one contact. To leave the network, choose “Leave the network”.")
            )
            return redirect("own_city")
        messages.success(request, _("You are no longer a contact.") if is_oneself else _("The contact is removed."))
        return redirect(f"/{get_language()}/" if is_oneself else "own_city")
    title = _("Stop being a contact") if is_oneself else _("Remove a contact")
    return _confirm(request, "membership/remove_contact.html", title, {"contact": contact, "is_oneself": is_oneself})


@form_view
@for_those_who_speak
def leave(request: HttpRequest, own: OwnCity) -> HttpResponse:
    """Leave the network, after asking."""
    if request.method == "POST":
        cities.leave(own.city, own.actor)
        messages.success(request, _("Your city has left the network."))
        return redirect(f"/{get_language()}/")
    return _confirm(request, "membership/leave.html", _("Leave the network"), {"own": own})


def _answer(
    request: HttpRequest,
    own: OwnCity,
    form: forms.Form,
    page: OwnPage,
    button: str,
    keep: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Keep valid answers and lead back to the city; else show the form, with what is wrong."""
    if form.is_bound and form.is_valid():
        try:
            messages.success(request, keep(form.cleaned_data))
        except AddressTaken:
            form.add_error("email", _("A contact of your city has this address."))
        except NotPossible:
            changed = _("Somebody has changed this in the meantime. Look at your city’s page, and begin again.")
            form.add_error(None, changed)
        else:
            return redirect("own_city")
    context = {**framed(request, page, MembersHomePage, _above()), "own": own, "form": form, "button": button}
    return render(request, "membership/own_city_form.html", context, status=422 if form.errors else 200)


def _confirm(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    page = OwnPage(title=title, motif="members")
    return render(request, template, {**framed(request, page, MembersHomePage, _above()), **context})


def _above() -> Sequence[PageLink]:
    return [own_link(_("Your city"), reverse("own_city"))]
