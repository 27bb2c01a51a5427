"""What surrounds every page, whether the CMS made it or not: identity, menus, languages."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language
from wagtail.models import Page, Site

from home.models import NavigationItem
from home.services import remembered
from home.services.remembered import Identity, identity_in
from home.services.translations import LanguageLink, PageLink, language_of, link_to

Menus = dict[str, list[PageLink]]


@dataclass
class Frame:
    """The site's frame in the active language. Each part is fetched when a template first asks for it."""

    request: HttpRequest

    @cached_property
    def identity(self) -> Identity:
        """The site's identity in the active language."""
        return identity_in(self.language)

    @property
    def language(self) -> str:
        """The active language's code."""
        return get_language() or settings.LANGUAGE_CODE

    @cached_property
    def menus(self) -> Menus:
        """The links of each menu, in the editors' order, in the active language where they are translated."""
        site = Site.find_for_request(self.request)
        every = remembered.remember(f"{remembered.MENUS}.{site.pk}", lambda: _read_menus(site, self.request))
        return every.get(self.language) or {menu: [] for menu in NavigationItem.Menu.values}

    @cached_property
    def languages(self) -> list[LanguageLink]:
        """What the switcher offers where no CMS page is shown: the same address, or else the first page."""
        match = self.request.resolver_match
        is_own = match is not None and match.url_name != "wagtail_serve"
        # A form that is shown again beside what is wrong: its page can be asked for, too.
        can_be_opened = self.request.method == "GET" or hasattr(
            getattr(match and match.func, "view_class", None), "get"
        )
        address = self.request.get_full_path()
        return [
            LanguageLink(
                code,
                name,
                translate_url(address, code) if is_own and can_be_opened else f"/{code}/",
                translated=True,
                current=code == self.language,
            )
            for code, name in settings.LANGUAGES
        ]


def _read_menus(site: Site, request: HttpRequest) -> dict[str, Menus]:
    """Return the menus of every language. One query, however many items and languages there are."""
    items = NavigationItem.objects.filter(navigation__site=site)
    pages = (
        Page.objects.live()
        .filter(translation_key__in=items.values("page__translation_key"))
        .annotate(**{menu: _place_in(items.filter(menu=menu)) for menu in NavigationItem.Menu.values})
    )
    versions: dict[UUID, dict[str, Page]] = {}
    for page in pages:
        versions.setdefault(page.translation_key, {})[language_of(page, request)] = page
    menus: dict[str, Menus] = {}
    for language, _name in settings.LANGUAGES:
        shown = [family.get(language) or family.get(settings.LANGUAGE_CODE) for family in versions.values()]
        menus[language] = {
            menu: [
                link_to(page, request, language)
                for page in sorted((page for page in shown if page), key=lambda page: getattr(page, menu) or 0)
                if getattr(page, menu) is not None
            ]
            for menu in NavigationItem.Menu.values
        }
    return menus


def _place_in(items: QuerySet[NavigationItem]) -> Subquery:
    places = items.filter(page__translation_key=OuterRef("translation_key")).order_by("sort_order")
    return Subquery(places.annotate(place=Coalesce("sort_order", 0)).values("place")[:1])
