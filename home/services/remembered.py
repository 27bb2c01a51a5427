"""What every page asks for and seldom changes: kept in the cache, and forgotten as soon as it changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import override
from wagtail.models import Locale, Site

from home.models.site_identity import SiteIdentity

#: Seconds. A process with a cache of its own learns after that time at the latest what another one changed.
LIFETIME = 300
LOCALES = "home.locales"
IDENTITIES = "home.identities"
MENUS = "home.menus"

Value = TypeVar("Value")


@dataclass(frozen=True)
class Identity:
    """What the site says of itself in one language; `social_links` are names and addresses."""

    organisation_name: str
    tagline: str = ""
    contact_email: str = ""
    footer_text: str = ""
    social_links: tuple[tuple[str, str], ...] = ()


def locale_codes() -> dict[int, str]:
    """Return the language code of each locale, by the locale's id."""
    return remember(LOCALES, lambda: dict(Locale.objects.values_list("pk", "language_code")))


def identity_in(language: str) -> Identity:
    """Return the site's identity in `language`, or in the source language while it is not translated.

    A site on which nobody has written one yet has its name from the settings.
    """
    identities = remember(IDENTITIES, _read_identities)
    found = identities.get(language) or identities.get(settings.LANGUAGE_CODE)
    if found:
        return found
    with override(language):
        return Identity(organisation_name=str(settings.ORGANISATION_NAME))


def forget(*keys: str) -> None:
    """Forget values now, and again when the transaction ends: until then others may still read what was."""
    cache.delete_many(keys)
    transaction.on_commit(lambda: cache.delete_many(keys))


def forget_menus() -> None:
    """Forget the menus of every site."""
    forget(*(f"{MENUS}.{pk}" for pk in Site.objects.values_list("pk", flat=True)))


def remember(key: str, read: Callable[[], Value]) -> Value:
    """Return what the cache holds at `key`; where it holds nothing, read it and keep it."""
    value: Value | None = cache.get(key)
    if value is None:
        value = read()
        cache.set(key, value, LIFETIME)
    return value


def _read_identities() -> dict[str, Identity]:
    return {
        identity.locale.language_code: Identity(
            organisation_name=identity.organisation_name,
            tagline=identity.tagline,
            contact_email=identity.contact_email,
            footer_text=identity.footer_text,
            social_links=tuple((link.value["name"], link.value["url"]) for link in identity.social_links),
        )
        for identity in SiteIdentity.objects.select_related("locale")
    }
