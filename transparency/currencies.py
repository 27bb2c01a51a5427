"""The currencies of ISO 4217 in use, named in the active language."""

from babel import Locale
from babel.numbers import list_currencies
from django.utils.translation import get_language


def currency_choices() -> list[tuple[str, str]]:
    """Return every currency's code and its name in the active language, by code."""
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    return [(code, f"{code} · {locale.currencies.get(code, code)}") for code in sorted(list_currencies("en"))]
