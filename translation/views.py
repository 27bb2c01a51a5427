"""wagtail-localize's own views, with the questions that they do not ask.

As they come, they let whoever may translate publish into every language. The translation desk will take their
place; until then each of these stands before one of them, at the same address.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views import convert, edit_translation
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.submit_translations import (
    SubmitPageTranslationView,
    SubmitSnippetTranslationView,
    SubmitTranslationForm,
)
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView

from translation.services import rights

View = Callable[..., HttpResponseBase]


class OwnLanguagesMixin:
    """Offers no language but those in which this person may translate the thing."""

    def get_form(self) -> SubmitTranslationForm:
        form = super().get_form()  # type: ignore[misc]
        field = form.fields["locales"]
        own = [locale.pk for locale in field.queryset if rights.may_translate(self.request.user, self.object, locale)]  # type: ignore[attr-defined]
        field.queryset = field.queryset.filter(pk__in=own)
        return form


class SubmitPage(OwnLanguagesMixin, SubmitPageTranslationView):
    """Starts the translation of a page."""


class SubmitSnippet(OwnLanguagesMixin, SubmitSnippetTranslationView):
    """Starts the translation of a topic, funder, record or identity."""


class SyncForm(UpdateTranslationsForm):
    """The stock form without “Publish immediately”, which shows readers text that nobody has translated."""

    publish_translations = forms.BooleanField(required=False, disabled=True, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publish_translations"].help_text = ""


class Sync(UpdateTranslationsView):
    """Brings the source's changes before its translators. What readers see stays as it is."""

    def get_form(self) -> SyncForm:
        return SyncForm(self.request.POST if self.request.method == "POST" else None)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        source = self.get_object()
        instance = source.get_source_instance()
        targets = [
            translation.target_locale
            for translation in source.translations.filter(enabled=True).select_related("target_locale")
        ]
        if not any(rights.may_translate(request.user, instance, locale) for locale in targets):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Report(TranslationsReportView):
    """The state of the translations: a translator's own languages, or all for those who translate none."""

    def get_queryset(self) -> QuerySet[Translation]:
        translations = super().get_queryset().order_by("source__object_repr", "target_locale", "pk")
        if self.request.user.is_superuser:
            return translations
        own = rights.languages_of(self.request.user)
        return translations.filter(target_locale__in=own) if own else translations


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Let the source's text take a translation's place: that is publishing, and asks for that right."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    for hook in hooks.get_hooks("before_convert_to_alias"):
        answer: HttpResponse | None = hook(request, page)
        if answer is not None:
            return answer
    return convert.convert_to_alias(request, page_id)


def for_translators(view: View) -> View:
    """Refuse `view` to whoever may not work on the translation that the address names."""

    @wraps(view)
    def guarded(request: HttpRequest, translation_id: int, **kwargs: Any) -> HttpResponseBase:
        translation = get_object_or_404(Translation.objects.select_related("target_locale"), pk=translation_id)
        try:
            instance = translation.get_target_instance()
        except ObjectDoesNotExist as missing:
            raise Http404 from missing
        if not rights.may_translate(request.user, instance, translation.target_locale):
            raise PermissionDenied
        return view(request, translation_id=translation_id, **kwargs)

    return guarded


@for_translators
def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponseBase:
    """Take a PO file in. One that lacks its header is refused in words, where the stock view fails."""
    try:
        return edit_translation.upload_pofile(request, translation_id=translation_id)
    except KeyError:
        messages.error(
            request, _("This is not a file that was downloaded from this translation: its header is missing.")
        )
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


edit_string = for_translators(edit_translation.edit_string_translation)
edit_override = for_translators(edit_translation.edit_override)
download_pofile = for_translators(edit_translation.download_pofile)
machine_translate = for_translators(edit_translation.machine_translate)
preview = for_translators(edit_translation.preview_translation)
stop = for_translators(edit_translation.stop_translation)
