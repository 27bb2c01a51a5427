"""The menu “Transparency”: the ledger."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from transparency.cms import imports, ledger
from transparency.cms.citations import CitationReviewsViewSet
from transparency.cms.corrections import CorrectionViewSet
from transparency.cms.forms import FunderForm, RowAddressPanel, SupportRecordForm
from transparency.cms.rights import may_import
from transparency.models import Funder, RefusalCount, SupportRecord


class SupportRecordViewSet(SnippetViewSet):
    """The lines of the ledger."""

    model = SupportRecord
    icon = "clipboard-list"
    index_view_class = ledger.RecordsView
    add_view_class = ledger.CreateRecord
    edit_view_class = ledger.EditRecord
    filterset_class = ledger.RecordFilters
    list_per_page = 50
    list_display = [
        "title",
        "funder",
        "kind",
        "year",
        Column("sum", label=_("Sum"), accessor=ledger.sum_of),
        StatusTagColumn(
            "status", label=_("Status"), accessor=ledger.status_of, sort_key="live", primary=lambda record: record.live
        ),
        "locale",
    ]
    ordering = ["sort_order", "-year", "pk"]
    search_fields = ["title", "purpose", "programme", "reference", "stable_id"]
    # The database's own search: it can be joined with any filter.
    search_backend_name = None
    edit_handler = ObjectList([RowAddressPanel(), *SupportRecord.panels], base_form_class=SupportRecordForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupportRecord]:
        return ledger.listed()


class FunderViewSet(SnippetViewSet):
    """Who gives."""

    model = Funder
    icon = "group"
    add_view_class = ledger.CreateFunder
    edit_view_class = ledger.EditFunder
    list_per_page = 50
    list_display = ["name", "kind", "country", "locale"]
    list_filter = ["kind", "country"]
    ordering = ["name"]
    search_fields = ["name"]
    search_backend_name = None
    edit_handler = ObjectList(Funder.panels, base_form_class=FunderForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Funder]:
        found: QuerySet[Funder] = Funder.objects.select_related("locale")
        return found


class RefusalCountViewSet(SnippetViewSet):
    """How many supports were refused, by category and year."""

    model = RefusalCount
    icon = "cross"
    menu_label = _("Refused support")
    list_display = ["year", "category", "number"]
    list_filter = ["year", "category"]
    ordering = ["-year", "category"]


class LedgerFilesViewSet(ViewSet):
    """The ledger from a file, and as a file."""

    name = "ledger"
    url_prefix = "transparency/ledger"
    icon = "upload"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("import/", imports.Upload.as_view(), name="import"),
            path("import/<str:key>/look/", imports.Look.as_view(), name="look"),
            path("import/<str:key>/", imports.Preview.as_view(), name="preview"),
            path("import/<str:key>/write/", imports.Write.as_view(), name="write"),
            path("export/<slug:ending>/", imports.Export.as_view(), name="export"),
        ]


class ImportMenuItem(MenuItem):
    """The import, for whoever may publish what it brings."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_import(request.user)


class TransparencyGroup(SnippetViewSetGroup):
    """The menu “Transparency”."""

    items = (SupportRecordViewSet, FunderViewSet, RefusalCountViewSet, CitationReviewsViewSet, CorrectionViewSet)
    menu_label = _("Transparency")
    menu_name = "transparency"
    menu_icon = "view"
    menu_order = 210

    def get_submenu_items(self) -> list[MenuItem]:
        """Return the lists and, below them, the import."""
        items: list[Any] = super().get_submenu_items()
        return [*items, ImportMenuItem(_("Import"), reverse("ledger:import"), icon_name="upload", order=800)]
