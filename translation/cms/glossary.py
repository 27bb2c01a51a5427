"""The glossary in the CMS: who may change terms does so in Wagtail's own form; a reviewer, the own language's words."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import lazystr
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Locale
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from home.services.translations import language_name
from translation.cms import glossary_files
from translation.matching.forms import folded, grammar
from translation.matching.phrases import words_of
from translation.models import Rendering, Term
from translation.models.glossary import target_languages
from translation.services import terms


class RenderingsColumn(Column):
    """How one language says the term."""

    cell_template_name = "translation/glossary/renderings_cell.html"

    def __init__(self, language: str) -> None:
        self.language = language
        super().__init__(f"renderings_{language}", label=lazystr(language_name(language)))

    def get_value(self, instance: Term) -> list[str]:
        """Return the approved renderings."""
        return terms.approved_in(instance, self.language)

    def get_cell_context_data(self, instance: Term, parent_context: Any) -> dict[str, Any]:
        return {**super().get_cell_context_data(instance, parent_context), "language": self.language}


class TermsView(IndexView):
    """Lists the terms with their renderings, and the ways in and out of a file."""

    def get_base_queryset(self) -> QuerySet[Term]:
        # Translated terms are on the desk, among all that is translated.
        queryset: QuerySet[Term] = super().get_base_queryset().filter(locale__language_code=settings.LANGUAGE_CODE)
        return queryset.select_related("locale").prefetch_related("renderings")

    @cached_property
    def columns(self) -> list[Column]:
        """Add a column for each language into which the site is translated."""
        return [*super().columns, *(RenderingsColumn(code) for code, _name in target_languages())]

    @cached_property
    def may_change(self) -> bool:
        """Ask once whether this person may change the terms themselves."""
        return terms.may_change_terms(self.request.user)

    def get_edit_url(self, instance: Term) -> str | None:
        """Lead those to the form who may save it, and all others to what the glossary says."""
        if self.may_change and instance.locale.language_code == settings.LANGUAGE_CODE:
            address: str | None = super().get_edit_url(instance)
            return address
        return None

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Lead to the files."""
        buttons = [
            Button(_("Export as TBX"), url=reverse("glossary:export", args=["tbx"]), icon_name="download"),
            Button(_("Export as CSV"), url=reverse("glossary:export", args=["csv"]), icon_name="download"),
        ]
        if self.may_change:
            buttons.append(Button(_("Import from a file"), url=reverse("glossary:import"), icon_name="upload"))
        return [*super().header_more_buttons, *buttons]


class TermView(InspectView):
    """What the glossary says of one term, in every language."""

    template_name = "translation/glossary/term.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        term: Term = self.object
        source = Term.objects.filter(translation_key=term.translation_key, locale=Locale.get_default()).first() or term
        own = {locale.language_code for locale in terms.languages_to_render(self.request.user)}
        renderings = list(source.renderings.all())
        languages = [
            {
                "code": code,
                "renderings": [rendering for rendering in renderings if rendering.language == code],
                "change_url": reverse("glossary:renderings", args=[source.pk, code]) if code in own else "",
            }
            for code, _name in target_languages()
        ]
        return {**super().get_context_data(**kwargs), "term": term, "languages": languages}

    def get_edit_url(self) -> str | None:
        if self.object.locale.language_code != settings.LANGUAGE_CODE or not terms.may_change_terms(self.request.user):
            return None
        address: str | None = super().get_edit_url()
        return address


class RenderingForm(forms.ModelForm[Rendering]):
    """One way in which a language says a term, or must not."""

    class Meta:
        model = Rendering
        fields = ["text", "standing", "note"]

    def clean_text(self) -> str:
        """Refuse what holds no word: it could not be found in any text."""
        text = " ".join(self.cleaned_data["text"].split())
        if not words_of(text, grammar(self.instance.language or "")):
            raise ValidationError(_("Write the words themselves: this holds none."))
        return text


