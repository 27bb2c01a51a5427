"""What the public reads about membership: how to join, the principles, the Terms of Reference."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.blocks import INLINE_FEATURES
from home.models import BodyPage
from membership.services import joining


class AdoptedText(models.Model):
    """A text that the International Steering Committee adopts: its version, and where and when it was adopted."""

    version = models.CharField(
        _("version"),
        max_length=20,
        blank=True,
        help_text=_("As it is quoted: “1”. Left empty while none is published."),
    )
    adopted_at = models.CharField(
        _("adopted at"), max_length=160, blank=True, help_text=_("The meeting that adopted this text.")
    )
    adopted_on = models.DateField(
        _("adopted on"), null=True, blank=True, help_text=_("Left empty, the page says that no date is published.")
    )

    adoption_panels = [
        MultiFieldPanel(
            [FieldPanel("version"), FieldPanel("adopted_at"), FieldPanel("adopted_on")], heading=_("Adoption")
        )
    ]

    class Meta:
        abstract = True


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


class PrinciplesPage(AdoptedText, BodyPage):
    """The principles that members uphold, in their order, each with an id by which it is quoted."""

    parent_page_types = ["membership.MembershipPage"]
    subpage_types: list[str] = []
    motif = "principles"
    override_translatable_fields = [
        *BodyPage.override_translatable_fields,
        SynchronizedField("version", overridable=False),
    ]

    preamble = RichTextField(
        _("preamble"), blank=True, features=INLINE_FEATURES, help_text=_("What stands above the first principle.")
    )

    content_panels = [
        *BodyPage.content_panels[:-1],
        *AdoptedText.adoption_panels,
        FieldPanel("preamble"),
        InlinePanel("principles", heading=_("Principles"), label=_("Principle")),
        BodyPage.content_panels[-1],
    ]
    search_fields = [
        *BodyPage.search_fields,
        index.SearchField("preamble"),
        index.RelatedFields("principles", [index.SearchField("statement"), index.SearchField("explanation")]),
    ]

    class Meta:
        verbose_name = _("principles page")
        verbose_name_plural = _("principles pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["principles"] = list(self.principles.all())
        return context


class Principle(TranslatableMixin, Orderable):
    """One principle. Its id is what others quote; it never changes."""

    page = ParentalKey(PrinciplesPage, on_delete=models.CASCADE, related_name="principles")
    stable_id = models.CharField(
        _("stable id"),
        max_length=10,
        validators=[RegexValidator(r"^P[1-9][0-9]*$", _("Write P and a number: P1."))],
        help_text=_("By which the principle is quoted: P1. It never changes, also when the order does."),
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("Two to five words."))
    statement = models.TextField(_("statement"), help_text=_("What members commit themselves to, in one sentence."))
    explanation = models.TextField(_("explanation"), blank=True, help_text=_("What it means in a city's work."))

    panels = [FieldPanel("stable_id"), FieldPanel("name"), FieldPanel("statement"), FieldPanel("explanation")]
    override_translatable_fields = [SynchronizedField("stable_id", overridable=False)]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("principle")
        verbose_name_plural = _("principles")

    def __str__(self) -> str:
        return f"{self.stable_id} {self.name}"


class TermsOfReferencePage(AdoptedText, BodyPage):
    """What the Terms of Reference hold, who receives them, and how they are reviewed."""

    parent_page_types = ["membership.MembershipPage"]
    subpage_types: list[str] = []
    motif = "terms"
    override_translatable_fields = [
        *BodyPage.override_translatable_fields,
        SynchronizedField("version", overridable=False),
    ]

    content_panels = [*BodyPage.content_panels[:-1], *AdoptedText.adoption_panels, BodyPage.content_panels[-1]]

    class Meta:
        verbose_name = _("Terms of Reference page")
        verbose_name_plural = _("Terms of Reference pages")


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
