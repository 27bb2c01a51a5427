"""Serving what editors uploaded. No file has an address that skips this question: who may see it?"""

import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe
from wagtail import hooks

from home.models import SiteRendition

ONE_YEAR = 60 * 60 * 24 * 365


@require_safe
def serve_rendition(request: HttpRequest, path: str) -> FileResponse:
    """Serve a picture in one of its sizes, if this reader may see it. Originals and documents are not served here.

    A picture is refused, as if it did not exist, by its collection's restrictions and by whatever an app
    registers for the hook `may_see_file` (a function of the request and the image that returns a bool).
    """
    rendition = SiteRendition.objects.select_related("image__collection").filter(file=path).first()
    if rendition is None:
        raise Http404
    restrictions = rendition.image.collection.get_view_restrictions()
    public = not restrictions and all(may_see(None, rendition.image) for may_see in hooks.get_hooks("may_see_file"))
    if not public and not (
        all(restriction.accept_request(request) for restriction in restrictions)
        and all(may_see(request, rendition.image) for may_see in hooks.get_hooks("may_see_file"))
    ):
        raise Http404
    try:
        file = default_storage.open(rendition.file.name)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(file, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
    response["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable" if public else "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
