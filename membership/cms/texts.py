"""The texts that people agree to, in the CMS: proposed, compared, adopted; and the meetings that decide."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.log_actions import log

from membership.cms.pages import OfficersPage, PartColumn
from membership.cms.text_forms import AdoptionForm, MeetingForm, ProposalForm, ReviewForm
from membership.models import Meeting, TextVersion
from membership.services import versions


class TextsView(IndexView):
    """Lists every version of every text, the proposals first."""

    add_item_label = gettext_lazy("Propose a new version")

    def get_base_queryset(self) -> QuerySet[TextVersion]:
        return TextVersion.objects.select_related("adopted_at").prefetch_related("adopted_at__names")

    @cached_property
    def header_buttons(self) -> list[Button]:
        """The ways on: to propose, and to record a review."""
        review = HeaderButton(_("Record a review"), url=reverse("text_versions:review"), icon_name="check")
        return [*super().header_buttons, review]


class ProposeView(CreateView):
    """Begins a proposal as a copy of the version that was adopted last."""

    page_title = gettext_lazy("Propose a new version")
    submit_button_label = gettext_lazy("Propose, and change the words")

    def is_valid(self, form: ProposalForm) -> bool:
        """Make the proposal where nothing stands against it; else say so beside its field."""
        if form.is_valid():
            try:
                self.proposal = versions.propose(form.cleaned_data["kind"], form.cleaned_data["version"])
            except ValidationError as refused:
                form.add_error(None, refused)
        return bool(super().is_valid(form))

    def save_instance(self) -> TextVersion:
        """Note who proposed it."""
        log(instance=self.proposal, action="wagtail.create", user=self.request.user)
        return self.proposal

    def get_success_url(self) -> str:
        return self.get_edit_url()

    def get_success_buttons(self) -> list[Any]:
        return []


class EditTextView(EditView):
    """Changes the words of a proposal. Of what is adopted, only who may read it can be changed."""

    def get_panel(self) -> Panel:
        if not self.text.is_adopted:
            return self.panel
        return ObjectList([FieldPanel("is_public")]).bind_to_model(TextVersion)

    @cached_property
    def text(self) -> TextVersion:
        """The version as it is kept; the page is not found where there is none."""
        return get_object_or_404(TextVersion, pk=self.kwargs["pk"])

    @property
    def header_more_buttons(self) -> list[Button]:
        """The ways on: to compare, and to adopt."""
        compare = Button(_("Compare"), url=reverse("text_versions:compare", args=[self.text.pk]), icon_name="resubmit")
        adopt = Button(_("Adopt"), url=reverse("text_versions:adopt", args=[self.text.pk]), icon_name="check")
        return [*super().header_more_buttons, compare, *([] if self.text.is_adopted else [adopt])]

    def save_instance(self) -> TextVersion:
        """Keep it. Who may read a text decides what search finds."""
        text: TextVersion = super().save_instance()
        if text.is_adopted:
            versions.reindex(text.kind)
        return text

    def get_success_url(self) -> str:
        return reverse("text_versions:compare", args=[self.text.pk])


class TextPage(OfficersPage):
    """A page on one version."""

    model = TextVersion
    permission_required = "change"
    header_icon = "doc-full"
    index_url_name = "text_versions:index"
    page_url_name = "text_versions:edit"

    def get_object_queryset(self) -> QuerySet[TextVersion]:
        return TextVersion.objects.prefetch_related("wordings")


class CompareText(TextPage):
    """Shows, language by language, what a version changes in the one before it."""

    template_name = "membership/cms/text_compare.html"
    page_title = gettext_lazy("Compare")

    def get_page_title(self) -> str:
        return _("Compare")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the differences."""
        return self.respond({"text": self.object, "languages": versions.compared(self.object)})


