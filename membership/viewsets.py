"""The members' section in the CMS."""

from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from membership.cms.interest import ACTIVITY_COLUMNS, ActivityIndexView
from membership.models import ActivityPage, ResearchPage, ResourcePage, ResourceTopic
from membership.services import gate


class MembersMenuItem(MenuItem):
    """A list of members' pages, for whoever has rights on the members' section."""

    def is_shown(self, request: HttpRequest) -> bool:
        return gate.may_edit_section(request.user)


class MembersListing(PageListingViewSet):
    """All members' pages of one kind."""

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return MembersMenuItem


class ActivityListing(MembersListing):
    """Meetings, trainings and workshops."""

    model = ActivityPage
    name = "activities"
    icon = "calendar-alt"
    menu_label = _("Activities")
    index_view_class = ActivityIndexView
    columns = ACTIVITY_COLUMNS


class ResearchListing(MembersListing):
    """Research that members do or use together."""

    model = ResearchPage
    name = "research"
    icon = "doc-full"
    menu_label = _("Research")


class ResourceListing(MembersListing):
    """Documents for members."""

    model = ResourcePage
    name = "resources"
    icon = "download"
    menu_label = _("Resources")


class ResourceTopicViewSet(SnippetViewSet):
    """What members choose resources by."""

    model = ResourceTopic
    icon = "tag"
    list_display = ["name", "stable_id", "locale"]
    search_fields = ["name"]


class MembersGroup(SnippetViewSetGroup):
    """The menu “Members”."""

    items = (ActivityListing, ResearchListing, ResourceListing, ResourceTopicViewSet)
    menu_label = _("Members")
    menu_name = "members"
    menu_icon = "group"
    menu_order = 220
