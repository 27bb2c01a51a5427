"""The reviewer's pages: handing in, reading, deciding, and the queue of what waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language_info, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail_localize.models import Translation

from home.services.translations import language_name
from translation.models import Submission, SubmissionStatus
from translation.services import access, adapting, findings, freshness, going_live, obstacles, review, rights
from translation.services.reading import readings_of

A_PAGE = 25


class SubmitForm(forms.Form):
    """What a translator tells the reviewer."""

    note = forms.CharField(
        label=_("Note to the reviewer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you were unsure of, or left as it was. Readers do not see it."),
    )


class ReturnForm(forms.Form):
    """Why a translation goes back."""

    reason = forms.CharField(
        label=_("What is to be mended"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The translator reads it at the top of the page. Write to single segments as comments."),
    )


class SettleForm(forms.Form):
    """Why a finding may stand."""

    finding = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    why = forms.CharField(max_length=500)


class ApproveForm(forms.Form):
    """When what is approved goes live."""

    go_live_at = forms.DateTimeField(
        label=_("Publish at"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Leave it empty to publish at once."),
    )


class AtTranslation(WagtailAdminTemplateMixin, View):
    """A page about one translation, for those who may work on it."""

    header_icon = "wagtail-localize-language"

    @cached_property
    def translation(self) -> Translation:
        """Fetch the translation; whoever may not work on it is turned away."""
        return access.translation_for(self.request.user, self.kwargs["translation_id"])

    @cached_property
    def submission(self) -> Submission | None:
        """Fetch what was handed in last."""
        last = self.translation.submissions.select_related(
            "submitted_by", "decided_by", "version", "revision", "translation__source", "translation__target_locale"
        )
        found: Submission | None = last.first()
        return found

    def get_page_subtitle(self) -> str:
        return str(self.translation.source.object_repr)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        title = self.translation.source.object_repr
        return [
            *self.breadcrumbs_items,
            {"url": reverse("translation:desk"), "label": gettext("Translation")},
            {"url": reverse("translation:edit", args=[self.translation.pk]), "label": title},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = self.translation.target_locale.language_code
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "translation": self.translation,
            "submission": self.submission,
            "language": language,
            "language_name": language_name(language),
            "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        }


class Submit(AtTranslation):
    """Hands a translation in."""

    page_title = _("Submit for review")
    template_name = "translation/submit.html"

    def get(self, request: HttpRequest, translation_id: int) -> HttpResponse:
        """Say what is missing, or ask for a note."""
        return self._show(SubmitForm(), obstacles.to_submit(self.translation))

    def post(self, request: HttpRequest, translation_id: int) -> HttpResponse:
        """Submit it, or say what is missing."""
        form = SubmitForm(request.POST)
        if not form.is_valid():
            return self._show(form, [], status=422)
        try:
            review.submit(self.translation, request.user, form.cleaned_data["note"])
        except review.ReviewRefused as refused:
            return self._show(form, refused.messages, status=422)
        messages.success(request, gettext("Submitted: it waits for a reviewer. Its words stay as they are until then."))
        return redirect("translation:edit", translation_id)

    def _show(self, form: SubmitForm, refused: list[str], status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, refused=refused), status=status)


class Review(AtTranslation):
    """Shows what changes for readers, and takes the reviewer's decision."""

    page_title = pgettext_lazy("translation", "Review")
    template_name = "translation/review.html"

    def get(self, request: HttpRequest, translation_id: int) -> HttpResponse:
        """Show what was handed in, and what stands in the way of approving it."""
        return self._show()

    def post(self, request: HttpRequest, translation_id: int) -> HttpResponse:
        """Take what was decided, or say why it cannot be."""
        if (submission := self.submission) is None:
            return redirect("translation:edit", translation_id)
        decisions = {
            "approve": self._approve,
            "return": self._return,
            "settle": self._settle,
            "withdraw": self._withdraw,
        }
        decision = decisions.get(request.POST.get("decision", ""))
        if decision is None:
            return self._show(status=422)
        try:
            return decision(submission)
        except review.ReviewRefused as refused:
            return self._show(status=422, refused=refused.messages)

    def _approve(self, submission: Submission) -> HttpResponse:
        form = ApproveForm(self.request.POST)
        if not form.is_valid():
            return self._show(status=422, approve=form)
        at: datetime | None = form.cleaned_data["go_live_at"]
        if submission.status == SubmissionStatus.APPROVED:
            review.publish_approved(submission, self.request.user, go_live_at=at)
            submission.refresh_from_db()
        else:
            submission = review.approve(submission, self.request.user, go_live_at=at)
        messages.success(self.request, told(submission))
        return redirect("translation:waiting")

    def _return(self, submission: Submission) -> HttpResponse:
        form = ReturnForm(self.request.POST)
        if not form.is_valid():
            return self._show(status=422, returning=form)
        review.return_(submission, self.request.user, form.cleaned_data["reason"])
        messages.success(self.request, gettext("Returned to its translator."))
        return redirect("translation:waiting")

    def _settle(self, submission: Submission) -> HttpResponse:
        if not obstacles.may_publish(self.request.user, self.translation):
            raise PermissionDenied
        form = SettleForm(self.request.POST)
        if not form.is_valid():
            return self._show(status=422, refused=[gettext("Say why the finding may stand.")])
        found = get_object_or_404(
            obstacles.holding_in(self.translation).select_related("words__locale"), pk=form.cleaned_data["finding"]
        )
        findings.dismiss(found, self.request.user, form.cleaned_data["why"])
        found.refresh_from_db(fields=["settled"])
        if not found.settled:
            messages.warning(self.request, gettext("The words are your own: another reviewer has to settle it."))
        return redirect("translation:review", self.translation.pk)

    def _withdraw(self, submission: Submission) -> HttpResponse:
        review.withdraw(submission, self.request.user)
        messages.success(self.request, gettext("Withdrawn: its words may be changed again."))
        return redirect("translation:edit", self.translation.pk)

    def _show(
        self,
        *,
        status: int = 200,
        refused: list[str] | None = None,
        approve: ApproveForm | None = None,
        returning: ReturnForm | None = None,
    ) -> HttpResponse:
        submission, user = self.submission, self.request.user
        in_review = bool(submission and submission.status == SubmissionStatus.IN_REVIEW)
        is_open = bool(submission and submission.status in Submission.OPEN)
        decides = is_open and obstacles.may_publish(user, self.translation)
        against = obstacles.to_approve(submission, user) if submission and in_review and decides else []
        moved_on = bool(submission and is_open and source_moved_on(submission))
        waits = bool(submission and is_open and going_live.waits_for_source(submission))
        context = self.get_context_data(
            readings=readings_of(self.translation, submission if moved_on else None) if is_open else None,
            adapted=[one for one in adapting.adapted_in(self.translation) if one.value] if is_open else [],
            is_open=is_open,
            in_review=in_review,
            decides=decides,
            against=against,
            waits=waits,
            changed_since=in_review and moved_on,
            approves=decides and not against and (in_review or not waits),
            may_withdraw=is_open and (in_review or decides),
            refused=refused,
            approve=approve or ApproveForm(initial={"go_live_at": submission.go_live_at if submission else None}),
            returning=returning or ReturnForm(),
        )
        return self.render_to_response(context, status=status)


