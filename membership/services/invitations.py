"""Invitations: the one way to a member's account."""

from __future__ import annotations

from django.utils import timezone

from membership.models import CityContact, Invitation
from membership.services import letters, links, promise
from membership.services.letters import Kind


def topic_of(contact: CityContact) -> str:
    """Return what a contact's e-mails go by in the outbox."""
    return f"contact/{contact.pk}"


def invite(contact: CityContact) -> Invitation:
    """Invite the contact to an account; an invitation sent before is no longer valid."""
    now = timezone.now()
    contact.invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
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
        event=f"invitation/{invitation.pk}",
        to=contact.email,
        language=contact.language,
        topic=topic_of(contact),
    )
    return invitation


def address_of(invitation: Invitation) -> str:
    """Return the invitation's link."""
    signed = links.token(links.INVITATION, invitation.key)
    return links.address_of("invitation", invitation.contact.language, signed)
