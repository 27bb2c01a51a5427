"""The page types of the ground floor."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import BaseTranslatableField

from home.blocks import EntrancesBlock
from home.registry import figures_for
from home.services.translations import children_of, language_of, links_with_texts, locale_of

from .base import BodyPage


class HomePage(BodyPage):
    """The first page of a language: what the network is, and the ways in."""

    parent_page_types = ["wagtailcore.Page"]
    # Each app's own page types say where they stand (parent_page_types): the ground floor knows none of them.
    subpage_types = None
    shows_record = False

    headline = models.CharField(
        _("headline"), max_length=120, help_text=_("The first sentence that a reader sees, set large.")
    )
    entrances = StreamField(
        EntrancesBlock(),
        blank=True,
        verbose_name=_("ways in"),
        help_text=_("The pages that most readers come for, each with a sentence on what is found there."),
    )

    content_panels = [
        BodyPage.content_panels[0],
        FieldPanel("headline"),
        FieldPanel("introduction"),
        FieldPanel("entrances"),
        FieldPanel("body"),
    ]
    search_fields = [*BodyPage.search_fields, index.SearchField("headline")]
    # The home pages of all languages are siblings, so their slugs differ; no address shows them.
    override_translatable_fields = [BaseTranslatableField("slug")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page by its whole address: Wagtail asks the database twice for each level."""
        # Wagtail would show the source's pages below the address of a language that has none.
        if language_of(self, request) != get_language():
            raise Http404
        if path_components:
            # The page at the address, or the nearest one above it, which may have addresses of its own below it.
            paths = [
                f"{self.url_path}{'/'.join(path_components[:depth])}/" for depth in range(len(path_components), 0, -1)
            ]
            page = Page.objects.filter(url_path__in=paths).order_by("-depth").first()
            if page:
                rest = path_components[page.depth - self.depth :]
                return page.specific.route(request, rest)
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["figures"] = figures_for(locale_of(self, request))
        # The raw data names the pages by their ids: they are fetched in the reader's language alone.
        context["entrances"] = links_with_texts(
            [(entrance["value"]["page"], entrance["value"]["text"]) for entrance in self.entrances.raw_data], request
        )
        return context


class SectionPage(BodyPage):
    """A page that leads to the pages below it."""

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types = None
    motif = "section"

    class Meta:
        verbose_name = _("section page")
        verbose_name_plural = _("section pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["children"] = children_of(self, request)
        return context


class StandardPage(BodyPage):
    """A page of text: about the network, privacy, accessibility."""

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types: list[str] = []
    motif = "standard"

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")


class ContactPage(BodyPage):
    """How to reach the network. The address itself stands in the site identity, once."""

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    motif = "contact"

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")
