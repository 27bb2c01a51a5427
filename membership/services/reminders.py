"""Who is reminded of what, and which applications lapse: what the daily work asks for.

Each e-mail has its event's key in the outbox, so that a second run on the same day, or two at once, send nothing twice.
The functions return how many e-mails are new, or how many applications lapsed. What fails for one application or
person is noted by its key in the log, and holds up nobody else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder

from home.models import OutgoingEmail, User
from membership.models import Acceptance, Application, City, CityContact, ContactKind, LogEntry, TextVersion
from membership.services import (
    applications,
    invitations,
    letters,
    mandates,
    promise,
    staff,
    terms,
    transitions,
    working_days,
)
from membership.services.consequences import link_of, members_address, topic_of
from membership.services.letters import Kind
from membership.services.transitions import SYSTEM, Action, NotPossible

logger = logging.getLogger(__name__)

State = Application.State
WEEK = 7
Subject = TypeVar("Subject")


def remind_of_addresses(now: datetime) -> int:
    """Ask once more for an address to be confirmed, after the period that staff have set."""
    periods = promise.periods()
    waiting = Application.objects.filter(
        state=State.UNCONFIRMED,
        erased_at=None,
        submitted_at__lte=now - periods.remind_address,
        submitted_at__gt=now - periods.lapse_address,
    )
    new = _without_event((f"{topic_of(application)}/{Kind.ADDRESS_REMINDER}", application) for application in waiting)
    return _each(new, lambda _event, application: applications.ask_to_confirm(application, Kind.ADDRESS_REMINDER))


def remind_of_forms(now: datetime) -> int:
    """Remind of a form that has not come, after the period that staff have set and again after twice as long."""
    waiting = _with_form_sent().filter(form_sent_at__isnull=False)
    return _remind(Kind.FORM_REMINDER, [(application, application.form_sent_at, "") for application in waiting], now)


def remind_of_questions(now: datetime) -> int:
    """Remind of a question that has no answer, after the same periods as of a form."""
    waiting = _with_question()
    return _remind(
        Kind.QUESTION_REMINDER,
        [
            (application, asked_at, f"/{asked_at:%Y-%m-%d}")
            for application in waiting
            if (asked_at := application.asked_at)
        ],
        now,
    )


def _remind(kind: Kind, waiting: list[tuple[Application, datetime, str]], now: datetime) -> int:
    """Remind each who has waited, from the moment given, for one period or for two; return how many were written to.

    Where the daily work has not run for a while, the reminders that were missed are not made up for: one is sent.
    """
    periods = promise.periods()
    new = _without_event(
        (
            f"{topic_of(application)}/{kind}{mark}/{1 + (now - since >= 2 * periods.remind_form)}",
            (application, since),
        )
        for application, since, mark in waiting
        if periods.remind_form <= now - since < periods.lapse_form
    )

    def remind(event: str, subject: tuple[Application, datetime]) -> None:
        application, since = subject
        language = application.language
        values = {
            "name": application.name,
            "city": application.place_name,
            "reference": application.reference,
            "link": link_of(application),
            "until": letters.in_words((since + periods.lapse_form).date(), language),
        }
        letters.send(
            letters.composed(kind, language, values),
            event=event,
            to=application.email,
            language=language,
            topic=topic_of(application),
        )

    return _each(new, remind)


def let_lapse(now: datetime) -> int:
    """Let applications lapse whose address was not confirmed, or whose form or answer did not come, in their period."""
    periods = promise.periods()
    unconfirmed = Application.objects.filter(
        state=State.UNCONFIRMED, erased_at=None, submitted_at__lte=now - periods.lapse_address
    )
    unfinished = _with_form_sent().filter(form_sent_at__lte=now - periods.lapse_form)
    unanswered = _with_question().filter(asked_at__lte=now - periods.lapse_form)
    return _each(
        {topic_of(application): application for application in [*unconfirmed, *unfinished, *unanswered]},
        lambda _topic, application: transitions.perform(application.pk, Action.LAPSE, SYSTEM, now=now),
    )


def warn_of_due_days(now: datetime) -> int:
    """Tell staff of what is due on the next working day or today, once; and of what is overdue, and then weekly.

    Who looks after the application is told; where nobody does, everybody who may move it on.
    """
    current = promise.current()
    today = working_days.local_day(current.calendar, now)
    events: list[tuple[str, tuple[Kind, Application, User]]] = []
    everybody = list(staff.officers())
    for application in Application.objects.filter(due_on__isnull=False, erased_at=None).select_related("assigned_to"):
        due_on: date = application.due_on  # type: ignore[assignment]
        if today > due_on:
            kind, turn = Kind.STAFF_OVERDUE, f"/{(today - due_on).days // WEEK}"
        elif current.days_left(due_on, now) <= 1:
            kind, turn = Kind.STAFF_DUE, ""
        else:
            continue
        events += [
            (f"{topic_of(application)}/{kind}/{due_on}{turn}/{user.pk}", (kind, application, user))
            for user in _told_of(application, everybody)
        ]
    new = _without_event(events)
    languages = _languages_of(user for _kind, _application, user in new.values())
    finder = AdminURLFinder()

    def warn(event: str, subject: tuple[Kind, Application, User]) -> None:
        kind, application, user = subject
        language = languages[user.pk]
        values = {
            "reference": application.reference,
            "link": _in_cms(finder.get_edit_url(application)),
            "due_date": letters.in_words(application.due_on, language),  # type: ignore[arg-type]
        }
        letters.send(
            letters.composed(kind, language, values),
            event=event,
            to=user.email,
            language=language,
            topic=topic_of(application),
        )

    return _each(new, warn)


def announce_ends_of_mandates(now: datetime) -> int:
    """Tell a liaison, and staff, once for each date that a mandate ends within the months that staff have set."""
    today = working_days.local_day(promise.current().calendar, now)
    officers = list(staff.officers())
    told: list[tuple[str, tuple[CityContact, User | None]]] = []
    for contact in mandates.ending(today):
        topic, until = invitations.topic_of(contact), contact.mandate_until
        if contact.email:
            told.append((f"{topic}/{Kind.MANDATE_ENDING}/{until}", (contact, None)))
        told += [(f"{topic}/{Kind.STAFF_MANDATE}/{until}/{user.pk}", (contact, user)) for user in officers]
    new = _without_event(told)
    languages = _languages_of(user for _contact, user in new.values() if user)
    finder = AdminURLFinder()

    def announce(event: str, subject: tuple[CityContact, User | None]) -> None:
        contact, user = subject
        language = languages[user.pk] if user else contact.language
        values = {
            "name": contact.name,
            "city": contact.city.name,
            "until": letters.in_words(contact.mandate_until, language),  # type: ignore[arg-type]
            "link": _in_cms(finder.get_edit_url(contact.city)) if user else members_address(language),
        }
        letters.send(
            letters.composed(Kind.STAFF_MANDATE if user else Kind.MANDATE_ENDING, language, values),
            event=event,
            to=user.email if user else contact.email,
            language=language,
            topic=invitations.topic_of(contact),
        )

    return _each(new, announce)


def ask_for_new_versions(now: datetime) -> int:
    """Tell those who speak for a city, once, that a new version of what it accepted is in force.

    A city that has accepted nothing yet is asked at its first visit. The link leads to the members' section, whose gate
    asks for what is to be accepted.
    """
    asked: dict[int, tuple[str, CityContact]] = {}
    for kind in (TextVersion.Kind.TERMS, TextVersion.Kind.PRINCIPLES):
        version = terms.in_force(kind)
        if version is None:
            continue
        for contact in _who_accept(version):
            # Both texts at once make one e-mail: the acceptance page shows both.
            asked.setdefault(
                contact.pk, (f"{invitations.topic_of(contact)}/{Kind.TERMS_CHANGED}/{version.pk}", contact)
            )
    new = _without_event(asked.values())

    def ask(event: str, contact: CityContact) -> None:
        values = {"name": contact.name, "city": contact.city.name, "link": members_address(contact.language)}
        letters.send(
            letters.composed(Kind.TERMS_CHANGED, contact.language, values),
            event=event,
            to=contact.email,
            language=contact.language,
            topic=invitations.topic_of(contact),
        )

    return _each(new, ask)


def _with_form_sent() -> QuerySet[Any]:
    sent = LogEntry.objects.filter(application=OuterRef("pk"), action=Action.SEND_FORM)
    return Application.objects.filter(state=State.FORM_SENT, erased_at=None).annotate(
        form_sent_at=Subquery(sent.values("at")[:1])
    )


def _with_question() -> QuerySet[Application]:
    return Application.objects.filter(asked_at__isnull=False, erased_at=None)


def _who_accept(version: TextVersion) -> QuerySet[CityContact]:
    """Return who, with an account, speaks for a city that accepted an earlier version and not this one.

    That is a liaison, or every contact where there is none.
    """
    own = Acceptance.objects.filter(city=OuterRef("city"))
    liaisons = CityContact.objects.filter(
        city=OuterRef("city"), kind=ContactKind.LIAISON, status=CityContact.Status.ACTIVE
    )
    return (
        CityContact.objects.filter(
            ~Exists(own.filter(text=version)),
            Q(kind=ContactKind.LIAISON) | ~Exists(liaisons),
            Exists(own.filter(text__kind=version.kind)),
            status=CityContact.Status.ACTIVE,
            city__status=City.Status.ACTIVE,
            user__is_active=True,
        )
        .exclude(email="")
        .select_related("city")
    )


def _told_of(application: Application, everybody: list[User]) -> list[User]:
    own = [user for user in everybody if user.pk == application.assigned_to_id]
    return own or everybody


def _languages_of(users: Iterable[User]) -> dict[int, str]:
    """Return the language in which each of them works in the CMS."""
    return {user.pk: staff.language_of(user) for user in {user.pk: user for user in users}.values()}


def _in_cms(path: str | None) -> str:
    return f"{settings.SITE_URL}{path or reverse('wagtailadmin_home')}"


def _each(subjects: dict[str, Subject], do: Callable[[str, Subject], object]) -> int:
    """Do it for each, in a transaction of its own; return for how many it was done."""
    done = 0
    for key, subject in subjects.items():
        try:
            with transaction.atomic():
                do(key, subject)
        except NotPossible:
            # Somebody else was quicker.
            continue
        except Exception as error:  # noqa: BLE001 - the others are not to wait for this one
            # The error's own words may hold an address.
            logger.error("%s: %s", key, type(error).__name__)
        else:
            done += 1
    return done


def _without_event(candidates: Iterable[tuple[str, Subject]]) -> dict[str, Subject]:
    """Return those for which no e-mail was written yet. One query."""
    by_event = dict(candidates)
    written = OutgoingEmail.objects.filter(event__in=list(by_event)).values_list("event", flat=True)
    done = set(written) if by_event else set()
    return {event: subject for event, subject in by_event.items() if event not in done}
