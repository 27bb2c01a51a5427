"""Pages' cards, for whoever shows a shared address. Nobody is asked who they are: what a card shows, all may see."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from home.services import cards
from home.services.translations import language_of

ONE_YEAR = 60 * 60 * 24 * 365
#: Seconds for which an address that is out of date may lead to the same one.
A_WHILE = 300


@require_safe
def serve_card(request: HttpRequest, page_id: str, digest: str) -> HttpResponse:
    """Answer with the card; from an earlier card's address lead to the present one. Four queries at most.

    A page that is not live, not public or not there has none.
    """
    page = Page.objects.live().public().filter(pk=page_id, depth__gte=cards.DEPTH_OF_HOME).first()
    card = cards.card_for(page, cards.section_of(page), language_of(page, request)) if page else None
    if page is None or card is None:
        raise Http404
    if digest != card.digest:
        answer: HttpResponse = HttpResponseRedirect(reverse("share_card", args=[page.pk, card.digest]))
        answer["Cache-Control"] = f"public, max-age={A_WHILE}"
    else:
        answer = HttpResponse(cards.picture_of(card), content_type="image/png")
        answer["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
