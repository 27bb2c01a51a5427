"""Who may translate what, and what may go live.

Rights are given on pages, one tree to a language. What has no tree (topics, funders, the site identity) follows
the same rights: whoever may change the first page of a language may change the snippets in that language.
"""

from typing import Any

from django.conf import settings
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import Translation


def may_write_in(user: Any, locale: Locale) -> bool:
    """Say whether this person may change what stands in this language."""
    home = _first_page(locale)
    return user.is_superuser or (home is not None and home.permissions_for_user(user).can_edit())


def may_publish_in(user: Any, locale: Locale) -> bool:
    """Say whether what this person writes in this language may go live by their own decision."""
    home = _first_page(locale)
    return user.is_superuser or (home is not None and home.permissions_for_user(user).can_publish())


def may_keep_snippets_in(user: Any, locale: Locale, *, public: bool = False) -> bool:
    """Say whether this person may change snippets of this language; with `public`, also what readers see of them.

    Wagtail asks for rights on the model besides. In the source language a part of the tree is enough: officers keep
    the members' topics, and write the members' pages alone.
    """
    if locale.language_code != settings.LANGUAGE_CODE:
        return may_publish_in(user, locale) if public else may_write_in(user, locale)
    pages = page_permission_policy.instances_user_has_permission_for(user, "publish" if public else "change")
    return bool(pages.filter(locale=locale).exists())


def may_translate(user: Any, instance: Any, locale: Locale) -> bool:
    """Say whether this person may work on the translation of `instance` into `locale`, also before it exists.

    A page that is not there yet is asked after at the place where it would stand.
    """
    if user.is_superuser:
        return True
    if not isinstance(instance, Page):
        return may_write_in(user, locale)
    place = _place_of(instance, locale)
    return place is not None and bool(place.permissions_for_user(user).can_edit())


def languages_of(user: Any) -> list[Locale]:
    """Return the target languages in which this person may write."""
    targets = Locale.objects.exclude(language_code=settings.LANGUAGE_CODE)
    return [locale for locale in targets if may_write_in(user, locale)]


def translation_of(instance: Any) -> Translation | None:
    """Return the translation whose strings make up `instance`; None for what is written by hand."""
    return Translation.objects.filter(
        source__object_id=instance.translation_key, target_locale_id=instance.locale_id, enabled=True
    ).first()


def _first_page(locale: Locale) -> Page | None:
    page = Page.objects.filter(depth=2, locale=locale).first()
    return page.specific if page else None


def _place_of(page: Page, locale: Locale) -> Page | None:
    """Return the page's translation, or that of its nearest ancestor which has one."""
    keys = list(page.get_ancestors(inclusive=True).filter(depth__gte=2).values_list("translation_key", flat=True))
    place = Page.objects.filter(translation_key__in=keys, locale=locale).order_by("-depth").first()
    return place.specific if place else None
