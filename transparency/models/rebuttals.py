"""The rebuttal document: fact first, the claim once, why it misleads, the evidence, what was corrected."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.models import BodyPage, PrintablePage
from home.services.translations import language_of
from transparency.blocks import EvidencesBlock
from transparency.models.correction_routes import CorrectionRoutes, VersionRoutes
from transparency.services import corrections, rebuttals


class RebuttalIndexPage(CorrectionRoutes, PrintablePage, BodyPage):
    """“Exposing falsehoods”: the rebuttals, and how to read them."""

    parent_page_types = ["home.SectionPage"]
    subpage_types = ["transparency.RebuttalPage"]
    motif = "rebuttals"
    document_template = "transparency/documents/rebuttals.html"

    class Meta:
        verbose_name = _("rebuttals page")
        verbose_name_plural = _("rebuttals pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["rebuttals"] = rebuttals.rebuttals_below(self, request)
        return context


class RebuttalPage(VersionRoutes, PrintablePage, BodyPage):
    """The answer to one misleading claim. The title is the fact; the claim stands on the page once."""

    class Fallacy(models.TextChoices):
        OVERSIMPLIFICATION = "oversimplification", _("Oversimplification")
        MISATTRIBUTION = "misattribution", _("Misattribution")
        FALSE_GENERALISATION = "false_generalisation", _("False generalisation")
        OMISSION = "omission", _("Omission")
        GUILT_BY_ASSOCIATION = "guilt_by_association", _("Guilt by association")
        STRAW_MAN = "straw_man", _("Straw man")
        CHERRY_PICKING = "cherry_picking", _("Cherry picking")
        FALSE_DILEMMA = "false_dilemma", _("False dilemma")
        NO_EVIDENCE = "no_evidence", _("Claim without evidence")
        OUT_OF_DATE = "out_of_date", _("Out of date")
        CONSPIRACY = "conspiracy", _("Hidden intention alleged")

    parent_page_types = ["transparency.RebuttalIndexPage"]
    subpage_types: list[str] = []
    motif = "rebuttals"
    document_template = "transparency/documents/rebuttal.html"

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
        context["corrections"] = corrections.shown(self, language_of(self, request), request)
        return context
