"""What readers of a translation are told of its source."""

from django.db.models import OuterRef, Subquery

from home.registry import TranslationLine
from translation.models import DeskEntry


def line_of_readers() -> TranslationLine:
    """Return how a row of pages tells that the translation is behind, and what it follows (home/registry.py).

    A page that its translators have let go, or that only a minor change has overtaken, is not behind.
    """
    entry = DeskEntry.objects.filter(
        translation__source__object_id=OuterRef("translation_key"),
        translation__target_locale=OuterRef("locale_id"),
        translation__enabled=True,
        behind_since__isnull=False,
    ).order_by()
    return TranslationLine(
        behind_since=Subquery(entry.values("behind_since")[:1]),
        follows=Subquery(entry.values("follows__published_at")[:1]),
    )
