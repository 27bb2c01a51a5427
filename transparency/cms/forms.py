"""The forms of the ledger in the CMS, and what a publisher reads above them."""

from __future__ import annotations

from typing import IO, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import Panel

from home.templatetags.site_tags import file_size
from transparency.models import FundingPage
from transparency.services.import_files import LARGEST_FILE, Refused, is_excel
from transparency.services.lines import anchor_of


class WordsInTranslations(WagtailAdminModelForm):
    """The whole of a record in the source language; of its translation the words alone, for they are all it lends."""

    words: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        locale = self.instance.locale if self.instance.locale_id else None
        if locale and locale.language_code != settings.LANGUAGE_CODE:
            for name in set(self.fields) - set(self.words):
                del self.fields[name]


class FunderForm(WordsInTranslations):
    """A funder. Its name alone is translated."""

    words = ("name",)


class SupportRecordForm(WordsInTranslations):
    """A line of the ledger."""

    words = ("title", "purpose", "programme", "not_published_reason")


class RowAddressPanel(Panel):
    """The id by which a record is quoted, and its row's address on the public page."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "transparency/cms/row_address.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            page = FundingPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE).first()
            address = f"{settings.SITE_URL}{page.url}#{anchor_of(self.instance.stable_id)}" if page else ""
            return {**super().get_context_data(parent_context), "address": address}


class UploadForm(forms.Form):
    """A file with a table of the ledger."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8, or an Excel workbook (.xlsx), with the columns of the ledger’s own export."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> IO[bytes]:
        """Refuse what is too large, or neither text nor a workbook by what is in it."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            message = _("The file is larger than %(limit)s. Send it in parts.")
            raise ValidationError(message, params={"limit": file_size(LARGEST_FILE)})
        try:
            is_excel(file)
        except Refused as reason:
            raise ValidationError(str(reason)) from reason
        checked: IO[bytes] = file
        return checked
