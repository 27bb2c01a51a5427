"""The pages of the form that follows the first reply."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.form_fields import PrivateFileField
from membership.forms.application import PageForm
from membership.forms.fields import Address, Line, Lines, Telephone
from membership.models import ContactKind
from membership.models.applications import NAME, SHORT_TEXT

REASON = 500
OF_NOBODY = {"autocomplete": "off"}


class DetailsForm(PageForm):
    """A page that can be kept unfinished: `partly` asks for nothing, and still refuses what is wrong."""

    def __init__(self, *args: Any, partly: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if partly:
            for field in self.fields.values():
                field.required = False


class ContactForm(DetailsForm):
    """One contact."""

    name = Line(label=_("Name"), max_length=NAME, widget=forms.TextInput(attrs=OF_NOBODY))
    role = Line(label=_("Role"), max_length=NAME, widget=forms.TextInput(attrs=OF_NOBODY))
    email = Address(
        label=_("E-mail address"),
        help_text=_("A city's contact is invited to an account with it."),
        widget=forms.EmailInput(attrs={**OF_NOBODY, "dir": "ltr", "spellcheck": "false"}),
    )
    telephone = Telephone(label=_("Telephone"), required=False)
    kind = forms.ChoiceField(
        label=_("What this contact is"),
        choices=ContactKind.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Preferably, one contact is from the mayor's office or the policy team and has an official mandate to act as "
            "liaison; and another is a practitioner."
        ),
    )
    mandate_from = Line(
        label=_("Who gave the mandate"),
        max_length=NAME,
        error_messages={"required": _("Say who gave this contact the mandate.")},
        help_text=_("The mayor, the governor or the competent authority."),
        widget=forms.TextInput(attrs=OF_NOBODY),
    )
    mandate_until = forms.DateField(
        label=_("Until when the mandate holds"),
        required=False,
        help_text=_("Leave it empty if no end is set."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write the day as year, month and day: 2030-12-31.")},
    )

    def __init__(self, *args: Any, country: str, taken: Container[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["telephone"] = Telephone(label=_("Telephone"), required=False, region=country)
        self.taken = taken
        if self.is_bound and self.data.get("kind") != ContactKind.LIAISON:
            self.fields["mandate_from"].required = False

    def clean_email(self) -> str:
        """Refuse an address that another contact has: each is invited to an account of their own."""
        email: str = self.cleaned_data["email"]
        if email and email.casefold() in self.taken:
            raise forms.ValidationError(_("Another contact has this address. Each needs one of their own."))
        return email

    def clean_mandate_until(self) -> Any:
        """Refuse a mandate that has ended."""
        until = self.cleaned_data["mandate_until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Name a contact whose mandate holds."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") != ContactKind.LIAISON:
            cleaned.update(mandate_from="", mandate_until=None)
        return cleaned


class SituationForm(DetailsForm):
    """The city's problems and approaches, in short."""

    title = _("Your city's situation")
    introduction = _(
        "A few words on what concerns your city in preventing violent extremism. One of the two is enough. Name no "
        "person, and nothing that must stay secret."
    )

    problems = Lines(label=_("Problems"), max_length=SHORT_TEXT, required=False)
    approaches = Lines(label=_("Approaches"), max_length=SHORT_TEXT, required=False)

    def __init__(self, *args: Any, partly: bool = False, **options: Any) -> None:
        super().__init__(*args, partly=partly, **options)
        self.partly = partly

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (self.partly or self.errors or cleaned.get("problems") or cleaned.get("approaches")):
            self.add_error("problems", _("Write a few words about the problems or the approaches of the city."))
        return cleaned


class LetterForm(DetailsForm):
    """The letter that gives the mandate."""

    title = _("The mandate letter")
    introduction = _(
        "If the liaison's mandate is written down, you can add the letter: a PDF, PNG or JPEG. Only the network's "
        "membership officers can open it."
    )

    letter = PrivateFileField(label=_("Mandate letter"), required=False)


class ReasonsForm(DetailsForm):
    """A word on what is preferred and not there."""

    title = _("Contacts that you could not name")
    introduction = _("They are preferred, not required: a word of explanation is enough, and may stay empty.")

    no_liaison_reason = Lines(
        label=_("Why there is no liaison with an official mandate"),
        max_length=REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    no_practitioner_reason = Lines(
        label=_("Why there is no practitioner"),
        max_length=REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, lacking: dict[str, bool], **options: Any) -> None:
        super().__init__(*args, **options)
        for kind, is_lacking in lacking.items():
            if not is_lacking:
                del self.fields[f"no_{kind}_reason"]
