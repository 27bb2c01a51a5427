"""The funding ledger: who supports the network, with what, for what."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.models import BodyPage
from home.services.translations import language_of
from transparency import services
from transparency.currencies import currency_choices


class Funder(RevisionMixin, TranslatableMixin, index.Indexed, models.Model):
    """Who gives. The name is translated; all else is the same in every language."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Government")
        INTERNATIONAL = "international", _("International organisation")
        FOUNDATION = "foundation", _("Foundation")
        COMPANY = "company", _("Company")
        PARTNER = "partner", _("Partner organisation or member city")

    name = models.CharField(_("name"), max_length=160, help_text=_("As the funder writes it in this language."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, help_text=_("What the funder is."))
    country = CountryField(
        _("country"), blank=True, help_text=_("Where the funder is. Left empty where it is in several countries.")
    )
    website = models.URLField(_("site"), blank=True, help_text=_("The funder's own site."))

    panels = [FieldPanel("name"), FieldPanel("kind"), FieldPanel("country"), FieldPanel("website")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("locale_id")]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("kind", "country", "website")
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("funder")
        verbose_name_plural = _("funders")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SupportRecord(DraftStateMixin, RevisionMixin, PreviewableMixin, TranslatableMixin, index.Indexed, models.Model):
    """One line of the ledger: a support, its purpose and its amount, or why the amount is not published.

    The record of the source language is the ledger. Its translations lend it words and nothing else: a figure
    is always read from the source (transparency/services.py).
    """

    class Kind(models.TextChoices):
        CORE = "core", _("Core funding")
        PROJECT = "project", _("Project funding")
        IN_KIND = "in_kind", _("In kind or ad hoc")

    funder = models.ForeignKey(
        Funder, on_delete=models.PROTECT, related_name="records", verbose_name=_("funder"), help_text=_("Who gives.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, help_text=_("What the support is for."))
    title = models.CharField(_("title"), max_length=160, help_text=_("What is supported, in a few words."))
    purpose = models.TextField(_("purpose"), help_text=_("What the support makes possible, in one or two sentences."))
    places = CountryField(
        _("places"), multiple=True, blank=True, help_text=_("The countries where the work is done, if it has any.")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True, help_text=_("Left empty where not published."))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("Left empty where not published."))
    amount = models.DecimalField(
        _("amount"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("In its own currency, never converted."),
    )
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, choices=currency_choices, help_text=_("The amount's own currency.")
    )
    not_published_reason = models.CharField(
        _("why no amount is published"),
        max_length=255,
        blank=True,
        help_text=_("Readers see it in place of an amount."),
    )
    sort_order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Records with a smaller number come first.")
    )

    panels = [
        MultiFieldPanel([FieldPanel("funder"), FieldPanel("kind")], heading=_("Support")),
        MultiFieldPanel([FieldPanel("title"), FieldPanel("purpose"), FieldPanel("places")], heading=_("Purpose")),
        MultiFieldPanel([FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")])], heading=_("Period")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("amount"), FieldPanel("currency")]), FieldPanel("not_published_reason")],
            heading=_("Amount"),
        ),
        FieldPanel("sort_order"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("purpose"),
        index.FilterField("locale_id"),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in ("kind", "places", "starts_on", "ends_on", "amount", "currency", "sort_order")
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("support record")
        verbose_name_plural = _("support records")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.amount is not None and not self.currency:
            errors["currency"] = _("An amount needs its currency.")
        if self.currency and self.amount is None:
            errors["amount"] = _("A currency needs its amount.")
        if self.amount is None and not self.not_published_reason:
            errors["not_published_reason"] = _("Give the amount, or say why it is not published.")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            errors["ends_on"] = _("The end comes after the beginning.")
        if errors:
            raise ValidationError(errors)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "transparency/support_record_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), "line": services.line_of(self)}


class FundingPage(BodyPage):
    """The statement on funding, and the ledger below it."""

    parent_page_types = ["home.SectionPage"]
    subpage_types: list[str] = []
    motif = "funding"

    class Meta:
        verbose_name = _("funding page")
        verbose_name_plural = _("funding pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["ledger"] = services.ledger(language_of(self, request))
        context["summary"] = services.summary(context["ledger"])
        return context
