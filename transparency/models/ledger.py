"""The funding ledger: who supports the network, with what, for what."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries.fields import CountryField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from transparency.currencies import currency_choices
from transparency.services import lines

#: Three decimals: the dinars of Jordan and Tunisia have a thousand parts.
MONEY: dict[str, Any] = {
    "max_digits": 15,
    "decimal_places": 3,
    "null": True,
    "blank": True,
    "validators": [MinValueValidator(0)],
}


def new_stable_id() -> str:
    """Return an id by which a record is quoted: twelve hexadecimal digits that nobody guesses or counts."""
    return secrets.token_hex(6)


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
    is_group = models.BooleanField(
        _("stands for several"),
        default=False,
        help_text=_("Ticked where it stands for several who are not named, as “Partners and member cities”."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldPanel("country"),
        FieldPanel("website"),
        FieldPanel("is_group"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("locale_id")]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("kind", "country", "website", "is_group")
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
    is always read from the source (transparency/services/lines.py).
    """

    class Kind(models.TextChoices):
        CORE = "core", _("Core funding")
        PROJECT = "project", _("Project funding")
        IN_KIND = "in_kind", _("Support in kind")
        AD_HOC = "ad_hoc", _("Ad hoc support")

    class Disclosure(models.TextChoices):
        """What the ledger says of the sum."""

        AMOUNT = "amount", _("Amount")
        BAND = "band", _("Band")
        NOTHING = "nothing", _("Not published")

    stable_id = models.CharField(
        _("stable id"),
        max_length=40,
        default=new_stable_id,
        editable=False,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Small letters, digits and hyphens alone."))],
    )
    funder = models.ForeignKey(
        Funder, on_delete=models.PROTECT, related_name="records", verbose_name=_("funder"), help_text=_("Who gives.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, help_text=_("What the support is for."))
    title = models.CharField(_("title"), max_length=160, help_text=_("What is supported, in a few words."))
    purpose = models.TextField(_("purpose"), help_text=_("What the support makes possible, in one or two sentences."))
    programme = models.CharField(
        _("programme"), max_length=160, blank=True, help_text=_("The funder's programme, where there is one.")
    )
    places = CountryField(
        _("places"), multiple=True, blank=True, help_text=_("The countries where the work is done, if it has any.")
    )
    agreed_on = models.DateField(
        _("agreed on"),
        null=True,
        blank=True,
        help_text=_("The day of the agreement or award. The support is counted in its year."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True, help_text=_("Left empty where not published."))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("Left empty where not published."))
    year = models.PositiveSmallIntegerField(_("year"), null=True, editable=False, db_index=True)
    amount = models.DecimalField(_("amount"), **MONEY, help_text=_("In its own currency, never converted."))
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        choices=currency_choices,
        help_text=_("The own currency of the amount or the band."),
    )
    band_from = models.DecimalField(
        _("at least"), **MONEY, help_text=_("In place of an amount: the band's lower end, in its own currency.")
    )
    band_to = models.DecimalField(
        _("at most"), **MONEY, help_text=_("The band's upper end. Left empty for “and more”.")
    )
    not_published_reason = models.CharField(
        _("why no amount is published"),
        max_length=255,
        blank=True,
        help_text=_("Readers see it in place of an amount."),
    )
    reference = models.CharField(
        _("reference"), max_length=80, blank=True, help_text=_("The number of the grant or agreement, as it is quoted.")
    )
    source_document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("source: document"),
        help_text=_("What shows it, where it may be published: the agreement, a notice of award."),
    )
    source_url = models.URLField(
        _("source: address"),
        max_length=500,
        blank=True,
        help_text=_("Where the funder or another public source says it."),
    )
    conversion_currency = models.CharField(
        _("shown in, too"),
        max_length=3,
        blank=True,
        choices=currency_choices,
        help_text=_("A second currency in which readers see the amount, beside its own."),
    )
    conversion_rate = models.DecimalField(
        _("rate"),
        max_digits=18,
        decimal_places=8,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.00000001")), MaxValueValidator(Decimal("9999999999"))],
        help_text=_("How much of the second currency one of the first is."),
    )
    conversion_on = models.DateField(_("rate of"), null=True, blank=True, help_text=_("The day of the rate."))
    conversion_source = models.URLField(
        _("source of the rate"), max_length=500, blank=True, help_text=_("Where the rate can be looked up.")
    )
    sort_order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Records with a smaller number come first.")
    )

    panels = [
        MultiFieldPanel([FieldPanel("funder"), FieldPanel("kind")], heading=_("Support")),
        MultiFieldPanel(
            [FieldPanel("title"), FieldPanel("purpose"), FieldPanel("programme"), FieldPanel("places")],
            heading=_("Purpose"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("agreed_on"), FieldPanel("starts_on"), FieldPanel("ends_on")])],
            heading=_("Period"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("amount"), FieldPanel("currency")]),
                FieldRowPanel([FieldPanel("band_from"), FieldPanel("band_to")]),
                FieldPanel("not_published_reason"),
            ],
            heading=_("Amount"),
        ),
        MultiFieldPanel(
            [FieldPanel("reference"), FieldPanel("source_document"), FieldPanel("source_url")], heading=_("Source")
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("conversion_currency"), FieldPanel("conversion_rate")]),
                FieldRowPanel([FieldPanel("conversion_on"), FieldPanel("conversion_source")]),
            ],
            heading=_("Conversion"),
        ),
        FieldPanel("sort_order"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("purpose"),
        index.FilterField("locale_id"),
    ]
    #: Whatever is no words is the source's alone.
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "stable_id", "kind", "places", "agreed_on", "starts_on", "ends_on", "year", "amount", "currency",
            "band_from", "band_to", "reference", "source_document", "source_url", "conversion_currency",
            "conversion_rate", "conversion_on", "conversion_source", "sort_order",
        )
    ]  # fmt: skip

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("support record")
        verbose_name_plural = _("support records")
        ordering = ["sort_order", "-year", "pk"]
        constraints = [models.UniqueConstraint(fields=["locale", "stable_id"], name="one_record_for_each_stable_id")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the year in which the support is counted: that of its agreement, or else of its beginning."""
        self.year = lines.year_of(self.agreed_on, self.starts_on)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        errors = {**self._wrong_sum(), **self._wrong_dates(), **self._wrong_conversion()}
        if errors:
            raise ValidationError(errors)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "transparency/support_record_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), "line": lines.line_of(self)}

    @property
    def disclosure(self) -> str:
        """What the ledger says of the sum: the amount, a band, or neither."""
        if self.amount is not None:
            return self.Disclosure.AMOUNT
        return self.Disclosure.BAND if self.band_from is not None else self.Disclosure.NOTHING

    @property
    def has_source(self) -> bool:
        """Whether a reader can check the record elsewhere."""
        return bool(self.source_url or self.source_document_id)

    def _wrong_sum(self) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        is_published = self.disclosure != self.Disclosure.NOTHING
        if self.amount is not None and (self.band_from is not None or self.band_to is not None):
            errors["band_from"] = _("Give the amount or a band, not both.")
        if self.band_to is not None and self.band_from is None:
            errors["band_from"] = _("A band needs its lower end, too.")
        elif self.band_to is not None and self.band_from is not None and self.band_to <= self.band_from:
            errors["band_to"] = _("The upper end is above the lower.")
        if is_published and not self.currency:
            errors["currency"] = _("An amount needs its currency.")
        if self.currency and not is_published:
            errors["amount"] = _("A currency needs its amount.")
        if is_published and not self.has_source:
            errors["source_url"] = _("An amount needs a source: a document, or an address where it can be checked.")
        if not is_published and not self.not_published_reason:
            errors["not_published_reason"] = _("Give the amount, or say why it is not published.")
        for name in ("amount", "band_from", "band_to"):
            if reason := self._too_fine(getattr(self, name)):
                errors.setdefault(name, reason)
        return errors

    def _too_fine(self, value: Decimal | None) -> str:
        if value is None or not self.currency or not value.is_finite():
            return ""
        digits = int(get_currency_precision(self.currency))
        if value == round(value, digits):
            return ""
        message = ngettext(
            "%(currency)s has at most %(count)d decimal.", "%(currency)s has at most %(count)d decimals.", digits
        )
        return message % {"currency": self.currency, "count": digits}

    def _wrong_dates(self) -> dict[str, Any]:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            return {"ends_on": _("The end comes after the beginning.")}
        return {}

    def _wrong_conversion(self) -> dict[str, Any]:
        parts = ("conversion_currency", "conversion_rate", "conversion_on", "conversion_source")
        if not any(getattr(self, name) for name in parts):
            return {}
        errors: dict[str, Any] = {
            name: _("A conversion needs its currency, rate, day and source.")
            for name in parts
            if not getattr(self, name)
        }
        if self.amount is None:
            errors["amount"] = _("Only an amount can be shown in a second currency.")
        elif self.conversion_currency == self.currency:
            errors["conversion_currency"] = _("This is the amount's own currency.")
        return errors
