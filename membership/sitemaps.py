"""What the sitemap says of membership's own pages."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from wagtail.contrib.sitemaps import Sitemap


class DirectorySitemap(Sitemap):
    """The directory of member cities in each language. No city stands here: one that hides is not to be remembered."""

    def items(self) -> list[str]:
        """Return the languages."""
        return [code for code, _name in settings.LANGUAGES]

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        addresses = {code: self._address(code) for code in self.paginator.page(page).object_list}
        alternates = [
            *({"location": address, "lang_code": code} for code, address in sorted(addresses.items())),
            {"location": self._address(settings.LANGUAGE_CODE), "lang_code": "x-default"},
        ]
        return [
            {
                "item": code,
                "location": address,
                "lastmod": None,
                "changefreq": None,
                "priority": "",
                "alternates": alternates,
            }
            for code, address in addresses.items()
        ]

    def _address(self, code: str) -> str:
        with override(code):
            return f"{self.get_wagtail_site().root_url}{reverse('city_directory')}"
