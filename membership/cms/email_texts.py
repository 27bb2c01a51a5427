"""The e-mails' words in the CMS: whose they are, how they read, and back to the site's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin

from home.services.translations import language_name
from membership.cms.forms import EmailTextForm
from membership.models import EmailText
from membership.services import email_texts, letters
from membership.services.letters import Kind, Letter


class EmailTextsPage(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A page on the e-mails' words."""

    model = EmailText
    any_permission_required = ["change"]
    header_icon = "mail"
    page_title = gettext_lazy("E-mail texts")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        path = list(self.breadcrumbs_items)
        if self.kwargs:
            path.append({"url": reverse("email_texts:index"), "label": _("E-mail texts")})
        return [*path, {"url": "", "label": self.get_page_title()}]


class EmailTexts(EmailTextsPage):
    """Lists every kind of e-mail in every language."""

    template_name = "membership/cms/email_texts.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        languages = [(code, language_name(code)) for code, _name in settings.LANGUAGES]
        return self.render_to_response(self.get_context_data(kinds=email_texts.every_kind(), languages=languages))


class OneEmailText(EmailTextsPage):
    """What the pages of one kind in one language have in common."""

    @property
    def kind(self) -> Kind:
        """The kind; a page that is not found where there is none of this name."""
        if self.kwargs["kind"] not in Kind.values:
            raise Http404
        return Kind(self.kwargs["kind"])

    @property
    def language(self) -> str:
        """The language; a page that is not found where the site does not speak it."""
        code: str = self.kwargs["language"]
        if code not in dict(settings.LANGUAGES):
            raise Http404
        return code

    def get_page_title(self) -> str:
        return f"{self.kind.label} · {language_name(self.language)}"


class EditEmailText(OneEmailText):
    """Edits the words of one kind in one language, beginning with those that are in use."""

    template_name = "membership/cms/email_text.html"

    def get(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        """Show the words in use."""
        words = letters.words_of(self.kind, self.language)
        return self._show(self._form(initial={"subject": words.subject, "body": words.text}), words)

    def post(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        """Keep the words, or show how they would read."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, None, status=422)
        if "preview" in request.POST:
            return self._show(form, form.letter)
        if email_texts.save(self.kind, self.language, form.letter):
            messages.success(request, _("Kept: the next e-mail of this kind has these words."))
        else:
            messages.info(request, _("Nothing was changed: these are the words in use."))
        return redirect("email_texts:index")

    def _form(self, *args: Any, **kwargs: Any) -> EmailTextForm:
        return EmailTextForm(*args, kind=self.kind, language=self.language, **kwargs)

    def _show(self, form: EmailTextForm, words: Letter | None, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            kind=self.kind,
            language=self.language,
            language_name=language_name(self.language),
            meanings=email_texts.meanings_of(self.kind),
            sample=email_texts.sample(self.kind, self.language, words) if words else None,
            may_reset=self.user_has_permission("delete"),
            is_written=email_texts.is_written(self.kind, self.language),
        )
        return self.render_to_response(context, status=status)


class ResetEmailText(OneEmailText):
    """Goes back to the site's own words."""

    any_permission_required = ["delete"]
    http_method_names = ["post"]

    def post(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        """Forget the words that staff have written."""
        if email_texts.reset(self.kind, self.language):
            messages.success(request, _("The site’s own words are in use again."))
        return redirect("email_texts:edit", self.kind, self.language)
