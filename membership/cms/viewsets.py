"""The menu “Membership”: the queue, the cities, the e-mails' words, the texts that people agree to."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.contrib.settings.registry import SettingMenuItem

from membership.cms import applications, cities, email_texts, sending
from membership.cms.queue import QueueView
from membership.cms.texts import MeetingViewSet, TextVersionViewSet
from membership.models import Application, City, MembershipSettings


class OfficersViewSet(ModelViewSet):
    """A list with pages of its own: nothing is added, copied or deleted by hand."""

    add_to_reference_index = False
    copy_view_enabled = False

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        missing = dict.fromkeys(("add_url_name", "delete_url_name", "history_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**missing | kwargs)

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """Offer the rights that the pages ask for to whoever edits groups."""
        model = self.model_opts.model_name
        found: QuerySet[Permission] = Permission.objects.filter(
            content_type__app_label=self.app_label, codename__in=[f"view_{model}", f"change_{model}"]
        )
        return found


class ApplicationViewSet(OfficersViewSet):
    """The queue and each application."""

    model = Application
    name = "applications"
    url_prefix = "membership/applications"
    icon = "clipboard-list"
    menu_label = _("Applications")
    list_per_page = 50
    index_view_class = QueueView
    form_fields = ["state"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", applications.ShowApplication.as_view(), name="edit"),
            path("<int:pk>/note/", applications.AddNote.as_view(), name="note"),
            path("<int:pk>/assign/", applications.Assign.as_view(), name="assign"),
            path("<int:pk>/mandate-letter/", applications.DownloadLetter.as_view(), name="letter"),
            path("<int:pk>/<slug:action>/", sending.MoveOn.as_view(), name="move_on"),
        ]


class CityViewSet(OfficersViewSet):
    """The member cities."""

    model = City
    name = "cities"
    url_prefix = "membership/cities"
    icon = "site"
    menu_label = _("Cities")
    list_per_page = 50
    index_view_class = cities.CitiesView
    form_fields = ["status"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", cities.ShowCity.as_view(), name="edit"),
            path("<int:pk>/contacts/hide/", cities.HideContacts.as_view(), name="hide_contacts"),
            path("<int:pk>/contacts/show/", cities.ShowContacts.as_view(), name="show_contacts"),
            path("<int:pk>/contacts/<int:contact>/invite/", cities.InviteAgain.as_view(), name="invite"),
            path("<int:pk>/contacts/<int:contact>/<slug:action>/", cities.DecideOnContact.as_view(), name="decide"),
            path("<int:pk>/<slug:action>/", cities.ChangeStanding.as_view(), name="change"),
        ]


class EmailTextsMenuItem(MenuItem):
    """The e-mails' words, for whoever may change them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("membership.change_emailtext"))


class EmailTextViewSet(ViewSet):
    """The words of every kind of e-mail in every language."""

    name = "email_texts"
    url_prefix = "membership/email-texts"
    icon = "mail"
    menu_label = _("E-mail texts")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return EmailTextsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", email_texts.EmailTexts.as_view(), name="index"),
            path("<slug:kind>/<slug:language>/", email_texts.EditEmailText.as_view(), name="edit"),
            path("<slug:kind>/<slug:language>/reset/", email_texts.ResetEmailText.as_view(), name="reset"),
        ]


class MembershipGroup(ViewSetGroup):
    """The menu “Membership”."""

    items = (ApplicationViewSet, CityViewSet, EmailTextViewSet, TextVersionViewSet, MeetingViewSet)
    menu_label = _("Membership")
    menu_name = "membership"
    menu_icon = "clipboard-list"
    menu_order = 210

    def get_submenu_items(self) -> list[MenuItem]:
        """Return the lists and, beside them, the settings."""
        settings = SettingMenuItem(MembershipSettings, icon="calendar-check", order=900)
        return [*super().get_submenu_items(), settings]
