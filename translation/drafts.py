"""The draft of a translated page: its strings, not a revision of its own."""

from typing import Any

from wagtail.models import Page, Revision
from wagtail_localize.models import TranslationLog

from translation.services import rights


class TranslatedDrafts:
    """What the home's registry asks of whoever keeps drafts (home/registry.py, DraftKeeper)."""

    def draft(self, page: Page) -> Page | None:
        """Return the page in the translators' present words, unsaved; None for a page that no translation makes up."""
        translation = rights.translation_of(page)
        if translation is None:
            return None
        instance: Page = translation.source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
        return instance

    def obstacle(self, page: Page, publisher: Any) -> str:
        """Return why the translation is not ready, or not this person's to approve."""
        translation = rights.translation_of(page)
        return rights.obstacle(translation, publisher) if translation else ""

    def published(self, page: Page, revision: Revision) -> None:
        """Note it where wagtail-localize notes what it publishes."""
        translation = rights.translation_of(page)
        if translation:
            TranslationLog.objects.create(
                source=translation.source, locale=translation.target_locale, revision=revision
            )
