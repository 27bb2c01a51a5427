"""Texts that people agree to, version by version: the principles, the Terms of Reference, the privacy notice."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from home.services.differences import paragraphs_of
from home.services.translations import language_name
from membership.blocks import WordingBlock

from .frozen import FrozenError, FrozenQuerySet

#: A part of a wording, for comparing: its key (a principle's id, or “text 1”) and its paragraphs.
Part = tuple[str, list[str]]


class TextVersion(ClusterableModel):
    """One version of such a text, in every language: proposed, then adopted, and from then on as it is."""

    FROZEN: ClassVar[dict[str, str]] = {"state": "adopted"}
    #: Whether strangers read it is a matter of the site, not of the text.
    FREE: ClassVar[set[str]] = {"is_public"}

    class Kind(models.TextChoices):
        PRINCIPLES = "principles", _("Guiding principles")
        TERMS = "terms", _("Terms of Reference")
        PRIVACY = "privacy", _("Privacy notice for applicants")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("version of a text", "Proposed")
        ADOPTED = "adopted", pgettext_lazy("version of a text", "Adopted")

    kind = models.CharField(_("text"), max_length=20, choices=Kind, help_text=_("Which text this is a version of."))
    version = models.CharField(
        _("version"), max_length=20, help_text=_("As it is quoted: “1”, “2026-11”. It stands in the address, too.")
    )
    slug = models.SlugField(_("address"), max_length=40, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED, editable=False)
    is_public = models.BooleanField(
        _("everybody may read it"),
        default=True,
        help_text=_("Otherwise strangers see the version and its history, and only members read the text."),
    )
    adopted_at = models.ForeignKey(
        "membership.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="adopted",
        verbose_name=_("adopted at"),
        editable=False,
    )
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True, editable=False)
    in_force_on = models.DateField(_("in force from"), null=True, blank=True, editable=False)

    objects = FrozenQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("version"), FieldPanel("is_public")]),
        InlinePanel("wordings", heading=_("Wordings"), label=_("Wording"), min_num=1),
    ]

    class Meta:
        verbose_name = _("version of a text")
        verbose_name_plural = _("versions of texts")
        ordering = ["kind", models.F("in_force_on").desc(nulls_first=True), "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="one_text_for_each_version"),
            models.UniqueConstraint(fields=["kind", "slug"], name="one_text_for_each_address"),
            models.UniqueConstraint(fields=["kind"], condition=Q(state="proposed"), name="one_proposal_for_each_text"),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(in_force_on__isnull=False), name="adopted_text_has_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the version; raise FrozenError where it is adopted and more than its readers would change."""
        if not self._state.adding:
            self._refuse_to_change()
        self.slug = self._address()
        if (names := kwargs.get("update_fields")) and "version" in names:
            kwargs["update_fields"] = {*names, "slug"}
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a proposal; raise FrozenError for what is adopted."""
        if TextVersion.objects.frozen().filter(pk=self.pk).exists():
            raise FrozenError(f"{self}: what is adopted stays as it is.")
        return super().delete(*args, **kwargs)

    @property
    def is_adopted(self) -> bool:
        """Whether it was adopted."""
        return self.state == self.State.ADOPTED

    def _refuse_to_change(self) -> None:
        kept = TextVersion.objects.frozen().filter(pk=self.pk).values().first() or {}
        changed = [name for name, value in kept.items() if name not in self.FREE and getattr(self, name) != value]
        if changed:
            raise FrozenError(f"{self}: what is adopted stays as it is ({', '.join(changed)}).")

    def _address(self) -> str:
        if self.is_adopted and self.slug:
            return self.slug
        # “1.0” is not “10”.
        base = slugify(self.version.replace(".", "-")) or "version"
        others = set(TextVersion.objects.filter(kind=self.kind).exclude(pk=self.pk).values_list("slug", flat=True))
        candidates = [base, *(f"{base}-{number}" for number in range(2, len(others) + 3))]
        return next(slug for slug in candidates if slug not in others)


class TextWording(Orderable):
    """The text of a version in one language."""

    FROZEN: ClassVar[dict[str, str]] = {"text__state": "adopted"}
    FREE: ClassVar[set[str]] = set()

    text = ParentalKey(TextVersion, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(_("language"), max_length=10, help_text=_("The code: en, ar, fr."))
    body = StreamField(
        WordingBlock(), blank=True, verbose_name=_("wording"), help_text=_("The whole text, as people agree to it.")
    )
    what_changed = models.TextField(
        _("what changed"), blank=True, help_text=_("One to three sentences for those who agreed to the version before.")
    )

    objects = FrozenQuerySet.as_manager()

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the wording; raise FrozenError where its version is adopted."""
        self._refuse_to_change()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the wording; raise FrozenError where its version is adopted."""
        self._refuse_to_change()
        return super().delete(*args, **kwargs)

    @property
    def principles(self) -> list[Any]:
        """The principles in it, in their order; none in a text that has none."""
        return [block.value for block in self.body if block.block_type == "principle"]

    def parts(self) -> list[Part]:
        """Return what is to be compared with another version's.

        A principle stands for itself, so that one that moved is not taken for one that was rewritten.
        """
        found: list[Part] = []
        for block in self.body:
            if block.block_type == "principle":
                words = (block.value[name].strip() for name in ("name", "statement", "explanation"))
                found.append((block.value["stable_id"], [each for each in words if each]))
            else:
                number = sum(key.startswith("text") for key, _paragraphs in found) + 1
                found.append((f"text {number}", paragraphs_of(block.value.source)))
        return found

    def plain(self) -> str:
        """Return its words without mark-up, for search."""
        return strip_tags("\n".join(paragraph for _key, paragraphs in self.parts() for paragraph in paragraphs))

    def _refuse_to_change(self) -> None:
        # A wording may also be moved to another version: neither may be frozen.
        touched = Q(pk=self.text_id) | Q(wordings__pk=self.pk) if self.pk else Q(pk=self.text_id)
        if TextVersion.objects.frozen().filter(touched).exists():
            raise FrozenError(f"{self.text} ({self.language}): what is adopted stays as it is.")
