"""The form that follows the first reply, by the applicant's link: one page at a time, kept at each."""

from __future__ import annotations

from typing import Any

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from home.services import uploads
from home.storage import StorageFull
from home.upload_handlers import files_of
from membership.forms import details_pages
from membership.forms.details import DetailsForm
from membership.forms.details_pages import CHECK, CONTACTS, Form
from membership.services import details, links, transitions
from membership.services.details import Incomplete
from membership.services.transitions import APPLICANT, Action, NotPossible
from membership.views.pages import LinkView, gone


class DetailsView(LinkView):
    """A page of the form, while the application is at its stage."""

    purpose = links.APPLICATION
    form: Form

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        """Lead to the status where there is no form to fill in."""
        try:
            return super().dispatch(request, *args, **options)
        except NotPossible:
            return gone(request, self.status)

    def setup_form(self) -> None:
        """Read the form as it is; raise NotPossible where it is not asked for."""
        if Action.SUBMIT_FORM not in transitions.allowed_actions(self.application, APPLICANT.kind):
            raise NotPossible(self.application.state)
        self.form = details_pages.load(self.application)

    @property
    def status(self) -> str:
        """The address of the status page."""
        return reverse("application_status", args=[self.signed])

    def address_of(self, page: str) -> str:
        """Return a page's address."""
        if page == CHECK:
            return reverse("application_form_check", args=[self.signed])
        return reverse("application_form_page", args=[self.signed, page])


class BeginView(DetailsView):
    """The door: to the first page on which something is missing."""

    def get(self, request: HttpRequest, signed: str) -> HttpResponse:
        """Lead on."""
        if self.application.state == self.application.State.FORM_RECEIVED:
            return redirect(self.status)
        self.setup_form()
        return redirect(self.address_of(self.form.first_open()))


class PageView(DetailsView):
    """One page."""

    def get(self, request: HttpRequest, signed: str, page: str) -> HttpResponse:
        """Ask; what is kept stands there."""
        self.setup_form()
        if page not in self.form.pages:
            return redirect(self.address_of(CHECK))
        return self._ask(page, self.form.form_for(page))

    def post(self, request: HttpRequest, signed: str, page: str) -> HttpResponse:
        """Keep what was written, and go on, or later. What is wrong is not kept, the rest is."""
        self.setup_form()
        if "remove" in request.POST:
            return self._remove(page)
        later = "later" in request.POST
        if self._is_left_out(page):
            return self._onward(page, later)
        form = self.form.form_for(page, request.POST, files_of(request), partly=later)
        is_right = form.is_valid()
        if request.FILES and not consume(request, action="application_letter", key=self.application.key.hex):
            form.add_error("letter", _("Many files came in for this application. Please wait an hour, then try again."))
            return self._ask(page, form, status=429)
        try:
            self._keep(page, form.cleaned_data)
        except StorageFull:
            form.add_error("letter", uploads.refusal("no_room"))
            return self._ask(page, form, status=507)
        if not is_right:
            return self._ask(page, form)
        return self._onward(page, later)

    def _keep(self, page: str, values: dict[str, Any]) -> None:
        if page in CONTACTS:
            details.keep_contact(self.application, CONTACTS[page], values)
        elif page == "letter":
            if values.get("letter"):
                details.attach_letter(self.application, values["letter"])
        elif values:
            details.keep_texts(self.application, **values)

    def _is_left_out(self, page: str) -> bool:
        """Whether this is a third contact of whom nothing was written."""
        written = (self.request.POST.get(name, "") for name in ("name", "role", "email", "telephone"))
        return page == "contact-3" and not any(value.strip() for value in written)

    def _remove(self, page: str) -> HttpResponse:
        if page == "letter":
            details.remove_letter(self.application)
        elif page == "contact-3":
            details.remove_contact(self.application, CONTACTS[page])
        else:
            raise Http404
        return redirect(self.address_of(page))

    def _onward(self, page: str, later: bool) -> HttpResponse:
        if later:
            messages.success(
                self.request, _("What you wrote is kept. Go on with the link in our e-mail whenever you like.")
            )
            return redirect(self.status)
        self.form = details_pages.load(self.application)
        return redirect(self.address_of(CHECK if CHECK in self.request.GET else self.form.following(page)))

    def _ask(self, page: str, form: DetailsForm, status: int = 200) -> HttpResponse:
        before = CHECK if CHECK in self.request.GET else self.form.before(page)
        context = {
            "application": self.application,
            "form": form,
            "title": details_pages.TITLES[page],
            "page_name": page,
            "may_remove": page == "contact-3" and CONTACTS[page] in self.form.contacts,
            "progress": details_pages.progress(self.form, page),
            "back": self.address_of(before) if before else self.status,
            "signed": self.signed,
        }
        return render(self.request, "membership/application/details.html", context, status=status)


class CheckView(DetailsView):
    """Everything on one page; then the form is sent."""

    def get(self, request: HttpRequest, signed: str) -> HttpResponse:
        """Show it."""
        self.setup_form()
        return self._show([])

    def post(self, request: HttpRequest, signed: str) -> HttpResponse:
        """Send it, once; or say what is missing."""
        try:
            details.send(self.application)
        except Incomplete as incomplete:
            self.setup_form()
            return self._show([(gap, f"{self.address_of(gap.page)}?{CHECK}") for gap in incomplete.gaps])
        return redirect(self.status)

    def _show(self, gaps: list[tuple[details.Gap, str]]) -> HttpResponse:
        context = {
            "application": self.application,
            "rows": [(row, f"{self.address_of(row.page)}?{CHECK}") for row in self.form.rows()],
            "gaps": gaps,
            "progress": details_pages.progress(self.form, CHECK),
            "back": self.address_of(self.form.before(CHECK) or "city"),
            "signed": self.signed,
        }
        return render(self.request, "membership/application/details_check.html", context)
