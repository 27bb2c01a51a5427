"""The draft of a translated page: its strings, not a revision of its own."""

from typing import Any

from wagtail.models import Page, Revision

from translation.services import drafting, obstacles, review, rights


class TranslatedDrafts:
    """What the home's registry asks of whoever keeps drafts (home/registry.py, DraftKeeper)."""

    def draft(self, page: Page) -> Page | None:
        """Return the page in the translators' present words, unsaved; None for a page that no translation makes up."""
        translation = rights.translation_of(page)
        if translation is None:
            return None
        instance: Page = drafting.translated(translation, fallback=True)
        return instance

    def obstacle(self, page: Page, publisher: Any) -> str:
        """Return why the translation is not ready, or not this person's to approve."""
        translation = rights.translation_of(page)
        return " ".join(obstacles.to_go_live(translation, publisher)) if translation else ""

    def approved(self, page: Page, revision: Revision, publisher: Any) -> None:
        """Let the words go live as they stand: whoever corrects has read them, and wrote none of them."""
        translation = rights.translation_of(page)
        if translation:
            review.adopt(translation, revision, publisher)
