"""The meetings of the International Steering Committee, and what each of them said of the texts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from home.models import AppendOnly

from .frozen import FrozenError
from .texts import TextVersion

NAME = 160


class Meeting(models.Model):
    """A meeting of the International Steering Committee, which reviews the texts in full."""

    held_on = models.DateField(
        _("held on"),
        null=True,
        blank=True,
        help_text=_("Left empty, the pages say that no date is published. It can be filled in later, once."),
    )

    class Meta:
        verbose_name = _("meeting of the committee")
        verbose_name_plural = _("meetings of the committee")
        ordering = [models.F("held_on").desc(nulls_last=True), "-pk"]

    def __str__(self) -> str:
        return self.name_in(get_language() or settings.LANGUAGE_CODE)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the meeting; raise FrozenError where its published day would change."""
        if self.pk and self.is_on_record:
            kept = Meeting.objects.filter(pk=self.pk).values_list("held_on", flat=True).first()
            if kept and kept != self.held_on:
                raise FrozenError(f"{self.pk}: the day of a meeting on record stays as it is.")
        super().save(*args, **kwargs)

    def name_in(self, language: str) -> str:
        """Return its name in `language`, or in the source language, or in whichever there is."""
        names = {name.language: name.name for name in self.names.all()}
        return names.get(language) or names.get(settings.LANGUAGE_CODE) or next(iter(names.values()), "")

    @property
    def is_on_record(self) -> bool:
        """Whether a text was adopted or reviewed there."""
        return self.reviews.exists() or self.adopted.exists()


class MeetingName(models.Model):
    """What a meeting is called in one language."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=10)
    name = models.CharField(_("name"), max_length=NAME)

    class Meta:
        verbose_name = _("name of a meeting")
        verbose_name_plural = _("names of meetings")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "language"], name="one_name_for_each_language")]

    def __str__(self) -> str:
        return self.name


class TextReview(AppendOnly):
    """That a meeting reviewed a text, and what came of it. It is recorded also when nothing changed."""

    class Outcome(models.TextChoices):
        UNCHANGED = "unchanged", _("Nothing changed")
        ADOPTED = "adopted", _("New version adopted")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("meeting"))
    kind = models.CharField(_("text"), max_length=20, choices=TextVersion.Kind)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    #: What was reviewed where nothing changed, and else what was adopted.
    version = models.ForeignKey(
        TextVersion, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("version")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("review of a text")
        verbose_name_plural = _("reviews of texts")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "kind"], name="one_review_for_each_meeting_and_text")]

    def __str__(self) -> str:
        return f"{self.meeting_id}, {self.kind}: {self.outcome}"
