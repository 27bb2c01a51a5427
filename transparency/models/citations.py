"""What the published rebuttals cite, and which of them have to be looked at again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Citation(models.Model):
    """That a live rebuttal cites a thing: `kind` and `key` name it (“ledger” and a record's stable id)."""

    page = models.ForeignKey("transparency.RebuttalPage", on_delete=models.CASCADE, related_name="citations")
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=80)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        indexes = [models.Index(fields=["kind", "key"], name="citation_by_thing")]
        constraints = [models.UniqueConstraint(fields=["page", "kind", "key"], name="one_citation_of_each_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class CitationReview(models.Model):
    """A cited thing changed: the rebuttal has to be read again. Closed when somebody did, or published it anew."""

    page = models.ForeignKey("transparency.RebuttalPage", on_delete=models.CASCADE, related_name="reviews_of_citations")
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=80)
    #: What changed, by the names of fields.
    changed = models.JSONField(_("what changed"), default=list)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("settled by")
    )

    class Meta:
        verbose_name = _("review of a citation")
        verbose_name_plural = _("reviews of citations")
        ordering = ["changed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "kind", "key"],
                condition=Q(settled_at__isnull=True),
                name="one_open_review_of_each_citation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.kind} {self.key}"
