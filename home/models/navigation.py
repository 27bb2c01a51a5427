"""The menus. An item names a page of the source language; readers see its translation."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable


@register_setting(icon="list-ul", order=10)
class SiteNavigation(BaseSiteSetting, ClusterableModel):
    """The menus at the head and the foot of every page, in the editors' order."""

    panels = [
        InlinePanel(
            "items",
            heading=_("Menu items"),
            label=_("Menu item"),
            help_text=_("Choose the English page: readers of other languages are led to its translation."),
        )
    ]

    class Meta:
        verbose_name = _("navigation")


class NavigationItem(Orderable):
    """One page in one menu."""

    class Menu(models.TextChoices):
        HEADER = "header", _("At the head")
        FOOTER = "footer", _("At the foot")

    navigation = ParentalKey(SiteNavigation, on_delete=models.CASCADE, related_name="items")
    menu = models.CharField(
        _("menu"), max_length=10, choices=Menu, default=Menu.HEADER, help_text=_("Where the item stands.")
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("page"),
        help_text=_("The page that the item leads to. Its title is the item's label: keep it short."),
    )

    panels = [FieldPanel("menu"), FieldPanel("page")]

    class Meta(Orderable.Meta):
        verbose_name = _("menu item")
        verbose_name_plural = _("menu items")
