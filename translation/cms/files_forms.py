"""What is asked of whoever takes a file of translations out, or brings one in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale
from wagtail_localize.models import Translation

from home.templatetags.site_tags import file_size
from translation.services.exchange import bring_in, choice
from translation.services.exchange.document import LARGEST, Document, Format, Refused
from translation.services.exchange.formats import parse


class OutForm(forms.Form):
    """What goes out."""

    language = forms.ChoiceField(label=_("Language"), help_text=_("Those into which you translate."))
    what = forms.ChoiceField(
        label=_("What"),
        required=False,
        help_text=_("A section is a page with all that is below it."),
    )
    form = forms.ChoiceField(
        label=_("Format"),
        choices=[(one.name, one.label) for one in Format],
        widget=forms.RadioSelect,
        initial=Format.XLIFF2.name,
        help_text=_("XLIFF 2 for a recent tool, XLIFF 1.2 for an older one, PO for an editor of gettext files."),
    )
    only_open = forms.BooleanField(
        label=_("Only what is to do"),
        required=False,
        help_text=_("Leaves out each segment that a person stands by already."),
    )

    def __init__(self, locales: list[Locale], one: Translation | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locales = {locale.language_code: locale for locale in locales}
        self.fields["language"].choices = [(code, locale.get_display_name()) for code, locale in self.locales.items()]  # type: ignore[attr-defined]
        only = [(f"translation-{one.pk}", _("Only “%(title)s”") % {"title": one.source.object_repr})] if one else []
        self.fields["what"].choices = [*only, ("", _("All pages and snippets")), *choice.sections()]  # type: ignore[attr-defined]
        if one:
            self.initial.update(language=one.target_locale.language_code, what=f"translation-{one.pk}")


class InForm(forms.Form):
    """What comes in."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "XLIFF 2, XLIFF 1.2 or PO, as it was taken out here and worked on elsewhere. The format is found out."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlf,.xliff,.po"}),
    )
    document: Document

    def clean_file(self) -> Any:
        """Refuse what cannot be read, or does not come from here, with its line."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            message = _("The file is larger than %(limit)s. Split it by pages.")
            raise ValidationError(message, params={"limit": file_size(LARGEST)})
        try:
            self.document = parse(file.read())
            bring_in.recognised(self.document)
        except Refused as reason:
            raise ValidationError(str(reason)) from reason
        file.seek(0)
        return file