class Waiting(WagtailAdminTemplateMixin, View):
    """What waits for a reviewer, the longest first."""

    page_title = _("Waiting for review")
    header_icon = "tasks"
    template_name = "translation/waiting.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("translation:desk"), "label": gettext("Translation")},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them, in the languages in which this person works."""
        page = Paginator(waiting_for(request.user), A_PAGE).get_page(request.GET.get("p"))
        return self.render_to_response(self.get_context_data(page=page))


def waiting_for(user: Any) -> QuerySet[Submission]:
    """Return what is in review or approved and not public, in the languages in which this person works."""
    return (
        Submission.objects.filter(
            status__in=Submission.OPEN,
            translation__enabled=True,
            translation__target_locale__in=rights.languages_of(user),
        )
        .select_related(
            "translation__source", "translation__target_locale", "translation__desk", "submitted_by", "version"
        )
        .defer("words")
        .order_by("submitted_at", "pk")
    )


def source_moved_on(submission: Submission) -> bool:
    """Say whether the source has changed since the translation was handed in."""
    newest = freshness.present_version(submission.translation.source)
    return newest is not None and newest.pk != submission.version_id


def told(submission: Submission) -> str:
    """Return what became of an approval, in a sentence."""
    if submission.status == SubmissionStatus.PUBLISHED:
        return gettext("Approved: readers see it now.")
    if going_live.waits_for_source(submission):
        return gettext("Approved: it goes live together with its source.")
    return gettext("Approved: it goes live at its time.")


urls: list[URLPattern] = [
    path("<int:translation_id>/submit/", Submit.as_view(), name="submit"),
    path("<int:translation_id>/review/", Review.as_view(), name="review"),
    path("waiting/", Waiting.as_view(), name="waiting"),
]
