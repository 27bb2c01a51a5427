"""What surrounds every page, whether the CMS made it or not: identity, menus, languages."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language
from wagtail.models import Site

from home.models import NavigationItem, SiteIdentity
from home.services.translations import LanguageLink, PageLink, language_of, link_to, localised


@dataclass
class Frame:
    """The site's frame in the active language. Each part is fetched when a template first asks for it."""

    request: HttpRequest

    @cached_property
    def identity(self) -> SiteIdentity:
        """The site's identity in the active language, or in the source language while it is not translated.

        A site on which nobody has written one yet has its name from the settings.
        """
        found = {
            identity.locale.language_code: identity
            for identity in SiteIdentity.objects.select_related("locale").filter(
                locale__language_code__in=[self.language, settings.LANGUAGE_CODE]
            )
        }
        return (
            found.get(self.language)
            or found.get(settings.LANGUAGE_CODE)
            or SiteIdentity(organisation_name=str(settings.ORGANISATION_NAME))
        )

    @property
    def language(self) -> str:
        """The active language's code."""
        return get_language() or settings.LANGUAGE_CODE

    @cached_property
    def menus(self) -> dict[str, list[PageLink]]:
        """The links of each menu, in the editors' order, each in the active language where it is translated."""
        site = Site.find_for_request(self.request)
        items = list(NavigationItem.objects.filter(navigation__site=site).select_related("page").order_by("sort_order"))
        foreign = [item.page for item in items if language_of(item.page, self.request) != self.language]
        translations = localised(foreign, self.language)
        menus: dict[str, list[PageLink]] = {menu: [] for menu in NavigationItem.Menu.values}
        for item in items:
            page = translations.get(item.page_id, item.page)
            if page.live:
                menus[item.menu].append(link_to(page, self.request, self.language))
        return menus

    @cached_property
    def languages(self) -> list[LanguageLink]:
        """What the switcher offers where no CMS page is shown: the same address, or else the first page."""
        match = self.request.resolver_match
        is_own = match is not None and match.url_name != "wagtail_serve"
        address = self.request.get_full_path()
        return [
            LanguageLink(
                code,
                name,
                translate_url(address, code) if is_own and self.request.method == "GET" else f"/{code}/",
                translated=True,
                current=code == self.language,
            )
            for code, name in settings.LANGUAGES
        ]
