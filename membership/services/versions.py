"""From a proposed version of a text to an adopted one, and the record of the meetings' reviews.

Every refusal is a ValidationError that names the field of the form beside which it belongs.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.search import index

from home.services.translations import language_name
from membership.models import Meeting, PrinciplesPage, TermsOfReferencePage, TextReview, TextVersion, TextWording
from membership.services import terms
from membership.services.wordings import PartChange, compare_parts, differ

Kind = TextVersion.Kind
State = TextVersion.State
#: What the committee adopts and reviews. The privacy notice is the office's own.
OF_COMMITTEE = (Kind.PRINCIPLES, Kind.TERMS)


def propose(kind: str, version: str) -> TextVersion:
    """Return a new proposal: a copy of the version that was adopted last, in every language of the site.

    Raises ValidationError where there is a proposal already, or a version of this name.
    """
    if TextVersion.objects.filter(kind=kind, version=version).exists():
        raise ValidationError({"version": _("There is a version of this name already.")})
    last = last_adopted(kind)
    try:
        with transaction.atomic():
            proposal = TextVersion.objects.create(
                kind=kind, version=version, is_public=last.is_public if last else True
            )
            known = {wording.language: wording for wording in last.wordings.all()} if last else {}
            for order, (code, _name) in enumerate(settings.LANGUAGES):
                body = known[code].body if code in known else []
                TextWording.objects.create(text=proposal, language=code, body=body, sort_order=order)
    except IntegrityError as taken:
        raise ValidationError(
            {"kind": _("A new version of this text is proposed already: change that one.")}
        ) from taken
    return proposal


def last_adopted(kind: str) -> TextVersion | None:
    """Return the version that was adopted last, also where it is not in force yet."""
    found: TextVersion | None = (
        TextVersion.objects.filter(kind=kind, state=State.ADOPTED).order_by("-in_force_on", "-pk").first()
    )
    return found


def compared(text: TextVersion) -> list[tuple[str, str, list[PartChange]]]:
    """Return, for each language of the site, its code, its name, and what the version changes in the one before it."""
    before = _worded(_before(text))
    after = _worded(text)
    return [
        (code, language_name(code), compare_parts(before[code].parts() if code in before else [], after[code].parts()))
        for code, _name in settings.LANGUAGES
        if code in after
    ]


def unworded_languages(text: TextVersion) -> list[str]:
    """Return the names of the site's languages in which the version has no words yet."""
    worded = {code for code, wording in _worded(text).items() if wording.parts()}
    return [language_name(code) for code, _name in settings.LANGUAGES if code not in worded]


def fingerprint(text: TextVersion) -> str:
    """Return a mark of the version's words, in every language."""
    words = sorted((code, wording.parts(), wording.what_changed) for code, wording in _worded(text).items())
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def adopt(
    pk: int, meeting: Meeting | None, adopted_on: date | None, in_force_on: date, *, seen: str = ""
) -> TextVersion:
    """Adopt a proposal, and record that the meeting did: from now on the version stays as it is.

    `adopted_on` may be unknown. The privacy notice is adopted without a meeting. `seen` is the fingerprint of the words
    that the person read; empty, it is not asked for. Of two people who adopt at once, one does; the other gets a
    ValidationError, as does whoever asks for what cannot be.
    """
    try:
        with transaction.atomic():
            text = TextVersion.objects.select_for_update().get(pk=pk)
            if seen and seen != fingerprint(text) and text.state == State.PROPOSED:
                raise ValidationError(_("The words have changed since you opened this page. Read them again below."))
            _refuse_if(text, meeting, adopted_on, in_force_on)
            text.state = State.ADOPTED
            text.adopted_at, text.adopted_on, text.in_force_on = meeting, adopted_on, in_force_on
            text.save()
            if meeting:
                TextReview.objects.create(
                    meeting=meeting, kind=text.kind, outcome=TextReview.Outcome.ADOPTED, version=text
                )
    except IntegrityError as taken:
        raise ValidationError({"meeting": _("What this meeting said of the text is recorded already.")}) from taken
    transaction.on_commit(lambda: reindex(text.kind))
    return text


