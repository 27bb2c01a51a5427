"""Hears when words are saved, whoever does it: the stock editor, a PO file, a machine, a script."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail_localize.models import StringTranslation

from translation.models import Rendering, Term
from translation.services import findings


@receiver(post_save, sender=StringTranslation)
def check_saved(
    instance: StringTranslation, raw: bool = False, update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    """Check words that were saved one by one. What writes many at once has them checked at once."""
    if raw or (update_fields is not None and "data" not in update_fields):
        return
    findings.check_words([instance])
    findings.recount([instance])


@receiver([post_save, post_delete], sender=Term)
@receiver([post_save, post_delete], sender=Rendering)
def forget_rules(**kwargs: Any) -> None:
    """Let the next check read the glossary anew."""
    findings.forget_rules()
