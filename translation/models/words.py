"""What the desk knows of the words beyond the words."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail_localize.models import String, StringTranslation, Translation, TranslationContext

from translation.models.review import Submission
from translation.models.versions import SourceVersion


class Unconfirmed(models.Model):
    """Words that a machine, a memory or a file filled in. It goes when a person confirms or changes them."""

    class Origin(models.TextChoices):
        """Who filled them in."""

        MACHINE = "machine", _("Machine translation")
        MEMORY = "memory", _("Translation memory")
        FILE = "file", _("File, marked as not final")

    words = models.OneToOneField(StringTranslation, models.CASCADE, related_name="unconfirmed", verbose_name=_("words"))
    origin = models.CharField(_("filled by"), max_length=10, choices=Origin.choices)
    match = models.PositiveSmallIntegerField(_("match in per cent"), null=True)

    class Meta:
        verbose_name = _("words to confirm")
        verbose_name_plural = _("words to confirm")

    def __str__(self) -> str:
        return f"{self.words_id}, {self.origin}"


class InPlace(models.Model):
    """Something that belongs to a segment, and stays when the segment itself is made anew."""

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="+", verbose_name=_("translation"))
    context = models.ForeignKey(TranslationContext, models.CASCADE, related_name="+", verbose_name=_("place"))
    string = models.ForeignKey(String, models.CASCADE, related_name="+", verbose_name=_("source text"))

    class Meta:
        abstract = True


class SegmentEvent(InPlace):
    """What somebody did to a segment, with the words as they were then."""

    class Action(models.TextChoices):
        """What was done."""

        TYPED = "typed", _("Translated")
        CONFIRMED = "confirmed", pgettext_lazy("event of a segment", "Confirmed")
        FILLED = "filled", _("Filled in")
        IMPORTED = "imported", _("Brought in from a file")
        RESTORED = "restored", pgettext_lazy("event of a segment", "Restored")
        SUBMITTED = "submitted", pgettext_lazy("event of a segment", "Submitted")
        RETURNED = "returned", pgettext_lazy("event of a segment", "Returned")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", pgettext_lazy("event of a segment", "Published")

    action = models.CharField(_("action"), max_length=10, choices=Action.choices)
    text = models.TextField(_("words"), blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), db_index=True)
    version = models.ForeignKey(
        SourceVersion, models.SET_NULL, null=True, related_name="+", verbose_name=_("version of the source")
    )
    origin = models.CharField(_("origin"), max_length=40, blank=True)
    submission = models.ForeignKey(
        Submission, models.SET_NULL, null=True, related_name="events", verbose_name=_("submission")
    )

    class Meta:
        verbose_name = _("event of a segment")
        verbose_name_plural = _("events of segments")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["translation", "context", "string"])]

    def __str__(self) -> str:
        return f"{self.get_action_display()}, {self.at:%Y-%m-%d %H:%M}"


class SegmentComment(InPlace):
    """A remark on a segment, to a colleague or to the page's editor."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to"),
        help_text=_("Empty: to whoever edits the page in the source language."),
    )
    text = models.TextField(_("comment"))
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("resolved by")
    )

    class Meta:
        verbose_name = _("comment on a segment")
        verbose_name_plural = _("comments on segments")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["translation", "context", "string"], name="comment_in_place")]

    def __str__(self) -> str:
        return f"{self.translation_id}, {self.created_at:%Y-%m-%d %H:%M}"


class Finding(models.Model):
    """What a check found in the words, until it is mended; dismissed, where somebody gave a reason."""

    words = models.ForeignKey(StringTranslation, models.CASCADE, related_name="findings", verbose_name=_("words"))
    check_name = models.CharField(_("check"), max_length=40)
    excerpt = models.CharField(_("where"), max_length=255, blank=True)
    values = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)
    holds = models.BooleanField(_("holds back publication"), default=False)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    dismissed_at = models.DateTimeField(_("dismissed at"), null=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("dismissed by")
    )
    reason = models.TextField(_("reason"), blank=True)
    settled = models.BooleanField(
        _("settled"), default=False, help_text=_("Dismissed by somebody who may publish and did not write the words.")
    )

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-holds", "pk"]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.excerpt}"
