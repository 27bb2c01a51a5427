"""The rebuttal document: fact first, the claim once, why it misleads, the evidence, what was corrected."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.fields import StreamField
from wagtail.models import Revision
from wagtail.search import index

from home.models import BodyPage, PrintablePage
from home.services.translations import language_of
from transparency.blocks import EvidencesBlock
from transparency.cms.rebuttal_form import RebuttalForm
from transparency.models.correction_routes import CorrectionRoutes, VersionRoutes
from transparency.services import claim_review, corrections, evidence, feed, publishing, rebuttals
from transparency.services.fallacies import explanation


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
        context["feed_url"] = f"{self.get_url(request)}feed.atom"
        context["corrections_url"] = f"{self.get_url(request)}corrections/"
        return context

    def get_document_context(self, request: HttpRequest) -> dict[str, Any]:
        return rebuttals.document_of(self, request)

    @path("feed.atom/", name="feed")
    def serve_feed(self, request: HttpRequest) -> HttpResponse:
        """Answer with the newest rebuttals and corrections of this language as an Atom feed."""
        return feed.answer(self, request)


class RebuttalPage(VersionRoutes, PrintablePage, BodyPage):
    """The answer to one misleading claim. The title is the fact; the claim stands on the page once.

    A draft may be anything; what goes public keeps the rules of services/publishing.py, by whichever way it goes.
    """

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
        EvidencesBlock(),
        blank=True,
        verbose_name=_("evidence"),
        help_text=_("What shows the fact, each with its source. Without any, the page cannot be published."),
    )

    base_form_class = RebuttalForm

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raise PublishingRefused for a live page that may not be public, unless told `clean=False`."""
        if self.live and kwargs.get("clean", True):
            publishing.check(self)
        super().save(*args, **kwargs)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish or schedule a revision; raise PublishingRefused for one that may not be public.

        One whose hour has come is taken off the schedule instead: nobody is there to be told, and others wait behind.
        """
        try:
            publishing.check(revision.as_object())
        except publishing.PublishingRefused:
            if kwargs.get("log_action") != publishing.BY_THE_CLOCK:
                raise
            publishing.unschedule(revision)
            return None
        return super().publish(revision, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context |= self._reading(request)
        context["corrections"] = corrections.shown(self, language_of(self, request), request)
        context["claim_review"] = claim_review.markup_of(self, request)
        return context

    def get_document_context(self, request: HttpRequest) -> dict[str, Any]:
        shown = corrections.shown(self, language_of(self, request), request)
        return self._reading(request) | {"corrections": shown}

    @property
    def fallacy_explanation(self) -> str:
        """What kind of error the claim makes, in a sentence."""
        return explanation(self.fallacy)

    def _reading(self, request: HttpRequest) -> dict[str, Any]:
        return {"evidence": evidence.resolve(self.evidence.raw_data, language_of(self, request), request)}
