"""The words that matter, what the network means by them, and how each language renders them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Locale, Orderable, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField

from home.models import BasePage


def target_languages() -> list[tuple[str, str]]:
    """Return the languages into which the site is translated, by code and name."""
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class Term(RevisionMixin, TranslatableMixin, index.Indexed, ClusterableModel):
    """A word of the network, explained. Its translations are what readers of the glossary see."""

    class Sensitivity(models.TextChoices):
        """How much care the word asks for."""

        NONE = "none", pgettext_lazy("sensitivity", "None")
        CAREFUL = "careful", _("Use with care")
        CONTESTED = "contested", _("Contested")

    stable_id = models.SlugField(
        _("stable id"), max_length=60, help_text=_("Makes the address of the entry. It stays when the word changes.")
    )
    term = models.CharField(_("term"), max_length=120, help_text=_("As it stands in a sentence, without a capital."))
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True, help_text=_("CVE, for instance."))
    definition = models.TextField(_("definition"), help_text=_("What the network means by it. Readers see it."))
    sensitivity = models.CharField(
        _("sensitivity"),
        max_length=10,
        choices=Sensitivity.choices,
        default=Sensitivity.NONE,
        help_text=_("A contested word is set apart on the public page, with the reason."),
    )
    sensitivity_note = models.TextField(
        _("why"), blank=True, help_text=_("Why the word asks for care, and how the network uses it. Readers see it.")
    )

    panels = [
        FieldPanel("term"),
        FieldPanel("abbreviation"),
        FieldPanel("definition"),
        MultiFieldPanel([FieldPanel("sensitivity"), FieldPanel("sensitivity_note")], heading=_("Sensitivity")),
        InlinePanel("renderings", heading=_("In other languages"), label=_("rendering")),
        FieldPanel("stable_id"),
    ]
    search_fields = [index.SearchField("term"), index.AutocompleteField("term"), index.FilterField("locale_id")]
    override_translatable_fields = [
        SynchronizedField("stable_id", overridable=False),
        SynchronizedField("sensitivity", overridable=False),
        # Renderings hang on the source's term alone: docs/decisions/0026-the-translation-desk.md.
        BaseTranslatableField("renderings"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["term"]
        constraints = [models.UniqueConstraint(fields=["locale", "stable_id"], name="term_once_a_language")]

    def __str__(self) -> str:
        return self.term

    def copy_for_translation(self, locale: Locale, exclude_fields: Sequence[str] | None = None) -> "Term":
        """Return the term for another language, unsaved and without its renderings: they stay with the source's."""
        copy: Term = super().copy_for_translation(locale, exclude_fields=[*(exclude_fields or ()), "renderings"])
        return copy


class Rendering(Orderable):
    """How a language says a term, or must not say it."""

    class Standing(models.TextChoices):
        """Whether the words may be used."""

        APPROVED = "approved", pgettext_lazy("rendering", "Approved")
        ADMITTED = "admitted", pgettext_lazy("rendering", "Admitted")
        FORBIDDEN = "forbidden", pgettext_lazy("rendering", "Forbidden")

    owner = ParentalKey(Term, on_delete=models.CASCADE, related_name="renderings", verbose_name=_("term"))
    language = models.CharField(_("language"), max_length=12, choices=target_languages)
    text = models.CharField(
        pgettext_lazy("rendering", "words"), max_length=160, help_text=_("In their simplest form, without an article.")
    )
    standing = models.CharField(
        _("standing"),
        max_length=10,
        choices=Standing.choices,
        default=Standing.APPROVED,
        help_text=_("Forbidden words hold a translation back until they are mended."),
    )
    note = models.CharField(_("note"), max_length=255, blank=True, help_text=_("When to use it, or why not."))

    panels = [FieldPanel("language"), FieldPanel("text"), FieldPanel("standing"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        verbose_name = _("rendering")
        verbose_name_plural = _("renderings")

    def __str__(self) -> str:
        return f"{self.text} ({self.language})"


class GlossaryPage(BasePage):
    """What the network means by its words."""

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    motif = "glossary"

    search_fields = [*BasePage.search_fields, index.SearchField("words")]

    class Meta:
        verbose_name = _("glossary page")
        verbose_name_plural = _("glossary pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from translation.services import dictionary

        context = super().get_context(request, *args, **kwargs)
        letters = dictionary.letters(self.locale.language_code)
        return {**context, "letters": letters, "contested": dictionary.contested(letters)}

    @property
    def words(self) -> str:
        """All that search finds of the glossary."""
        from translation.services import dictionary

        return dictionary.text_of(self.locale.language_code)
