"""What the desk keeps of each translation, so that its lists need no counting."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail_localize.models import Translation

from translation.models.versions import SourceVersion


class Status(models.TextChoices):
    """Where a translation stands."""

    TO_DO = "to_do", _("To do")
    READY = "ready", _("Ready to submit")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved, not public yet")
    UP_TO_DATE = "up_to_date", _("Up to date")


class DeskEntry(models.Model):
    """A translation as the desk lists it. `services/counting.py` keeps the figures true."""

    translation = models.OneToOneField(Translation, models.CASCADE, related_name="desk", verbose_name=_("translation"))
    title = models.CharField(_("title"), max_length=255)
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name=_("type"))
    source_page = models.ForeignKey(
        Page, models.SET_NULL, null=True, related_name="+", verbose_name=_("page in the source language")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.TO_DO)
    segments = models.PositiveIntegerField(_("segments"), default=0)
    words = models.PositiveIntegerField(_("words"), default=0)
    segments_to_do = models.PositiveIntegerField(_("segments to do"), default=0)
    words_to_do = models.PositiveIntegerField(_("words to do"), default=0)
    unconfirmed = models.PositiveIntegerField(_("segments to confirm"), default=0)
    holding = models.PositiveIntegerField(_("findings that hold it back"), default=0)
    follows = models.ForeignKey(
        SourceVersion,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("version that readers see translated"),
    )
    published_at = models.DateTimeField(_("translation published at"), null=True)
    behind_since = models.DateTimeField(
        _("behind since"),
        null=True,
        help_text=_("When more than a minor change came. Readers are told."),
    )
    out_of_date_since = models.DateTimeField(
        _("out of date since"), null=True, help_text=_("When the source changed at all, minor changes included.")
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    assigned_at = models.DateTimeField(
        _("assigned at"), null=True, help_text=_("When somebody gave it to a person, or gave it back.")
    )
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    urgent = models.BooleanField(_("urgent"), default=False)
    counted_at = models.DateTimeField(_("counted at"), null=True)

    class Meta:
        verbose_name = _("entry of the desk")
        verbose_name_plural = _("entries of the desk")
        indexes = [
            models.Index(fields=["status"]),
            models.Index(fields=["deadline"]),
            models.Index(fields=["out_of_date_since"]),
        ]

    def __str__(self) -> str:
        return self.title


class DeskPreference(models.Model):
    """What a translator or reviewer wants to hear by e-mail."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_preference", verbose_name=_("person")
    )
    digest = models.BooleanField(
        _("daily digest"), default=True, help_text=_("Once a day, where there is something to do for you.")
    )
    urgent = models.BooleanField(_("urgent changes"), default=True, help_text=_("At once, when a change is urgent."))
    comments = models.BooleanField(
        _("comments and decisions"),
        default=True,
        help_text=_("At once, when somebody writes to you or decides."),
    )
    digest_sent_at = models.DateTimeField(_("last digest sent at"), null=True, editable=False)

    class Meta:
        verbose_name = _("wish for e-mails")
        verbose_name_plural = _("wishes for e-mails")

    def __str__(self) -> str:
        return str(self.user)
