"""What the public reads before it joins: the way, step by step, and what is asked."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, TranslatableMixin

from home.models import BodyPage
from membership.services import joining


class MembershipPage(BodyPage):
    """How a city joins, step by step."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["membership.PrinciplesPage", "membership.TermsOfReferencePage", "membership.ApplyPage"]
    motif = "membership"

    content_panels = [
        *BodyPage.content_panels[:-1],
        InlinePanel("steps", heading=_("Steps"), label=_("Step")),
        BodyPage.content_panels[-1],
    ]

    class Meta:
        verbose_name = _("membership page")
        verbose_name_plural = _("membership pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["steps"] = list(self.steps.all())
        context["below"] = joining.pages_below(self, request)
        return context


class JoiningStep(TranslatableMixin, Orderable):
    """One step on the way to membership."""

    page = ParentalKey(MembershipPage, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(_("name"), max_length=80, help_text=_("What happens, in a few words."))
    text = models.TextField(_("text"), help_text=_("Who does what, in one or two sentences."))
    duration = models.CharField(
        _("duration"), max_length=80, blank=True, help_text=_("Only where it is promised: “two to three working days”.")
    )

    panels = [FieldPanel("name"), FieldPanel("text"), FieldPanel("duration")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return self.name


class ApplyPage(BodyPage):
    """Who may apply, what is asked, and what happens then."""

    parent_page_types = ["membership.MembershipPage"]
    subpage_types: list[str] = []
    motif = "apply"

    class Meta:
        verbose_name = _("application page")
        verbose_name_plural = _("application pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, **joining.before_applying()}
