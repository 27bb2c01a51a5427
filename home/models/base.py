"""What every page of the site has in common."""

from http import HTTPMethod
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.blocks import BodyBlock
from home.services.contents import Section, sections_of
from home.services.translations import page_frame


class BasePage(Page):
    """A page with a lead, a picture for shared links, and a date of review.

    The slug is the same in every language, so that an address tells which page it is in whichever language.
    """

    allowed_http_methods: ClassVar[list[HTTPMethod]] = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    #: The seed of the drawn motif that stands for the page's section (home/motif.py).
    motif: ClassVar[str] = "home"
    #: Whether a stranger may ever read a page of this type, and see its title where its address is shared.
    for_everybody: ClassVar[bool] = True
    #: Whether readers are shown when the page was changed and reviewed.
    shows_record: ClassVar[bool] = True

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One to three sentences below the title: what the reader finds.")
    )
    social_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("social image"),
        help_text=_("Shown where the page is shared. At least 1200 by 630 pixels."),
    )
    last_reviewed_on = models.DateField(
        _("last reviewed on"),
        null=True,
        blank=True,
        help_text=_("The day on which someone last checked every statement of the page. Readers see it."),
    )
    next_review_on = models.DateField(
        _("next review due on"),
        null=True,
        blank=True,
        help_text=_("The day by which it is to be checked again. It is listed for staff when it has passed."),
    )

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels = [
        MultiFieldPanel([FieldPanel("slug")], heading=_("On this site")),
        MultiFieldPanel(
            [FieldPanel("seo_title"), FieldPanel("search_description"), FieldPanel("social_image")],
            heading=_("Elsewhere: search engines and shared links"),
        ),
    ]
    settings_panels = [
        *Page.settings_panels,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("last_reviewed_on"), FieldPanel("next_review_on")])],
            heading=_("Review"),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.next_review_on and not self.last_reviewed_on:
            raise ValidationError({"last_reviewed_on": _("Say when the page was last reviewed, too.")})
        if self.next_review_on and self.last_reviewed_on and self.next_review_on <= self.last_reviewed_on:
            raise ValidationError({"next_review_on": _("The next review comes after the last.")})

    def get_context(self, request: HttpRequest, *args: Any, below: str = "", **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows; `below` is the rest of the address where it is one of the page's own."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["page_frame"] = page_frame(self, request, below)
        context["sections"] = self.sections
        return context

    @property
    def sections(self) -> list[Section]:
        """The entries of the table of contents; none where a page is too short for one."""
        return []


class BodyPage(BasePage):
    """A page whose text is made of numbered sections and the shared blocks."""

    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("body"),
        help_text=_("Use sections for long pages: they are numbered and make the table of contents."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        abstract = True

    @property
    def sections(self) -> list[Section]:
        return sections_of(self.body)
