"""A member's own city: who speaks for it, where it stands, and what its people change themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from membership.models import City, CityContact, ContactKind, LogEntry
from membership.services import promise, visibility
from membership.services.mandates import months_after
from membership.services.transitions import Actor


@dataclass(frozen=True)
class OwnCity:
    """The city of a signed-in contact."""

    city: City
    contact: CityContact
    speaks: bool
    """Whether this person speaks for the city, and so changes what it says of itself: the liaison does, or, where there
    is none, any contact."""

    @property
    def actor(self) -> Actor:
        """The person as the city's log names who acted."""
        return Actor(LogEntry.ActorKind.MEMBER, self.contact.user)

    @property
    def is_liaison(self) -> bool:
        """Whether this person holds the city's official mandate."""
        return self.contact.kind == ContactKind.LIAISON

    @property
    def mandate_has_ended(self) -> bool:
        """Whether the liaison's mandate is over."""
        until = self.contact.mandate_until
        return self.is_liaison and until is not None and until < timezone.localdate()

    @property
    def mandate_ends_soon(self) -> bool:
        """Whether the liaison's mandate ends within the months that staff have set, and is not over."""
        until = self.contact.mandate_until
        today = timezone.localdate()
        return (
            self.is_liaison
            and until is not None
            and today <= until <= months_after(today, promise.periods().announce_mandate_months)
        )


@dataclass(frozen=True)
class Colleague:
    """A contact, as another contact of the same city may see them: what is kept from that one is empty."""

    pk: int
    name: str
    role: str
    kind: str
    email: str
    telephone: str
    seen_by: str
    is_proposed: bool
    is_oneself: bool


def of(user: Any) -> OwnCity | None:
    """Return the active city for which this person is an active contact; None for anybody else. One query."""
    active = CityContact.objects.filter(status=CityContact.Status.ACTIVE)
    liaisons = active.filter(city=OuterRef("city"), kind=ContactKind.LIAISON)
    contact = (
        active.select_related("city", "user")
        .annotate(has_liaison=Exists(liaisons))
        .filter(user_id=user.pk, city__status=City.Status.ACTIVE)
        .first()
    )
    if contact is None:
        return None
    speaks = contact.kind == ContactKind.LIAISON or not contact.has_liaison
    return OwnCity(contact.city, contact, speaks)


def colleagues_of(own: OwnCity) -> list[Colleague]:
    """Return the city's contacts as one of them may see the others. One query."""
    colleagues = []
    for contact in contacts_of(own.city):
        is_oneself = contact.pk == own.contact.pk
        told = visibility.told_to_colleague(contact, is_oneself=is_oneself, speaks=own.speaks)
        colleagues.append(
            Colleague(
                pk=contact.pk,
                name=contact.name,
                role=contact.role,
                kind=contact.get_kind_display(),
                email=contact.email if "email" in told else "",
                telephone=contact.telephone.as_international if contact.telephone and "telephone" in told else "",
                seen_by=contact.get_visibility_display(),
                is_proposed=contact.status == CityContact.Status.PROPOSED,
                is_oneself=is_oneself,
            )
        )
    return colleagues


def contacts_of(city: City) -> list[CityContact]:
    """Return the city's contacts, those proposed among them, without those who have left. One query."""
    return list(city.contacts.exclude(status=CityContact.Status.LEFT))


@transaction.atomic
def change_city(own: OwnCity, values: Mapping[str, Any]) -> None:
    """Keep what the liaison changed of the city's profile. A change of who sees the city is in its log."""
    before = own.city.visibility
    _keep(own.city, values, {"profile", "language", "website", "population", "visibility"})
    if own.city.visibility != before:
        _log(own, "city_visibility", before, own.city.visibility)


@transaction.atomic
def change_contact(own: OwnCity, values: Mapping[str, Any]) -> None:
    """Keep what a contact changed of themselves. A change of who sees them is in the city's log, without a name."""
    before = own.contact.visibility
    _keep(own.contact, values, {"role", "telephone", "language", "visibility"})
    if own.contact.visibility != before:
        _log(own, "contact_visibility", before, own.contact.visibility)


@transaction.atomic
def renew_mandate(own: OwnCity, mandate_from: str, mandate_until: date | None) -> None:
    """Keep who gave the liaison's mandate and until when, as the liaison says."""
    _keep(
        own.contact, {"mandate_from": mandate_from, "mandate_until": mandate_until}, {"mandate_from", "mandate_until"}
    )
    _log(own, "mandate")


def _keep(row: City | CityContact, values: Mapping[str, Any], fields: set[str]) -> None:
    # Nothing but these fields is written: what staff change at the same moment stays.
    changed = [name for name in sorted(fields & values.keys()) if getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)


def _log(own: OwnCity, action: str, before: str = "", after: str = "") -> None:
    LogEntry.objects.create(
        city=own.city,
        action=action,
        from_state=before,
        to_state=after,
        actor_kind=own.actor.kind,
        actor=own.actor.user,
    )
