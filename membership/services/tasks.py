"""What waits for those who keep the members' section."""

from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from home.tasks import TaskList, list_of
from membership.models import ActivityPage
from membership.services.gate import gated_roots


def drafts_of_section(user: Any) -> TaskList:
    """Return the members' pages with changes that no reader sees yet and that this person may publish."""
    pages = Page.objects.filter(_below(_own_roots(user)), has_unpublished_changes=True)
    return list_of(_("Members’ pages with unpublished changes"), pages.order_by("-latest_revision_created_at"))


def coming_activities(user: Any) -> TaskList:
    """Return the activities that are still to come, the soonest first, where this person may add others."""
    activities = ActivityPage.objects.filter(
        _below(_own_roots(user, "add_page")),
        live=True,
        ends_at__gte=timezone.now(),
        locale__language_code=settings.LANGUAGE_CODE,
    )
    return list_of(_("Coming activities"), activities.order_by("starts_at"))


def _own_roots(user: Any, right: str = "publish_page") -> list[str]:
    roots = gated_roots()
    if user.is_superuser:
        return roots
    granted = PagePermissionPolicy(Page).get_cached_permissions_for_user(user)
    own = {permission.page.path for permission in granted if permission.permission.codename == right}
    return [root for root in roots if root in own]


def _below(roots: list[str]) -> Q:
    return reduce(or_, (Q(path__startswith=root) for root in roots), Q(pk__in=[]))
