"""The form that follows the first reply: contacts, the city's situation, the mandate letter. A draft until it is sent.

What "preferably" asks for (facts 16) is asked about and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from membership.models import Application, ApplicationContact, ContactKind
from membership.services import transitions
from membership.services.transitions import APPLICANT, Action, NotPossible, Outcome

FEWEST_CONTACTS = 2
MOST_CONTACTS = 3
#: What a contact's page asks for; the telephone and the mandate's end may stay open.
NEEDED = ("name", "role", "email", "kind")


class Incomplete(Exception):
    """The form cannot be sent yet; `gaps` say what is missing, and where."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__("The form is incomplete.")
        self.gaps = gaps


@dataclass(frozen=True)
class Gap:
    """Something that must be there before the form is sent, and the page that asks for it."""

    page: str
    message: str | Promise


def contacts_of(application: Application) -> dict[int, ApplicationContact]:
    """Return the contacts named so far, by their position (1 to 3)."""
    return {contact.position: contact for contact in application.contacts.all()}


def keep_contact(application: Application, position: int, values: dict[str, Any]) -> None:
    """Keep what is known of the contact at `position`, complete or not. Raises NotPossible once the form was sent."""
    if not 1 <= position <= MOST_CONTACTS:
        raise ValueError("A form names three contacts at most.")
    with _draft_of(application) as draft:
        ApplicationContact.objects.update_or_create(application=draft, position=position, defaults=values)


def remove_contact(application: Application, position: int) -> None:
    """Name one contact fewer. Raises NotPossible once the form was sent."""
    with _draft_of(application) as draft:
        draft.contacts.filter(position=position).delete()


def keep_texts(application: Application, **values: str) -> None:
    """Keep texts of the form by their field's name. Raises NotPossible once the form was sent."""
    with _draft_of(application) as draft:
        for name, value in values.items():
            setattr(draft, name, value)
        draft.save(update_fields=list(values))


def attach_letter(application: Application, letter: File[Any]) -> None:
    """Keep the mandate letter in place of the one before. The caller has looked into it (home/services/uploads.py).

    Raises NotPossible once the form was sent, and home.storage.StorageFull, changing nothing.
    """
    with _draft_of(application) as draft:
        _delete_afterwards(draft)
        # The sender's own name of the file is not kept: it may name a person.
        draft.mandate_letter.save("letter", letter, save=False)
        draft.save(update_fields=["mandate_letter"])


def remove_letter(application: Application) -> None:
    """Keep no mandate letter any longer. Raises NotPossible once the form was sent."""
    with _draft_of(application) as draft:
        _delete_afterwards(draft)
        draft.mandate_letter = ""
        draft.save(update_fields=["mandate_letter"])


def lacks(contacts: Iterable[ApplicationContact]) -> dict[str, bool]:
    """Return which of the two preferred kinds of contact is not named: `liaison`, `practitioner`."""
    kinds = {contact.kind for contact in contacts}
    return {kind: kind not in kinds for kind in (ContactKind.LIAISON.value, ContactKind.PRACTITIONER.value)}


def gaps_of(application: Application, contacts: dict[int, ApplicationContact]) -> list[Gap]:
    """Return what must still be written before the form is sent, in the order of its pages."""
    gaps = []
    addresses: set[str] = set()
    for position in range(1, MOST_CONTACTS + 1):
        contact = contacts.get(position)
        page = f"contact-{position}"
        if contact is None:
            if position <= FEWEST_CONTACTS:
                gaps.append(Gap(page, _("Name two contacts at least.")))
            continue
        if not all(getattr(contact, name) for name in NEEDED):
            gaps.append(Gap(page, _("Something is missing of this contact.")))
        elif contact.kind == ContactKind.LIAISON and not contact.mandate_from:
            gaps.append(Gap(page, _("Say who gave this contact the mandate.")))
        if contact.email and contact.email.casefold() in addresses:
            gaps.append(Gap(page, _("Two contacts have the same e-mail address: each needs one of their own.")))
        addresses.add(contact.email.casefold())
    # Problems or approaches: either will do (facts 15).
    if not (application.problems or application.approaches):
        gaps.append(Gap("city", _("Write a few words about the problems or the approaches of the city.")))
    return gaps


def send(application: Application) -> Outcome:
    """Send the form in, once. Raises Incomplete, or NotPossible at another stage, and changes nothing then."""
    with transaction.atomic():
        locked = Application.objects.select_for_update().get(pk=application.pk)
        contacts = contacts_of(locked)
        if locked.state == Application.State.FORM_SENT:
            if gaps := gaps_of(locked, contacts):
                raise Incomplete(gaps)
            lacking = lacks(contacts.values())
            for kind, field in (("liaison", "no_liaison_reason"), ("practitioner", "no_practitioner_reason")):
                if not lacking[kind]:
                    setattr(locked, field, "")
            locked.save(update_fields=["no_liaison_reason", "no_practitioner_reason"])
        return transitions.perform(locked.pk, Action.SUBMIT_FORM, APPLICANT)


@contextmanager
def _draft_of(application: Application) -> Iterator[Application]:
    """Hold the application while its form is written to: what is being sent is not changed meanwhile."""
    with transaction.atomic():
        locked = Application.objects.select_for_update().get(pk=application.pk)
        if Action.SUBMIT_FORM not in transitions.allowed_actions(locked, APPLICANT.kind):
            raise NotPossible(locked.state)
        yield locked


def _delete_afterwards(application: Application) -> None:
    """Delete the letter's file once nothing refers to it any more."""
    if letter := application.mandate_letter:
        storage, name = letter.storage, letter.name
        transaction.on_commit(lambda: storage.delete(str(name)))
