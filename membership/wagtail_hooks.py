"""What membership adds to the CMS and to the serving of files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from wagtail import hooks
from wagtail.models import Page

from membership.cms import interest
from membership.models.gated import MembersPage
from membership.services import gate, tasks
from membership.viewsets import MembersGroup

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
    """Refuse a file that members' pages alone use to whoever may not enter; None asks for a stranger."""
    return not gate.is_gated(file) or (request is not None and gate.may_enter(request.user))


@hooks.register("before_serve_document")
def refuse_gated_document(document: Any, request: HttpRequest) -> HttpResponse | None:
    """Answer for a members' document as if it did not exist; keep it from every cache."""
    if not gate.is_gated(document):
        return None
    if not gate.may_enter(request.user):
        raise Http404
    return None


@hooks.register("register_admin_viewset")
def register_menu() -> MembersGroup:
    """Put the members' section on the menu."""
    return MembersGroup()


@hooks.register("register_admin_urls")
def register_interest() -> list[URLPattern]:
    """Give the report on who is interested in an activity its address."""
    return interest.urls()
