"""Rights on snippets by language, at every address of theirs in the CMS."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import get_snippet_models

from translation.services import rights

#: What changes what readers see, beside the forms that ask for themselves.
PUBLIC = {"delete", "unpublish", "revisions_unschedule"}
#: What every translator reads, as a term of the glossary, and what asks for the language by itself: its renderings.
OPEN = {"inspect", "renderings"}


class LanguageOfSnippetMiddleware:
    """Lets nobody open a topic, funder or record of a language in which they do not write.

    Wagtail asks for rights on the model alone. Its hooks stand before the form; its history, its drafts, its copies
    and its schedule have none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Turn away whoever has no rights in the snippet's language; who is not signed in meets the CMS's own door."""
        match = request.resolver_match
        if match is None or "pk" not in kwargs or match.url_name in OPEN or not request.user.is_authenticated:
            return None
        model = _snippets().get(match.namespace)
        instance = _found(model, kwargs["pk"]) if model else None
        if instance is None:
            return None
        allowed = rights.may_keep_snippets_in(request.user, instance.locale, public=match.url_name in PUBLIC)
        return None if allowed else permission_denied(request)


def _snippets() -> dict[str, Any]:
    """Return the snippets that are translated, by the namespace of their addresses."""
    translated = (model for model in get_snippet_models() if issubclass(model, TranslatableMixin))
    return {model.snippet_viewset.url_namespace: model for model in translated}


def _found(model: Any, pk: Any) -> Any | None:
    try:
        return model.objects.select_related("locale").filter(pk=unquote(str(pk))).first()
    except (ValueError, ValidationError):
        return None
