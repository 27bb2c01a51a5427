"""Serving what editors uploaded. No file has an address that skips this question: who may see it?"""

import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents.views.serve import serve as wagtails_serve

from home.models import SiteDocument, SiteImage, SiteRendition

ONE_YEAR = 60 * 60 * 24 * 365
FOR_NO_CACHE = "private, no-store"


@require_safe
def serve_rendition(request: HttpRequest, path: str) -> FileResponse:
    """Serve a picture in one of its sizes, if this reader may see it. Originals and documents are not served here.

    A picture is refused, as if it did not exist, by its collection's restrictions and by whatever an app
    registers for the hook `may_see_file` (a function of the request and the image that returns a bool).
    """
    rendition = SiteRendition.objects.select_related("image__collection").filter(file=path).first()
    if rendition is None:
        raise Http404
    public = _may_see(None, rendition.image)
    if not public and not _may_see(request, rendition.image):
        raise Http404
    try:
        file = default_storage.open(rendition.file.name)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(file, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
    response["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable" if public else FOR_NO_CACHE
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@require_safe
def serve_document(request: HttpRequest, document_id: str, filename: str) -> HttpResponse:
    """Serve a document as Wagtail does, whose hooks refuse it; what is not for everybody is kept from every cache."""
    response: HttpResponse = wagtails_serve(request, document_id, filename)
    if not _may_see(None, SiteDocument.objects.select_related("collection").get(pk=document_id)):
        response["Cache-Control"] = FOR_NO_CACHE
    return response


def _may_see(request: HttpRequest | None, file: SiteImage | SiteDocument) -> bool:
    """Ask the file's collection and the apps whether this reader may see it; None asks for a stranger."""
    restrictions = file.collection.get_view_restrictions()
    if request is None:
        allowed = not restrictions
    else:
        allowed = all(restriction.accept_request(request) for restriction in restrictions)
    return allowed and all(may_see(request, file) for may_see in hooks.get_hooks("may_see_file"))
