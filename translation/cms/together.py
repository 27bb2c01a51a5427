"""The page on which a source is published together with its translations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput, Button
from wagtail.models import Page

from translation.services import together


class WhenForm(forms.Form):
    """When all of it goes live."""

    go_live_at = forms.DateTimeField(
        label=_("Publish all at"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Leave it empty to publish at once."),
    )


class PublishTogether(WagtailAdminTemplateMixin, View):
    """Shows which languages are approved and waiting, prepares the draft, and publishes all as one."""

    page_title = _("Publish with its translations")
    header_icon = "wagtail-localize-language"
    template_name = "translation/together.html"

    @cached_property
    def source(self) -> Page:
        """Fetch the page; whoever may not edit it is turned away."""
        page = get_object_or_404(Page, pk=self.kwargs["page_id"]).specific
        if page.locale.language_code != settings.LANGUAGE_CODE or page.alias_of_id:
            raise Http404
        if not page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        return page

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        page = self.source
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Show where everything stands."""
        return self._show(WhenForm())

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Prepare the draft, or publish; or say why not."""
        if request.POST.get("step") == "prepare":
            return self._prepare()
        form = WhenForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            together.publish(self.source, request.user, go_live_at=form.cleaned_data["go_live_at"])
        except together.NotTogether as refused:
            return self._show(form, refused=refused.reasons, status=422)
        at = form.cleaned_data["go_live_at"]
        done = gettext("All of it goes live at its time.") if at else gettext("Published, in every language.")
        messages.success(request, done)
        return redirect("wagtailadmin_pages:edit", page_id)

    def _prepare(self) -> HttpResponse:
        if together.prepare(self.source, self.request.user):
            messages.success(self.request, gettext("The draft is before its translators."))
        else:
            messages.warning(self.request, gettext("Nothing to translate has changed in this draft."))
        return redirect("translation:together", self.source.pk)

    def _show(self, form: WhenForm, refused: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
        state = together.state_of(self.source)
        languages = [(one, one.is_ready(state.version)) for one in state.languages]
        publishes = self.source.permissions_for_user(self.request.user).can_publish()
        context = self.get_context_data(
            form=form, refused=refused, state=state, languages=languages, publishes=publishes
        )
        return self.render_to_response(context, status=status)


def together_button(
    page: Page, user: Any, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    """Offer the joint publication of a source page's draft to whoever may edit it."""
    if page.depth < 2 or page.alias_of_id or page.locale.language_code != settings.LANGUAGE_CODE:
        return
    if page.permissions_for_user(user).can_edit():
        address = reverse("translation:together", args=[page.pk])
        yield Button(_("Publish with its translations"), address, icon_name="wagtail-localize-language", priority=58)


urls: list[URLPattern] = [path("pages/<int:page_id>/together/", PublishTogether.as_view(), name="together")]
