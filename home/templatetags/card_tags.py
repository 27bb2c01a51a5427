"""What a page's head says of its card."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from home.models import BasePage
from home.services import cards
from home.services.translations import PageFrame, language_of

register = template.Library()


@register.simple_tag(takes_context=True)
def share_card(context: template.Context, page: Any, frame: PageFrame) -> dict[str, str] | None:
    """Return the address and the words of the page's card; None where it has none. The frame's queries are enough."""
    if not isinstance(page, BasePage):
        # A view may draw its own page in the frame of one of the CMS.
        return None
    above = [link.title for link in frame.breadcrumbs if link.page_id != page.pk][1:]
    card = cards.card_for(page, above[-1] if above else "", language_of(page, context.get("request")))
    if card is None or not page.pk:
        return None
    path = reverse("share_card", args=[page.pk, card.digest])
    return {"url": f"{settings.SITE_URL}{path}", "alternative": card.alternative}
