"""Who has what, and by when: giving work, and taking it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.permissions import page_permission_policy

from home.models import User
from translation.models import DeskEntry
from translation.services import queue

NOBODY = "nobody"
#: As many as the desk lists on a page, and some more.
MOST_AT_ONCE = 200


def may_open(user: Any) -> bool:
    """Say whether the desk is this person's concern: they write or publish pages, in whichever language."""
    return bool(page_permission_policy.user_has_any_permission(user, ["add", "change", "publish"]))


def address_for(access: queue.Access, translation_id: int, locale_id: int) -> str:
    """Return where a translation is open to somebody: its editor, or its history for who writes in the source language.

    Empty for whoever works in another language alone.
    """
    if locale_id in access.writes:
        return reverse("translation:edit", args=[translation_id])
    return reverse("translation:history", args=[translation_id]) if access.writes_source else ""


class DeskMixin:
    """Turns away whoever has nothing to do with pages, before anything is looked for."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_open(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def next_url(self) -> str:
        """Return where the person came from: the desk, or a list of it."""
        return str(get_valid_next_url_from_request(self.request) or reverse("translation:desk"))


class DeskPage(DeskMixin, WagtailAdminTemplateMixin, View):
    """A page of the desk that is not a list."""

    header_icon = "wagtail-localize-language"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("translation:desk"), "label": _("Translation desk")},
            {"url": "", "label": self.get_page_title()},
        ]


class AssignForm(forms.Form):
    """What is to change of one or more translations. What is left as it is does not change."""

    assignee = forms.ChoiceField(
        label=gettext_lazy("Assigned to"),
        required=False,
        help_text=gettext_lazy("Those who may translate into every language that was chosen."),
    )
    deadline = forms.DateField(
        label=gettext_lazy("Deadline"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Empty: it stays as it is."),
    )
    no_deadline = forms.BooleanField(label=gettext_lazy("No deadline"), required=False)
    urgent = forms.ChoiceField(
        label=gettext_lazy("Urgent"),
        required=False,
        choices=[("", gettext_lazy("As it is")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        help_text=gettext_lazy("What is urgent stands first on the desk."),
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        self.fields["assignee"].choices = [  # type: ignore[attr-defined]
            ("", _("As it is")),
            (NOBODY, _("Nobody")),
            *((pk, str(user)) for pk, user in self.people.items()),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("deadline") and cleaned.get("no_deadline"):
            self.add_error("deadline", _("Give a day, or say that there is no deadline: not both."))
        elif "deadline" in self.changed_data and cleaned.get("deadline") and cleaned["deadline"] < timezone.localdate():
            self.add_error("deadline", _("This day has passed."))
        return cleaned

    @property
    def wanted(self) -> queue.Change:
        """What the person asks for."""
        data = self.cleaned_data
        return queue.Change(
            assignee=self.people.get(data["assignee"]),
            no_assignee=data["assignee"] == NOBODY,
            deadline=data["deadline"],
            no_deadline=data["no_deadline"],
            urgent={"yes": True, "no": False}.get(data["urgent"]),
        )


class Assign(DeskPage):
    """Assigns one or more translations, for whoever may publish in their languages."""

    template_name = "translation/desk/assign.html"
    http_method_names = ["get", "head", "post"]

    def get_page_title(self) -> str:
        return _("Assign")

    @cached_property
    def entries(self) -> list[DeskEntry]:
        """What was chosen. The page is not found where nothing was, or nothing is there."""
        asked = self.request.POST.getlist("entry") or self.request.GET.getlist("entry")
        pks = [int(pk) for pk in asked[:MOST_AT_ONCE] if pk.isdecimal() and len(pk) < 10]
        access = queue.access_of(self.request.user)
        chosen = list(queue.entries(access.locales).filter(pk__in=pks).order_by("title", "pk"))
        if not {entry.translation.target_locale_id for entry in chosen} <= access.publishes:
            raise PermissionDenied
        return chosen

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask what is to change."""
        if not self.entries:
            raise Http404
        return self.ask(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Change it. From the list, where nothing is decided yet, ask first."""
        if not self.entries:
            messages.warning(request, _("Choose a translation first."))
            return redirect(self.next_url())
        if "save" not in request.POST:
            return self.ask(self.form())
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        changed = queue.change(request.user, [entry.pk for entry in self.entries], form.wanted)
        if changed:
            said = ngettext("%(count)d translation changed.", "%(count)d translations changed.", changed)
            messages.success(request, said % {"count": changed})
        else:
            messages.info(request, _("Nothing was changed."))
        return redirect(self.next_url())

    def form(self, data: Any = None) -> AssignForm:
        """Return the form; that of a single translation begins with how it stands."""
        initial: dict[str, Any] = {}
        if len(self.entries) == 1:
            entry = self.entries[0]
            initial = {"assignee": str(entry.assignee_id or ""), "deadline": entry.deadline}
            initial["urgent"] = "yes" if entry.urgent else ""
        locales = {entry.translation.target_locale_id for entry in self.entries}
        return AssignForm(data, people=queue.candidates(locales), initial=initial)

    def ask(self, form: AssignForm, status: int = 200) -> HttpResponse:
        """Show the form with what was chosen."""
        context = self.get_context_data(
            form=form,
            entries=self.entries,
            next=self.next_url(),
            source_language=settings.LANGUAGE_CODE,
            media=form.media,
        )
        return self.render_to_response(context, status=status)


class Take(DeskMixin, View):
    """Gives the person what nobody has."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it, and go back to the list."""
        taken = queue.take(request.user, _chosen(request))
        if taken:
            said = ngettext("%(count)d translation is yours now.", "%(count)d translations are yours now.", taken)
            messages.success(request, said % {"count": taken})
        else:
            messages.warning(request, _("Nothing was taken: somebody has it already, or nothing was chosen."))
        return redirect(self.next_url())


class GiveBack(DeskMixin, View):
    """Takes from the person what they have."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Give it back, and go back to the list."""
        queue.give_back(request.user, _chosen(request))
        messages.success(request, _("Anybody may take it now."))
        return redirect(self.next_url())


def _chosen(request: HttpRequest) -> list[int]:
    # The button of a row asks for that row alone, whatever else is chosen.
    asked = (request.POST.getlist("only") or request.POST.getlist("entry"))[:MOST_AT_ONCE]
    return [int(pk) for pk in asked if pk.isdecimal() and len(pk) < 10]


urls: list[URLPattern] = [
    path("assign/", Assign.as_view(), name="assign"),
    path("take/", Take.as_view(), name="take"),
    path("give-back/", GiveBack.as_view(), name="give_back"),
]
