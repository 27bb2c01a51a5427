"""The report “To read again”: the rebuttals whose evidence changed, in the CMS."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from home.tasks import SHOWN, TaskList, task_for
from transparency.models import CitationReview, SupportRecord
from transparency.services import citations
from transparency.services.evidence import LedgerCitable

POLICY = ModelPermissionPolicy(CitationReview)


def to_read_again(user: Any) -> TaskList:
    """Return the rebuttals that wait to be read again, for whoever may say that they are still right."""
    waiting = CitationReview.objects.none()
    if POLICY.user_has_permission(user, "change"):
        waiting = CitationReview.objects.filter(settled_at=None).select_related("page__locale")
    tasks = [task_for(review.page) for review in waiting[:SHOWN]]
    return TaskList(_("To read again: what they cite changed"), tasks, waiting.count())


def names_of(changed: list[str]) -> list[str]:
    """Return the changed fields by the names that the record's own form gives them."""
    return [_name_of(field) for field in changed]


def _name_of(field: str) -> str:
    names = {known.name: known.verbose_name for known in SupportRecord._meta.fields}
    return _("Status") if field == "live" else capfirst(str(names.get(field, field)))


class ReviewColumn(Column):
    """A cell of this report: `part` names its template in templates/transparency/cms/reviews/."""

    def __init__(self, part: str, label: Any, **kwargs: Any) -> None:
        super().__init__(part, label=label, accessor="pk", **kwargs)
        self.cell_template_name = f"transparency/cms/reviews/{part}.html"

    def get_cell_context_data(self, instance: CitationReview, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        request = context["request"]
        return context | {"review": instance, "csrf_token": get_token(request)}


class ReviewsReport(ReportView):
    """The rebuttals to be read again, those that wait longest first."""

    model = CitationReview
    permission_policy = POLICY
    permission_required = "change"
    page_title = gettext_lazy("To read again")
    header_icon = "rotate"
    index_url_name = "citation_reviews:index"
    index_results_url_name = "citation_reviews:results"
    default_ordering = "changed_at"
    columns = [
        ReviewColumn("rebuttal", gettext_lazy("Rebuttal"), width="35%"),
        ReviewColumn("cited", gettext_lazy("What it cites"), width="25%"),
        ReviewColumn("changed", gettext_lazy("What changed"), width="20%"),
        ReviewColumn("settle", gettext_lazy("Action")),
    ]

    def get_base_queryset(self) -> QuerySet[CitationReview]:
        """Leave out what is settled."""
        return CitationReview.objects.filter(settled_at=None).select_related("page__locale")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Name what is cited and what changed, with one query for all of them."""
        keys = {review.key for review in object_list if review.kind == citations.LEDGER}
        cited = LedgerCitable().cite(keys, settings.LANGUAGE_CODE) if keys else {}
        for review in object_list:
            thing = cited.get(review.key)
            review.cited_label = thing.label if thing else review.key
            review.changed_names = names_of(review.changed)
            review.language_name = dict(settings.LANGUAGES).get(review.page.locale.language_code, "")
        return object_list


class StillRight(PermissionCheckedMixin, View):
    """Note that a rebuttal was read again and is still right."""

    http_method_names = ["post"]
    permission_policy = POLICY
    permission_required = "change"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Settle the review, and lead back to the list."""
        review = get_object_or_404(CitationReview.objects.select_related("page"), pk=pk)
        try:
            citations.still_right(review, request.user)
        except ValueError:
            messages.warning(request, _("Somebody has settled this already."))
        else:
            messages.success(request, _("Noted: “%(title)s” is still right.") % {"title": review.page.title})
        return redirect(reverse("citation_reviews:index"))


class ReviewsMenuItem(MenuItem):
    """The report, for whoever may settle what it lists."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(POLICY.user_has_permission(request.user, "change"))


class CitationReviewsViewSet(ViewSet):
    """“To read again”, in the menu “Transparency”."""

    name = "citation_reviews"
    url_prefix = "transparency/to-read-again"
    icon = "rotate"
    menu_label = gettext_lazy("To read again")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return ReviewsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ReviewsReport.as_view(), name="index"),
            path("results/", ReviewsReport.as_view(results_only=True), name="results"),
            path("<int:pk>/still-right/", StillRight.as_view(), name="still_right"),
        ]
