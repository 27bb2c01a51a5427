"""What the officers' pages have in common: rights asked first, the thing fetched after, and a frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin

from membership.models import Application, City


class PartColumn(Column):
    """A cell with a template of its own: `part` names it in templates/membership/cms/cells/."""

    def __init__(self, part: str, label: Any, **kwargs: Any) -> None:
        super().__init__(part, label=label, accessor="pk", **kwargs)
        self.cell_template_name = f"membership/cms/cells/{part}.html"


@method_decorator(sensitive_post_parameters(), name="dispatch")
class OfficersPage(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A page on one thing. Whoever may not see it is turned away before it is looked for."""

    model: type[Model]
    permission_required = "view"
    index_url_name = ""
    page_url_name = ""

    def get_object_queryset(self) -> QuerySet[Any]:
        """Return what the thing is looked for in, with what its page shows of others."""
        return self.model._default_manager.all()

    @cached_property
    def object(self) -> Any:
        """Fetch what the page is about; the page is not found where there is none."""
        return get_object_or_404(self.get_object_queryset(), pk=self.kwargs["pk"])

    @property
    def page_url(self) -> str:
        """Where the thing has its page."""
        return reverse(self.page_url_name, args=[self.object.pk])

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        path: list[dict[str, Any]] = [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": self.model._meta.verbose_name_plural.capitalize()},  # type: ignore[union-attr]
        ]
        if self.request.path != self.page_url:
            path.append({"url": self.page_url, "label": str(self.object)})
        return [*path, {"url": "", "label": self.get_page_title()}]

    def respond(self, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
        """Return the page with this context."""
        return self.render_to_response(self.get_context_data(**context), status=status)


class ApplicationPage(OfficersPage):
    """A page on one application."""

    model = Application
    index_url_name = "applications:index"
    page_url_name = "applications:edit"
    header_icon = "clipboard-list"

    def get_object_queryset(self) -> QuerySet[Application]:
        return Application.objects.select_related("assigned_to", "consent")


class CityPage(OfficersPage):
    """A page on one member city."""

    model = City
    index_url_name = "cities:index"
    page_url_name = "cities:edit"
    header_icon = "site"

    def get_object_queryset(self) -> QuerySet[City]:
        return City.objects.select_related("application")


def may(request: HttpRequest, right: str) -> bool:
    """Say whether the person may do this (“change_application”) in membership."""
    return bool(request.user.has_perm(f"membership.{right}"))
