"""From the translator's hands to the readers' eyes: submit, return or approve, publish.

Pages go through Wagtail's workflow, so that its notifications and its history serve; what has none (topics, funders,
the site's identity) goes through the same steps here. Either way a Submission freezes what was handed in, and that,
not what was written later, is what goes live.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, WorkflowMixin, WorkflowState
from wagtail_localize.models import (
    MissingRelatedObjectError,
    MissingTranslationError,
    Translation,
    TranslationLog,
)

from translation.models import SegmentEvent, Submission, SubmissionStatus
from translation.services import access, counting, freshness, going_live, obstacles, privacy, rights
from translation.services.drafting import ReviewRefused, draft_of, has_drafts, not_complete
from translation.services.opened import hold

__all__ = ["ReviewRefused"]

Action = SegmentEvent.Action


@transaction.atomic
def submit(translation: Translation, actor: Any, note: str = "") -> Submission:
    """Hand the translation in, and freeze its words.

    Raises ReviewRefused where something is missing, PermissionDenied for who may not translate it.
    """
    hold(translation)
    target = _target(translation)
    if not access.may_work_on(actor, translation):
        raise PermissionDenied
    if reasons := obstacles.to_submit(translation):
        raise ReviewRefused(translation, *reasons)
    submission = Submission.objects.create(
        translation=translation,
        version=freshness.present_version(translation.source),
        words=obstacles.words_of(translation),
        note=note.strip(),
        submitted_by=actor,
    )
    _record(submission, Action.SUBMITTED, actor)
    submission.revision = draft_of(translation, target, actor)
    submission.save(update_fields=["revision"])
    submission.workflow_state = _start_workflow(target, actor) if target else None
    submission.save(update_fields=["workflow_state"])
    counting.recount([translation])
    return submission


@transaction.atomic
def withdraw(submission: Submission, actor: Any) -> None:
    """Take a submission back, so that its words may be changed.

    Whoever may translate it may, until it is approved; then whoever may publish it. Raises PermissionDenied.
    """
    submission = _locked(submission)
    translation = submission.translation
    if submission.status == SubmissionStatus.IN_REVIEW:
        allowed = access.may_work_on(actor, translation)
    else:
        allowed = obstacles.may_publish(actor, translation)
    if not allowed or submission.status not in Submission.OPEN:
        raise PermissionDenied
    if (state := submission.workflow_state) and state.is_active:
        state.cancel(user=actor)
    _close(submission, SubmissionStatus.WITHDRAWN, actor)


@transaction.atomic
def return_(submission: Submission, actor: Any, reason: str) -> None:
    """Give a submission back to its translator, with the reason.

    Raises ReviewRefused without a reason, PermissionDenied for who may not publish in the language.
    """
    submission = _locked(submission)
    if not obstacles.may_publish(actor, submission.translation) or submission.status not in Submission.OPEN:
        raise PermissionDenied
    if not (reason := reason.strip()):
        raise ReviewRefused(submission.translation, _("Say what is to be mended."))
    state = submission.workflow_state
    if state and state.status == WorkflowState.STATUS_IN_PROGRESS:
        task_state = state.current_task_state.specific
        task_state.task.specific.on_action(task_state, actor, "reject", comment=reason)
    else:
        _close(submission, SubmissionStatus.RETURNED, actor, reason)
        _tell(submission)


@transaction.atomic
def approve(submission: Submission, actor: Any, *, go_live_at: datetime | None = None, comment: str = "") -> Submission:
    """Approve a submission: its words go live now or at `go_live_at`; with their source, where that is a draft yet.

    Raises ReviewRefused where this person may not approve it, or it cannot go live.
    """
    submission = _locked(submission)
    _check_approval(submission, actor)
    if go_live_at:
        if submission.revision_id is None:
            raise ReviewRefused(submission.translation, _("This has no drafts: it can go live at once, and not later."))
        if go_live_at <= timezone.now():
            raise ReviewRefused(submission.translation, _("This time has passed."))
        submission.go_live_at = go_live_at
        submission.save(update_fields=["go_live_at"])
    state = submission.workflow_state
    if state and state.status == WorkflowState.STATUS_IN_PROGRESS:
        task_state = state.current_task_state.specific
        task_state.task.specific.on_action(task_state, actor, "approve", comment=comment)
    else:
        submission = decide(submission, actor)
        submission.reason = comment
        submission.save(update_fields=["reason"])
        _tell(submission)
    submission.refresh_from_db()
    return submission


@transaction.atomic
def decide(submission: Submission, actor: Any) -> Submission:
    """Take the reviewer's approval, the last step of the workflow or of the desk's own page; return what is decided.

    Raises ReviewRefused where this person may not give it.
    """
    submission = _locked(submission)
    _check_approval(submission, actor)
    submission.status = SubmissionStatus.APPROVED
    submission.decided_by, submission.decided_at = actor, timezone.now()
    submission.save(update_fields=["status", "decided_by", "decided_at"])
    _record(submission, Action.APPROVED, actor)
    if going_live.waits_for_source(submission):
        counting.recount([submission.translation])
    else:
        put_in_place(submission, actor)
    return submission


@transaction.atomic
def publish_approved(submission: Submission, actor: Any, *, go_live_at: datetime | None = None) -> None:
    """Publish what was approved and is not public yet, now or at `go_live_at`.

    Raises PermissionDenied for who may not publish it, ReviewRefused while its source is not public.
    """
    submission = _locked(submission)
    if submission.status != SubmissionStatus.APPROVED or not obstacles.may_publish(actor, submission.translation):
        raise PermissionDenied
    if going_live.waits_for_source(submission):
        raise ReviewRefused(submission.translation, going_live.source_first())
    submission.go_live_at = go_live_at
    submission.save(update_fields=["go_live_at"])
    put_in_place(submission, actor)


def put_in_place(submission: Submission, actor: Any) -> None:
    """Let an approved submission go live, at its time if it has one. Whether it may is for the caller to ask."""
    if submission.revision:
        _publish_revision(submission, submission.revision, actor)
    elif has_drafts(submission.translation):
        reason = _("Its draft is no longer there: return it to its translator, to be submitted anew.")
        raise ReviewRefused(submission.translation, reason)
    else:
        _write_snippet(submission, actor)
    if submission.go_live_at:
        # What went live was counted as it did.
        counting.recount([submission.translation])


def adopt(translation: Translation, revision: Revision | None, publisher: Any, writer: Any = None) -> Submission:
    """Take the present words as approved by `publisher`, to go live as `revision`: a correction, or a finished import.

    Whether they may be is for the caller to ask (obstacles.to_go_live).
    """
    submission = obstacles.open_submission(translation) or Submission(translation=translation, submitted_by=writer)
    submission.version, submission.words = (
        freshness.present_version(translation.source),
        obstacles.words_of(translation),
    )
    submission.revision, submission.status = revision, SubmissionStatus.APPROVED
    submission.decided_by, submission.decided_at = publisher, timezone.now()
    submission.save()
    _record(submission, Action.APPROVED, publisher)
    return submission


@transaction.atomic
def bring_in(translation: Translation, publisher: Any, writer: Any = None) -> Submission:
    """Publish the present words of a translation that was finished and read elsewhere: for scripts that bring it in.

    Raises ReviewRefused where words are missing.
    """
    if obstacles.missing_in(translation):
        raise ReviewRefused(translation, *obstacles.to_submit(translation))
    revision = draft_of(translation, _target(translation), writer, brought_in=True)
    submission = adopt(translation, revision, publisher, writer)
    put_in_place(submission, publisher)
    return submission


def note_publication(revision: Revision) -> None:
    """Note that a revision went live, if it is a submission's."""
    submission = (
        Submission.objects.filter(revision=revision, status__in=going_live.MAY_BE_LIVE)
        .select_related("translation__source", "version")
        .first()
    )
    if submission:
        _note(submission)


