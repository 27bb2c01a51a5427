"""The versions of the texts that people agree to, and a city's agreement to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import override

from home.services import pdf
from home.services.outbox import Attachment
from home.services.remembered import identity_in
from membership.models import Acceptance, City, CityContact, LogEntry, TextVersion, TextWording

Kind = TextVersion.Kind
#: What a city agrees to; the privacy notice is for applicants.
OF_CITIES = (Kind.TERMS, Kind.PRINCIPLES)


@dataclass(frozen=True)
class Asked:
    """A version that a city is to accept, in the words that its reader gets, and what changed for those who know it.

    `known` is the version that the city accepted last, empty where it never did.
    """

    text: TextVersion
    wording: TextWording
    known: str = ""
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agreed:
    """A version in force, in the words that its reader gets, and the city's acceptance of it."""

    text: TextVersion
    wording: TextWording
    acceptance: Acceptance | None


def in_force(kind: Kind, day: date | None = None) -> TextVersion | None:
    """Return the version that people are asked to agree to on `day` (today); None while there is none."""
    return _worded(day).filter(kind=kind).order_by("-in_force_on", "-pk").first()


def all_in_force() -> QuerySet[TextVersion]:
    """Return the version in force today of each text that a city agrees to."""
    newer = _worded().filter(
        Q(in_force_on__gt=OuterRef("in_force_on")) | Q(in_force_on=OuterRef("in_force_on"), pk__gt=OuterRef("pk")),
        kind=OuterRef("kind"),
    )
    return _worded().filter(~Exists(newer), kind__in=OF_CITIES)


def wording_of(text: TextVersion, language: str) -> TextWording | None:
    """Return the version's wording in `language`, or in the source language, or in whichever there is."""
    wordings = {wording.language: wording for wording in text.wordings.all()}
    return wordings.get(language) or wordings.get(settings.LANGUAGE_CODE) or next(iter(wordings.values()), None)


def asked_of(city: City, language: str) -> list[Asked]:
    """Return what the city is to accept now, the Terms of Reference first. Four queries at most."""
    accepted = Acceptance.objects.filter(city=city)
    owed = all_in_force().exclude(pk__in=accepted.values("text")).prefetch_related("wordings")
    texts = sorted(owed, key=lambda text: OF_CITIES.index(Kind(text.kind)))
    if not texts:
        return []
    known = _last_accepted(city)
    between = list(
        TextVersion.objects.filter(
            kind__in=known, state=TextVersion.State.ADOPTED, in_force_on__lte=timezone.localdate()
        )
        .order_by("in_force_on", "pk")
        .prefetch_related("wordings")
    )
    return [
        _asked(text, wording, known.get(text.kind), between)
        for text in texts
        if (wording := wording_of(text, language))
    ]


def agreed_by(city: City | None, language: str) -> list[Agreed]:
    """Return what is in force, in `language`, with the city's acceptance of it where there is one."""
    accepted = {each.text_id: each for each in Acceptance.objects.filter(city=city)} if city else {}
    texts = sorted(all_in_force().prefetch_related("wordings"), key=lambda text: OF_CITIES.index(Kind(text.kind)))
    return [Agreed(text, wording, accepted.get(text.pk)) for text in texts if (wording := wording_of(text, language))]


@transaction.atomic
def accept(contact: CityContact, texts: list[TextVersion], language: str) -> int:
    """Keep that the contact accepted these versions for the city, as worded for `language`; return how many are new.

    Two people, or one who presses twice, make one acceptance of each version. Raises NotAllowed where the contact does
    not speak for the city (any more).
    """
    from membership.services.standing import represents
    from membership.services.transitions import NotAllowed

    city = City.objects.select_for_update().get(pk=contact.city_id)
    contact = CityContact.objects.select_related("city").get(pk=contact.pk)
    if city.status != City.Status.ACTIVE or not represents(contact):
        raise NotAllowed(contact.status)
    new = 0
    for text in texts:
        wording = wording_of(text, language)
        if wording is None or Acceptance.objects.filter(city=city, text=text).exists():
            continue
        Acceptance.objects.create(city=city, contact=contact, text=text, language=wording.language)
        LogEntry.objects.create(
            city=city,
            action="accept",
            once=f"accept:{text.pk}",
            to_state=text.kind,
            actor_kind=LogEntry.ActorKind.MEMBER,
            actor=contact.user,
        )
        new += 1
    return new


def documents(language: str) -> list[Attachment]:
    """Return the Terms of Reference in force as a document in `language`, for an e-mail; none while there is none.

    A PDF; where this machine cannot make one, the same text as a page of HTML that needs nothing else.
    """
    text = in_force(Kind.TERMS)
    wording = wording_of(text, language) if text else None
    if text is None or wording is None:
        return []
    with override(wording.language):
        values = {
            "text": text,
            "wording": wording,
            "language": wording.language,
            "organisation": identity_in(wording.language).organisation_name,
        }
        html = render_to_string("membership/documents/text.html", values)
    # Latin letters alone: mail programs mangle others in the names of files.
    name = f"terms-of-reference-{slugify(text.version)}-{wording.language}"
    try:
        return [Attachment(f"{name}.pdf", pdf.remembered(html), "application/pdf")]
    except pdf.PdfUnavailable:
        return [Attachment(f"{name}.html", pdf.as_page(html).encode(), "text/html")]


def _worded(day: date | None = None) -> QuerySet[TextVersion]:
    worded = TextWording.objects.filter(text=OuterRef("pk"))
    return TextVersion.objects.filter(
        Exists(worded), state=TextVersion.State.ADOPTED, in_force_on__lte=day or timezone.localdate()
    )


def _last_accepted(city: City) -> dict[str, TextVersion]:
    accepted = TextVersion.objects.filter(acceptances__city=city).order_by("in_force_on", "pk")
    return {text.kind: text for text in accepted}


def _asked(text: TextVersion, wording: TextWording, known: TextVersion | None, between: list[TextVersion]) -> Asked:
    if known is None:
        return Asked(text, wording)
    kin = [version for version in between if version.kind == text.kind]
    newer = kin[kin.index(known) + 1 :] if known in kin else []
    worded = (wording_of(version, wording.language) for version in newer)
    changes = tuple(words.what_changed for words in worded if words and words.what_changed)
    return Asked(text, wording, known.version, changes)
