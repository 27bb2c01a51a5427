"""The rebuttals as the public finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from home.services.translations import PageLink, link_to

if TYPE_CHECKING:
    from transparency.models import RebuttalIndexPage


def rebuttals_below(index: RebuttalIndexPage, request: HttpRequest) -> list[PageLink]:
    """Return the live rebuttals in the editors' order: the facts alone, never the claims. One query."""
    from transparency.models import RebuttalPage

    return [link_to(page, request) for page in RebuttalPage.objects.child_of(index).live().order_by("path")]
