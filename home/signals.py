"""Forgets what is remembered when it changes."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Locale, Page, Site
from wagtail.signals import post_page_move

from home.models import NavigationItem, SiteIdentity
from home.services import remembered


@receiver([post_save, post_delete], sender=Locale)
def forget_locales(**kwargs: Any) -> None:
    """Read the languages anew when one was added, changed or removed."""
    remembered.forget(remembered.LOCALES, remembered.IDENTITIES)
    remembered.forget_menus()


@receiver([post_save, post_delete], sender=SiteIdentity)
def forget_identities(**kwargs: Any) -> None:
    """Read the site's identity anew when an editor changed it."""
    remembered.forget(remembered.IDENTITIES)


@receiver([post_save, post_delete, post_page_move])
def forget_menus(instance: Any, **kwargs: Any) -> None:
    """Read the menus anew when an item or any page changed, moved, came or went."""
    if isinstance(instance, Page | NavigationItem | Site):
        remembered.forget_menus()
