"""Hears when a source is published. Nobody has to press a button for its translators to see it."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import DraftStateMixin, Page, Revision
from wagtail.signals import page_published, published

from translation.models import Term
from translation.services import freshness, terms


@receiver(page_published)
def follow_page(instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """Take in a published page; one that is to go live later is still a draft."""
    if instance.live and freshness.is_source(instance):
        freshness.follow(instance, user=revision.user if revision else None, revision=revision)


@receiver(published)
def follow_snippet(instance: Any, revision: Revision | None = None, **kwargs: Any) -> None:
    """Take in a snippet that has drafts of its own."""
    if not isinstance(instance, Page) and instance.live and freshness.is_source(instance):
        freshness.follow(instance, user=revision.user if revision else None, revision=revision)


@receiver(post_save)
def follow_saved(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Take in a snippet without drafts: what is saved is public."""
    if not raw and not isinstance(instance, Page | DraftStateMixin) and freshness.is_source(instance):
        freshness.follow(instance)


@receiver(post_delete)
def put_back(instance: Any, **kwargs: Any) -> None:
    """Put a translation that was deleted on the desk again, once wagtail-localize has taken it off."""
    if freshness.is_translated_as_one(instance) and type(instance) is not Page:
        key, locale = instance.translation_key, instance.locale_id
        transaction.on_commit(lambda: freshness.put_back(key, locale))


@receiver([post_save, post_delete], sender=Term)
def follow_term(instance: Term, raw: bool = False, **kwargs: Any) -> None:
    """Check the words that hold a changed term, once all that is saved with it stands."""
    if not raw:
        transaction.on_commit(lambda: terms.term_changed(instance))
