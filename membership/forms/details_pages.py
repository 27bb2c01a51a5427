"""The way through the form: its pages, and its answers as they are checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from membership.forms.details import ContactForm, DetailsForm, LetterForm, ReasonsForm, SituationForm
from membership.forms.rows import Row
from membership.models import Application, ApplicationContact, ContactKind
from membership.services import details

CHECK = "check"
CONTACTS = {f"contact-{position}": position for position in range(1, details.MOST_CONTACTS + 1)}
TITLES: dict[str, str | Promise] = {
    "contact-1": gettext_lazy("First contact"),
    "contact-2": gettext_lazy("Second contact"),
    "contact-3": gettext_lazy("Third contact, if there is one"),
    "city": SituationForm.title,
    "letter": LetterForm.title,
    "reasons": ReasonsForm.title,
    CHECK: gettext_lazy("Check the form"),
}
#: Pages that may be left as they are.
OPTIONAL = ("contact-3", "letter", "reasons")


@dataclass
class Form:
    """One applicant's form as it is now: the application and the contacts by their position."""

    application: Application
    contacts: dict[int, ApplicationContact]

    @property
    def lacking(self) -> dict[str, bool]:
        """Which preferred kinds of contact are not named."""
        return details.lacks(self.contacts.values())

    @property
    def pages(self) -> list[str]:
        """The pages in their order: reasons are asked for where there is something to explain."""
        return [page for page in TITLES if page != "reasons" or any(self.lacking.values())]

    def form_for(self, page: str, data: Any = None, files: Any = None, partly: bool = False) -> DetailsForm:
        """Return a page's form, with what was sent, or with what is kept. Nothing is asked twice."""
        application = self.application
        match page:
            case "city":
                kept = {"problems": application.problems, "approaches": application.approaches}
                return SituationForm(data, initial=kept, partly=partly)
            case "letter":
                return LetterForm(data, files, partly=partly)
            case "reasons":
                kept = {name: getattr(application, name) for name in ("no_liaison_reason", "no_practitioner_reason")}
                return ReasonsForm(data, initial=kept, lacking=self.lacking, partly=partly)
        position = CONTACTS[page]
        taken = {
            contact.email.casefold() for other, contact in self.contacts.items() if other != position and contact.email
        }
        form = ContactForm(
            data, initial=self._known_of(position), country=str(application.country), taken=taken, partly=partly
        )
        form.title = TITLES[page]
        return form

    def following(self, page: str) -> str:
        """Return the page after this one; the last for one that is no longer asked."""
        pages = self.pages
        return pages[pages.index(page) + 1] if page in pages else CHECK

    def before(self, page: str) -> str | None:
        """Return the page before this one; none before the first."""
        pages = self.pages
        place = pages.index(page) if page in pages else len(pages) - 1
        return pages[place - 1] if place else None

    def first_open(self) -> str:
        """Return the first page on which something is missing; the last where nothing is."""
        gaps = details.gaps_of(self.application, self.contacts)
        return gaps[0].page if gaps else CHECK

    def rows(self) -> list[Row]:
        """Return everything that was written, as it is checked."""
        rows = [row for page, position in CONTACTS.items() for row in self._rows_of(page, position)]
        fields = SituationForm.base_fields
        rows += [Row("city", fields[name].label or "", getattr(self.application, name)) for name in fields]
        attached = _("Attached") if self.application.mandate_letter else ""
        rows.append(Row("letter", LetterForm.base_fields["letter"].label or "", attached))
        for kind, is_lacking in self.lacking.items():
            if is_lacking:
                name = f"no_{kind}_reason"
                rows.append(Row("reasons", ReasonsForm.base_fields[name].label or "", getattr(self.application, name)))
        return rows

    def _rows_of(self, page: str, position: int) -> list[Row]:
        contact = self.contacts.get(position)
        if contact is None:
            return [Row(page, TITLES[page], "")]
        mandate = contact.mandate_from if contact.kind == ContactKind.LIAISON else ""
        kind = ContactKind(contact.kind).label if contact.kind else ""
        shown = ", ".join(str(part) for part in (contact.name, contact.role) if part)
        return [
            Row(page, TITLES[page], shown),
            Row(page, ContactForm.base_fields["kind"].label or "", kind),
            *([Row(page, ContactForm.base_fields["mandate_from"].label or "", mandate)] if mandate else []),
            Row(page, ContactForm.base_fields["email"].label or "", contact.email, ltr=True),
            Row(
                page,
                ContactForm.base_fields["telephone"].label or "",
                contact.telephone.as_international if contact.telephone else "",
                ltr=True,
            ),
        ]

    def _known_of(self, position: int) -> dict[str, Any]:
        if contact := self.contacts.get(position):
            return {name: getattr(contact, name) for name in ContactForm.base_fields}
        if position == 1:
            return {name: getattr(self.application, name) for name in ("name", "role", "email")}
        return {}


def progress(form: Form, page: str) -> dict[str, Any]:
    """Return the page's number, how many there are, and each one's name."""
    pages = form.pages
    return {
        "number": pages.index(page) + 1 if page in pages else len(pages),
        "count": len(pages),
        "pages": [{"step": name, "name": TITLES[name], "current": name == page} for name in pages],
    }


def load(application: Application) -> Form:
    """Return the application's form. One query."""
    return Form(application, details.contacts_of(application))
