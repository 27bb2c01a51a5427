"""The menu “Transparency”: the ledger."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from transparency.cms.citations import CitationReviewsViewSet
from transparency.cms.corrections import CorrectionViewSet
from transparency.models import Funder, RefusalCount, SupportRecord


class SupportRecordViewSet(SnippetViewSet):
    """The lines of the ledger."""

    model = SupportRecord
    icon = "clipboard-list"
    list_display = ["title", "funder", "kind", LiveStatusTagColumn(label=_("Status")), "locale"]
    list_filter = ["kind", "funder"]
    ordering = ["sort_order", "pk"]
    search_fields = ["title", "purpose"]


class FunderViewSet(SnippetViewSet):
    """Who gives."""

    model = Funder
    icon = "group"
    list_display = ["name", "kind", "country", "locale"]
    list_filter = ["kind"]
    ordering = ["name"]
    search_fields = ["name"]


class RefusalCountViewSet(SnippetViewSet):
    """How many supports were refused, by category and year."""

    model = RefusalCount
    icon = "cross"
    menu_label = _("Refused support")
    list_display = ["year", "category", "number"]
    list_filter = ["year", "category"]
    ordering = ["-year", "category"]


class TransparencyGroup(SnippetViewSetGroup):
    """The menu “Transparency”."""

    items = (SupportRecordViewSet, FunderViewSet, RefusalCountViewSet, CitationReviewsViewSet, CorrectionViewSet)
    menu_label = _("Transparency")
    menu_name = "transparency"
    menu_icon = "view"
    menu_order = 210
