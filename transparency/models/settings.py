"""What staff decide about what transparency publishes for machines."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="view")
class TransparencySettings(BaseSiteSetting):
    """The licence of the data, and whether rebuttals carry ClaimReview."""

    licence_name = models.CharField(
        _("licence"), max_length=120, blank=True, help_text=_("Under which the ledger's data may be used, by its name.")
    )
    licence_url = models.URLField(
        _("address of the licence"), blank=True, help_text=_("Where the licence can be read.")
    )
    claim_review = models.BooleanField(
        _("mark rebuttals as ClaimReview"),
        default=False,
        help_text=_("Tells search engines which claim a page answers. The claim then stands in the page's code, too."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("licence_name"), FieldPanel("licence_url")], heading=_("Data for machines")),
        FieldPanel("claim_review"),
    ]

    class Meta:
        verbose_name = _("transparency")

    def clean(self) -> None:
        super().clean()
        if bool(self.licence_name) != bool(self.licence_url):
            missing = "licence_url" if self.licence_name else "licence_name"
            raise ValidationError({missing: _("A licence needs both its name and its address.")})
