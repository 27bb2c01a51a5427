"""Whether an account opens the members' section now, and if it does not, what stands in the way.

A city is a member as a whole: what its representative accepted holds for all its contacts, and for whoever succeeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, Prefetch, QuerySet, Subquery, prefetch_related_objects

from membership.models import Acceptance, City, CityContact, ContactKind, TextVersion
from membership.services import terms
from membership.services.gate import ADMITTED


class Standing(Enum):
    """What the gate answers."""

    ENTERS = "enters"
    #: No account, one that is turned off, or one that was never admitted.
    STRANGER = "stranger"
    #: The city is suspended or has left, or the person is no longer its contact.
    SHUT_OUT = "shut out"
    #: The city's representative, who has to accept what is in force first.
    MUST_ACCEPT = "must accept"
    #: Another contact of a city that has never accepted anything.
    WAITS = "waits"


@dataclass(frozen=True)
class Facts:
    """What is known of a city's contact. `owes` says that a version in force is not accepted by the city yet."""

    contact: str
    city: str
    represents: bool
    owes: bool
    accepted_before: bool


def judge(facts: Facts | None) -> Standing:
    """Return the standing of an admitted account; without facts it is no city's contact, but staff.

    A new version is asked of the representative alone: the others go on, so that no city is shut out by a mandate that
    nobody holds for a week.
    """
    if facts is None:
        return Standing.ENTERS
    if facts.contact != CityContact.Status.ACTIVE or facts.city != City.Status.ACTIVE:
        return Standing.SHUT_OUT
    if not facts.owes:
        return Standing.ENTERS
    if facts.represents:
        return Standing.MUST_ACCEPT
    return Standing.ENTERS if facts.accepted_before else Standing.WAITS


def standing_of(user: Any) -> Standing:
    """Return the account's standing. One query for a person who is signed in.

    The groups are kept on the account for as long as the request lasts: Wagtail's restriction asks for them again.
    """
    if not (user.is_authenticated and user.is_active):
        return Standing.STRANGER
    if user.is_superuser:
        return Standing.ENTERS
    groups = _groups_with_facts(user)
    prefetch_related_objects([user], Prefetch("groups", queryset=groups))
    rows = list(user.groups.all())
    if rows and not hasattr(rows[0], "membership_contact"):
        # Somebody had fetched the groups before, without the facts.
        rows = list(groups.filter(user=user.pk))
    if not any(row.name in ADMITTED for row in rows):
        return Standing.SHUT_OUT if CityContact.objects.filter(user=user.pk).exists() else Standing.STRANGER
    return judge(_facts_of(rows[0]))


def contact_of(user: Any) -> CityContact | None:
    """Return the city's contact whose account this is, with the city; None for staff and strangers. One query."""
    return CityContact.objects.select_related("city").filter(user=user.pk).first() if user.is_authenticated else None


def representatives_of(city: City) -> QuerySet[CityContact]:
    """Return who speaks for the city: its liaisons, or every contact where it has none."""
    contacts = CityContact.objects.filter(city=city, status=CityContact.Status.ACTIVE)
    liaisons = contacts.filter(kind=ContactKind.LIAISON)
    return liaisons if liaisons.exists() else contacts


def represents(contact: CityContact) -> bool:
    """Say whether this contact speaks for the city."""
    return representatives_of(contact.city).filter(pk=contact.pk).exists()


def _groups_with_facts(user: Any) -> QuerySet[Group]:
    own = CityContact.objects.filter(user=user.pk)
    accepted = Acceptance.objects.filter(city__contacts__user=user.pk)
    liaisons = CityContact.objects.filter(
        city__contacts__user=user.pk, kind=ContactKind.LIAISON, status=CityContact.Status.ACTIVE
    )
    owed: QuerySet[TextVersion] = terms.all_in_force().exclude(pk__in=accepted.values("text"))
    return Group.objects.annotate(
        membership_contact=Subquery(own.values("status")[:1]),
        membership_city=Subquery(own.values("city__status")[:1]),
        membership_kind=Subquery(own.values("kind")[:1]),
        membership_has_liaison=Exists(liaisons),
        membership_owes=Exists(owed),
        membership_accepted=Exists(accepted),
    )


def _facts_of(row: Any) -> Facts | None:
    if row.membership_contact is None:
        return None
    return Facts(
        contact=row.membership_contact,
        city=row.membership_city,
        represents=row.membership_kind == ContactKind.LIAISON or not row.membership_has_liaison,
        owes=row.membership_owes,
        accepted_before=row.membership_accepted,
    )
