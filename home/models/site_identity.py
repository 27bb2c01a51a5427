"""What the site says of itself on every page, once in each language."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import RevisionMixin, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from home.blocks import SocialLinksBlock


class SiteIdentity(RevisionMixin, TranslatableMixin, models.Model):
    """The organisation's name, address and footer in one language. There is one for each language."""

    organisation_name = models.CharField(
        _("organisation name"), max_length=80, help_text=_("The network's name in this language.")
    )
    tagline = models.CharField(
        _("tagline"), max_length=120, blank=True, help_text=_("A few words beside the name, at the top of each page.")
    )
    contact_email = models.EmailField(
        _("contact e-mail"),
        blank=True,
        help_text=_("Where readers may write. Left empty, the site says that no address is published yet."),
    )
    social_links = StreamField(
        SocialLinksBlock(),
        blank=True,
        verbose_name=_("social links"),
        help_text=_("The network's own accounts elsewhere, in the order in which they are shown."),
    )
    footer_text = models.TextField(
        _("footer text"), blank=True, help_text=_("One or two sentences at the foot of each page.")
    )

    panels = [
        MultiFieldPanel([FieldPanel("organisation_name"), FieldPanel("tagline")], heading=_("Name")),
        MultiFieldPanel([FieldPanel("contact_email"), FieldPanel("social_links")], heading=_("Contact")),
        FieldPanel("footer_text"),
    ]
    override_translatable_fields = [SynchronizedField("contact_email"), SynchronizedField("social_links")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("site identity")
        verbose_name_plural = _("site identity")
        constraints = [models.UniqueConstraint(fields=["locale"], name="one_identity_for_each_language")]

    def __str__(self) -> str:
        return self.organisation_name

    def clean(self) -> None:
        super().clean()
        if SiteIdentity.objects.filter(locale=self.locale_id).exclude(pk=self.pk).exists():
            raise ValidationError(_("This language has its site identity already: edit that one."))
