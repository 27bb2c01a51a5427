"""The outbox in the CMS: what became of each e-mail, and a button to send it again. No address, no words."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django_filters import CharFilter, ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from home.models import OutgoingEmail
from home.services import outbox

POLICY = ModelPermissionPolicy(OutgoingEmail)


class EmailFilterSet(WagtailFilterSet):
    """Which e-mails to list."""

    state = ChoiceFilter(label=gettext_lazy("Status"), choices=OutgoingEmail.State.choices)
    problem = ChoiceFilter(label=gettext_lazy("Problem"), choices=OutgoingEmail.Problem.choices)
    language = ChoiceFilter(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    event = CharFilter(label=gettext_lazy("Subject matter"), lookup_expr="startswith")

    class Meta:
        model = OutgoingEmail
        fields = ["state", "problem", "language", "event"]


class EmailColumn(Column):
    """A cell of this report: `part` names its template in templates/home/emails/."""

    def __init__(self, part: str, label: Any, **kwargs: Any) -> None:
        super().__init__(part, label=label, accessor="pk", **kwargs)
        self.cell_template_name = f"home/emails/{part}.html"

    def get_cell_context_data(self, instance: OutgoingEmail, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"email": instance}


class RetryColumn(EmailColumn):
    """The button, for whoever may press it, on what can be sent again."""

    def get_cell_context_data(self, instance: OutgoingEmail, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        request = context["request"]
        allowed = instance.may_be_retried and POLICY.user_has_permission(request.user, "change")
        return context | {"allowed": allowed, "csrf_token": get_token(request)}


class EmailsReport(ReportView):
    """All e-mails, the newest first."""

    model = OutgoingEmail
    permission_policy = POLICY
    permission_required = "view"
    page_title = gettext_lazy("E-mails")
    header_icon = "mail"
    verbose_name_plural = OutgoingEmail._meta.verbose_name_plural
    filterset_class = EmailFilterSet
    index_url_name = "outgoing_emails:index"
    index_results_url_name = "outgoing_emails:results"
    default_ordering = "-pk"
    columns = [
        EmailColumn("matter", gettext_lazy("Subject matter"), width="26%"),
        EmailColumn("state", gettext_lazy("Status"), width="30%"),
        EmailColumn("language", gettext_lazy("Language"), classname="outbox__aside"),
        EmailColumn("written", gettext_lazy("Written"), classname="outbox__aside"),
        EmailColumn("tries", gettext_lazy("Tries"), classname="outbox__aside"),
        EmailColumn("next_try", gettext_lazy("Next try"), classname="outbox__aside"),
        RetryColumn("retry", gettext_lazy("Action")),
    ]

    def get_base_queryset(self) -> QuerySet[OutgoingEmail]:
        """Leave the rows that hold addresses and words unread."""
        return OutgoingEmail.objects.annotate(written_at=F("email__created"))

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Name each language in itself, as the site's switcher does."""
        for email in object_list:
            email.language_name = dict(settings.LANGUAGES).get(email.language, email.language)
        return object_list


class RetryEmail(PermissionCheckedMixin, View):
    """Make one e-mail due now."""

    http_method_names = ["post"]
    permission_policy = POLICY
    permission_required = "change"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say whether it will be sent, and lead back to the list as it was filtered."""
        email = get_object_or_404(OutgoingEmail, pk=pk)
        try:
            outbox.retry(email)
        except ValueError:
            messages.warning(request, _("There is nothing to send again: it is being sent, or done with."))
        else:
            messages.success(
                request, _("The e-mail is due now: it goes out within a minute if the mail server takes it.")
            )
        return redirect(get_valid_next_url_from_request(request) or reverse("outgoing_emails:index"))
