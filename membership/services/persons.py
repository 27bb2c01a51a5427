"""Everything that is kept on one e-mail address: handed out, or erased, when its owner asks.

The counts stay intact: an application, a city, an acceptance, an entry of the log is there afterwards, without the
person.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from home.accounts import may_open_cms
from home.models import User
from home.services import outbox
from membership.models import (
    Acceptance,
    ActivityInterest,
    Application,
    ApplicationContact,
    ApplicationDraft,
    City,
    CityContact,
    Invitation,
    LogEntry,
    LogReason,
    Reading,
    Visibility,
)
from membership.services import erasure, invitations, promise, transitions
from membership.services.transitions import APPLICANT, RIGHT, Action

logger = logging.getLogger(__name__)

#: What is an answer to nobody's question: keys of rows, and secrets.
NOT_TOLD = {"id", "key", "password", "consent", "application", "city", "contact", "user", "assigned_to", "succeeds"}


class IsStaff(Exception):
    """The account belongs to a member of staff: its role is ended in the CMS first."""


@dataclass(frozen=True)
class Erased:
    """What was erased, in numbers and references."""

    applications: list[str] = field(default_factory=list)
    named_elsewhere: int = 0
    city_contacts: int = 0
    accounts: int = 0
    drafts: int = 0
    emails: int = 0

    @property
    def anything(self) -> bool:
        """Whether there was anything."""
        return bool(
            self.applications
            or self.named_elsewhere
            or self.city_contacts
            or self.accounts
            or self.drafts
            or self.emails
        )


def export(address: str) -> dict[str, Any]:
    """Return everything that is kept on an address, as plain data for JSON. Of other people it says nothing.

    Officers' readings of the person's applications are told as numbers.
    """
    own = _applications(address)
    contacts = _contacts(address)
    return {
        "address": address,
        "exported_at": timezone.now(),
        "applications": [_application(application) for application in own],
        "named_as_contact_in_applications": [
            {"application": named.application.reference, **_fields(named)} for named in _named(address)
        ],
        "unsent_answers": [draft.answers for draft in _drafts(address)],
        "contact_of_cities": [_contact(contact) for contact in contacts],
        "accounts": [_account(user) for user in _users(address, contacts)],
        "emails": [
            {
                "written": outgoing.created,
                "sent": outgoing.sent_at,
                "state": outgoing.state,
                "subject": outgoing.email.subject,
                "text": "" if outgoing.confidential else outgoing.email.message,
            }
            for outgoing in outbox.to_address(address)
        ],
    }


@transaction.atomic
def erase(address: str, now: datetime | None = None) -> Erased:
    """Erase everything that is kept on an address; return what that was.

    What the person still has running is withdrawn first; a city whose contact it was stays, and its staff see who is
    missing. Raises IsStaff, and erases nothing, where the address belongs to somebody who works in the CMS.
    """
    contacts = list(_contacts(address))
    users = list(_users(address, contacts))
    if any(is_staff(user) for user in users):
        raise IsStaff
    # First, as erasing an application takes its address away.
    emails = outbox.erase_address(address)
    references = [application.reference for application in _applications(address) if _end_and_erase(application, now)]
    named = list(_named(address))
    drafts = list(_drafts(address))
    for row in (*named, *drafts):
        row.delete()
    for contact in contacts:
        emails += _erase_contact(contact)
    for user in users:
        _erase_account(user)
    return Erased(references, len(named), len(contacts), len(users), len(drafts), emails)


def erase_departed(now: datetime) -> int:
    """Erase the people of cities that left longer ago than the period set in the CMS; return of how many cities.

    The city stays as one that was a member, with its acceptances and the days in its log.
    """
    left_by = timezone.localdate(now - promise.periods().erase)
    named = CityContact.objects.filter(city=OuterRef("pk")).exclude(name="", email="", user=None)
    departed = City.objects.filter(Exists(named), status=City.Status.LEFT, left_on__lte=left_by).order_by("pk")
    erased = 0
    for city in departed:
        try:
            with transaction.atomic():
                _erase_people_of(city, now)
        except Exception as error:  # noqa: BLE001 - the others are not to wait for this one
            logger.error("The people of city %s could not be erased: %s", city.pk, type(error).__name__)
        else:
            erased += 1
    return erased


def is_staff(user: Any) -> bool:
    """Say whether the account is one of staff, switched off or not."""
    if user.is_staff or user.is_superuser:
        return True
    # Django grants nothing to an account that is switched off: its groups are asked.
    user.is_active = True
    return may_open_cms(user) or user.has_perm(RIGHT)


def _applications(address: str) -> QuerySet[Application]:
    return Application.objects.filter(email__iexact=address, erased_at=None).order_by("pk")


def _named(address: str) -> QuerySet[ApplicationContact]:
    named = ApplicationContact.objects.filter(email__iexact=address).exclude(application__email__iexact=address)
    return named.select_related("application").order_by("pk")


def _contacts(address: str) -> QuerySet[CityContact]:
    own = CityContact.objects.filter(Q(email__iexact=address) | Q(user__email__iexact=address))
    return own.select_related("city", "user").order_by("pk")


def _users(address: str, contacts: Any) -> QuerySet[User]:
    linked = [contact.user_id for contact in contacts if contact.user_id]
    confirmed = EmailAddress.objects.filter(email__iexact=address).values("user")
    return User.objects.filter(Q(email__iexact=address) | Q(pk__in=linked) | Q(pk__in=confirmed)).order_by("pk")


def _drafts(address: str) -> Iterator[ApplicationDraft]:
    """Yield the unsent answers in which the address stands: they are few, and no index knows what is in them."""
    sought = json.dumps(address.lower(), ensure_ascii=False)
    for draft in ApplicationDraft.objects.order_by("pk").iterator():
        if sought in json.dumps(draft.answers, ensure_ascii=False).lower():
            yield draft


def _application(application: Application) -> dict[str, Any]:
    readings = Counter(Reading.objects.filter(application=application).values_list("kind", flat=True))
    contacts = application.contacts.all()
    return {
        **_fields(application),
        "consented_to": str(application.consent),
        "own_entry_among_contacts": [
            _fields(contact) for contact in contacts if contact.email.lower() == application.email.lower()
        ],
        "other_contacts": sum(contact.email.lower() != application.email.lower() for contact in contacts),
        "notes_of_staff": [
            {"written_at": note.created_at, "text": note.text} for note in application.notes.order_by("pk")
        ],
        "log": [
            {
                "action": entry.action,
                "from": entry.from_state,
                "to": entry.to_state,
                "done_by": entry.actor_kind,
                "at": entry.at,
                "why": entry.reason.text if hasattr(entry, "reason") else "",
            }
            for entry in application.log.select_related("reason")
        ],
        "readings_by_staff": dict(readings),
    }


def _contact(contact: CityContact) -> dict[str, Any]:
    return {
        "city": contact.city.name,
        **_fields(contact),
        "invitations": [_fields(invitation) for invitation in contact.invitations.order_by("pk")],
        "acceptances": [
            {"text": str(acceptance.text), "language": acceptance.language, "at": acceptance.at}
            for acceptance in Acceptance.objects.filter(contact=contact).select_related("text")
        ],
        "interests": [
            {"activity": interest.activity, "at": interest.at}
            for interest in ActivityInterest.objects.filter(contact=contact)
        ],
    }


def _account(user: User) -> dict[str, Any]:
    return {
        **_fields(user),
        "groups": [group.name for group in user.groups.all()],
        "addresses": [
            {"address": own.email, "confirmed": own.verified} for own in EmailAddress.objects.filter(user=user)
        ],
        "second_factors": [
            {"kind": factor.type, "since": factor.created_at} for factor in Authenticator.objects.filter(user=user)
        ],
        "open_sessions": [
            {"since": session.created_at, "ip": session.ip, "browser": session.user_agent}
            for session in UserSession.objects.filter(user=user)
        ],
        "entries_in_the_log": LogEntry.objects.filter(actor=user).count(),
    }


def _fields(row: Model) -> dict[str, Any]:
    """Return what stands in the row's own fields, in a form that JSON knows, without what tells the person nothing."""
    return {
        field.name: field.value_to_string(row) if field.value_from_object(row) is not None else None
        for field in row._meta.concrete_fields
        if field.name not in NOT_TOLD
    }