def note_return(state: WorkflowState, actor: Any, reason: str) -> None:
    """Note that a reviewer asked for changes in Wagtail's workflow."""
    if submission := submission_in(state):
        _close(submission, SubmissionStatus.RETURNED, actor, reason)


def note_withdrawal(state: WorkflowState, actor: Any) -> None:
    """Note that a workflow was cancelled."""
    if submission := submission_in(state):
        _close(submission, SubmissionStatus.WITHDRAWN, actor)


def submission_in(state: WorkflowState) -> Submission | None:
    """Return the submission that is in review in this workflow."""
    return (
        Submission.objects.filter(workflow_state=state, status=SubmissionStatus.IN_REVIEW)
        .select_related("translation__source", "translation__target_locale", "version", "revision")
        .first()
    )


def may_be_approved(instance: Any, user: Any) -> bool:
    """Say whether this person may approve what is in review of this page; what is not on the desk, the task decides."""
    translation = rights.translation_of(instance)
    if translation is None:
        return True
    submission = obstacles.open_submission(translation)
    if submission is None or submission.status != SubmissionStatus.IN_REVIEW:
        return False
    return not obstacles.to_approve(submission, user)


def _check_approval(submission: Submission, actor: Any) -> None:
    if submission.status != SubmissionStatus.IN_REVIEW:
        raise ReviewRefused(submission.translation, _("Somebody has decided on it already."))
    if reasons := obstacles.to_approve(submission, actor):
        raise ReviewRefused(submission.translation, *reasons)


