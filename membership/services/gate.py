"""The gate of the members' section.

It has three locks, and each would do alone. The page types turn strangers away when they are served. Each
members' home page carries a Wagtail view restriction, which is put back whenever it goes, so that whatever asks
Wagtail for public pages (search, sitemap, feeds, API) never gets one. And a file that members' pages use is
refused to strangers unless a public page shows it too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.models.pages import PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy

MEMBERS = "Members"
OFFICERS = "Membership officers"
COMMUNICATIONS = "Communications"
PUBLISHERS = "Publishers"
ADMITTED = (MEMBERS, OFFICERS, COMMUNICATIONS, PUBLISHERS)


def may_enter(user: Any) -> bool:
    """Say whether this person may read the members' section now. One query for a person who is signed in.

    membership/services/standing.py says why not.
    """
    from membership.services.standing import Standing, standing_of

    return standing_of(user) is Standing.ENTERS


def turn_away(request: HttpRequest) -> HttpResponse:
    """Tell each what stands in the way: a stranger signs in, a city's representative reads and accepts the terms.

    Another contact of that city waits; anybody else who is signed in learns that this is for members.
    """
    from membership.services.standing import Standing, contact_of, representatives_of, standing_of

    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), str(settings.LOGIN_URL))
    standing = standing_of(request.user)
    if standing is Standing.MUST_ACCEPT:
        return kept_private(redirect_to_login(request.get_full_path(), reverse("members_terms")))
    contact = contact_of(request.user)
    context: dict[str, Any] = {"contact": contact}
    template = "membership/not_a_member.html"
    if standing is Standing.WAITS and contact:
        template = "membership/waiting.html"
        context["representatives"] = list(representatives_of(contact.city))
    return kept_private(TemplateResponse(request, template, context, status=403))


def guarded(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the page's answer to those who may enter, kept from every cache and search engine; turn others away."""
    if not may_enter(request.user):
        return turn_away(request)
    return kept_private(answer())


def kept_private(response: HttpResponse) -> HttpResponse:
    """Keep an answer that is for one person from every cache and search engine."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def close(home_page: Page) -> None:
    """Make sure that the members' home page carries its view restriction, for exactly those admitted.

    Of several at once, each waits for the one before it: two would make two, and delete each other's.
    """
    with transaction.atomic():
        Page.objects.select_for_update().filter(pk=home_page.pk).first()
        _put_restriction(home_page)


def _put_restriction(home_page: Page) -> None:
    restrictions = list(PageViewRestriction.objects.filter(page_id=home_page.pk).order_by("pk"))
    restriction = (
        restrictions[0]
        if restrictions
        else PageViewRestriction.objects.create(page_id=home_page.pk, restriction_type=PageViewRestriction.GROUPS)
    )
    # Translating a page copies its restriction beside the one that this function has made.
    PageViewRestriction.objects.filter(pk__in=[extra.pk for extra in restrictions[1:]]).delete()
    if restriction.restriction_type != PageViewRestriction.GROUPS:
        PageViewRestriction.objects.filter(pk=restriction.pk).update(restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.set([Group.objects.get_or_create(name=name)[0] for name in ADMITTED])


def is_door(page: Page) -> bool:
    """Say whether this page must carry the restriction itself.

    A members' home page must, and so must a members' page that was put outside every members' section.
    """
    from membership.models import MembersHomePage
    from membership.models.gated import MembersPage

    if not issubclass(page.specific_class or Page, MembersPage):
        return False
    return page.specific_class is MembersHomePage or not any(page.path.startswith(root) for root in gated_roots())


def gated_roots() -> list[str]:
    """Return the tree paths of the members' home pages of all languages."""
    from membership.models import MembersHomePage

    return list(MembersHomePage.objects.values_list("path", flat=True))


def may_edit_section(user: Any) -> bool:
    """Say whether this person has rights on the members' section of some language."""
    if user.is_superuser:
        return True
    roots = tuple(gated_roots())
    granted = PagePermissionPolicy(Page).get_cached_permissions_for_user(user)
    return any(permission.page.path.startswith(roots) for permission in granted)


def is_in_members_collection(file: Any) -> bool:
    """Say whether the file's collection is restricted to members. Two queries."""
    restrictions = file.collection.get_view_restrictions().prefetch_related("groups")
    return any(group.name == MEMBERS for restriction in restrictions for group in restriction.groups.all())


def is_gated(file: Any) -> bool:
    """Say whether members' pages use this image or document and no live public page does. Three queries at most."""
    references = ReferenceIndex.get_references_to(file)
    page_ids = [
        reference.object_id for reference in references.select_related("base_content_type") if _is_page(reference)
    ]
    roots = gated_roots()
    if not (page_ids and roots):
        return False
    below_a_root = Q()
    for root in roots:
        below_a_root |= Q(path__startswith=root)
    users = Page.objects.filter(pk__in=page_ids)
    return users.filter(below_a_root).exists() and not users.exclude(below_a_root).live().exists()


def _is_page(reference: Any) -> bool:
    return bool(reference.base_content_type.model == "page" and reference.base_content_type.app_label == "wagtailcore")


class MembersPagePermissionTester(PagePermissionTester):
    """Rights on members' pages are those given on the members' section itself.

    Rights on a language's whole tree are for its public pages: they do not reach below the gate.
    """

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser:
            roots = tuple(root for root in gated_roots() if page.path.startswith(root))
            self.permissions = {
                granted.permission.codename.rsplit("_", maxsplit=1)[0]
                for granted in self.permission_policy.get_cached_permissions_for_user(user)
                if page.path.startswith(granted.page.path) and granted.page.path.startswith(roots)
            }
