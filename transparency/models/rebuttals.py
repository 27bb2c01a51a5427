"""The rebuttal document: fact first, the claim once, why it misleads, the evidence, what was corrected."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from home.models import BodyPage
from transparency import services
from transparency.blocks import EvidencesBlock


class RebuttalIndexPage(BodyPage):
    """“Exposing falsehoods”: the rebuttals, and how to read them."""

    parent_page_types = ["home.SectionPage"]
    subpage_types = ["transparency.RebuttalPage"]
    motif = "rebuttals"

    class Meta:
        verbose_name = _("rebuttals page")
        verbose_name_plural = _("rebuttals pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["rebuttals"] = services.rebuttals_below(self, request)
        return context


class RebuttalPage(BodyPage):
    """The answer to one misleading claim. The title is the fact; the claim stands on the page once."""

    class Fallacy(models.TextChoices):
        OVERSIMPLIFICATION = "oversimplification", _("Oversimplification")
        MISATTRIBUTION = "misattribution", _("Misattribution")
        FALSE_GENERALISATION = "false_generalisation", _("False generalisation")
        OMISSION = "omission", _("Omission")
        GUILT_BY_ASSOCIATION = "guilt_by_association", _("Guilt by association")

    parent_page_types = ["transparency.RebuttalIndexPage"]
    subpage_types: list[str] = []
    motif = "rebuttals"

    claim = models.TextField(
        _("claim"),
        max_length=400,
        help_text=_("The misleading claim, once, in one sentence. Name no outlet or person."),
    )
    fallacy = models.CharField(
        _("how it misleads"), max_length=40, choices=Fallacy, help_text=_("The kind of error that the claim makes.")
    )
    why_misleading = models.TextField(
        _("why it misleads"), help_text=_("What the claim leaves out or turns round, in two or three sentences.")
    )
    evidence = StreamField(
        EvidencesBlock(), verbose_name=_("evidence"), help_text=_("What shows the fact, each with its source.")
    )

    content_panels = [
        TitleFieldPanel("title", heading=_("Fact"), help_text=_("The fact, as a full sentence; never the claim.")),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel("claim"), FieldPanel("fallacy"), FieldPanel("why_misleading")], heading=_("The claim")
        ),
        BodyPage.content_panels[-1],
        FieldPanel("evidence"),
        InlinePanel("corrections", heading=_("Corrections"), label=_("Correction")),
    ]
    search_fields = [
        *BodyPage.search_fields,
        index.SearchField("why_misleading"),
        index.SearchField("evidence"),
    ]

    class Meta:
        verbose_name = _("rebuttal")
        verbose_name_plural = _("rebuttals")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["corrections"] = list(self.corrections.all())
        return context


class RebuttalCorrection(TranslatableMixin, Orderable):
    """What this page said wrongly, and since when it says it rightly."""

    page = ParentalKey(RebuttalPage, on_delete=models.CASCADE, related_name="corrections")
    corrected_on = models.DateField(_("corrected on"), help_text=_("The day on which the page was mended."))
    was = models.TextField(_("what the page said"), help_text=_("The mistake, so that a reader can tell it."))
    now = models.TextField(_("what it says now"), help_text=_("The correction, and why it was needed."))

    panels = [FieldPanel("corrected_on"), FieldPanel("was"), FieldPanel("now")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
