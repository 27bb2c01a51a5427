"""The way to membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from home.services.translations import PageLink, link_to

if TYPE_CHECKING:
    from membership.models import MembershipPage


def application_of(page: MembershipPage, request: HttpRequest) -> PageLink | None:
    """Return the page on which a city applies, or None while there is none. One query."""
    from membership.models import ApplyPage

    application = ApplyPage.objects.child_of(page).live().defer_streamfields().first()
    return link_to(application, request) if application else None
