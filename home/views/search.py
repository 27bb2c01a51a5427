"""Search over the public pages in the reader's language."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from home.services.search import search_pages
from home.services.translations import link_to

PAGE_SIZE = 10
LONGEST_QUERY = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what the public pages hold for `q`, ten results a page."""
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUERY]
    paginator = Paginator(search_pages(query, get_language() or ""), PAGE_SIZE)
    results = paginator.get_page(request.GET.get("page"))
    return render(
        request,
        "home/search.html",
        {
            "query": query,
            "results": results,
            "links": [(link_to(page, request), page.search_description) for page in results],
        },
    )
