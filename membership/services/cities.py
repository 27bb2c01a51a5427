"""Member cities: how one comes to be, is suspended, and leaves."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from membership.models import Application, City, CityContact, LogEntry, LogReason
from membership.services import access, invitations, letters, places
from membership.services.letters import Kind
from membership.services.standing import represents
from membership.services.transitions import Actor, NotAllowed, NotPossible, ReasonMissing

Status = City.Status
#: What a member of staff needs to suspend, restore or strike off a city.
RIGHT = "membership.change_city"


@dataclass(frozen=True)
class Change:
    """What came of it: the city as it is now, and whether this call changed it or an earlier one had."""

    city: City
    changed: bool


def create_from(application: Application, entry: LogEntry) -> City:
    """Make the city of a confirmed application, with its contacts, and invite each of them to an account."""
    place = places.get(application.place_id) if application.place_id else None
    city = City.objects.create(
        application=application,
        name=application.place_name,
        country=application.country,
        place_id=application.place_id,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        authority_kind=application.authority_kind,
        population=application.population,
        language=application.language,
        joined_on=timezone.localdate(entry.at),
    )
    LogEntry.objects.create(
        city=city,
        action="join",
        once="join",
        to_state=city.status,
        actor_kind=entry.actor_kind,
        actor=entry.actor,
        at=entry.at,
    )
    for named in application.contacts.all():
        contact = CityContact.objects.create(
            city=city,
            language=application.language,
            **{
                name: getattr(named, name)
                for name in ("name", "role", "email", "telephone", "kind", "mandate_from", "mandate_until")
            },
        )
        invitations.invite(contact)
    return city


@transaction.atomic
def suspend(city: City, actor: Actor, why: str) -> Change:
    """Suspend a member city, for a reason: its contacts are out at once, and their invitations closed.

    Done already, it changes nothing. Raises NotAllowed, ReasonMissing, or NotPossible for a city that has left.
    """
    refuse_all_but_staff(actor, RIGHT)
    if not why.strip():
        raise ReasonMissing("suspend")
    city = _locked(city)
    if city.status == Status.SUSPENDED:
        return Change(city, changed=False)
    _move(city, "suspend", actor, {Status.ACTIVE}, Status.SUSPENDED, why)
    _shut_out(city)
    return Change(city, changed=True)


@transaction.atomic
def restore(city: City, actor: Actor) -> Change:
    """Take a suspended city back: its contacts' accounts open the members' section again.

    Who has no account is invited anew. Raises NotAllowed, or NotPossible for a city that has left.
    """
    refuse_all_but_staff(actor, RIGHT)
    city = _locked(city)
    if city.status == Status.ACTIVE:
        return Change(city, changed=False)
    _move(city, "restore", actor, {Status.SUSPENDED}, Status.ACTIVE)
    for contact in city.contacts.filter(status=CityContact.Status.ACTIVE).select_related("user", "city"):
        if contact.user:
            access.let_in(contact.user)
        elif contact.email:
            invitations.invite(contact)
    return Change(city, changed=True)


@transaction.atomic
def leave(city: City, actor: Actor, why: str = "") -> Change:
    """Let the city leave the network, for good: its contacts are out at once, and told so.

    Its representative may, and staff. To come back, the city applies again. Raises NotAllowed.
    """
    city = _locked(city)
    if actor.kind == LogEntry.ActorKind.MEMBER:
        _refuse_who_does_not_represent(city, actor)
    else:
        refuse_all_but_staff(actor, RIGHT)
    if city.status == Status.LEFT:
        return Change(city, changed=False)
    city.left_on = timezone.localdate()
    _move(city, "leave", actor, {Status.ACTIVE, Status.SUSPENDED}, Status.LEFT, why)
    _shut_out(city)
    for contact in city.contacts.filter(status=CityContact.Status.ACTIVE).exclude(email=""):
        letters.send(
            letters.composed(Kind.CITY_LEFT, contact.language, {"name": contact.name, "city": city.name}),
            event=f"city/{city.pk}/left/{contact.pk}",
            to=contact.email,
            language=contact.language,
            topic=invitations.topic_of(contact),
        )
    return Change(city, changed=True)


def refuse_all_but_staff(actor: Actor, right: str) -> None:
    """Raise NotAllowed for everybody but staff with this right, and the site itself."""
    if actor.kind == LogEntry.ActorKind.SYSTEM:
        return
    user = actor.user
    if actor.kind != LogEntry.ActorKind.OFFICER or not (user and user.is_active and user.has_perm(right)):
        raise NotAllowed(actor.kind)


def record(city: City, action: str, actor: Actor, *, once: str | None = None, why: str = "", **states: str) -> LogEntry:
    """Add to the city's log; `states` are `from_state` and `to_state`. `once` refuses a second entry of its name."""
    entry = LogEntry.objects.create(
        city=city, action=action, once=once, actor_kind=actor.kind, actor=actor.user, **states
    )
    if why.strip():
        LogReason.objects.create(entry=entry, text=why.strip())
    return entry


def _locked(city: City) -> City:
    return City.objects.select_for_update().get(pk=city.pk)


def _refuse_who_does_not_represent(city: City, actor: Actor) -> None:
    contact = CityContact.objects.select_related("city").filter(city=city, user=actor.user).first()
    if contact is None or not represents(contact):
        raise NotAllowed(actor.kind)


def _move(city: City, action: str, actor: Actor, sources: set[Status], target: Status, why: str = "") -> None:
    if city.status not in sources:
        raise NotPossible(city.status)
    # A city may be suspended more than once: each time has a number, and happens once.
    number = city.log.filter(action=action).count() + 1
    record(city, action, actor, once=f"{action}:{number}", why=why, from_state=city.status, to_state=target)
    city.status = target
    city.save(update_fields=["status", "left_on"])


def _shut_out(city: City) -> None:
    for contact in city.contacts.select_related("user"):
        invitations.revoke(contact)
        if contact.user:
            access.shut_out(contact.user)


@transaction.atomic
def hide_contacts(city: City, actor: Actor) -> Change:
    """Keep every named contact of the city from sight at once, whatever they chose. Raises NotAllowed."""
    return _set_hidden(city, actor, hidden=True)


@transaction.atomic
def show_contacts(city: City, actor: Actor) -> Change:
    """Let the contacts' own choices count again. Raises NotAllowed."""
    return _set_hidden(city, actor, hidden=False)


def _set_hidden(city: City, actor: Actor, hidden: bool) -> Change:
    refuse_all_but_staff(actor, RIGHT)
    city = _locked(city)
    if bool(city.contacts_hidden_at) == hidden:
        return Change(city, changed=False)
    city.contacts_hidden_at = timezone.now() if hidden else None
    city.save(update_fields=["contacts_hidden_at"])
    action = "hide_contacts" if hidden else "show_contacts"
    record(city, action, actor, from_state=city.status, to_state=city.status)
    return Change(city, changed=True)
