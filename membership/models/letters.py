"""The words of the e-mails, edited in the CMS, in each language."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from home.services.translations import language_name
from membership.services.letters import Kind, fault_of


class EmailText(models.Model):
    """The subject and the words of one kind of e-mail in one language, in place of those that the site brings along."""

    kind = models.CharField(_("e-mail"), max_length=40, choices=Kind, help_text=_("When it is sent."))
    language = models.CharField(_("language"), max_length=10, help_text=_("The code: en, ar, fr."))
    subject = models.CharField(_("subject"), max_length=160, help_text=_("Without the recipient's personal data."))
    body = models.TextField(
        _("words of the e-mail"),
        help_text=_("In braces stands what is filled in: {reference}. The e-mail's kind says what there is."),
    )

    panels = [FieldRowPanel([FieldPanel("kind"), FieldPanel("language")]), FieldPanel("subject"), FieldPanel("body")]

    class Meta:
        verbose_name = _("text of an e-mail")
        verbose_name_plural = _("texts of e-mails")
        ordering = ["kind", "language"]
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="one_text_for_each_kind_and_language")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {language_name(self.language)}"

    def clean(self) -> None:
        super().clean()
        faults = {
            field: fault
            for field, text in (("subject", self.subject), ("body", self.body))
            if (fault := fault_of(self.kind, text, whole=field == "body"))
        }
        if faults:
            raise ValidationError(faults)
