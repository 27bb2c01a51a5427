"""From an invitation's link to an account that opens the members' section.

The link puts the invitation into the reader's session and leads to a page without a secret in its address: what a
mail scanner opens makes no account.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home.accounts import InvitationClosed, landing_of
from home.models import User
from membership.models import Invitation
from membership.services import gate, invitations, links
from membership.services.invitations import NotOpen, State

SESSION_KEY = "invitation"
#: Gone: it was here, and will not come back.
GONE = 410


@dataclass(frozen=True)
class ForSignUp:
    """A city's invitation as the sign-up page knows it (home.accounts.Invited)."""

    request: HttpRequest
    invitation: Invitation

    @property
    def email(self) -> str:
        """The contact's address."""
        return self.invitation.contact.email

    @property
    def name(self) -> str:
        """The city."""
        return self.invitation.contact.city.name

    @property
    def address(self) -> str:
        """The invitation's own page."""
        return reverse("own_invitation")

    def accept(self, make: Callable[[], User]) -> User:
        """Make the account and link it to the contact; raise InvitationClosed."""
        try:
            user = invitations.accept(self.invitation.key, make)
        # An account was made for the address in the same moment, by staff.
        except (NotOpen, IntegrityError) as closed:
            raise InvitationClosed from closed
        self.request.session.pop(SESSION_KEY, None)
        return user


def of_session(request: HttpRequest) -> ForSignUp | None:
    """Return the open invitation that the reader's session holds: the hook `find_invitation`."""
    invitation = _kept(request)
    if invitation is None or invitations.state_of(invitation) is not State.OPEN:
        return None
    return ForSignUp(request, invitation)


@require_safe
def follow_link(request: HttpRequest, signed: str) -> HttpResponse:
    """Keep the invitation in the session and lead to its page."""
    try:
        invitation = invitations.by_link(signed)
    except links.LinkError:
        return _no_such(request)
    request.session[SESSION_KEY] = invitation.key.hex
    return gate.kept_private(redirect("own_invitation"))


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Say for which city the invitation is, and lead on; by POST, give it to the account that is signed in."""
    invitation = _kept(request)
    if invitation is None:
        return _no_such(request)
    if (state := invitations.state_of(invitation)) is not State.OPEN:
        return _closed(request, invitation, state)
    if request.method == "POST" and request.user.is_authenticated:
        return _accept(request, invitation, request.user)
    context: dict[str, object] = {
        "invitation": invitation,
        "contact": invitation.contact,
        "city": invitation.contact.city,
    }
    if request.user.is_authenticated:
        refusal = invitations.refusal_of(invitation, request.user)
        context["refusal"] = refusal.__name__ if refusal else ""
    else:
        context["has_account"] = invitations.account_for(invitation) is not None
    return gate.kept_private(render(request, "membership/invitation.html", context))


@require_POST
def ask_again(request: HttpRequest) -> HttpResponse:
    """Send a new invitation to the address of the expired one, which its holder has read before."""
    invitation = _kept(request)
    if invitation is None:
        return _no_such(request)
    if invitations.state_of(invitation) in {State.EXPIRED, State.REPLACED}:
        invitations.invite_again(invitation.contact)
    return gate.kept_private(render(request, "membership/invitation_sent.html"))


def _accept(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    try:
        invitations.accept(invitation.key, lambda: user)
    except invitations.InvitationError:
        # The page itself says why.
        return gate.kept_private(redirect("own_invitation"))
    request.session.pop(SESSION_KEY, None)
    messages.success(request, _("Your account is now that of a contact of %s.") % invitation.contact.city.name)
    return HttpResponseRedirect(landing_of(request))


def _kept(request: HttpRequest) -> Invitation | None:
    key = request.session.get(SESSION_KEY)
    return invitations.by_key(UUID(hex=key)) if key else None


def _closed(request: HttpRequest, invitation: Invitation, state: State) -> HttpResponse:
    if state is State.USED and request.user.is_authenticated and invitation.contact.user_id == request.user.pk:
        return redirect(landing_of(request))
    context = {"state": state.value, "city": invitation.contact.city}
    return gate.kept_private(render(request, "membership/invitation_closed.html", context, status=GONE))


def _no_such(request: HttpRequest) -> HttpResponse:
    return gate.kept_private(render(request, "membership/invitation_closed.html", {"state": "unknown"}, status=404))
