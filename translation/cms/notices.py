"""Which e-mails of the desk a person wants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from wagtail.admin import messages

from translation.cms.assigning import DeskPage
from translation.models import DeskPreference


class NoticesForm(forms.ModelForm[DeskPreference]):
    """Each kind of e-mail, on or off."""

    class Meta:
        model = DeskPreference
        fields = ["digest", "urgent", "comments"]


class NoticesView(DeskPage):
    """A person's own wishes; nobody else's."""

    template_name = "translation/desk/notices.html"
    header_icon = "mail"
    http_method_names = ["get", "head", "post"]

    def get_page_title(self) -> str:
        return _("My e-mails")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is on."""
        return self.show(NoticesForm(instance=self.wishes()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it."""
        form = NoticesForm(request.POST, instance=self.wishes())
        if not form.is_valid():
            return self.show(form, status=422)
        form.save()
        messages.success(request, _("Kept. It counts for the next e-mail."))
        return redirect("translation:notices")

    def wishes(self) -> DeskPreference:
        """Return the person's wishes, unsaved where they have not said any: every e-mail is on then."""
        user: Any = self.request.user
        return DeskPreference.objects.filter(user=user).first() or DeskPreference(user=user)

    def show(self, form: NoticesForm, status: int = 200) -> HttpResponse:
        """Show the form."""
        return self.render_to_response(self.get_context_data(form=form), status=status)


urls: list[URLPattern] = [path("notices/", NoticesView.as_view(), name="notices")]
