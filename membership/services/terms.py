"""The versions of the texts that people agree to."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from home.services.outbox import Attachment
from membership.models import TextVersion, TextWording

Kind = TextVersion.Kind


def in_force(kind: Kind) -> TextVersion | None:
    """Return the version that people are asked to agree to today; None while there is none."""
    return (
        TextVersion.objects.filter(kind=kind, in_force_on__lte=timezone.localdate())
        .order_by("-in_force_on", "-pk")
        .first()
    )


def wording_of(text: TextVersion, language: str) -> TextWording | None:
    """Return the version's wording in `language`, or in the source language, or in whichever there is."""
    wordings = {wording.language: wording for wording in text.wordings.all()}
    return wordings.get(language) or wordings.get(settings.LANGUAGE_CODE) or next(iter(wordings.values()), None)


def documents(language: str) -> list[Attachment]:
    """Return the Terms of Reference in force as a document in `language`, for an e-mail; none while there is none."""
    text = in_force(Kind.TERMS)
    wording = wording_of(text, language) if text else None
    if text is None or wording is None:
        return []
    with override(wording.language):
        html = render_to_string("membership/terms_document.html", {"text": text, "wording": wording})
    return [Attachment(f"terms-of-reference-{text.version}-{wording.language}.html", html.encode(), "text/html")]
