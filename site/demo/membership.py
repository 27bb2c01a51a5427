"""Builds the demo's membership: what people agree to, applications in every state, and the cities that came of some.

Everything goes through the services that the site itself uses, at moments before now. Nothing of it leaves the machine:
what would have been sent long ago counts as sent, and only the demo's mailbox gets the rest.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import escape
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from demo.content import Text, read
from home.models import OutgoingEmail, User
from membership.models import (
    Application,
    ApplicationContact,
    ApplicationDraft,
    City,
    CityContact,
    Meeting,
    MeetingName,
    TextReview,
    TextVersion,
    TextWording,
    Visibility,
)
from membership.services import (
    applications,
    cities,
    consequences,
    invitations,
    mandates,
    promise,
    staff_work,
    terms,
    transitions,
    versions,
    working_days,
)
from membership.services.applications import Answers
from membership.services.transitions import Action, Actor

Entry = dict[str, Any]
Kind = TextVersion.Kind
#: Days before the demo is loaded from which the texts are in force: longer than any of its applications.
IN_FORCE_FOR = 120
#: What an application's entry says that is an answer of the first form.
ANSWERS = (
    "name", "role", "kind", "institution", "email", "country", "place_name", "authority_kind", "why", "population",
)  # fmt: skip
#: What it says that is an answer of the second.
LATER_ANSWERS = ("problems", "approaches", "no_liaison_reason", "no_practitioner_reason")


@transaction.atomic
def texts(languages: list[str]) -> int:
    """Make the texts that are missing, in `languages`, each adopted; return how many."""
    content = read("texts")
    made = 0
    for kind in (Kind.PRINCIPLES, Kind.TERMS, Kind.PRIVACY):
        if TextVersion.objects.filter(kind=kind).exists():
            continue
        text = TextVersion.objects.create(kind=kind, version=content["version"])
        for order, language in enumerate(languages):
            body = _principles(language) if kind == Kind.PRINCIPLES else [("text", _html(content[kind], language))]
            TextWording.objects.create(text=text, language=language, body=body, sort_order=order)
        _adopt(text, _inaugural_meeting(languages) if kind == Kind.PRINCIPLES else None)
        made += 1
    return made


def _adopt(text: TextVersion, meeting: Meeting | None) -> None:
    """Adopt the text as far as it is known: of the Terms, nothing says at which meeting."""
    text.state, text.adopted_at = TextVersion.State.ADOPTED, meeting
    text.in_force_on = timezone.localdate() - timedelta(days=IN_FORCE_FOR)
    text.save()
    if meeting:
        TextReview.objects.create(meeting=meeting, kind=text.kind, outcome=TextReview.Outcome.ADOPTED, version=text)
    versions.reindex(text.kind)


def _inaugural_meeting(languages: list[str]) -> Meeting:
    """Make the meeting that agreed the principles. Its day is not published."""
    meeting: Meeting = Meeting.objects.create(held_on=None)
    names = read("principles")["page"]["adopted_at"]
    for language in languages:
        MeetingName.objects.create(meeting=meeting, language=language, name=names[language])
    return meeting


@transaction.atomic
def queue(officer: User, member: User, now: datetime | None = None) -> int:
    """Make the applications and the cities, where there is none of either yet; return how many applications."""
    privacy = terms.in_force(Kind.PRIVACY)
    if privacy is None or Application.objects.exists() or City.objects.exists():
        return 0
    now = now or timezone.now()
    entries = read("applications")["applications"]
    for entry in entries:
        _Made(entry, officer, member, now).make(privacy)
    return len(entries)


class _Made:
    """One application, step by step."""

    def __init__(self, entry: Entry, officer: User, member: User, now: datetime) -> None:
        self.entry, self.officer, self.member, self.now = entry, officer, member, now
        self.calendar = promise.current().calendar

    def make(self, privacy: TextVersion) -> None:
        application = self._submitted(privacy)
        for order, step in enumerate(self.entry["steps"][1:], start=1):
            if step["do"] == Action.SUBMIT_FORM:
                Application.objects.filter(pk=application.pk).update(
                    **{name: self.entry[name] for name in LATER_ANSWERS if name in self.entry}
                )
            transitions.perform(
                application.pk,
                Action(step["do"]),
                self._actor(step["do"]),
                why=step.get("why", ""),
                once=str(order),
                now=self._moment(step["ago"], order),
            )
            if step["do"] == Action.SEND_FORM:
                self._name_contacts(application)
        application.refresh_from_db()
        if self.entry.get("assigned"):
            staff_work.assign(application.pk, self.officer, Actor.officer(self.officer))
        for note in self.entry.get("notes", []):
            staff_work.add_note(application, self.officer, note)
        if "city" in self.entry:
            self._settle(application.city, self.entry["city"])
        self._keep_emails_here(application)

    def _submitted(self, privacy: TextVersion) -> Application:
        answers = Answers(**{name: self.entry[name] for name in ANSWERS if name in self.entry})
        draft = ApplicationDraft.objects.create(key_hash=f"demo {self.entry['email']}"[:64])
        moment = self._moment(self.entry["steps"][0]["ago"], 0)
        return applications.submit(draft, answers, self.entry["language"], privacy, now=moment)

    def _actor(self, action: str) -> Actor:
        by = transitions.RULES[Action(action)].by
        if transitions.APPLICANT.kind in by:
            return transitions.APPLICANT
        return transitions.SYSTEM if transitions.SYSTEM.kind in by else Actor.officer(self.officer)

    def _moment(self, ago: int, order: int) -> datetime:
        """Return a moment so many working days before now, later for each further step."""
        today = working_days.local_day(self.calendar, self.now)
        moment = self.now
        while working_days.working_days_between(self.calendar, day := moment.date(), today) < ago or (
            ago and not working_days.is_working_day(self.calendar, day)
        ):
            moment -= timedelta(days=1)
        return moment - timedelta(hours=1) + timedelta(minutes=order)

    def _name_contacts(self, application: Application) -> None:
        for position, named in enumerate(self.entry.get("contacts", [])):
            months = named.get("mandate_months")
            ApplicationContact.objects.create(
                application=application,
                position=position,
                mandate_from=named.get("mandate_from", ""),
                mandate_until=mandates.months_after(self.now.date(), months) if months else None,
                **{name: named[name] for name in ("name", "role", "email", "telephone", "kind")},
            )

    def _settle(self, city: City, entry: Entry) -> None:
        for name in ("profile", "website", "latitude", "longitude", "visibility"):
            setattr(city, name, entry.get(name, getattr(city, name)))
        city.save()
        for named in self.entry["contacts"]:
            visibility = named.get("visibility", Visibility.STAFF)
            city.contacts.filter(email=named["email"]).update(visibility=visibility)
        if entry.get("accepted"):
            contact = CityContact.objects.get(city=city, email=self.member.email)
            invitations.accept(contact.invitations.get().key, lambda: self.member)
            contact.refresh_from_db()
            terms.accept(contact, list(terms.all_in_force()), city.language)
        if "suspended" in entry:
            cities.suspend(city, Actor.officer(self.officer), entry["suspended"])

    def _keep_emails_here(self, application: Application) -> None:
        """Let what was written count as sent; where the demo's mailbox is, let it get what is from the last step."""
        topics = [consequences.topic_of(application)]
        if city := City.objects.filter(application=application).first():
            topics += [invitations.topic_of(contact) for contact in city.contacts.all()]
        written = OutgoingEmail.objects.unsent().filter(topic__in=topics)
        if settings.DEMO_MAILBOX and self.entry["steps"][-1]["ago"] == 0:
            written = written.exclude(pk=written.order_by("-pk").values("pk")[:1])
        written.update(state=OutgoingEmail.State.SENT, sent_at=self.now, next_try_at=None)


def _principles(language: str) -> list[tuple[str, Any]]:
    content = read("principles")
    names = ("name", "statement", "explanation")
    return [
        ("text", f"<p>{_words(content['page']['preamble'], language)}</p>"),
        *(
            (
                "principle",
                {
                    "stable_id": entry["stable_id"],
                    **{name: entry[name][language] if name in entry else "" for name in names},
                },
            )
            for entry in content["principles"]
        ),
    ]


def _html(blocks: list[Entry], language: str) -> str:
    return "".join(_as_html(block, language) for block in blocks)


def _as_html(block: Entry, language: str) -> str:
    if block["kind"] == "list":
        return f"<ul>{''.join(f'<li>{_words(item, language)}</li>' for item in block['items'])}</ul>"
    tag = "h3" if block["kind"] == "heading" else "p"
    return f"<{tag}>{_words(block, language)}</{tag}>"


def _words(text: Text, language: str) -> str:
    # The pages' own words may hold links, which these texts do not.
    return escape(re.sub(r"<[^>]+>", "", text[language]), quote=False)
