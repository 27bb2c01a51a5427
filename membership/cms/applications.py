"""One application: what it says, what was done with it, and what officers do beside its own way."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from home.models import OutgoingEmail
from home.services.translations import language_name
from membership.cms import rows
from membership.cms.forms import AssignForm, NoteForm
from membership.cms.pages import ApplicationPage, may
from membership.cms.steps import steps_of
from membership.models import Application, ContactKind, Reading
from membership.services import applications, consequences, duplicates, queue, staff_work, timeline
from membership.services.transitions import Actor

NOTES_ON_A_PAGE = 10
EMAILS_SHOWN = 20
READINGS_SHOWN = 8


class ShowApplication(ApplicationPage):
    """Shows it all. Each opening is noted."""

    template_name = "membership/cms/application.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the application."""
        return self.show(NoteForm())

    def show(self, note: NoteForm, status: int = 200) -> HttpResponse:
        """Note that it is read, and show it with this form for a note."""
        application: Application = self.object
        if not application.erased_at:
            applications.record_reading(application, self.request.user)
        contacts = list(application.contacts.all())
        return self.respond(
            {
                "application": application,
                "language_name": language_name(application.language),
                "request_rows": rows.of_request(application),
                "form_rows": rows.of_form(application),
                "standing": queue.now_standing(application),
                "steps": steps_of(application) if may(self.request, "change_application") else None,
                "contacts": contacts,
                "lacks": lacks_of(application, {contact.kind for contact in contacts}),
                "timeline": timeline.of(application),
                "notes": self._notes(),
                "note_form": note,
                "assign_form": AssignForm(application=application),
                "duplicates": duplicates.of(application),
                "may_change": may(self.request, "change_application"),
                "may_retry": self.request.user.has_perm("home.change_outgoingemail"),
                "city": getattr(application, "city", None),
                **self._emails(),
                **self._readings(),
            },
            status,
        )

    def _notes(self) -> Any:
        notes = self.object.notes.select_related("author")
        return Paginator(notes, NOTES_ON_A_PAGE).get_page(self.request.GET.get("notes"))

    def _emails(self) -> dict[str, Any]:
        emails = OutgoingEmail.objects.filter(topic=consequences.topic_of(self.object)).select_related("email")
        shown = list(emails.defer("email__message", "email__html_message").order_by("-pk")[:EMAILS_SHOWN])
        return {"emails": shown}

    def _readings(self) -> dict[str, Any]:
        readings = self.object.readings.select_related("reader")
        shown = list(readings[:READINGS_SHOWN])
        total = len(shown) if len(shown) < READINGS_SHOWN else readings.count()
        return {"readings": shown, "readings_total": total}


class AddNote(ShowApplication):
    """Keeps a note for colleagues."""

    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep it, or show again what was typed and what is wrong with it."""
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        staff_work.add_note(self.object, request.user, form.cleaned_data["text"])
        messages.success(request, _("The note is kept."))
        return redirect(f"{self.page_url}#notes")


class Assign(ApplicationPage):
    """Says who looks after it."""

    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Assign it to the person who was chosen."""
        form = AssignForm(request.POST, application=self.object)
        if form.is_valid() and staff_work.assign(pk, form.cleaned_data["assigned_to"], Actor.officer(request.user)):
            messages.success(request, _("Assigned."))
        return redirect(self.page_url)


class DownloadLetter(ApplicationPage):
    """Hands out the mandate letter: to be kept, never to be shown in the CMS's own window."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Note that it is opened, and send it."""
        letter = self.object.mandate_letter
        if not letter:
            raise Http404
        try:
            file = letter.open("rb")
        except FileNotFoundError as missing:
            raise Http404 from missing
        applications.record_reading(self.object, request.user, Reading.Kind.LETTER)
        ending = letter.name.rpartition(".")[2]
        response = FileResponse(
            file,
            as_attachment=True,
            filename=f"{self.object.reference}-mandate.{ending}",
            content_type="application/octet-stream",
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cache-Control"] = "private, no-store"
        return response


def lacks_of(application: Application, kinds: set[str]) -> list[tuple[str, str]]:
    """Return which preferred contacts an application lacks once its form is there, each with the applicant's words."""
    if not kinds:
        return []
    preferred = (
        (ContactKind.LIAISON, _("No liaison with an official mandate"), application.no_liaison_reason),
        (ContactKind.PRACTITIONER, _("No practitioner"), application.no_practitioner_reason),
    )
    return [(heading, words) for kind, heading, words in preferred if kind not in kinds]
