"""Topics and questions."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from faq import services
from home.blocks import ContentBlock
from home.models import BasePage, BodyPage

stable_id_validator = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small Latin letters, digits and hyphens: what-is-cve.")
)


class Topic(RevisionMixin, TranslatableMixin, index.Indexed, models.Model):
    """What a group of questions is about. Topics stand in the order of their numbers."""

    stable_id = models.CharField(
        _("stable id"),
        max_length=60,
        validators=[stable_id_validator],
        help_text=_("Makes the topic's anchor. It never changes, also when the name does."),
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("A few words: “Joining the network”."))
    description = models.CharField(
        _("description"), max_length=255, blank=True, help_text=_("One sentence on what the topic's questions answer.")
    )
    sort_order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Topics with a smaller number come first.")
    )

    panels = [FieldPanel("name"), FieldPanel("description"), FieldPanel("stable_id"), FieldPanel("sort_order")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("locale_id")]
    override_translatable_fields = [
        SynchronizedField("stable_id", overridable=False),
        SynchronizedField("sort_order", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["sort_order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["locale", "stable_id"], name="one_topic_for_each_id_and_language")
        ]

    def __str__(self) -> str:
        return self.name


class FAQIndexPage(BodyPage):
    """Every question with its answer, by topic."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["faq.QuestionPage"]
    motif = "faq"

    class Meta:
        verbose_name = _("questions page")
        verbose_name_plural = _("questions pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["topics"] = services.questions_by_topic(self)
        return context


class QuestionPage(BasePage):
    """One question, whose title it is, with a short answer and a full one."""

    parent_page_types = ["faq.FAQIndexPage"]
    subpage_types: list[str] = []
    motif = "faq"

    stable_id = models.CharField(
        _("stable id"),
        max_length=80,
        validators=[stable_id_validator],
        help_text=_("Makes the question's anchor. It never changes, also when the question is worded anew."),
    )
    topic = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        related_name="questions",
        verbose_name=_("topic"),
        help_text=_("The heading under which the question stands."),
    )
    short_answer = models.TextField(
        _("short answer"),
        max_length=400,
        help_text=_("One or two sentences that answer the question by themselves, without links."),
    )
    answer = StreamField(
        ContentBlock(), blank=True, verbose_name=_("full answer"), help_text=_("What the short answer leaves out.")
    )
    search_words = models.CharField(
        _("search words"),
        max_length=255,
        blank=True,
        help_text=_("Words that readers type and the text does not use, with commas between. Never shown."),
    )

    content_panels = [
        TitleFieldPanel("title", heading=_("Question"), help_text=_("As a reader would ask it.")),
        FieldPanel("topic"),
        FieldPanel("short_answer"),
        FieldPanel("answer"),
        InlinePanel("related", heading=_("Related questions"), label=_("Related question"), max_num=3),
    ]
    promote_panels = [
        MultiFieldPanel([FieldPanel("stable_id"), FieldPanel("search_words")], heading=_("Finding the question")),
        *BasePage.promote_panels,
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("short_answer"),
        index.SearchField("answer"),
        index.SearchField("search_words"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("stable_id", overridable=False),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def clean(self) -> None:
        super().clean()
        services.check_stable_id(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["related"] = services.related_questions(self, request)
        return context


class RelatedQuestion(Orderable):
    """A question that readers of another one ask next. It names the source language's page."""

    question = ParentalKey(QuestionPage, on_delete=models.CASCADE, related_name="related")
    related = models.ForeignKey(
        QuestionPage,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("question"),
        help_text=_("Readers of another language are led to its translation."),
    )

    panels = [PageChooserPanel("related")]

    class Meta(Orderable.Meta):
        verbose_name = _("related question")
        verbose_name_plural = _("related questions")
