"""What became of a source from one publication to the next."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision
from wagtail_localize.models import String, TranslationContext, TranslationSource


class SourceVersion(models.Model):
    """A state of the source in which something that is translated had changed.

    The first is the one in which the source came before the translators.
    """

    source = models.ForeignKey(TranslationSource, models.CASCADE, related_name="versions", verbose_name=_("source"))
    number = models.PositiveIntegerField(_("number"), help_text=_("Counted from 1 for each source."))
    published_at = models.DateTimeField(
        _("published at"), null=True, help_text=_("Empty while the version is a draft, prepared for translation.")
    )
    revision = models.ForeignKey(
        Revision, models.SET_NULL, null=True, related_name="+", verbose_name=_("revision of the source")
    )
    minor = models.BooleanField(
        _("minor change"), default=False, help_text=_("Readers of a translation are not told of a minor change.")
    )
    urgent = models.BooleanField(
        _("urgent"), default=False, help_text=_("Whoever is responsible hears of it at once, not with the next digest.")
    )
    added = models.PositiveIntegerField(_("segments added"), default=0)
    changed = models.PositiveIntegerField(_("segments changed"), default=0)
    removed = models.PositiveIntegerField(_("segments removed"), default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of a source")
        verbose_name_plural = _("versions of sources")
        ordering = ["source", "number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="version_numbered_once")]
        indexes = [models.Index(fields=["-created_at"])]

    def __str__(self) -> str:
        return f"{self.source.object_repr}, {self.number}"

    @property
    def changes_words(self) -> bool:
        """Whether a word changed, not only a link's target, an image or the order."""
        return bool(self.added or self.changed or self.removed)


class SegmentChange(models.Model):
    """A segment that changed, was added (no `previous`) or went (no `string`) with a version."""

    version = models.ForeignKey(SourceVersion, models.CASCADE, related_name="changes", verbose_name=_("version"))
    context = models.ForeignKey(TranslationContext, models.CASCADE, related_name="+", verbose_name=_("place"))
    string = models.ForeignKey(String, models.CASCADE, null=True, related_name="+", verbose_name=_("new text"))
    previous = models.ForeignKey(String, models.CASCADE, null=True, related_name="+", verbose_name=_("old text"))

    class Meta:
        verbose_name = _("change of a segment")
        verbose_name_plural = _("changes of segments")

    def __str__(self) -> str:
        return f"{self.version}: {self.context.path}"
