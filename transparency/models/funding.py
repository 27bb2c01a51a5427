"""The page on which anyone may check who pays."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path, re_path
from wagtail.fields import RichTextField
from wagtail_localize.fields import SynchronizedField

from home.blocks import INLINE_FEATURES
from home.models import BodyPage, PrintablePage
from home.services.contents import Section
from home.services.translations import language_of
from transparency.models.ledger import Funder
from transparency.models.open_data import OpenDataMixin
from transparency.services import funding, ledger, lines

DECLARATION = ("declaration", "declared_on", "signatory_name", "signatory_role")


class FundingPage(OpenDataMixin, PrintablePage, BodyPage):
    """Who pays for what: the ledger with its totals and a page for each year, the statement, and the declaration."""

    parent_page_types = ["home.SectionPage"]
    subpage_types: list[str] = []
    motif = "funding"
    document_template = "transparency/documents/funding.html"

    declaration = RichTextField(
        _("declaration"),
        blank=True,
        features=INLINE_FEATURES,
        help_text=_("What the signatory declares on the network's funding. Left empty while nobody has signed."),
    )
    declared_on = models.DateField(_("declared on"), null=True, blank=True, help_text=_("The day of the signature."))
    signatory_name = models.CharField(_("signatory"), max_length=120, blank=True, help_text=_("Who signed."))
    signatory_role = models.CharField(
        _("signatory's office"), max_length=160, blank=True, help_text=_("On whose behalf, and in what office.")
    )

    content_panels = [
        *BodyPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("declaration"),
                FieldPanel("declared_on"),
                FieldRowPanel([FieldPanel("signatory_name"), FieldPanel("signatory_role")]),
            ],
            heading=_("Declaration"),
        ),
    ]
    override_translatable_fields = [
        *BodyPage.override_translatable_fields,
        SynchronizedField("declared_on", overridable=False),
    ]

    class Meta:
        verbose_name = _("funding page")
        verbose_name_plural = _("funding pages")

    def clean(self) -> None:
        super().clean()
        if any(getattr(self, name) for name in DECLARATION):
            missing = [name for name in DECLARATION if not getattr(self, name)]
            if missing:
                raise ValidationError(
                    dict.fromkeys(missing, _("A declaration needs its text, its day, its signatory and the office."))
                )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["own_url"] = self.get_url(request)
        # A year's page shows none of it.
        if not kwargs.get("below"):
            context["overview"], context["listing"] = funding.report(language_of(self, request), request.GET)
        return context

    def get_document_context(self, request: HttpRequest) -> dict[str, Any]:
        overview, groups = funding.report_on_paper(language_of(self, request))
        return {"overview": overview, "groups": groups}

    @re_path(r"^(?P<year>[12][0-9]{3})/$", name="year")
    def serve_year(self, request: HttpRequest, year: str) -> HttpResponse:
        """Answer with one year of the ledger; not found where the ledger says nothing of it."""
        report = funding.report_of_year(language_of(self, request), int(year), request.GET.get("page", ""))
        if report is None:
            raise Http404
        return self.render(
            request,
            template="transparency/funding_year.html",
            context_overrides={"report": report, "sections": []},
            below=f"{year}/",
        )

    @path("record/<slug:stable_id>/", name="record")
    def serve_record(self, request: HttpRequest, stable_id: str) -> HttpResponse:
        """Lead to the row of a record, on whichever page of the ledger it stands today."""
        number = ledger.page_with(stable_id)
        if number is None:
            raise Http404
        page = f"?page={number}" if number > 1 else ""
        return HttpResponseRedirect(f"{self.get_url(request)}{page}#{lines.anchor_of(stable_id)}")

    @property
    def sections(self) -> list[Section]:
        """Return the statement's own sections, and those that follow it on every funding page."""
        stated = super().sections
        follow = [
            ("refusals", gettext("Register of refused support")),
            ("declaration", gettext("Declaration")),
            ("data", gettext("The data")),
        ]
        return [*stated, *(Section(number, *rest) for number, rest in enumerate(follow, start=len(stated) + 1))]


class RefusalCount(models.Model):
    """How many supports of one category were refused in one year: a number, never a name. Nought is said, too."""

    category = models.CharField(
        _("category"), max_length=20, choices=Funder.Kind, help_text=_("What those were whose support was refused.")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)], help_text=_("As in 2026.")
    )
    number = models.PositiveIntegerField(
        _("refused"), help_text=_("How many were refused. Nought is published, too: it says that there was none.")
    )

    panels = [FieldPanel("category"), FieldPanel("year"), FieldPanel("number")]

    class Meta:
        verbose_name = _("refused support")
        verbose_name_plural = _("refused supports")
        ordering = ["-year", "category"]
        constraints = [models.UniqueConstraint(fields=["category", "year"], name="one_count_of_refusals_a_year")]

    def __str__(self) -> str:
        return f"{self.get_category_display()}, {self.year}"
