"""What belongs to the whole site, in the CMS: its identity, its navigation and its e-mails."""

from functools import cached_property

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.contrib.settings.registry import SettingMenuItem
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from home.models import SiteIdentity, SiteNavigation
from home.views import emails


class SiteIdentityViewSet(SnippetViewSet):
    """The organisation's name, address and footer in each language."""

    model = SiteIdentity
    icon = "openquote"
    list_display = ["organisation_name", "contact_email", "locale"]
    search_fields = ["organisation_name"]


class SiteGroup(SnippetViewSetGroup):
    """The menu “Site”."""

    items = (SiteIdentityViewSet,)
    menu_label = _("Site")
    menu_name = "site"
    menu_icon = "site"
    menu_order = 500

    def get_submenu_items(self) -> list[MenuItem]:
        """Return the identity and, beside it, the navigation, which is one of Wagtail's settings."""
        return [*super().get_submenu_items(), SettingMenuItem(SiteNavigation, icon="list-ul", order=10)]


class EmailsMenuItem(MenuItem):
    """The list of e-mails, for whoever may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("home.view_outgoingemail"))


class EmailsViewSet(ViewSet):
    """The outbox, under “Reports”."""

    name = "outgoing_emails"
    url_prefix = "reports/emails"
    icon = "mail"
    menu_label = _("E-mails")
    menu_order = 100
    menu_hook = "register_reports_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return EmailsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", emails.EmailsReport.as_view(), name="index"),
            path("results/", emails.EmailsReport.as_view(results_only=True), name="results"),
            path("<int:pk>/retry/", emails.RetryEmail.as_view(), name="retry"),
        ]
