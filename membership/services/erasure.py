"""How personal data goes: by its period, and when a person asks.

What counts stays: the application's country, stage and days, its log and its readings. So the service clock and every
statistic are the same before and after. Whatever names somebody goes, in the outbox too, and the links die.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime
from typing import Any

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home.services import outbox
from membership.models import Application, ApplicationDraft, LogEntry, LogReason
from membership.services import promise
from membership.services.consequences import topic_of

logger = logging.getLogger(__name__)

State = Application.State
#: The stages that end without a membership: what was sent in is kept for the period that staff have set.
ENDED = (State.DECLINED, State.WITHDRAWN, State.LAPSED)
#: What the log calls it: it is no step of the application's own way.
ERASE = "erase"
#: What an application says of people or of the place, and what stands there afterwards.
BLANKS: dict[str, Any] = {
    "name": "",
    "role": "",
    "institution": "",
    "email": "",
    "email_domain": "",
    "place_name": "",
    "place_id": None,
    "time_zone": "UTC",
    "population": None,
    "why": "",
    "question": "",
    "problems": "",
    "approaches": "",
    "no_liaison_reason": "",
    "no_practitioner_reason": "",
    "mandate_letter": "",
}


class StillOpen(Exception):
    """The application can still come to something: it ends first."""


@transaction.atomic
def erase(application_id: int, now: datetime | None = None) -> bool:
    """Erase an application's personal data; say whether there was any. Its links lead nowhere from then on.

    Raises StillOpen for an application that has not ended. A confirmed one can be erased, too: its city stays.
    """
    application = Application.objects.select_for_update().get(pk=application_id)
    if application.erased_at:
        return False
    if application.is_open:
        raise StillOpen(application.reference)
    _remove_when_done(application.mandate_letter.storage, application.mandate_letter.name)
    for field, blank in BLANKS.items():
        setattr(application, field, blank)
    application.key = uuid.uuid4()
    application.asked_at = None
    application.erased_at = now or timezone.now()
    # Not by a bulk update: whatever follows the saving of an application is to follow this, too.
    application.save()
    application.contacts.all().delete()
    application.notes.all().delete()
    LogReason.objects.filter(entry__application=application).delete()
    ApplicationDraft.objects.filter(application=application).delete()
    LogEntry.objects.create(
        application=application,
        action=ERASE,
        from_state=application.state,
        to_state=application.state,
        actor_kind=LogEntry.ActorKind.SYSTEM,
        at=application.erased_at,
    )
    outbox.erase(topic_of(application))
    forget_in_cms_log(application)
    return True


def erase_due(now: datetime) -> list[str]:
    """Erase the applications that ended longer ago than the period set in the CMS; return their references.

    One whose address was never confirmed goes as early as unsent answers do: it may not be its owner's.
    """
    erased = []
    for pk, reference in due(now).values_list("pk", "reference"):
        try:
            if erase(pk, now):
                erased.append(reference)
        except Exception as error:  # noqa: BLE001 - the others are not to wait for this one
            logger.error("Application %s could not be erased: %s", pk, type(error).__name__)
    return erased


def due(now: datetime) -> QuerySet[Application]:
    """Return the applications whose period has passed."""
    periods = promise.periods()
    # What only notes something, as that it was assigned anew, has no mark that it happens once.
    ends = LogEntry.objects.filter(application=OuterRef("pk"), to_state__in=ENDED).exclude(once=None)
    ended = Application.objects.filter(state__in=ENDED, erased_at=None).annotate(
        ended_at=Subquery(ends.values("at")[:1]), ended_from=Subquery(ends.values("from_state")[:1])
    )
    by_period = ended.filter(ended_at__lte=now - periods.erase)
    never_confirmed = ended.filter(ended_at__lte=now - periods.erase_drafts, ended_from=State.UNCONFIRMED)
    return (by_period | never_confirmed).order_by("pk")


def erase_drafts(now: datetime) -> int:
    """Delete the answers that nobody has touched for the period set in the CMS; return how many."""
    old = ApplicationDraft.objects.filter(updated_at__lte=now - promise.periods().erase_drafts)
    return old.delete()[0]


def remove_stray_letters(now: datetime) -> int:
    """Remove mandate letters that no application names, once they are a day old; return how many.

    There are some where the site was stopped between a change of the database and that of the disk.
    """
    field = Application._meta.get_field("mandate_letter")
    storage: Storage = field.storage
    folder = str(field.upload_to)
    try:
        _folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return 0
    named = set(Application.objects.exclude(mandate_letter="").values_list("mandate_letter", flat=True))
    removed = 0
    for name in (f"{folder}/{file}" for file in files):
        if name not in named and (now - storage.get_modified_time(name)).days >= 1:
            storage.delete(name)
            removed += 1
    return removed


def forget_in_cms_log(*things: Any) -> None:
    """Take the names of these out of the CMS's own log, which keeps what a thing was called. Its lines stay."""
    for thing in things:
        ModelLogEntry.objects.for_instance(thing).update(label=str(thing._meta.verbose_name), data={})


def _remove_when_done(storage: Storage, name: str | None) -> None:
    if name:
        transaction.on_commit(lambda: storage.delete(name))
