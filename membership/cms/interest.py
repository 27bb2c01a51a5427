"""Who wishes to take part in an activity, as the members of staff who look after it see it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from membership.models import ActivityInterest, ActivityPage, CityContact
from membership.services import interest

REPORT = "activity_interest"


class InterestColumn(Column):
    """How many contacts are interested: the way to who they are."""

    cell_template_name = "membership/cms/cells/interest.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "url": reverse(REPORT, args=[instance.pk]) if instance.interest else ""}


class ActivityIndexView(IndexView):
    """The list of activities, with how many contacts are interested in each."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count for the activities of this page of the list. One query."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        counts = interest.counts(activity.translation_key for activity in context["object_list"])
        for activity in context["object_list"]:
            activity.interest = counts.get(activity.translation_key, 0)
        return context


#: What the list of activities shows.
ACTIVITY_COLUMNS = [
    *(column for column in IndexView.base_columns if column.name != "parent"),
    InterestColumn("interest", label=_("Interested"), accessor="interest", width="10%"),
]


class InterestReport(ReportView):
    """The contacts who are interested in one activity, with their cities. Nothing of it is exported."""

    model = ActivityInterest
    permission_policy = ModelPermissionPolicy(CityContact)
    permission_required = "view"
    page_title = _("Who is interested")
    header_icon = "group"
    is_searchable = False
    default_ordering = None
    index_url_name = REPORT
    index_results_url_name = "activity_interest_results"
    columns = [
        Column("name", label=_("Contact"), accessor="contact.name"),
        Column("role", label=_("Role"), accessor="contact.role"),
        Column("city", label=_("City"), accessor="contact.city.name"),
        Column("country", label=_("Country"), accessor="contact.city.country.name"),
        Column("email", label=_("E-mail address"), accessor="contact.email"),
        DateColumn("at", label=_("Since"), accessor="at"),
    ]
    list_export: list[str] = []

    @cached_property
    def activity(self) -> ActivityPage:
        """Return the activity at this address, in whichever language."""
        return get_object_or_404(ActivityPage, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the names from every cache."""
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def get_page_subtitle(self) -> str:
        return str(self.activity.title)

    def get_index_url(self) -> str:
        return reverse(self.index_url_name, args=[self.activity.pk])

    def get_index_results_url(self) -> str:
        return reverse(self.index_results_url_name, args=[self.activity.pk])

    def get_base_queryset(self) -> QuerySet[ActivityInterest]:
        return interest.contacts_for(self.activity.translation_key)

    def get_queryset(self) -> QuerySet[ActivityInterest]:
        return self.get_base_queryset()


def urls() -> list[URLPattern]:
    """Return the report's addresses in the CMS."""
    return [
        path("membership/activities/<int:pk>/interest/", InterestReport.as_view(), name=REPORT),
        path(
            "membership/activities/<int:pk>/interest/results/",
            InterestReport.as_view(results_only=True),
            name="activity_interest_results",
        ),
    ]
