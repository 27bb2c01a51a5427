"""The guard: what translation lets pass in the CMS, and what it adds to its menu."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from translation import tasks
from translation.cms import guards, together
from translation.drafts import TranslatedDrafts

hooks.register("register_draft_keeper", TranslatedDrafts())
hooks.register("register_next_tasks", tasks.to_approve, order=50)
hooks.register("register_next_tasks", tasks.to_finish, order=60)
hooks.register("register_next_tasks", tasks.to_begin, order=70)


@hooks.register("register_admin_urls", order=guards.FIRST)
def guarded_addresses() -> list[URLPattern]:
    """Stand before wagtail-localize's views, at their own addresses: the first one found answers."""
    return guards.addresses()


@hooks.register("register_admin_urls")
def addresses_of_the_desk() -> list[URLResolver]:
    """Give the desk its addresses."""
    return [path("translation/", include("translation.urls"))]


hooks.register("register_page_header_buttons", together.together_button)
hooks.register("register_page_listing_more_buttons", together.together_button)


class TranslationMenuItem(MenuItem):
    """The report on the translations, for those who translate."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("wagtail_localize.submit_translation"))


@hooks.register("register_admin_menu_item")
def register_translation_menu_item() -> MenuItem:
    """Put the state of the translations on the menu."""
    return TranslationMenuItem(
        gettext_lazy("Translation"),
        reverse("wagtail_localize:translations_report"),
        name="translation",
        icon_name="wagtail-localize-language",
        order=300,
    )


@hooks.register("construct_reports_menu")
def drop_double_entry(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave the report out of “Reports” for those who have it on the menu."""
    if request.user.has_perm("wagtail_localize.submit_translation"):
        address = reverse("wagtail_localize:translations_report")
        items[:] = [item for item in items if item.url != address]
