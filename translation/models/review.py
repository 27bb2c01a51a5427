"""A translation handed in, and the task of whoever reads it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import AbstractGroupApprovalTask, Revision, WorkflowState
from wagtail_localize.models import Translation

from translation.models.versions import SourceVersion


class SubmissionStatus(models.TextChoices):
    """What became of a submission."""

    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved, not public yet")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("submission", "Withdrawn")


class Submission(models.Model):
    """The words of a translation as they were handed in: what is approved is what was read."""

    OPEN = (SubmissionStatus.IN_REVIEW, SubmissionStatus.APPROVED)

    translation = models.ForeignKey(
        Translation, models.CASCADE, related_name="submissions", verbose_name=_("translation")
    )
    version = models.ForeignKey(
        SourceVersion, models.SET_NULL, null=True, related_name="+", verbose_name=_("version of the source")
    )
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+", verbose_name=_("revision"))
    workflow_state = models.ForeignKey(
        WorkflowState, models.SET_NULL, null=True, related_name="+", verbose_name=_("workflow")
    )
    words = models.JSONField(
        _("words"), default=dict, help_text=_("By the place's id, and within it by the source text's id.")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=SubmissionStatus.choices, default=SubmissionStatus.IN_REVIEW
    )
    note = models.TextField(_("note to the reviewer"), blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("submitted by")
    )
    submitted_at = models.DateTimeField(_("submitted at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.TextField(_("reason"), blank=True)
    go_live_at = models.DateTimeField(_("to be published at"), null=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["translation"],
                condition=models.Q(status__in=["in_review", "approved"]),
                name="one_open_submission",
            )
        ]

    def __str__(self) -> str:
        return f"{self.translation_id}, {self.get_status_display()}"


class TranslationReviewTask(AbstractGroupApprovalTask):
    """Approval of a translation by somebody else than its translator."""

    class Meta:
        verbose_name = _("review of a translation")
        verbose_name_plural = _("reviews of translations")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Offer approval to those alone who may give it; the desk's review page says why it is missing."""
        from translation.services import review

        actions: list[tuple[str, Any, bool]] = super().get_actions(obj, user)
        if actions and not review.may_be_approved(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    @classmethod
    def get_description(cls) -> Any:
        return _("Members of the chosen groups read the translation. Nobody approves words of their own.")
