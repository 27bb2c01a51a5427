"""Texts that people agree to, version by version: the principles, the Terms of Reference, the privacy notice."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from home.services.translations import language_name

WORDING_FEATURES = ["bold", "h3", "ol", "ul"]


class TextVersion(ClusterableModel):
    """One version of such a text, in every language. Once somebody has agreed to it, it stays as it is."""

    class Kind(models.TextChoices):
        PRINCIPLES = "principles", _("Guiding principles")
        TERMS = "terms", _("Terms of Reference")
        PRIVACY = "privacy", _("Privacy notice for applicants")

    kind = models.CharField(_("text"), max_length=20, choices=Kind, help_text=_("Which text this is a version of."))
    version = models.CharField(_("version"), max_length=20, help_text=_("As it is quoted: “1”, “2026-11”."))
    in_force_on = models.DateField(
        _("in force from"), help_text=_("From this day it is what people are asked to agree to.")
    )

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("version"), FieldPanel("in_force_on")]),
        InlinePanel("wordings", heading=_("Wordings"), label=_("Wording"), min_num=1),
    ]

    class Meta:
        verbose_name = _("version of a text")
        verbose_name_plural = _("versions of texts")
        ordering = ["kind", "-in_force_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="one_text_for_each_version")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.version}"

    def clean(self) -> None:
        super().clean()
        if self.pk and self.is_agreed_to:
            raise ValidationError(_("Somebody has agreed to this version: add a new one instead."))

    @property
    def is_agreed_to(self) -> bool:
        """Whether a city or an applicant has agreed to this version."""
        return self.acceptances.exists() or self.consents.exists()


class TextWording(Orderable):
    """The text of a version in one language."""

    text = ParentalKey(TextVersion, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(_("language"), max_length=10, help_text=_("The code: en, ar, fr."))
    body = RichTextField(_("wording"), features=WORDING_FEATURES, help_text=_("The whole text, as people agree to it."))
    what_changed = models.TextField(
        _("what changed"), blank=True, help_text=_("One to three sentences for those who agreed to the version before.")
    )

    panels = [
        FieldPanel(
            "language",
            widget=forms.Select(choices=settings.LANGUAGES),
            help_text=_("One wording for each language."),
        ),
        FieldPanel("body"),
        FieldPanel("what_changed"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints = [models.UniqueConstraint(fields=["text", "language"], name="one_wording_for_each_language")]

    def __str__(self) -> str:
        return language_name(self.language)
