"""Who speaks for a member city: contacts proposed, agreed to, handed over to, removed.

A city proposes and staff agree: nobody comes into the members' section on a member's word alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from membership.models import City, CityContact, ContactKind, LogEntry
from membership.services import access, invitations, staff
from membership.services.cities import record, refuse_all_but_staff
from membership.services.standing import represents
from membership.services.transitions import Actor, NotAllowed, NotPossible

Status = CityContact.Status
#: What a member of staff needs to agree to a contact, or to remove one.
RIGHT = "membership.change_citycontact"
#: What becomes of a liaison whose successor staff agree to.
STAYS, LEAVES = "stays", "leaves"


@dataclass(frozen=True)
class Details:
    """Who is proposed. Without a language, the city's own is used."""

    name: str
    role: str
    email: str
    telephone: str = ""
    kind: str = ContactKind.OTHER
    mandate_from: str = ""
    mandate_until: date | None = None
    language: str = ""


class AddressTaken(NotPossible):
    """Another contact of the city has this address."""


@dataclass(frozen=True)
class Change:
    """What came of it: the contact as it is now, and whether this call changed it or an earlier one had."""

    contact: CityContact
    changed: bool


def awaiting() -> QuerySet[CityContact]:
    """Return the contacts and successors to whom staff have not agreed yet, the oldest first."""
    proposed = Q(status=Status.PROPOSED) | Q(status=Status.ACTIVE, succeeds__isnull=False)
    return (
        CityContact.objects.filter(proposed, city__status=City.Status.ACTIVE)
        .select_related("city", "succeeds")
        .order_by("created_at", "pk")
    )


@transaction.atomic
def propose(city: City, details: Details, by: Actor) -> CityContact:
    """Propose a contact for the city; staff are told. Proposed again, the same address changes nothing.

    The city's representative may, and staff. Raises NotAllowed, NotPossible for a city that is no member, and
    AddressTaken.
    """
    city = _locked(city)
    _refuse_all_but_representative(city, by)
    contact, entry = _propose(city, details, by)
    if entry:
        staff.tell_of_proposal(contact, entry)
    return contact


@transaction.atomic
def hand_over(liaison: CityContact, successor: Details | CityContact, by: Actor, outcome: str = LEAVES) -> CityContact:
    """Name who takes the liaison's place once staff agree: somebody new, or another contact of the city.

    `outcome` says what becomes of the liaison then: STAYS as another contact, or LEAVES. Until then nothing changes.
    A second successor takes the first one's place. Raises NotAllowed, NotPossible where `liaison` is none or the
    successor is no contact of this city, and AddressTaken.
    """
    city = _locked(liaison.city)
    _refuse_all_but_representative(city, by)
    liaison = _current(liaison)
    if liaison.kind != ContactKind.LIAISON or liaison.status != Status.ACTIVE:
        raise NotPossible(liaison.status)
    if isinstance(successor, CityContact):
        named = _current(successor)
        if named.city_id != city.pk or named.pk == liaison.pk or named.status == Status.LEFT:
            raise NotPossible(named.status)
    else:
        named, _entry = _propose(city, successor, by)
    if named.succeeds_id == liaison.pk:
        return named
    for earlier in liaison.successors.exclude(pk=named.pk):
        _drop(earlier)
    named.succeeds = liaison
    named.save(update_fields=["succeeds"])
    staff.tell_of_proposal(named, record(city, "hand_over", by, from_state=str(named.pk), to_state=outcome))
    return named


@transaction.atomic
def agree(contact: CityContact, actor: Actor) -> Change:
    """Agree to a proposed contact, who is invited; a successor takes the liaison's place at once.

    Pressed twice, or by two, it happens once. Raises NotAllowed, NotPossible for a contact who was refused or has
    left, or whose city is no member.
    """
    refuse_all_but_staff(actor, RIGHT)
    city = _locked(contact.city)
    contact = _current(contact)
    if contact.status == Status.ACTIVE and contact.succeeds_id is None:
        return Change(contact, changed=False)
    if contact.status == Status.LEFT or city.status != City.Status.ACTIVE:
        raise NotPossible(contact.status)
    before, liaison = contact.status, contact.succeeds
    contact.status, contact.succeeds = Status.ACTIVE, None
    if liaison:
        contact.kind = ContactKind.LIAISON
    contact.save(update_fields=["status", "succeeds", "kind"])
    record(city, "agree", actor, from_state=before, to_state=contact.status)
    if liaison and liaison.status == Status.ACTIVE:
        _succeeded(city, liaison, contact, actor)
    if contact.user is None:
        invitations.invite(contact)
    return Change(contact, changed=True)


