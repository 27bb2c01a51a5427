"""The demo's mailbox, to look at. Where `DEMO_MAILBOX` is off, as in production, there are no such pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from demo import mailbox

SHOWN = 20
View = Callable[..., HttpResponse]
#: django-csp's own types know no view that takes part of its address.
with_frame: Any = csp_update({"frame-src": "'self'"})
as_a_letter: Any = csp_replace(
    {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'self'"],
        "style-src": ["'unsafe-inline'"],
    }
)


def only_in_the_demo(view: View) -> View:
    """Answer as if the address did not exist where the mailbox is off."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO_MAILBOX:
            raise Http404
        return view(request, *args, **kwargs)

    return require_safe(never_cache(guarded))


@only_in_the_demo
def emails(request: HttpRequest) -> HttpResponse:
    """List the e-mails, the newest first."""
    page = Paginator(mailbox.keys(), SHOWN).get_page(request.GET.get("page"))
    shown = [_found(key) for key in page]
    return render(request, "demo/emails.html", {"emails": shown, "results": page})


@only_in_the_demo
@with_frame
def email(request: HttpRequest, key: str) -> HttpResponse:
    """Show one e-mail within the site."""
    return render(request, "demo/email.html", {"email": _found(key)})


@only_in_the_demo
@as_a_letter
def letter(request: HttpRequest, key: str) -> HttpResponse:
    """Send an e-mail's own HTML, for the frame in its page. Its links lead out of the frame."""
    html = _found(key).html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(html)


@only_in_the_demo
def attachment(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Send an attachment as a file to keep."""
    attachments = _found(key).attachments
    if number >= len(attachments):
        raise Http404
    part = attachments[number]
    return HttpResponse(
        part.get_payload(decode=True),
        content_type=part.get_content_type(),
        headers={"Content-Disposition": f"attachment; filename=attachment-{number}"},
    )


def _found(key: str) -> mailbox.Received:
    found = mailbox.read(key)
    if found is None:
        raise Http404
    return found
