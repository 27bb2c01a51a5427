"""A request for membership, one thing on each page."""

from __future__ import annotations

from typing import Any

from allauth.core.ratelimit import consume
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from membership.forms import application_steps as questions
from membership.forms.application import CheckForm, PageForm
from membership.forms.application_steps import CHECK, STEPS
from membership.models import Application, ApplicationDraft, TextVersion
from membership.services import applications, drafts, promise, spam, terms
from membership.views.pages import ApplicantView, page_for_applying

COOKIE = "application_draft"
#: In the address of a page that the applicant came back to from the last one.
THEN_CHECK = "check"


class DraftView(ApplicantView):
    """A page that knows the answers so far."""

    draft: ApplicationDraft | None
    notice: TextVersion

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        """Say so where no request can be taken: nobody is asked to agree to nothing."""
        notice = terms.in_force(TextVersion.Kind.PRIVACY)
        if notice is None:
            return render(request, "membership/application/closed.html")
        self.notice = notice
        self.draft = drafts.find(request.COOKIES.get(COOKIE, ""))
        return super().dispatch(request, *args, **options)

    @property
    def answers(self) -> questions.Answers:
        """The answers so far; none once they have been sent."""
        return self.draft.answers if self.draft and self.draft.application_id is None else {}

    @property
    def sent(self) -> Application | None:
        """The application that the answers became."""
        return self.draft.application if self.draft else None


class BeginView(DraftView):
    """The door: to the first question that is open, or to what was sent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Lead on."""
        if self.sent:
            return redirect("application_sent")
        return redirect(address_of(questions.first_unanswered(self.answers, self.notice)))


class StepView(DraftView):
    """One page of questions."""

    def get(self, request: HttpRequest, step: str) -> HttpResponse:
        """Ask; what was answered before stands there. Who skips ahead is led to the first open question."""
        open_step = questions.first_unanswered(self.answers, self.notice)
        if questions.position(step) > questions.position(open_step):
            return redirect(address_of(open_step))
        if step == "place" and questions.settled_place(self.answers["city"]):
            return redirect(address_of("city"))
        return self._ask(step, questions.form_for(step, self.answers, self.notice))

    def post(self, request: HttpRequest, step: str) -> HttpResponse:
        """Keep the answers, also those of a page whose draft was erased meanwhile, and lead on."""
        if step == "place" and "city" not in self.answers:
            return redirect(address_of("city"))
        form = questions.form_for(step, self.answers, self.notice, request.POST)
        if not form.is_valid():
            return self._ask(step, form)
        given: dict[str, dict[str, Any] | None] = {step: form.kept()}
        if step == "city" and self.answers.get("city") != given["city"]:
            given["place"] = questions.settled_place(form.kept())
        if self.draft is None or self.sent:
            if not consume(request, action="application_begin"):
                form.add_error(None, _("Many requests were begun from your network. Please wait an hour, then go on."))
                return self._ask(step, form, status=429)
            self.draft, key = drafts.begin()
            self.draft = drafts.keep(self.draft, given)
            return _with_cookie(self._onward(step), key)
        self.draft = drafts.keep(self.draft, given)
        return self._onward(step)

    def _onward(self, step: str) -> HttpResponse:
        open_step = questions.first_unanswered(self.answers, self.notice)
        following = [*STEPS, CHECK][questions.position(step) + 1]
        back_to_check = THEN_CHECK in self.request.GET
        if following == "place" and open_step != "place":
            following = "why"
        if back_to_check or questions.position(following) > questions.position(open_step):
            following = open_step
        address = address_of(following)
        return redirect(f"{address}?{THEN_CHECK}" if back_to_check and following != CHECK else address)

    def _ask(self, step: str, form: PageForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "step": step,
            "progress": questions.progress(step, self.answers),
            "back": self._back(step),
            "wording": terms.wording_of(self.notice, get_language() or "") if step == "consent" else None,
            "notice": self.notice,
            "draft": self.draft,
        }
        return render(self.request, "membership/application/step.html", context, status=status)

    def _back(self, step: str) -> str:
        if THEN_CHECK in self.request.GET:
            return address_of(CHECK)
        if step == "you":
            return page_for_applying(self.request)
        before = "city" if step == "why" else [*STEPS][questions.position(step) - 1]
        return address_of(before)


class CheckView(DraftView):
    """Every answer on one page, each with a way back to its question; then they are sent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the answers."""
        if self.sent:
            return redirect("application_sent")
        open_step = questions.first_unanswered(self.answers, self.notice)
        if open_step != CHECK:
            return redirect(address_of(open_step))
        return self._show(CheckForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the answers, once: sent again, they lead to the application that they became."""
        if self.sent:
            return redirect("application_sent")
        open_step = questions.first_unanswered(self.answers, self.notice)
        if open_step != CHECK or self.draft is None:
            return redirect(address_of(open_step))
        form = CheckForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        worked = spam.is_solved(form.cleaned_data["challenge"], form.cleaned_data["solution"], self.draft.key_hash)
        if not worked and spam.is_too_fast(self.draft.created_at, timezone.now()):
            form.add_error(None, _("That was very fast. Please wait ten seconds, then send again."))
            return self._show(form, status=429)
        answers = questions.answers_of(self.answers)
        by_network = "application_send_worked" if worked else "application_send"
        if not (
            consume(request, action=by_network) and consume(request, action="application_address", key=answers.email)
        ):
            form.add_error(None, _("Many requests came from your network or address. Please wait an hour, then send."))
            return self._show(form, status=429)
        applications.submit(self.draft, answers, get_language() or settings.LANGUAGE_CODE, self.notice)
        return redirect("application_sent")

    def _show(self, form: CheckForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "rows": [(row, f"{address_of(row.page)}?{THEN_CHECK}") for row in questions.rows_of(self.answers)],
            "progress": questions.progress(CHECK, self.answers),
            "back": address_of("consent"),
            "challenge": spam.challenge_for(self.draft.key_hash) if self.draft else "",
            "bits": spam.BITS,
            "draft": self.draft,
        }
        return render(self.request, "membership/application/check.html", context, status=status)


class SentView(DraftView):
    """What was sent, under which reference, and what happens next."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it to the browser that sent it."""
        if self.sent is None:
            return redirect("application")
        periods = promise.periods()
        context = {
            "application": self.sent,
            "is_unconfirmed": self.sent.state == Application.State.UNCONFIRMED,
            "confirm_by": self.sent.submitted_at + periods.lapse_address,
            "within": promise.current().within,
        }
        return render(request, "membership/application/sent.html", context)


class EraseView(DraftView):
    """Erase the answers, and begin anew or not at all."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask once: what is erased is gone."""
        return render(request, "membership/application/erase.html", {"back": reverse("application")})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Erase them, and the cookie. What was sent is not touched."""
        was_sent = self.sent is not None
        if self.draft:
            drafts.erase(self.draft)
        response = redirect("application") if was_sent else redirect(page_for_applying(request))
        response.delete_cookie(COOKIE, samesite="Lax")
        return response


def address_of(step: str) -> str:
    """Return a page's address."""
    return reverse("application_check") if step == CHECK else reverse("application_step", args=[step])


def _with_cookie(response: HttpResponse, key: str) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        key,
        max_age=promise.periods().erase_drafts,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
