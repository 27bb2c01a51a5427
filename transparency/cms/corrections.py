"""Corrections in the CMS: the page on which one is published, and the list that nobody can change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button
from wagtail.models import Page

from home.services.differences import Change, has_changed
from home.services.translations import language_name
from transparency.models import Correction, RebuttalPage
from transparency.services.mended_versions import Part, difference
from transparency.services.publishing_corrections import CorrectionRefused, Draft, DraftChanged, correct, draft_of

RIGHT = "transparency.add_correction"


class CorrectionForm(forms.Form):
    """What readers are told of a correction."""

    seen = forms.CharField(widget=forms.HiddenInput)
    was = forms.CharField(
        label=_("What the page said"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The words that were wrong, as they stood."),
    )
    now = forms.CharField(
        label=_("What it says now"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The words in their place. If they were only taken out, say so."),
    )
    reason = forms.CharField(
        label=_("Why it was needed"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How the mistake was noticed and what shows it. Name no person."),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        """Let each field be typed in the page's own direction."""
        super().__init__(*args, **kwargs)
        direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
        for field in self.visible_fields():
            field.field.widget.attrs |= {"lang": language, "dir": direction}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("was") and cleaned.get("was") == cleaned.get("now"):
            self.add_error("now", gettext("This is what the page said before. Say what is different."))
        return cleaned


def may_correct(user: Any, page: Page) -> bool:
    """Say whether this person may publish a correction of this page."""
    rights = page.permissions_for_user(user)
    return user.has_perm(RIGHT) and rights.can_publish() and not rights.page_locked()


class PublishCorrection(WagtailAdminTemplateMixin, View):
    """Shows what changes between the live page and its draft, and publishes it as a correction."""

    page_title = _("Publish a correction")
    header_icon = "history"
    template_name = "transparency/cms/publish_correction.html"

    @cached_property
    def rebuttal(self) -> RebuttalPage:
        """Fetch the page; whoever may not correct it is turned away."""
        page: RebuttalPage = get_object_or_404(RebuttalPage, pk=self.kwargs["page_id"])
        if not may_correct(self.request.user, page):
            raise PermissionDenied
        return page

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        page = self.rebuttal
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Show what changes; lead back to the editor where nothing does."""
        try:
            draft = draft_of(self.rebuttal)
        except CorrectionRefused as refused:
            return self._back(refused)
        changes = difference(self.rebuttal, draft.page)
        return self._show(draft, self._form(initial={"seen": draft.stamp, **plain_words(changes)}), changes)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Publish it, or say why not beside what was typed."""
        try:
            draft = draft_of(self.rebuttal)
        except CorrectionRefused as refused:
            return self._back(refused)
        form = self._form(request.POST)
        if form.is_valid():
            try:
                correction = correct(page_id, user=request.user, **form.cleaned_data)
            except DraftChanged as refused:
                # What was typed stays; what is seen now counts from here on.
                form = self._form(request.POST | {"seen": draft.stamp})
                return self._show(draft, form, status=409, refused=refused.reasons)
            except CorrectionRefused as refused:
                return self._show(draft, form, status=422, refused=refused.reasons)
            messages.success(
                request,
                gettext("Correction %(number)d is published.") % {"number": correction.number},
                buttons=[messages.button(f"{self.rebuttal.get_url(request)}#corrections", gettext("View live"))],
            )
            return redirect("wagtailadmin_pages:edit", page_id)
        return self._show(draft, form, status=422)

    def _back(self, refused: CorrectionRefused) -> HttpResponse:
        for reason in refused.reasons:
            messages.warning(self.request, reason)
        return redirect("wagtailadmin_pages:edit", self.rebuttal.pk)

    def _form(self, *args: Any, **kwargs: Any) -> CorrectionForm:
        return CorrectionForm(*args, language=self.rebuttal.locale.language_code, **kwargs)

    def _show(
        self,
        draft: Draft,
        form: CorrectionForm,
        changes: list[Part] | None = None,
        status: int = 200,
        refused: tuple[str, ...] = (),
    ) -> HttpResponse:
        language = self.rebuttal.locale.language_code
        context = self.get_context_data(
            rebuttal=self.rebuttal,
            form=form,
            parts=changes if changes is not None else difference(self.rebuttal, draft.page),
            refused=refused,
            language=language,
            direction="rtl" if get_language_info(language)["bidi"] else "ltr",
        )
        return self.render_to_response(context, status=status)


def plain_words(parts: list[Part]) -> dict[str, str]:
    """Return what the page said and says, where one paragraph alone was reworded; else nothing is guessed."""
    changed = [paragraph for part in parts for paragraph in part.paragraphs if has_changed([paragraph])]
    if len(changed) != 1:
        return {}
    return {
        "was": "".join(run.text for run in changed[0] if run.change != Change.NEW),
        "now": "".join(run.text for run in changed[0] if run.change != Change.GONE),
    }


def correction_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Offer the correction of a public rebuttal to whoever may publish one."""
    if page.live and issubclass(page.specific_class or Page, RebuttalPage) and may_correct(user, page):
        url = reverse("publish_correction", args=[page.pk])
        yield Button(_("Publish a correction"), url, icon_name="history", priority=55)


def urls() -> list[URLPattern]:
    """Return the address of the page on which a correction is published."""
    return [
        path("transparency/corrections/publish/<int:page_id>/", PublishCorrection.as_view(), name="publish_correction")
    ]


class WordsColumn(Column):
    """A cell with a correction's own words, in their own language and direction."""

    cell_template_name = "transparency/cms/words.html"


def name_of_language(correction: Correction) -> str:
    """Return the correction's language by its name in itself."""
    return language_name(correction.language)


class CorrectionViewSet(ModelViewSet):
    """Every correction, to read: nothing is added, changed or deleted here."""

    model = Correction
    name = "corrections"
    url_prefix = "transparency/corrections"
    icon = "history"
    menu_label = _("Corrections")
    list_per_page = 50
    form_fields = ["number"]
    ordering = ["-number"]
    list_display = [
        Column("number", label=_("Number"), width="8%"),
        WordsColumn("fact", label=_("Rebuttal")),
        Column("language", label=_("Language"), accessor=name_of_language, width="10%"),
        WordsColumn("was", label=_("What the page said")),
        WordsColumn("now", label=_("What it says now")),
        DateColumn("published_at", label=_("Published at"), width="14%"),
    ]
    inspect_view_enabled = False
    copy_view_enabled = False
    add_to_reference_index = False

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name")
        return super().get_common_view_kwargs(**dict.fromkeys(names) | kwargs)

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """Offer the two rights that there are: to read them here, and to publish one."""
        found: QuerySet[Permission] = Permission.objects.filter(
            content_type__app_label="transparency", codename__in=["view_correction", "add_correction"]
        )
        return found
