"""What the ground floor adds to the CMS."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from home import tasks
from home.models import SiteNavigation
from home.rich_text import ReaderPageLinkHandler
from home.viewsets import EmailsViewSet, SiteGroup

register_snippet(SiteGroup)
hooks.register("register_next_tasks", tasks.returned, order=10)
hooks.register("register_next_tasks", tasks.awaiting_approval, order=20)
hooks.register("register_next_tasks", tasks.reviews_due, order=30)
hooks.register("register_next_tasks", tasks.own_drafts, order=40)
hooks.register("register_next_tasks", tasks.unsent_emails, order=5)


@hooks.register("register_admin_viewset")
def register_emails() -> EmailsViewSet:
    """List the outbox under “Reports”."""
    return EmailsViewSet()


@hooks.register("register_permissions")
def name_rights_on_emails() -> QuerySet[Permission]:
    """Let administrators give the rights on the outbox to a group."""
    return Permission.objects.filter(content_type__app_label="home", codename__endswith="_outgoingemail")


@hooks.register("register_rich_text_features", order=10)
def lead_links_to_the_readers_language(features: FeatureRegistry) -> None:
    """Replace Wagtail's own handler of links to pages."""
    features.register_link_type(ReaderPageLinkHandler)


class NextTasksPanel(Component):
    """The first thing on the dashboard: what waits for this person."""

    name = "next_tasks"
    template_name = "home/next_tasks.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask every app what waits."""
        request = (parent_context or {})["request"]
        return {"lists": tasks.next_tasks(request.user)}


@hooks.register("construct_homepage_panels")
def begin_with_next_tasks(request: HttpRequest, panels: list[Component]) -> None:
    """Put the tasks first, in place of Wagtail's own lists of what is being moderated."""
    doubled = (UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)
    panels[:] = [panel for panel in panels if not isinstance(panel, doubled)]
    panels.append(NextTasksPanel())


@hooks.register("construct_settings_menu")
def drop_double_entry(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave the navigation out of “Settings”: it stands under “Site”."""
    meta = SiteNavigation._meta
    address = reverse("wagtailsettings:edit", args=[meta.app_label, meta.model_name])
    items[:] = [item for item in items if item.url != address]


@hooks.register("insert_global_admin_css")
def dress_the_cms() -> str:
    """Give the CMS the network's colours and type."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))
