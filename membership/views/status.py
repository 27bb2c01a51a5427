"""What an applicant's links open: the address is confirmed, the status shown, a question answered, the way out."""

from __future__ import annotations

import time
from typing import Any

from allauth.core.ratelimit import consume
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from membership.forms.application import LinkAgainForm
from membership.forms.status import AnswerForm
from membership.models import Application
from membership.services import applications, links, status, transitions
from membership.services.transitions import APPLICANT, Action, NotPossible
from membership.views.pages import ApplicantView, LinkView, gone

State = Application.State
#: Seconds that asking for a link takes, whether there is one or not: longer than to find the application and to write.
ANSWERED_WITHIN = 0.25


class AddressView(LinkView):
    """The first e-mail's link. Mail scanners open links: only a press confirms."""

    purpose = links.ADDRESS

    def get(self, request: HttpRequest, signed: str) -> HttpResponse:
        """Ask for the press, or show what it led to."""
        if self.application.state == State.UNCONFIRMED:
            return render(request, "membership/application/address.html", {"application": self.application})
        context: dict[str, Any] = {"application": self.application, "status": status_address(self.application)}
        if self.application.state == State.RECEIVED:
            return render(
                request,
                "membership/application/confirmed.html",
                {**context, "due": status.due_for_applicant(self.application)},
            )
        return redirect(context["status"])

    def post(self, request: HttpRequest, signed: str) -> HttpResponse:
        """Confirm. Whoever presses again is shown the same page."""
        try:
            transitions.perform(self.application.pk, Action.CONFIRM_ADDRESS, APPLICANT)
        except NotPossible:
            return redirect(status_address(self.application))
        return redirect(request.path)


class StatusView(LinkView):
    """Where the application stands, what is awaited, and by when."""

    purpose = links.APPLICATION

    def get(self, request: HttpRequest, signed: str) -> HttpResponse:
        """Show it."""
        return self._show(AnswerForm())

    def post(self, request: HttpRequest, signed: str) -> HttpResponse:
        """Take the answer to an open question, once."""
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        given = form.cleaned_data
        try:
            transitions.perform(
                self.application.pk, Action.ANSWER, APPLICANT, why=given["answer"], once=given["key"].hex
            )
        except NotPossible:
            return gone(request, request.path)
        return redirect(request.path)

    def _show(self, form: AnswerForm) -> HttpResponse:
        application = self.application
        possible = transitions.allowed_actions(application, APPLICANT.kind)
        context = {
            "application": application,
            "standing": status.standing_of(application),
            "timeline": status.timeline_of(application.log.all()),
            "form": form if Action.ANSWER in possible else None,
            "may_fill_in": Action.SUBMIT_FORM in possible,
            "may_withdraw": Action.WITHDRAW in possible,
            "signed": self.signed,
        }
        return render(self.request, "membership/application/status.html", context)


class WithdrawView(LinkView):
    """The way out, in one step."""

    purpose = links.APPLICATION

    def get(self, request: HttpRequest, signed: str) -> HttpResponse:
        """Say what follows, and ask for one press."""
        if Action.WITHDRAW not in transitions.allowed_actions(self.application, APPLICANT.kind):
            return redirect("application_status", signed)
        context = {"application": self.application, "back": reverse("application_status", args=[signed])}
        return render(request, "membership/application/withdraw.html", context)

    def post(self, request: HttpRequest, signed: str) -> HttpResponse:
        """Withdraw."""
        try:
            transitions.perform(self.application.pk, Action.WITHDRAW, APPLICANT)
        except NotPossible:
            return gone(request, reverse("application_status", args=[signed]))
        return redirect("application_status", signed)


class LinkAgainView(ApplicantView):
    """A new link, for whoever knows the reference and the address. The answer tells nobody whether there is one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for both."""
        return self._ask(LinkAgainForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the link where both belong together; say the same, as late, where they do not."""
        form = LinkAgainForm(request.POST)
        if not form.is_valid():
            return self._ask(form)
        begun = time.monotonic()
        email = form.cleaned_data["email"]
        if not consume(request, action="application_link", key=email.lower()):
            form.add_error(None, _("The link was asked for many times. Please wait an hour, then ask again."))
            return self._ask(form, status=429)
        applications.send_link_again(form.cleaned_data["reference"], email)
        time.sleep(max(0.0, ANSWERED_WITHIN - (time.monotonic() - begun)))
        return render(request, "membership/application/link.html", {"asked": True})

    def _ask(self, form: LinkAgainForm, status: int = 200) -> HttpResponse:
        return render(self.request, "membership/application/link.html", {"form": form}, status=status)


def status_address(application: Application) -> str:
    """Return the status page's address, in the reader's language."""
    return reverse("application_status", args=[links.token(links.APPLICATION, application.key)])
