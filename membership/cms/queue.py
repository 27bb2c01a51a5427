"""The queue: every application, the most pressing first."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any

import django_filters
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Table
from wagtail.admin.views.generic import IndexView

from home.services.spreadsheets import SafeExport
from membership.cms.pages import PartColumn
from membership.models import Application, Reading
from membership.services import promise, queue, references, staff_work

State = Application.State
NOBODY = "nobody"
ME = "me"
#: What a list shows of an application: nobody's name, address or words.
LISTED = (
    "reference", "place_name", "country", "state", "due_on", "asked_at", "language", "submitted_at", "institution",
    "erased_at", "assigned_to",
)  # fmt: skip


class QueueFilters(WagtailFilterSet):
    """Which applications to list. Those whose address is not confirmed are listed when they are asked for."""

    state = django_filters.MultipleChoiceFilter(label=_("Stage"), choices=State.choices, widget=CheckboxSelectMultiple)
    due = django_filters.ChoiceFilter(
        label=_("Working days left"),
        method="filter_due",
        choices=[
            ("overdue", _("Overdue")),
            ("soon", _("Due today or on the next working day")),
            ("waiting", _("Waits for the applicant")),
        ],
    )
    assigned_to = django_filters.ChoiceFilter(label=_("Assigned to"), method="filter_assigned")
    country = django_filters.ChoiceFilter(label=_("Country"))
    language = django_filters.ChoiceFilter(label=_("Language"), choices=settings.LANGUAGES)
    submitted_at = django_filters.DateFromToRangeFilter(label=_("Submitted"), widget=DateRangePickerWidget)

    class Meta:
        model = Application
        fields = ["state", "due", "assigned_to", "country", "language", "submitted_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(user.pk), str(user)) for user in staff_work.officers()]
        self.filters["assigned_to"].extra["choices"] = [(ME, _("Me")), (NOBODY, _("Nobody")), *people]
        self.filters["country"].extra["choices"] = countries_of_applications()

    def filter_queryset(self, queryset: QuerySet[Application]) -> QuerySet[Application]:
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.exclude(state=State.UNCONFIRMED)
        filtered: QuerySet[Application] = super().filter_queryset(queryset)
        return filtered

    def filter_due(self, queryset: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """Keep what is overdue, due soon, or with the applicant."""
        kept, now = promise.current(), timezone.now()
        match value:
            case "overdue":
                return queryset.filter(queue.overdue(kept, now))
            case "soon":
                return queryset.filter(queue.due_soon(kept, now))
            case _:
                return queryset.filter(queue.waiting())

    def filter_assigned(self, queryset: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """Keep what this person, nobody or somebody looks after."""
        match value:
            case "me":
                return queryset.filter(assigned_to=self.request.user)
            case "nobody":
                return queryset.filter(assigned_to=None)
            case _:
                return queryset.filter(assigned_to=int(value))


def countries_of_applications() -> list[tuple[str, str]]:
    """Return the countries from which there are applications, by their names."""
    codes = Application.objects.order_by().values_list("country", flat=True).distinct()
    return sorted(((code, str(countries.name(code) or code)) for code in codes), key=lambda pair: pair[1])


class QueueView(SafeExport, IndexView):
    """Lists the applications. Searching is a form of its own that is posted: a name stands in no address."""

    template_name = "membership/cms/queue.html"
    results_template_name = "membership/cms/queue_results.html"
    page_title = _("Applications")
    header_icon = "clipboard-list"
    filterset_class = QueueFilters
    is_searchable = False
    default_ordering = "due_on"
    export_filename = "applications"
    list_export = [
        "reference", "place_name", "country.name", "institution", "get_state_display", "standing.words", "due_on",
        "assigned_to", "language", "submitted_at",
    ]  # fmt: skip
    export_headings = {
        "reference": _("Reference"),
        "place_name": _("City"),
        "country.name": _("Country"),
        "institution": _("Institution"),
        "get_state_display": _("Stage"),
        "standing.words": _("Working days left"),
        "due_on": _("Due on"),
        "assigned_to": _("Assigned to"),
        "language": _("Language"),
        "submitted_at": _("Submitted"),
    }
    columns: list[BaseColumn] = [
        PartColumn("reference", _("Reference"), sort_key="reference"),
        PartColumn("place", _("City"), sort_key="place_name"),
        PartColumn("country", _("Country"), sort_key="country"),
        PartColumn("state", _("Stage"), sort_key="state"),
        PartColumn("standing", _("Working days left"), sort_key="due_on"),
        PartColumn("assigned", _("Assigned to"), sort_key="assigned_to"),
        PartColumn("submitted", _("Submitted"), sort_key="submitted_at"),
    ]
    http_method_names = ["get", "head", "post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List what the words that were sent are found in."""
        response: HttpResponse = self.get(request, *args, **kwargs)
        return response

    @property
    def words(self) -> str:
        """What is searched for."""
        return " ".join(self.request.POST.get("words", "").replace("\0", "").split())[:200]

    def get_base_queryset(self) -> QuerySet[Application]:
        return Application.objects.select_related("assigned_to").only(
            *LISTED, "assigned_to__first_name", "assigned_to__last_name", "assigned_to__email"
        )

    def order_queryset(self, queryset: QuerySet[Application]) -> QuerySet[Application]:
        match self.ordering:
            case "due_on":
                return queryset.order_by(F("due_on").asc(nulls_last=True), "-submitted_at", "-pk")
            case "-due_on":
                return queryset.order_by(F("due_on").desc(nulls_last=True), "-submitted_at", "-pk")
            case "assigned_to" | "-assigned_to" as key:
                sign = "-" if key.startswith("-") else ""
                return queryset.order_by(f"{sign}assigned_to__first_name", f"{sign}assigned_to__last_name", "-pk")
            case key:
                return queryset.order_by(key, "-pk")

    def filter_queryset(self, queryset: QuerySet[Application]) -> QuerySet[Application]:
        # A search goes through all: who searches is asked for one application, wherever it stands.
        if self.words:
            return queryset
        filtered: QuerySet[Application] = super().filter_queryset(queryset)
        return filtered

    def search_queryset(self, queryset: QuerySet[Application]) -> QuerySet[Application]:
        return queryset.filter(found_in(self.words)) if self.words else queryset

    def get_ordering(self) -> str:
        return super().get_ordering() or self.default_ordering

    def paginate_queryset(
        self, queryset: QuerySet[Application], page_size: int
    ) -> tuple[Paginator[Any], Page[Any], list[Application], bool]:
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.POST.get("p") or self.request.GET.get("p"))
        rows = self.with_standing(page.object_list)
        page.object_list = rows
        return paginator, page, rows, page.has_other_pages()

    def with_standing(self, applications: Any) -> list[Application]:
        """Return the applications, each with how it stands to the promise."""
        kept, now, rows = promise.current(), timezone.now(), list(applications)
        for application in rows:
            application.standing = queue.standing_of(application, kept, now)
        return rows

    def get_table(self, object_list: Any) -> Table:
        columns = self.columns
        if self.words:
            # A column's head is a link: it would lose the words.
            columns = [copy(column) for column in columns]
            for column in columns:
                column.sort_key = None
        table: Table = self.table_class(columns, object_list, **self.get_table_kwargs())
        return table

    def get_table_kwargs(self) -> dict[str, Any]:
        return super().get_table_kwargs() | {"caption": gettext("Applications")}

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """Note who exported how many, then hand out the file."""
        rows = self.with_standing(queryset)
        Reading.objects.create(reader=self.request.user, kind=Reading.Kind.EXPORT, count=len(rows))
        return super().as_spreadsheet(rows, spreadsheet_format)

    def get_heading(self, queryset: Any, field: str) -> str:
        return str(self.export_headings[field])

    def get_context_data(self, *args: Any, **kwargs: Any) -> Mapping[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"words": self.words}


def found_in(words: str) -> Q:
    """Return what selects the applications with these words: reference, place, institution, name or e-mail address."""
    if reference := references.normalised(words):
        return Q(reference=reference)
    fields = ("reference", "place_name", "institution", "name", "email")
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": words})
    return found