def _start_workflow(target: Any, actor: Any) -> WorkflowState | None:
    if not isinstance(target, WorkflowMixin) or (workflow := target.get_workflow()) is None:
        return None
    state = target.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES and state.workflow_id == workflow.pk:
        state.resume(user=actor)
        return state
    if state:
        state.cancel(user=actor)
    started: WorkflowState = workflow.start(target, actor)
    return started


def _publish_revision(submission: Submission, revision: Revision, actor: Any) -> None:
    at = submission.go_live_at
    _close_like_source(submission.translation)
    revision.content = revision.content | {"go_live_at": at.isoformat() if at else None}
    revision.save(update_fields=["content"])
    try:
        # The reviewer's right was asked for when they approved; whoever publishes a source with its translations
        # need have none in their languages.
        revision.publish(user=actor, skip_permission_checks=True)
    except ReviewRefused:
        raise
    except ValidationError as problem:
        raise ReviewRefused(submission.translation, *problem.messages) from problem


def _close_like_source(translation: Translation) -> None:
    source = Page.objects.filter(translation_key=translation.source.object_id, locale=translation.source.locale_id)
    target = obstacles.target_of(translation)
    if isinstance(target, Page) and (page := source.first()):
        privacy.close_like(page, target)


def _write_snippet(submission: Submission, actor: Any) -> None:
    translation = submission.translation
    if obstacles.words_of(translation) != submission.words:
        raise ReviewRefused(
            translation, _("The source has changed since it was submitted. Return it to its translator.")
        )
    try:
        with going_live.approved(translation):
            translation.source.create_or_update_translation(translation.target_locale, user=actor, fallback=False)
    except (MissingTranslationError, MissingRelatedObjectError, ValidationError) as problem:
        raise not_complete(translation, problem) from problem
    _note(submission, logged=True)


def _note(submission: Submission, logged: bool = False) -> None:
    again = submission.status == SubmissionStatus.PUBLISHED
    if not again:
        submission.status = SubmissionStatus.PUBLISHED
        submission.save(update_fields=["status"])
        _record(submission, Action.PUBLISHED, submission.decided_by)
    if not logged:
        TranslationLog.objects.create(
            source=submission.translation.source,
            locale=submission.translation.target_locale,
            revision=submission.revision,
        )
    freshness.mark_published(submission.translation, submission.version)


def _close(submission: Submission, status: str, actor: Any, reason: str = "") -> None:
    if submission.revision_id and submission.status == SubmissionStatus.APPROVED:
        Revision.objects.filter(pk=submission.revision_id).update(approved_go_live_at=None)
    submission.status, submission.reason = status, reason
    submission.decided_by, submission.decided_at = actor, timezone.now()
    submission.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    if status == SubmissionStatus.RETURNED:
        _record(submission, Action.RETURNED, actor)
    counting.recount([submission.translation])


def _record(submission: Submission, action: str, actor: Any) -> None:
    """Note in the history of each segment that changed since the last publication what became of it."""
    before = obstacles.published_words(submission.translation, submission)
    now = timezone.now()
    SegmentEvent.objects.bulk_create(
        [
            SegmentEvent(
                translation=submission.translation,
                context_id=int(context),
                string_id=int(string),
                action=action,
                text=text,
                actor=actor,
                at=now,
                version=submission.version,
                submission=submission,
            )
            for context, texts in submission.words.items()
            for string, text in texts.items()
            if before.get(context, {}).get(string) != text
        ],
        batch_size=500,
    )


def _target(translation: Translation) -> Any | None:
    target = obstacles.target_of(translation)
    return target.specific if isinstance(target, Page) else target


def _tell(submission: Submission) -> None:
    """Tell of a decision that Wagtail's workflow does not tell of."""
    from translation.services import notices

    notices.told_of_decision(submission)


def _locked(submission: Submission) -> Submission:
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("translation__source", "translation__target_locale", "version", "revision", "workflow_state")
        .get(pk=submission.pk)
    )
