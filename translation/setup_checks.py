"""What of the desk's settings cannot work, said by `manage.py check`."""

from typing import Any

from django.core import checks
from wagtail_localize.machine_translators import get_machine_translator


@checks.register(checks.Tags.compatibility)
def can_ask_machine(**kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse a machine translator that is named and cannot be loaded: translators would look for it in vain."""
    try:
        get_machine_translator()
    except (ImportError, KeyError, TypeError) as failure:
        return [
            checks.Error(
                f"MACHINE_TRANSLATOR names a machine that cannot be used: {failure}",
                hint='It is JSON: {"CLASS": "path.to.Backend", "OPTIONS": {…}}. What the backend imports is installed '
                "beside the site: requests for DeepL and LibreTranslate, google-cloud-translate for Google.",
                id="translation.E001",
            )
        ]
    return []