@transaction.atomic
def refuse(contact: CityContact, actor: Actor, why: str = "") -> Change:
    """Refuse a proposed contact or successor; one who was a contact before stays one.

    Raises NotAllowed, or NotPossible where staff have agreed before.
    """
    refuse_all_but_staff(actor, RIGHT)
    city = _locked(contact.city)
    contact = _current(contact)
    if contact.status == Status.LEFT:
        return Change(contact, changed=False)
    if contact.status == Status.ACTIVE and contact.succeeds_id is None:
        raise NotPossible(contact.status)
    before = contact.status
    _drop(contact)
    record(city, "refuse", actor, why=why, from_state=before, to_state=contact.status)
    return Change(contact, changed=True)


@transaction.atomic
def remove(contact: CityContact, by: Actor) -> Change:
    """Let a contact go: the account is out at once. Contacts may go by themselves; representatives and staff remove.

    A city's last contact is removed by staff alone: the city would have no voice. Raises NotAllowed, NotPossible.
    """
    city = _locked(contact.city)
    contact = _current(contact)
    is_self = by.kind == LogEntry.ActorKind.MEMBER and by.user is not None and contact.user_id == by.user.pk
    if not is_self:
        _refuse_all_but_representative(city, by, anyhow=True)
    if contact.status == Status.LEFT:
        return Change(contact, changed=False)
    others = city.contacts.filter(status=Status.ACTIVE).exclude(pk=contact.pk)
    if by.kind == LogEntry.ActorKind.MEMBER and contact.status == Status.ACTIVE and not others.exists():
        raise NotPossible(contact.status)
    before = contact.status
    _let_go(contact)
    record(city, "remove", by, from_state=before, to_state=contact.status)
    return Change(contact, changed=True)


def _propose(city: City, details: Details, by: Actor) -> tuple[CityContact, LogEntry | None]:
    # Whether an address is that of another city's contact is not for this city to learn: it shows at the sign-up.
    if city.status != City.Status.ACTIVE:
        raise NotPossible(city.status)
    email = details.email.strip()
    found = city.contacts.filter(email__iexact=email).exclude(status=Status.LEFT).first()
    if found and found.status == Status.PROPOSED:
        return found, None
    if found:
        raise AddressTaken(email)
    values: dict[str, Any] = asdict(details) | {"email": email, "language": details.language or city.language}
    contact = CityContact.objects.create(city=city, status=Status.PROPOSED, **values)
    return contact, record(city, "propose", by, to_state=contact.status)


def _succeeded(city: City, liaison: CityContact, successor: CityContact, actor: Actor) -> None:
    asked = city.log.filter(action="hand_over", from_state=str(successor.pk)).last()
    if asked and asked.to_state == LEAVES:
        _let_go(liaison)
    else:
        liaison.kind, liaison.mandate_from, liaison.mandate_until = ContactKind.OTHER, "", None
        liaison.save(update_fields=["kind", "mandate_from", "mandate_until"])
    record(city, "succeed", actor, from_state=ContactKind.LIAISON, to_state=liaison.status)


def _drop(contact: CityContact) -> None:
    contact.succeeds = None
    if contact.status == Status.PROPOSED:
        contact.status = Status.LEFT
    contact.save(update_fields=["status", "succeeds"])


def _let_go(contact: CityContact) -> None:
    contact.status, contact.succeeds = Status.LEFT, None
    contact.save(update_fields=["status", "succeeds"])
    invitations.revoke(contact)
    if contact.user:
        access.shut_out(contact.user)


def _refuse_all_but_representative(city: City, by: Actor, anyhow: bool = False) -> None:
    if by.kind != LogEntry.ActorKind.MEMBER:
        refuse_all_but_staff(by, RIGHT)
        return
    own = CityContact.objects.select_related("city").filter(city=city, user=by.user).first() if by.user else None
    if own is None or not represents(own) or not (anyhow or city.status == City.Status.ACTIVE):
        raise NotAllowed(by.kind)


def _locked(city: City) -> City:
    return City.objects.select_for_update().get(pk=city.pk)


def _current(contact: CityContact) -> CityContact:
    return CityContact.objects.select_related("city", "user", "succeeds").get(pk=contact.pk)
