"""The sitemap. Wagtail's own lists one language; this one lists all, each with its other languages."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from home.services.translations import language_of


class PagesSitemap(Sitemap):
    """Every live, public page of every language. Four queries, however many pages there are."""

    limit = 10_000

    def items(self) -> QuerySet[Page]:
        """Return the pages that a stranger may read."""
        return Page.objects.live().public().filter(depth__gte=2).order_by("path")

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        pages = list(self.paginator.page(page).object_list)
        everywhere = self._addresses()
        urls = []
        for item in pages:
            alternates = everywhere[item.translation_key]
            own = alternates[language_of(item, self.request)]
            urls.append(
                {
                    "item": item,
                    "location": own,
                    "lastmod": self.lastmod(item),
                    "changefreq": None,
                    "priority": "",
                    "alternates": [
                        {"location": address, "lang_code": code} for code, address in sorted(alternates.items())
                    ]
                    + [{"location": alternates.get(settings.LANGUAGE_CODE, own), "lang_code": "x-default"}],
                }
            )
        changes = [url["lastmod"] for url in urls if url["lastmod"]]
        if changes:
            self.latest_lastmod = max(changes)
        return urls

    def _addresses(self) -> dict[Any, dict[str, str]]:
        addresses: dict[Any, dict[str, str]] = {}
        for item in self.items():
            code = language_of(item, self.request)
            addresses.setdefault(item.translation_key, {})[code] = item.get_full_url(self.request)
        return addresses
