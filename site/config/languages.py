"""The deployment's languages, from their codes."""

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured


def names_of(codes: list[str]) -> list[tuple[str, str]]:
    """Return Django's LANGUAGES for these codes, each named in itself: (("ar", "العربيّة"), …).

    Raises ImproperlyConfigured where a code is none of Django's, or where none is given.
    """
    if not codes:
        raise ImproperlyConfigured("LANGUAGES is empty: name the source language first, as in en,ar,fr.")
    unknown = [code for code in codes if code not in LANG_INFO]
    if unknown:
        raise ImproperlyConfigured(f"LANGUAGES names {', '.join(unknown)}, which Django does not know.")
    return [(code, _in_itself(code)) for code in codes]


def _in_itself(code: str) -> str:
    # Django spells Arabic with a diacritic that its own readers leave out in a menu.
    name = str(LANG_INFO[code]["name_local"]).replace("العربيّة", "العربية")
    return name[:1].upper() + name[1:]
