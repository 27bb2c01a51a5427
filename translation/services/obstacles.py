"""What stands in the way of a submission, and of its approval."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page
from wagtail_localize.models import SegmentOverride, StringSegment, StringTranslation, Translation, TranslationLog

from translation.models import Finding, SegmentEvent, Submission, SubmissionStatus, Unconfirmed
from translation.services import going_live, rights

#: What makes words somebody's own. Who confirms what a machine filled in answers for it as its translator does.
WRITING = (
    SegmentEvent.Action.TYPED,
    SegmentEvent.Action.CONFIRMED,
    SegmentEvent.Action.FILLED,
    SegmentEvent.Action.IMPORTED,
    SegmentEvent.Action.RESTORED,
)
Words = dict[str, dict[str, str]]


def words_of(translation: Translation) -> Words:
    """Return the present words by the place's id, and within it by the source text's id; what is missing is left out.

    One query.
    """
    segments = StringSegment.objects.filter(source=translation.source_id)
    found: Words = {}
    for context, string, words in segments.annotate_translation(translation.target_locale).values_list(
        "context_id", "string_id", "translation"
    ):
        if words:
            found.setdefault(str(context), {})[str(string)] = words
    return found


def present_words(translation: Translation) -> QuerySet[StringTranslation]:
    """Return the words that the translation is made of now. No query yet."""
    here = StringSegment.objects.filter(
        source=translation.source_id, string=OuterRef("translation_of_id"), context=OuterRef("context_id")
    )
    return StringTranslation.objects.filter(
        Exists(here), context__object_id=translation.source.object_id, locale=translation.target_locale_id
    )


def missing_in(translation: Translation) -> int:
    """Return how many segments have no words yet, or words that break the page."""
    total, translated = translation.get_progress()
    return int(total) - int(translated)


def to_submit(translation: Translation) -> list[str]:
    """Return why the translation may not be submitted, in the active language. Empty where it may."""
    submitted = [_("It has been submitted already.")] if open_submission(translation) else []
    return submitted + unfinished(translation)


def unfinished(translation: Translation) -> list[str]:
    """Return what is to be done before anybody reads the present words, in the active language. Empty where nothing."""
    reasons = []
    if missing := missing_in(translation):
        reasons.append(
            ngettext("%(count)d segment is not translated yet.", "%(count)d segments are not translated yet.", missing)
            % {"count": missing}
        )
    if waiting := Unconfirmed.objects.filter(words__in=present_words(translation)).count():
        reasons.append(
            ngettext(
                "%(count)d segment was filled in and nobody has confirmed it.",
                "%(count)d segments were filled in and nobody has confirmed them.",
                waiting,
            )
            % {"count": waiting}
        )
    if holding := holding_in(translation).filter(dismissed_at=None).count():
        reasons.append(
            ngettext(
                "%(count)d finding holds it back: mend it, or say why it may stand.",
                "%(count)d findings hold it back: mend them, or say why they may stand.",
                holding,
            )
            % {"count": holding}
        )
    return reasons


def to_approve(submission: Submission, actor: Any) -> list[str]:
    """Return why this person may not approve the submission, in the active language. Empty where they may."""
    translation = submission.translation
    reasons = []
    if not may_publish(actor, translation) or not _reads_it(actor, submission):
        reasons.append(_("You may not publish in this language."))
    elif actor.pk == submission.submitted_by_id:
        reasons.append(_("You submitted it yourself. Somebody else approves it."))
    elif actor.pk in writers_of(translation):
        reasons.append(_("Part of this translation is your own. Ask another reviewer to approve it."))
    if unsettled := holding_in(translation).filter(settled=False).count():
        reasons.append(
            ngettext(
                "%(count)d finding holds it back: return the translation, or say why it may stand.",
                "%(count)d findings hold it back: return the translation, or say why they may stand.",
                unsettled,
            )
            % {"count": unsettled}
        )
    return reasons


def to_go_live(translation: Translation, publisher: Any) -> list[str]:
    """Return why this person may not put the present words before readers at once, submitted or not."""
    reasons = unfinished(translation)
    present = translation.source.versions.order_by("-number").first()
    if present and present.published_at is None:
        reasons.append(going_live.source_first())
    stand_in = open_submission(translation) or Submission(translation=translation)
    return reasons + to_approve(stand_in, publisher)


def holding_in(translation: Translation) -> QuerySet[Finding]:
    """Return the findings in the present words that hold back publication, dismissed or not. No query yet."""
    return Finding.objects.filter(words__in=present_words(translation), holds=True)


def open_submission(translation: Translation) -> Submission | None:
    """Return what is in review or approved and not public yet."""
    return translation.submissions.filter(status__in=Submission.OPEN).first()


def writers_of(translation: Translation) -> set[int]:
    """Return whoever wrote a word, or set a link, since what readers see was submitted. At most seven queries.

    And whoever wrote an older word that no reader was given: that of a source text which went, and came back.
    """
    since = _last_time(translation)
    events = SegmentEvent.objects.filter(translation=translation, action__in=WRITING)
    words = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale=translation.target_locale_id
    )
    written = [
        *events.values_list("actor", "at", "text", "context", "string"),
        *words.values_list("last_translated_by", "updated_at", "data", "context", "translation_of"),
    ]
    unread = _unread(translation)
    wrote = {
        who
        for who, at, text, context, string in written
        if who and (since is None or at > since or unread.get((context, string)) == text)
    }
    links = _own_links(translation).values_list("last_translated_by", "updated_at")
    return wrote | {who for who, at in links if who and (since is None or at > since)}


def _own_links(translation: Translation) -> QuerySet[SegmentOverride]:
    return SegmentOverride.objects.filter(
        context__object_id=translation.source.object_id, locale=translation.target_locale_id
    )


def published_words(translation: Translation, before: Submission | None = None) -> Words:
    """Return the words that readers were given last, or before that submission, as far as the desk published them."""
    published = translation.submissions.filter(status=SubmissionStatus.PUBLISHED).order_by("-decided_at")
    if before and before.pk:
        published = published.filter(pk__lt=before.pk)
    return published.values_list("words", flat=True).first() or {}


def may_publish(actor: Any, translation: Translation) -> bool:
    """Say whether this person may publish the translation: in its language, and of a page at its place."""
    target = target_of(translation)
    if isinstance(target, Page):
        return bool(actor.is_superuser or target.permissions_for_user(actor).can_publish())
    return rights.may_publish_in(actor, translation.target_locale)


def _reads_it(actor: Any, submission: Submission) -> bool:
    """Say whether this person is of those who are to read it, where a workflow names them; publishers may be others."""
    state = submission.workflow_state
    task_state = state.current_task_state if state and state.is_active else None
    readers = getattr(task_state.task.specific, "groups", None) if task_state else None
    return actor.is_superuser or readers is None or readers.filter(pk__in=actor.groups.all()).exists()


def target_of(translation: Translation) -> Any | None:
    """Return the translated page or snippet; None while there is none."""
    return translation.source.object.get_instance_or_none(translation.target_locale)


def _last_time(translation: Translation) -> datetime | None:
    """Return when the words that readers see left their writers' hands."""
    submitted = translation.submissions.filter(status=SubmissionStatus.PUBLISHED).aggregate(at=Max("submitted_at"))
    if submitted["at"]:
        at: datetime = submitted["at"]
        return at
    logged: datetime | None = TranslationLog.objects.filter(
        source=translation.source_id, locale=translation.target_locale_id
    ).aggregate(at=Max("created_at"))["at"]
    return logged


def _unread(translation: Translation) -> dict[tuple[int, int], str]:
    """Return the present words that readers were not given last, by place and source text."""
    public = published_words(translation)
    if not public:
        return {}
    return {
        (int(context), int(string)): text
        for context, texts in words_of(translation).items()
        for string, text in texts.items()
        if public.get(context, {}).get(string) != text
    }
