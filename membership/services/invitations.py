"""Invitations: the one way to a member's account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from home.accounts import may_open_cms
from home.models import User
from home.services import outbox
from membership.models import City, CityContact, Invitation, LogEntry
from membership.services import access, letters, links, promise
from membership.services.letters import Kind

#: An invitation's row says until when it is valid, not its link: the link is only asked whether it was made here.
_EVER = timedelta(days=36500)
#: One e-mail in this time goes out to whoever asks for an invitation again.
PATIENCE = timedelta(hours=1)


class State(Enum):
    """What can be done with an invitation."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    #: A newer one was sent.
    REPLACED = "replaced"
    #: The person is no contact any more, or the city no member.
    WITHDRAWN = "withdrawn"


class InvitationError(Exception):
    """The invitation was not accepted, and nothing was changed. The subclasses say why."""


class NotOpen(InvitationError):
    """It cannot be used (any more); `state` says why."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.state = state


class OtherAddress(InvitationError):
    """The account has not verified the address that was invited."""


class StaffAccount(InvitationError):
    """The account is a member of staff's: nobody is on both sides of an application."""


class OtherCity(InvitationError):
    """The account is that of another city's contact."""


def topic_of(contact: CityContact) -> str:
    """Return what a contact's e-mails go by in the outbox."""
    return f"contact/{contact.pk}"


def invite(contact: CityContact) -> Invitation:
    """Invite the contact to an account; an invitation sent before is no longer valid."""
    now = timezone.now()
    revoke(contact)
    invitation = Invitation.objects.create(contact=contact, expires_at=now + promise.periods().invitation)
    letters.send(
        letters.composed(
            Kind.INVITATION,
            contact.language,
            {
                "name": contact.name,
                "city": contact.city.name,
                "link": address_of(invitation),
                "until": letters.in_words(invitation.expires_at.date(), contact.language),
            },
        ),
        event=_event(invitation),
        to=contact.email,
        language=contact.language,
        topic=topic_of(contact),
        # The link makes an account: whoever reads the outbox later does not find it.
        confidential=True,
        expires_at=invitation.expires_at,
    )
    return invitation


def revoke(contact: CityContact) -> int:
    """Close the contact's invitations, also those whose e-mail has not gone out yet; return how many there were."""
    still_open = list(contact.invitations.filter(accepted_at=None, revoked_at=None))
    for invitation in still_open:
        outbox.withdraw(_event(invitation))
    return contact.invitations.filter(pk__in=[each.pk for each in still_open]).update(revoked_at=timezone.now())


@transaction.atomic
def invite_again(contact: CityContact) -> bool:
    """Send the contact a new invitation; say whether one went out.

    None goes to who has an account or is no contact, and no second one within the hour: it would close the first while
    that is still on its way.
    """
    city = City.objects.select_for_update().get(pk=contact.city_id)
    contact = CityContact.objects.select_related("city").get(pk=contact.pk)
    is_contact = contact.status == CityContact.Status.ACTIVE and city.status == City.Status.ACTIVE
    if contact.user_id or not is_contact:
        return False
    recent = contact.invitations.filter(revoked_at=None, created_at__gt=timezone.now() - PATIENCE)
    if any(invitation.is_open for invitation in recent):
        return False
    invite(contact)
    return True


def address_of(invitation: Invitation) -> str:
    """Return the invitation's link."""
    signed = links.token(links.INVITATION, invitation.key)
    return links.address_of("invitation", invitation.contact.language, signed)


def by_link(signed: str) -> Invitation:
    """Return the invitation to which a link leads, in whatever state it is; raise LinkForged."""
    invitation = by_key(links.key_of(links.INVITATION, signed, _EVER))
    if invitation is None:
        raise links.LinkForged
    return invitation


def by_key(key: UUID) -> Invitation | None:
    """Return the invitation with its contact and city, or None. One query."""
    return Invitation.objects.select_related("contact__city").filter(key=key).first()


def state_of(invitation: Invitation) -> State:
    """Return what can be done with the invitation now."""
    contact = invitation.contact
    if contact.status != CityContact.Status.ACTIVE or contact.city.status != City.Status.ACTIVE:
        return State.WITHDRAWN
    if invitation.accepted_at or contact.user_id:
        return State.USED
    if invitation.revoked_at:
        return State.REPLACED
    return State.OPEN if invitation.is_open else State.EXPIRED


def account_for(invitation: Invitation) -> User | None:
    """Return the account that has the invited address already, or None."""
    email = invitation.contact.email
    user: User | None = User.objects.filter(email__iexact=email).first()
    verified = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    return user or (verified.user if verified else None)


def refusal_of(invitation: Invitation, user: Any) -> type[InvitationError] | None:
    """Return why this account cannot take up the invitation, or None where it can."""
    email = invitation.contact.email
    has_address = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()
    if not has_address:
        return OtherAddress
    if user.is_staff or may_open_cms(user):
        return StaffAccount
    contact = CityContact.objects.select_related("city").filter(user=user).exclude(pk=invitation.contact_id).first()
    return OtherCity if contact and _is_in_office(contact) else None


def accept(key: UUID, account: Callable[[], User]) -> User:
    """Give the invited contact the account that `account` makes or returns, once; return the account.

    Whoever presses at the same time waits, and is refused before a second account is made. Raises NotOpen, and for an
    account that is there already OtherAddress, StaffAccount or OtherCity.
    """
    with transaction.atomic():
        found = by_key(key)
        if found is None:
            raise NotOpen(State.WITHDRAWN)
        City.objects.select_for_update().get(pk=found.contact.city_id)
        invitation = Invitation.objects.select_related("contact__city").get(pk=found.pk)
        if (state := state_of(invitation)) is not State.OPEN:
            raise NotOpen(state)
        user = account()
        if refusal := refusal_of(invitation, user):
            raise refusal
        contact = invitation.contact
        # A contact who left another city may come back for this one.
        CityContact.objects.filter(user=user).exclude(pk=contact.pk).update(user=None)
        contact.user = user
        contact.save(update_fields=["user"])
        access.let_in(user)
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
        LogEntry.objects.create(
            city=contact.city,
            action="account",
            once=f"account:{invitation.pk}",
            actor_kind=LogEntry.ActorKind.MEMBER,
            actor=user,
        )
        return user


def _is_in_office(contact: CityContact) -> bool:
    return contact.status != CityContact.Status.LEFT and contact.city.status != City.Status.LEFT


def _event(invitation: Invitation) -> str:
    return f"invitation/{invitation.pk}"
