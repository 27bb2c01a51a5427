"""ClaimReview (schema.org): which claim a page answers, told to search engines where staff decided so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.models import Site

from home.services import remembered
from home.services.remembered import identity_in
from home.services.translations import language_of

if TYPE_CHECKING:
    from transparency.models import RebuttalPage

SETTING = "transparency.claim_review"
#: As Django's json_script has it, and the two line ends that JavaScript once read as such.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def markup_of(page: RebuttalPage, request: HttpRequest) -> SafeString | str:
    """Return the page's ClaimReview as JSON that no text breaks out of; empty where the site does not publish any."""
    site = Site.find_for_request(request)
    if site is None or not is_on(site):
        return ""
    text = json.dumps(claim_review_of(page, request, site), ensure_ascii=False).translate(ESCAPES)
    return mark_safe(text)  # noqa: S308 - nothing is left in it that ends a script element


def is_on(site: Site) -> bool:
    """Say whether the site publishes ClaimReview. Remembered between requests."""
    return remembered.remember(f"{SETTING}.{site.pk}", lambda: _read(site))


def forget(site_id: int) -> None:
    """Ask again for a site whose setting changed."""
    remembered.forget(f"{SETTING}.{site_id}")


def claim_review_of(page: RebuttalPage, request: HttpRequest, site: Site) -> dict[str, Any]:
    """Return the ClaimReview of a rebuttal: the network reviews the claim, and rates it in a word, without a number."""
    language = language_of(page, request)
    published = page.first_published_at or page.latest_revision_created_at
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": page.get_full_url(request),
        "inLanguage": language,
        **({"datePublished": published.date().isoformat()} if published else {}),
        "author": {"@type": "Organization", "name": identity_in(language).organisation_name, "url": site.root_url},
        "claimReviewed": page.claim,
        "itemReviewed": {"@type": "Claim", "name": page.claim},
        "reviewRating": {"@type": "Rating", "alternateName": _("Misleading")},
    }


def _read(site: Site) -> bool:
    from transparency.models import TransparencySettings

    return TransparencySettings.objects.filter(site=site, claim_review=True).exists()
