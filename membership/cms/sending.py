"""Before an application moves on: the e-mail that goes with it, to be read and reworded in the applicant’s language."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.admin import messages

from home.services.translations import language_name
from home.templatetags.site_tags import moment
from membership.cms.forms import LetterForm, NoteForm
from membership.cms.pages import ApplicationPage
from membership.cms.steps import STEPS, is_possible
from membership.models import Application, LogEntry
from membership.services import applications, duplicates, officer_letters, terms, timeline, transitions
from membership.services.transitions import Action, Actor, NotAllowed, NotPossible


class MoveOn(ApplicationPage):
    """Shows the e-mail of one action, and does both: sends it, and moves the application on."""

    permission_required = "change"
    template_name = "membership/cms/send.html"

    @property
    def action(self) -> Action:
        """Which action; a page that is not found where officers have none of this name."""
        try:
            action = Action(self.kwargs["action"])
        except ValueError as unknown:
            raise Http404 from unknown
        if action not in STEPS:
            raise Http404
        return action

    def get_page_title(self) -> str:
        return str(STEPS[self.action].label)

    def get(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Show the words that would go."""
        application: Application = self.object
        if not is_possible(application, self.action):
            messages.warning(request, self._what_happened(last_entry(application)))
            return redirect(self.page_url)
        letter = officer_letters.proposed(application, self.action)
        initial = {
            "subject": letter.subject,
            "text": letter.text,
            "once": uuid.uuid4(),
            "opened": stamp_of(application),
        }
        return self._show(self._form(initial=initial))

    def post(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Do it once; tell whoever comes second what was done, and keep what they typed."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        typed = form.cleaned_data
        if stamp_of(self.object) != typed["opened"]:
            asked = self.object.log.filter(once=f"{Action.ASK}:{typed['once']}").select_related("actor").first()
            return self._second(form, asked or last_entry(self.object))
        try:
            outcome = transitions.perform(
                pk,
                self.action,
                Actor.officer(request.user),
                why=typed.get("why", ""),
                letter=form.letter,
                once=str(typed["once"]),
            )
        except NotAllowed as refused:
            raise PermissionDenied from refused
        except NotPossible:
            del self.object
            return self._second(form, last_entry(self.object))
        if not outcome.changed:
            return self._second(form, outcome.entry)
        messages.success(request, STEPS[self.action].done)
        return redirect(self.page_url)

    def _form(self, *args: Any, **kwargs: Any) -> LetterForm:
        kind = officer_letters.kind_of(self.action)
        return LetterForm(*args, action=self.action, kind=kind, language=self.object.language, **kwargs)

    def _second(self, form: LetterForm, entry: LogEntry | None) -> HttpResponse:
        """Tell what was done meanwhile: on the application's page, or here where words would be lost."""
        happened = self._what_happened(entry)
        own = entry is not None and entry.actor_id == self.request.user.pk and entry.action == self.action
        if own or not form.cleaned_data.get("why"):
            messages.warning(self.request, happened)
            return redirect(self.page_url)
        possible = is_possible(self.object, self.action)
        again = {**form.cleaned_data, "opened": stamp_of(self.object)}
        return self._show(
            self._form(initial=again),
            status=409,
            happened=happened,
            possible=possible,
            note=NoteForm(initial={"text": form.cleaned_data["why"]}),
        )

    def _what_happened(self, entry: LogEntry | None) -> str:
        if entry is None:
            return _("This is not possible at the stage where the application stands.")
        values = {"what": timeline.in_words(entry), "who": timeline.by_whom(entry), "when": moment_in_words(entry)}
        if entry.actor_id == self.request.user.pk:
            return _("You have already done this on %(when)s: %(what)s. Nothing was sent again.") % values
        return _("Meanwhile, on %(when)s, by %(who)s: %(what)s. Nothing of yours was sent.") % values

    def _show(self, form: LetterForm, status: int = 200, **context: Any) -> HttpResponse:
        application: Application = self.object
        applications.record_reading(application, self.request.user)
        confirms = self.action == Action.CONFIRM
        return self.respond(
            {
                "application": application,
                "form": form,
                "language_name": language_name(application.language),
                "step": STEPS[self.action],
                "possible": True,
                "contacts": list(application.contacts.all()) if confirms else [],
                "terms": terms.in_force(terms.Kind.TERMS) if confirms else None,
                "duplicates": duplicates.of(application) if confirms else None,
                "confirms": confirms,
                **context,
            },
            status,
        )


def last_entry(application: Application) -> LogEntry | None:
    """Return the last change of the application's own way."""
    steps = application.log.filter(action__in=Action.values).select_related("actor")
    return steps.order_by("-pk").first()


def stamp_of(application: Application) -> int:
    """Return what tells whether the application has moved on since a page was opened."""
    entry = last_entry(application)
    return entry.pk if entry else 0


def moment_in_words(entry: LogEntry) -> str:
    """Return when it was done, as the reader's language writes it, without markup."""
    return strip_tags(moment(entry.at))
