"""Keeps the citations in step with what is live, and forgets what is remembered when it changes."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from home.services import remembered
from transparency.models import Funder, RebuttalPage, SupportRecord, TransparencySettings
from transparency.services import citations, claim_review
from transparency.services.evidence import FUNDING


@receiver(page_published, sender=RebuttalPage)
def note_citations(instance: RebuttalPage, **kwargs: Any) -> None:
    """Note what a rebuttal cites when it goes live; the signal comes for what is only scheduled, too."""
    if instance.live:
        citations.published(instance)


@receiver(page_unpublished, sender=RebuttalPage)
def forget_citations(instance: RebuttalPage, **kwargs: Any) -> None:
    """Forget what a rebuttal cites that readers no longer see."""
    citations.withdrawn(instance)


@receiver(pre_save, sender=SupportRecord)
def list_those_who_cite_it(instance: SupportRecord, update_fields: frozenset[str] | None, **kwargs: Any) -> None:
    """List the rebuttals that cite a record whose shown values change; the old ones are still in the database."""
    if changed := citations.shown_changes(instance, update_fields):
        language = None if citations.is_source(instance) else instance.locale.language_code
        citations.record_changed(instance.stable_id, changed, language)


@receiver(post_delete, sender=SupportRecord)
def list_those_who_cited_it(instance: SupportRecord, **kwargs: Any) -> None:
    """List the rebuttals that cite a record which is gone."""
    if instance.live and citations.is_source(instance):
        citations.record_changed(instance.stable_id, ["live"])


@receiver(pre_save, sender=Funder)
def list_those_who_name_it(instance: Funder, **kwargs: Any) -> None:
    """List the rebuttals whose evidence names a funder that changes its name or country."""
    before = Funder.objects.filter(pk=instance.pk).first() if instance.pk else None
    if before is None or (before.name, before.country.code) == (instance.name, instance.country.code):
        return
    for record in SupportRecord.objects.filter(funder=instance, live=True).select_related("locale"):
        language = None if citations.is_source(record) else record.locale.language_code
        citations.record_changed(record.stable_id, ["funder"], language)


@receiver([post_save, post_delete], sender=TransparencySettings)
def forget_setting(instance: TransparencySettings, **kwargs: Any) -> None:
    """Ask anew whether the site publishes ClaimReview."""
    claim_review.forget(instance.site_id)


@receiver([post_save, post_delete, post_page_move])
def forget_funding_address(instance: Any, **kwargs: Any) -> None:
    """Look the funding page up anew when any page changed, moved, came or went: its address hangs on those above."""
    if isinstance(instance, Page):
        remembered.forget(FUNDING)
