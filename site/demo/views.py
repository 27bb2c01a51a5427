"""The demo's mailbox, to look at. Where `DEMO_MAILBOX` is off, as in production, there are no such pages."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from demo import mailbox

SHOWN = 20
View = Callable[..., HttpResponseBase]
#: django-csp's own types know no view that takes part of its address.
with_frame: Any = csp_update({"frame-src": "'self'"})
#: A letter is its words and its own style: no script, no picture, no form.
as_a_letter: Any = csp_replace(
    {
        **{directive: ["'none'"] for directive in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]},
        "frame-ancestors": ["'self'"],
        "style-src": ["'unsafe-inline'"],
    }
)


def only_in_the_demo(view: View) -> View:
    """Answer as if the address did not exist where the mailbox is off."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
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
def attachment(request: HttpRequest, key: str, number: int) -> HttpResponseBase:
    """Send an attachment as a file to keep."""
    attachments = _found(key).attachments
    if number >= len(attachments):
        raise Http404
    file = attachments[number]
    return FileResponse(BytesIO(file.content), as_attachment=True, filename=file.name, content_type=file.content_type)


def _found(key: str) -> mailbox.Received:
    found = mailbox.read(key)
    if found is None:
        raise Http404
    return found
