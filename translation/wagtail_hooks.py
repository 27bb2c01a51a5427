"""What translation adds to the CMS, and what it stands before."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from translation.cms import desk_hooks, guards, leading, together
from translation.cms.glossary import GlossaryViewSet
from translation.drafts import TranslatedDrafts

__all__ = ["desk_hooks"]

register_snippet(GlossaryViewSet)
hooks.register("register_draft_keeper", TranslatedDrafts())
hooks.register("before_edit_page", leading.lead_page_to_the_desk, order=guards.FIRST)
hooks.register("before_edit_snippet", leading.lead_snippet_to_the_desk, order=guards.FIRST)
hooks.register("register_page_header_buttons", together.together_button)
hooks.register("register_page_listing_more_buttons", together.together_button)


@hooks.register("register_admin_urls", order=guards.FIRST)
def guarded_addresses() -> list[URLPattern]:
    """Stand before wagtail-localize's views, at their own addresses: the first one found answers."""
    return guards.addresses()


@hooks.register("register_admin_urls")
def addresses_of_the_desk() -> list[URLResolver]:
    """Give the desk its addresses."""
    return [path("translation/", include("translation.urls"))]
