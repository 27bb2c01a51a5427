"""What was done, by whom, when and why. Rows are added, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.models import AppendOnly


class LogEntry(AppendOnly):
    """One change of an application or of a city.

    `once` names what must not happen twice to the same thing (“to:confirmed”): the database refuses a second one.
    The reason stands in a row of its own, so that it can be erased with the person's data while the entry stays.
    """

    class ActorKind(models.TextChoices):
        APPLICANT = "applicant", _("Applicant")
        OFFICER = "officer", _("Officer")
        MEMBER = "member", _("Member")
        SYSTEM = "system", _("The site itself")

    application = models.ForeignKey(
        "membership.Application", null=True, on_delete=models.PROTECT, related_name="log", verbose_name=_("application")
    )
    city = models.ForeignKey(
        "membership.City", null=True, on_delete=models.PROTECT, related_name="log", verbose_name=_("city")
    )
    action = models.CharField(_("action"), max_length=40)
    once = models.CharField(_("once"), max_length=80, null=True, editable=False)  # noqa: DJ001 - several rows have none
    from_state = models.CharField(_("from"), max_length=20, blank=True)
    to_state = models.CharField(_("to"), max_length=20, blank=True)
    actor_kind = models.CharField(_("done by"), max_length=20, choices=ActorKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("person")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["action", "at"], name="log_by_action")]
        constraints = [
            models.UniqueConstraint(fields=["application", "once"], name="once_for_each_application"),
            models.UniqueConstraint(fields=["city", "once"], name="once_for_each_city"),
            models.CheckConstraint(
                condition=Q(application__isnull=False) ^ Q(city__isnull=False), name="entry_of_application_or_city"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}, {self.at:%Y-%m-%d %H:%M}"


class LogReason(models.Model):
    """Why something was done, in a person's words: erased when that person's data is."""

    entry = models.OneToOneField(LogEntry, on_delete=models.PROTECT, related_name="reason")
    text = models.TextField(_("why"))

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")

    def __str__(self) -> str:
        return f"{self.entry_id}"


class Reading(AppendOnly):
    """That a member of staff read an application's personal data, or exported several."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Read")
        LETTER = "letter", _("Mandate letter opened")
        EXPORT = "export", _("Exported")

    application = models.ForeignKey(
        "membership.Application",
        null=True,
        on_delete=models.PROTECT,
        related_name="readings",
        verbose_name=_("application"),
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("reader")
    )
    kind = models.CharField(_("what was done"), max_length=10, choices=Kind, default=Kind.PAGE)
    #: How many applications an export held.
    count = models.PositiveIntegerField(_("how many"), default=1)
    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("reading of an application")
        verbose_name_plural = _("readings of applications")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M}"
