"""How an application begins, and what staff keep beside it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from membership.models import Application, ApplicationDraft, LogEntry, Reading, TextVersion
from membership.services import letters, links, promise, references
from membership.services.consequences import link_of, topic_of
from membership.services.letters import Kind

State = Application.State


@dataclass(frozen=True)
class Answers:
    """What an applicant answered: nothing more is kept."""

    name: str
    role: str
    kind: str
    institution: str
    email: str
    country: str
    place_name: str
    authority_kind: str
    why: str
    place_id: int | None = None
    time_zone: str = "UTC"
    population: int | None = None


@transaction.atomic
def submit(
    draft: ApplicationDraft, answers: Answers, language: str, consent: TextVersion, *, now: datetime | None = None
) -> Application:
    """Make the application that these answers ask for, once, and write to the address to have it confirmed.

    Sent again, the same draft leads to the application that it became. The draft's answers are forgotten.
    """
    draft = ApplicationDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.application:
        return draft.application
    now = now or timezone.now()
    application = Application.objects.create(
        reference=_free_reference(),
        language=language,
        email_domain=answers.email.rpartition("@")[2].lower(),
        consent=consent,
        submitted_at=now,
        consented_at=now,
        **asdict(answers),
    )
    LogEntry.objects.create(
        application=application,
        action="submit",
        once=f"to:{State.UNCONFIRMED}",
        to_state=State.UNCONFIRMED,
        actor_kind=LogEntry.ActorKind.APPLICANT,
        at=now,
    )
    draft.application, draft.answers = application, {}
    draft.save()
    ask_to_confirm(application, Kind.CONFIRM_ADDRESS)
    return application


def ask_to_confirm(application: Application, kind: Kind, once: str = "") -> None:
    """Write to the applicant's address to have it confirmed. Nothing that the applicant typed is repeated there."""
    until = application.submitted_at + promise.periods().lapse_address
    values = {
        "reference": application.reference,
        "link": links.address_of("confirm_address", application.language, links.token(links.ADDRESS, application.key)),
        "until": letters.in_words(until.date(), application.language),
    }
    letters.send(
        letters.composed(kind, application.language, values),
        event=f"{topic_of(application)}/{kind}{once}",
        to=application.email,
        language=application.language,
        topic=topic_of(application),
    )


def send_link_again(reference: str, email: str) -> None:
    """Send an applicant's link again, where the two belong together; do nothing, as quietly, where they do not.

    At most one e-mail an hour goes out for one application.
    """
    found = references.normalised(reference)
    application = Application.objects.filter(reference=found, email__iexact=email.strip(), erased_at=None).first()
    if not found or application is None:
        return
    hour = f"{timezone.now():%Y-%m-%dT%H}"
    if application.state == State.UNCONFIRMED:
        ask_to_confirm(application, Kind.CONFIRM_ADDRESS, once=f"/{hour}")
        return
    letters.send(
        letters.composed(
            Kind.STATUS_LINK,
            application.language,
            {"reference": application.reference, "link": link_of(application)},
        ),
        event=f"{topic_of(application)}/{Kind.STATUS_LINK}/{hour}",
        to=application.email,
        language=application.language,
        topic=topic_of(application),
    )


def by_link(purpose: str, signed: str) -> Application:
    """Return the application to which a link leads; raise LinkExpired or LinkForged (also for one that was erased)."""
    periods = promise.periods()
    valid_for = periods.lapse_address if purpose == links.ADDRESS else periods.link
    key = links.key_of(purpose, signed, valid_for)
    application = Application.objects.filter(key=key, erased_at=None).first()
    if application is None:
        raise links.LinkForged
    return application


def record_reading(application: Application, reader: Any, kind: str = Reading.Kind.PAGE) -> None:
    """Note that a member of staff read the application's personal data."""
    Reading.objects.create(application=application, reader=reader, kind=kind)


def _free_reference() -> str:
    while Application.objects.filter(reference=(reference := references.new_reference())).exists():
        continue
    return reference
