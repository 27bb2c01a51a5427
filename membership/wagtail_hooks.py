"""What membership adds to the CMS and to the serving of files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from membership.cms import interest
from membership.cms.dashboard import ServiceClockPanel
from membership.cms.viewsets import MembershipGroup
from membership.models import MembershipSettings
from membership.models.gated import MembersPage
from membership.services import gate, officer_tasks, tasks
from membership.services.citations import PrincipleCitations
from membership.services.transitions import RIGHT
from membership.views import invitation
from membership.viewsets import MembersGroup

register_snippet(MembersGroup)
hooks.register("find_invitation", invitation.of_session)
hooks.register("register_citable", PrincipleCitations())
hooks.register("register_next_tasks", officer_tasks.overdue, order=3)
hooks.register("register_next_tasks", officer_tasks.due, order=5)
hooks.register("register_next_tasks", officer_tasks.proposed_contacts, order=7)
hooks.register("register_next_tasks", officer_tasks.mandates_ending, order=8)
hooks.register("register_next_tasks", tasks.drafts_of_section, order=80)
hooks.register("register_next_tasks", tasks.coming_activities, order=90)


# Before Wagtail's own check of restrictions, which sends a person who is signed in to sign in, over and over.
@hooks.register("before_serve_page", order=-10)
def turn_strangers_away(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """Tell whoever may not enter the members' section so, each in the way that fits."""
    if isinstance(page, MembersPage) and not gate.may_enter(request.user):
        return gate.turn_away(request)
    return None


@hooks.register("may_see_file")
def may_see_file(request: HttpRequest | None, file: Any) -> bool:
    """Refuse a file that is for members alone to whoever may not enter; None asks for a stranger."""
    for_members = gate.is_in_members_collection(file) or gate.is_gated(file)
    return not for_members or (request is not None and gate.may_enter(request.user))


@hooks.register("before_serve_document")
def refuse_gated_document(document: Any, request: HttpRequest) -> HttpResponse | None:
    """Answer for a members' document as if it did not exist.

    The collection's own restriction leads a stranger to sign in. It asks for a group alone, and so not whether the
    person's city is suspended: that is asked here.
    """
    for_members = gate.is_gated(document) or (request.user.is_authenticated and gate.is_in_members_collection(document))
    if for_members and not gate.may_enter(request.user):
        raise Http404
    return None


@hooks.register("register_admin_viewset")
def register_officers_menu() -> MembershipGroup:
    """Put the queue, the cities and what belongs to them on the menu."""
    return MembershipGroup()


@hooks.register("construct_settings_menu")
def drop_double_entry(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave membership's settings out of “Settings”: they stand under “Membership”."""
    meta = MembershipSettings._meta
    address = reverse("wagtailsettings:edit", args=[meta.app_label, meta.model_name])
    items[:] = [item for item in items if item.url != address]


@hooks.register("construct_homepage_panels")
def show_the_clock(request: HttpRequest, panels: list[Component]) -> None:
    """Show officers how the promises were kept."""
    if request.user.has_perm(RIGHT):
        panels.append(ServiceClockPanel())


@hooks.register("insert_global_admin_css")
def dress_the_officers_pages() -> str:
    """Give the officers' pages their look."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms-membership.css"))


@hooks.register("register_admin_urls")
def register_interest() -> list[URLPattern]:
    """Give the report on who is interested in an activity its address."""
    return interest.urls()
