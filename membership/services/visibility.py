"""Who may see what of a city and of its contacts: decided here, and nowhere else.

The directory, a city's own pages and the CMS all ask this module. A rule stands once, as data; from it come both the
answer for one city at hand and the condition for a query over many.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from membership.models import City, CityContact


class Audience(StrEnum):
    """Who is looking."""

    PUBLIC = "public"
    MEMBERS = "members"
    STAFF = "staff"
    #: The city's own contacts.
    SELF = "self"


#: Which choices of a city, and of a contact, let an audience in. Who is not named here sees every one.
ADMITTED_BY: dict[Audience, frozenset[str]] = {
    Audience.PUBLIC: frozenset({"public"}),
    Audience.MEMBERS: frozenset({"public", "members"}),
}
#: What each audience learns of a contact whom it may see. The telephone is never told to the public.
DETAILS: dict[Audience, frozenset[str]] = {
    Audience.PUBLIC: frozenset({"name", "role", "kind", "email"}),
    Audience.MEMBERS: frozenset({"name", "role", "kind", "email", "telephone"}),
    Audience.STAFF: frozenset({"name", "role", "kind", "email", "telephone", "mandate_from", "mandate_until"}),
    # A colleague's choice counts within the city, too: `told_to_colleague` adds to this.
    Audience.SELF: frozenset({"name", "role", "kind"}),
}
ACTIVE = "active"
PROPOSED = "proposed"


def sees_city(audience: Audience, city: City) -> bool:
    """Say whether the audience may know that this city is a member. One that is suspended or has left: staff alone."""
    if audience == Audience.STAFF:
        return True
    return city.status == ACTIVE and (audience not in ADMITTED_BY or city.visibility in ADMITTED_BY[audience])


def sees_contact(audience: Audience, city: City, contact: CityContact) -> bool:
    """Say whether the audience may know of this contact of the city.

    What the contact chose counts only where the city is seen, and not while staff keep its contacts from sight.
    """
    if audience == Audience.STAFF:
        return True
    if not sees_city(audience, city):
        return False
    if audience == Audience.SELF:
        return contact.status in {ACTIVE, PROPOSED}
    return city.contacts_hidden_at is None and contact.status == ACTIVE and contact.visibility in ADMITTED_BY[audience]


def told_to_colleague(contact: CityContact, *, is_oneself: bool, speaks: bool) -> frozenset[str]:
    """Return what another contact of the same city learns of this one.

    Everything of oneself; of others the name and role, what members may know of them, and for whoever `speaks` for the
    city, who named them, the e-mail address.
    """
    if is_oneself:
        return DETAILS[Audience.STAFF]
    told = DETAILS[Audience.SELF]
    if contact.status == ACTIVE and contact.visibility in ADMITTED_BY[Audience.MEMBERS]:
        told |= DETAILS[Audience.MEMBERS]
    return told | {"email"} if speaks else told


def cities_for(audience: Audience) -> Q:
    """Return the condition for a query over cities: those of which `sees_city` says yes."""
    if audience == Audience.STAFF:
        return Q()
    if audience == Audience.SELF:
        return Q(status=ACTIVE)
    return Q(status=ACTIVE, visibility__in=ADMITTED_BY[audience])


def contacts_for(audience: Audience) -> Q:
    """Return the condition for a query over contacts: those of which `sees_contact` says yes."""
    if audience == Audience.STAFF:
        return Q()
    if audience == Audience.SELF:
        return Q(city__status=ACTIVE, status__in=[ACTIVE, PROPOSED])
    admitted = ADMITTED_BY[audience]
    return Q(
        city__status=ACTIVE,
        city__visibility__in=admitted,
        city__contacts_hidden_at=None,
        status=ACTIVE,
        visibility__in=admitted,
    )