class AdoptText(TextPage):
    """Asks for the meeting and the days; then adopts a proposal for good."""

    template_name = "membership/cms/text_adopt.html"

    def get_page_title(self) -> str:
        return _("Adopt")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, and show once more what changes."""
        return self._ask(AdoptionForm(text=self.object))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Adopt it, or say what stands against it."""
        form = AdoptionForm(request.POST, text=self.object)
        if not form.is_valid():
            return self._ask(form, 422)
        given = form.cleaned_data
        try:
            text = versions.adopt(
                pk, given.get("meeting"), given["adopted_on"], given["in_force_on"], seen=given["seen"]
            )
        except ValidationError as refused:
            form.add_error(None, refused)
            return self._ask(form, 422)
        log(instance=text, action="wagtail.publish", user=request.user)
        messages.success(request, _("%(text)s is adopted, and stays as it is.") % {"text": text})
        return redirect("text_versions:index")

    def _ask(self, form: AdoptionForm, status: int = 200) -> HttpResponse:
        context = {
            "text": self.object,
            "form": form,
            "seen": versions.fingerprint(self.object),
            "missing": versions.unworded_languages(self.object),
            "languages": versions.compared(self.object),
        }
        return self.respond(context, status)


class RecordReview(OfficersPage):
    """Records that a meeting reviewed a text and changed nothing."""

    model = TextVersion
    permission_required = "change"
    header_icon = "check"
    template_name = "membership/cms/text_review.html"
    page_url_name = index_url_name = "text_versions:index"

    @property
    def page_url(self) -> str:
        """Where this page stands: it is about no one version."""
        return self.request.path

    def get_page_title(self) -> str:
        return _("Record a review")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        return self.respond({"form": ReviewForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Record it, or say what stands against it."""
        form = ReviewForm(request.POST)
        if not form.is_valid():
            return self.respond({"form": form}, 422)
        try:
            review = versions.record_review(form.cleaned_data["meeting"], form.cleaned_data["kind"])
        except ValidationError as refused:
            form.add_error(None, refused)
            return self.respond({"form": form}, 422)
        log(instance=review, action="wagtail.create", user=request.user)
        messages.success(request, _("The review is recorded, and stands in the public history."))
        return redirect("text_versions:index")


class TextVersionViewSet(ModelViewSet):
    """The versions of what people agree to. None is deleted: who agreed to what has to stay known."""

    model = TextVersion
    name = "text_versions"
    url_prefix = "membership/texts"
    icon = "doc-full"
    menu_label = gettext_lazy("Texts to agree to")
    list_display = [
        "__str__",
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        Column("adopted_at", label=gettext_lazy("Adopted at")),
        PartColumn("text_adopted_on", gettext_lazy("Adopted on")),
        PartColumn("text_in_force", gettext_lazy("In force as from")),
    ]
    list_filter = ["kind", "state"]
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = TextsView
    add_view_class = ProposeView
    edit_view_class = EditTextView

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in {"delete", "usage"}]
        return [
            *kept,
            path("review/", RecordReview.as_view(), name="review"),
            path("<int:pk>/compare/", CompareText.as_view(), name="compare"),
            path("<int:pk>/adopt/", AdoptText.as_view(), name="adopt"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"delete_url_name": None, "usage_url_name": None} | kwargs)

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_add_view_kwargs(**{"panel": None, "form_class": ProposalForm} | kwargs)

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # The form follows the panel, and so the version's state.
        return super().get_edit_view_kwargs(**{"form_class": None} | kwargs)


class MeetingViewSet(ModelViewSet):
    """The committee's meetings. None is deleted: texts are adopted there."""

    model = Meeting
    name = "meetings"
    url_prefix = "membership/meetings"
    icon = "calendar-alt"
    menu_label = gettext_lazy("Meetings")
    list_display = ["__str__", PartColumn("held_on", gettext_lazy("Held on"))]
    add_to_reference_index = False
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[MeetingForm]:
        return MeetingForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in {"delete", "usage"}]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"delete_url_name": None, "usage_url_name": None} | kwargs)
