"""The gate: every save of what may be a translation passes it. What it lets pass: services/going_live.py."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction, Revision, TranslatableMixin, WorkflowState
from wagtail.signals import published, unpublished, workflow_cancelled, workflow_rejected
from wagtail_localize.models import Translation

from translation.services import freshness, going_live, privacy, review


@receiver(pre_save, dispatch_uid="what may go live")
def hold(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Refuse to show readers a translation that nobody approved."""
    if raw:
        return
    if isinstance(instance, Revision):
        going_live.check_revision(instance)
    elif isinstance(instance, TranslatableMixin):
        going_live.check_save(instance, kwargs.get("update_fields"))


@receiver(post_save, sender=Translation, dispatch_uid="what was scheduled")
def unschedule(instance: Translation, raw: bool = False, **kwargs: Any) -> None:
    """Let nothing go live by the clock that was scheduled before the page became a translation."""
    if instance.enabled and not raw:
        going_live.unschedule(instance.source)


@receiver(post_save, sender=Revision, dispatch_uid="a source was scheduled or not")
def unschedule_with_source(
    instance: Revision, created: bool, update_fields: frozenset[str] | None = None, raw: bool = False, **kwargs: Any
) -> None:
    """Let no translation go live at the hour at which its source was to, where that has changed."""
    is_new_draft = created and instance.approved_go_live_at is None
    if not raw and not is_new_draft and (update_fields is None or "approved_go_live_at" in update_fields):
        going_live.unschedule_waiting(instance)


@receiver([unpublished, post_delete], dispatch_uid="a source was taken off")
def unschedule_what_waits(instance: Any, **kwargs: Any) -> None:
    """Let no translation go live at the hour of a draft that went off the schedule with its page."""
    if freshness.is_source(instance):
        going_live.unschedule_with(instance)


@receiver(published, dispatch_uid="a translation went live")
def note_publication(instance: Any, revision: Revision, **kwargs: Any) -> None:
    """Note what went live, at once or by the clock."""
    if isinstance(instance, TranslatableMixin) and instance.live and instance.live_revision_id == revision.pk:
        review.note_publication(revision)


@receiver(workflow_rejected, dispatch_uid="a translation was returned")
def note_return(instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    """Note a return, by whichever button of Wagtail's it came."""
    comment = instance.current_task_state.comment if instance.current_task_state else ""
    review.note_return(instance, user, comment)


@receiver(workflow_cancelled, dispatch_uid="a translation was withdrawn")
def note_withdrawal(instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    """Note that nobody is to read the translation any more."""
    review.note_withdrawal(instance, user)


@receiver(post_save, sender=PageViewRestriction, dispatch_uid="a source was closed")
def close_translations(instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    """Let nobody read in translation what they may not read in the source."""
    if not raw:
        privacy.follow(instance)


@receiver(m2m_changed, sender=PageViewRestriction.groups.through, dispatch_uid="a source was closed to groups")
def close_translations_to_groups(instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """Let the same groups read a page and its translations; the groups are told after the restriction itself."""
    if action.startswith("post_") and not reverse:
        privacy.follow(instance)
