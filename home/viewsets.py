"""What belongs to the whole site, in the CMS: its identity and its navigation."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.contrib.settings.registry import SettingMenuItem
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from home.models import SiteIdentity, SiteNavigation


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