def record_review(meeting: Meeting, kind: str) -> TextReview:
    """Record that the meeting reviewed the text in force and changed nothing.

    Raises ValidationError where no version is in force, or the meeting's review of the text is recorded already.
    """
    text = terms.in_force(Kind(kind), meeting.held_on)
    if text is None:
        raise ValidationError({"kind": _("No version of this text was in force then.")})
    try:
        with transaction.atomic():
            return TextReview.objects.create(
                meeting=meeting, kind=kind, outcome=TextReview.Outcome.UNCHANGED, version=text
            )
    except IntegrityError as taken:
        raise ValidationError({"meeting": _("What this meeting said of the text is recorded already.")}) from taken


def reindex(kind: str) -> int:
    """Let search find the pages of this text by the words of the version in force; return how many there are."""
    pages = [
        page for model in (PrinciplesPage, TermsOfReferencePage) if model.kind == kind for page in model.objects.all()
    ]
    for page in pages:
        index.insert_or_update_object(page)
    return len(pages)


def reindex_new() -> int:
    """Do so for the texts of which a version came into force today or yesterday; return how many pages there are."""
    today = timezone.localdate()
    new = TextVersion.objects.filter(state=State.ADOPTED, in_force_on__range=(today - timedelta(days=1), today))
    return sum(reindex(kind) for kind in set(new.values_list("kind", flat=True)))


def _refuse_if(text: TextVersion, meeting: Meeting | None, adopted_on: date | None, in_force_on: date) -> None:
    if text.state == State.ADOPTED:
        raise ValidationError(_("This version is adopted already."))
    errors: dict[str, list[str]] = {}

    def refuse(field: str, message: str) -> None:
        errors.setdefault(field, []).append(message)

    if missing := unworded_languages(text):
        refuse("__all__", _("There is no wording yet in: %(languages)s.") % {"languages": ", ".join(missing)})
    elif not _have_the_same_principles(text):
        refuse("__all__", _("The languages do not have the same principles, in the same order."))
    elif (before := _before(text)) and not _changes_anything(text, before):
        refuse("__all__", _("Nothing differs from the version before. Record a review without change instead."))
    if meeting is None and text.kind in OF_COMMITTEE:
        refuse("meeting", _("Choose the meeting that adopted the text."))
    if adopted_on and adopted_on > timezone.localdate():
        refuse("adopted_on", _("This day is yet to come."))
    earliest = adopted_on or (meeting.held_on if meeting else None)
    if earliest and in_force_on < earliest:
        refuse("in_force_on", _("It cannot be in force before it was adopted."))
    last = last_adopted(text.kind)
    if last and last.in_force_on and in_force_on < last.in_force_on:
        refuse("in_force_on", _("The version before is in force from a later day."))
    if errors:
        raise ValidationError(errors)


def _before(text: TextVersion) -> TextVersion | None:
    if text.state == State.PROPOSED:
        return last_adopted(text.kind)
    adopted = TextVersion.objects.filter(kind=text.kind, state=State.ADOPTED).order_by("-in_force_on", "-pk")
    versions = list(adopted)
    later = versions[versions.index(text) + 1 :]
    return later[0] if later else None


def _worded(text: TextVersion | None) -> dict[str, TextWording]:
    return {wording.language: wording for wording in text.wordings.all()} if text else {}


def _in_languages(text: TextVersion) -> list[TextWording]:
    return [wording for code, wording in _worded(text).items() if code in dict(settings.LANGUAGES)]


def _have_the_same_principles(text: TextVersion) -> bool:
    ids = [[each["stable_id"] for each in wording.principles] for wording in _in_languages(text)]
    return all(each == ids[0] for each in ids)


def _changes_anything(text: TextVersion, before: TextVersion) -> bool:
    known = _worded(before)
    return any(
        wording.language not in known or differ(known[wording.language].parts(), wording.parts())
        for wording in _in_languages(text)
    )