def _erase_people_of(city: City, now: datetime) -> None:
    if city.application_id:
        erasure.erase(city.application_id, now)
    for contact in city.contacts.select_related("city", "user"):
        user = contact.user
        _erase_contact(contact)
        if user and not is_staff(user):
            _erase_account(user)
    LogReason.objects.filter(entry__city=city).delete()


def _end_and_erase(application: Application, now: datetime | None) -> bool:
    if application.is_open:
        transitions.perform(application.pk, Action.WITHDRAW, APPLICANT, now=now)
    return erasure.erase(application.pk, now)


def _erase_contact(contact: CityContact) -> int:
    """Blank a contact; its acceptances and interests still count. Return the number of its e-mails."""
    user, contact.user = contact.user, None
    contact.name = contact.role = contact.email = contact.mandate_from = ""
    contact.telephone = ""
    contact.mandate_until = None
    contact.status, contact.visibility = CityContact.Status.LEFT, Visibility.STAFF
    contact.save()
    Invitation.objects.filter(contact=contact, accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    LogEntry.objects.create(
        city=contact.city, action=erasure.ERASE, to_state=contact.city.status, actor_kind=LogEntry.ActorKind.SYSTEM
    )
    erasure.forget_in_cms_log(contact)
    if user:
        erasure.forget_in_cms_log(user)
    return outbox.erase(invitations.topic_of(contact))


def _erase_account(user: User) -> None:
    """End every session of the account, and delete it."""
    for own in UserSession.objects.filter(user=user):
        own.end()
    for session in Session.objects.iterator():
        if str(session.get_decoded().get("_auth_user_id")) == str(user.pk):
            session.delete()
    erasure.forget_in_cms_log(user)
    user.delete()
