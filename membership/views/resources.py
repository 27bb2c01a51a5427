"""The documents for members."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from membership.models import MembersHomePage
from membership.services import resources
from membership.services.own_pages import OwnPage, framed
from membership.services.resources import Question
from membership.views.gated import for_members


@require_safe
@for_members
def show(request: HttpRequest) -> HttpResponse:
    """List the resources by topic and language, and those that hold every word of `q`."""
    asked = {name: _tidied(request.GET.get(name, "")) for name in ("topic", "language", "page")}
    question = Question(query=_tidied(request.GET.get("q", "")), **asked)
    page = OwnPage(
        title=_("Resources"),
        introduction=_("Documents for members, by topic and by language."),
        motif="members",
    )
    return render(
        request,
        "membership/resources.html",
        {
            **framed(request, page, MembersHomePage),
            "listing": resources.listing(request, question),
            "question": question,
        },
    )


def _tidied(text: str) -> str:
    return " ".join(text.replace("\x00", " ").split())[: resources.LONGEST_QUERY]