class RenderingForms(BaseInlineFormSet[Any, Any, Any]):
    """A language's renderings of one term."""

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        self.language = language
        kwargs["queryset"] = Rendering.objects.filter(language=language)
        super().__init__(*args, **kwargs)

    def _construct_form(self, i: int, **kwargs: Any) -> forms.ModelForm[Any]:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.instance.language = self.language
        return self._in_its_direction(form)

    @property
    def empty_form(self) -> forms.ModelForm[Any]:
        return self._in_its_direction(super().empty_form)

    def clean(self) -> None:
        """Refuse the same words twice: they would be approved and forbidden at once."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            going = form.cleaned_data.get("DELETE")
            text = "" if going else folded(form.cleaned_data.get("text") or "")
            if text and text in seen:
                form.add_error("text", _("These words stand in another row."))
            seen.add(text)

    def _in_its_direction(self, form: forms.ModelForm[Any]) -> forms.ModelForm[Any]:
        direction = "rtl" if get_language_info(self.language)["bidi"] else "ltr"
        form.fields["text"].widget.attrs |= {"lang": self.language, "dir": direction}
        form.fields["note"].widget.attrs["dir"] = "auto"
        return form


RenderingFormSet = inlineformset_factory(
    Term, Rendering, form=RenderingForm, formset=RenderingForms, extra=2, can_delete=True
)


class Renderings(WagtailAdminTemplateMixin, View):
    """Where a reviewer says how the own language renders a term. The term itself is not theirs to change."""

    page_title = gettext_lazy("Renderings")
    header_icon = "openquote"
    template_name = "translation/glossary/renderings.html"

    def dispatch(self, request: HttpRequest, *args: Any, pk: int, language: str, **kwargs: Any) -> HttpResponseBase:
        self.locale = get_object_or_404(Locale, language_code=language)
        self.term = get_object_or_404(Term, pk=pk, locale=Locale.get_default())
        if not terms.may_change_renderings(request.user, self.locale):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return f"{self.term}: {language_name(self.locale.language_code)}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("glossary:list"), "label": _("Glossary")},
            {"url": reverse("glossary:inspect", args=[self.term.pk]), "label": str(self.term)},
            {"url": "", "label": self.page_title, "sublabel": language_name(self.locale.language_code)},
        ]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what there is, and two empty rows."""
        return self._page(self._rows())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write the rows, note it in the term's history, and have the words checked that hold the term."""
        with transaction.atomic():
            # Who comes second sees what the first one wrote.
            Term.objects.select_for_update().get(pk=self.term.pk)
            rows = self._rows(request.POST)
            if not rows.is_valid():
                return self._page(rows)
            rows.save()
            terms.renderings_changed(self.term, request.user)
        messages.success(request, _("The renderings are saved. The texts that hold the term are checked by them now."))
        return redirect("glossary:inspect", self.term.pk)

    def _rows(self, data: Any = None) -> Any:
        return RenderingFormSet(data, instance=self.term, language=self.locale.language_code, prefix="renderings")

    def _page(self, rows: Any) -> HttpResponse:
        context = self.get_context_data(rows=rows, term=self.term, language=self.locale.language_code)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "errors": kwargs["rows"].total_error_count()}


class GlossaryViewSet(SnippetViewSet):
    """The words that matter."""

    model = Term
    icon = "openquote"
    menu_label = gettext_lazy("Glossary")
    menu_name = "glossary"
    menu_order = 310
    add_to_admin_menu = True
    admin_url_namespace = "glossary"
    base_url_path = "translation/glossary"
    index_view_class = TermsView
    inspect_view_class = TermView
    inspect_view_enabled = True
    inspect_template_name = "translation/glossary/term.html"
    index_results_template_name = "translation/glossary/results.html"
    create_template_name = "translation/glossary/create.html"
    edit_template_name = "translation/glossary/edit.html"
    copy_view_enabled = False
    list_per_page = 50
    list_display = ["term", "abbreviation", "sensitivity"]
    list_filter = ["sensitivity"]
    ordering = ["term"]
    search_fields = ["term", "abbreviation", "definition"]
    search_backend_name = None

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the renderings' form and the files."""
        # The first one is where the menu leads.
        listed, *others = super().get_urlpatterns()
        return [
            listed,
            path("<int:pk>/renderings/<slug:language>/", Renderings.as_view(), name="renderings"),
            path("import/", glossary_files.Import.as_view(), name="import"),
            path("export/<slug:ending>/", glossary_files.Export.as_view(), name="export"),
            *others,
        ]
