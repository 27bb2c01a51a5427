"""What a rebuttal said wrongly, and since when it says it rightly: a chain to which links are only added."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from home.models import AppendOnly


class Correction(AppendOnly):
    """One correction, as it was published. Nobody edits or deletes it; a later one may mend it.

    `hash` is SHA-256 of everything that corrections.json tells of it, the hash of the correction before it included
    (transparency/services/corrections.py): whoever changes one breaks the chain.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    page = models.ForeignKey(
        "transparency.RebuttalPage", on_delete=models.PROTECT, related_name="corrections", verbose_name=_("rebuttal")
    )
    language = models.CharField(_("language"), max_length=10)
    address = models.TextField(_("address"))
    #: The rebuttal's title on the day of the correction: the fact, never the claim.
    fact = models.CharField(_("fact"), max_length=255)
    was = models.TextField(_("what the page said"))
    now = models.TextField(_("what it says now"))
    reason = models.TextField(_("why it was needed"))
    mends = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="+", verbose_name=_("the version that it mends")
    )
    mends_digest = models.CharField(_("digest of that version"), max_length=64)
    mends_published_at = models.DateTimeField(_("that version was published at"), null=True)
    published_at = models.DateTimeField(_("published at"))
    previous_hash = models.CharField(_("hash of the correction before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"
