"""What a city's contacts change themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from membership.forms.fields import Address, Count, Line, Lines, Telephone, Tidied
from membership.models import City, CityContact, ContactKind, Visibility
from membership.models.applications import NAME, SHORT_TEXT
from membership.services.contacts import LEAVES, STAYS, Details

SEEN_BY_CITY = [
    (Visibility.PUBLIC, _("Everybody: the city stands in the public directory and on its map")),
    (Visibility.MEMBERS, _("Members: it stands in the members’ directory alone")),
    (Visibility.STAFF, _("Staff alone: no directory names it")),
]
SEEN_BY_CONTACT = [
    (Visibility.PUBLIC, _("Everybody: name, role and e-mail address, on the city’s public page")),
    (Visibility.MEMBERS, _("Members: the telephone number, too, in the members’ directory")),
    (Visibility.STAFF, _("Staff alone")),
]
#: Who cannot be named by a liaison alone: there is one liaison, who hands over.
PROPOSED_KINDS = [
    (ContactKind.PRACTITIONER, ContactKind.PRACTITIONER.label),
    (ContactKind.OTHER, ContactKind.OTHER.label),
]


class LanguageField(forms.ChoiceField):
    """One of the site's languages."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=settings.LANGUAGES, **options)


class VisibilityField(forms.ChoiceField):
    """Who may see something: every choice says what it means."""

    widget = forms.RadioSelect


def _named(contact: CityContact) -> list[str]:
    return [part for part in (contact.name, contact.role) if part]


def _isolated(text: str) -> str:
    return f"\u2068{text}\u2069"


class SiteAddress(Tidied, forms.URLField):
    """The address of a site on the web."""

    widget = forms.URLInput(attrs={"autocomplete": "url", "dir": "ltr", "spellcheck": "false"})
    default_validators = [URLValidator(schemes=["http", "https"])]


class CityForm(forms.Form):
    """What a liaison says of the city."""

    profile = Lines(
        label=_("Profile"),
        required=False,
        max_length=SHORT_TEXT,
        help_text=_("A few sentences on the city and its work, for whoever may see it. No names of persons."),
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    language = LanguageField(
        label=_("Language of the profile"),
        help_text=_("Readers of another language are told which one it is written in."),
    )
    website = SiteAddress(label=_("The city’s own site"), required=False, assume_scheme="https", max_length=200)
    population = Count(label=_("Population"), required=False, min_value=1, max_value=100_000_000)
    visibility = VisibilityField(
        label=_("Who sees the city"),
        choices=SEEN_BY_CITY,
        help_text=_("A change counts at once. Each contact chooses for themselves whether they are shown with it."),
    )

    @classmethod
    def initial_of(cls, city: City) -> dict[str, Any]:
        """Return what the form begins with."""
        return {name: getattr(city, name) for name in cls.base_fields}


class OwnContactForm(forms.Form):
    """What a contact says of themselves."""

    role = Line(label=_("Role"), max_length=NAME, required=False)
    telephone = Telephone(
        label=_("Telephone"),
        required=False,
        help_text=_("With the country’s code, as in +962. The public never sees it."),
    )
    language = LanguageField(label=_("Language of e-mails to you"))
    visibility = VisibilityField(
        label=_("Who sees you as a contact"),
        choices=SEEN_BY_CONTACT,
        help_text=_("A change counts at once. You are shown only where your city is."),
    )

    @classmethod
    def initial_of(cls, contact: CityContact) -> dict[str, Any]:
        """Return what the form begins with."""
        return {name: getattr(contact, name) for name in cls.base_fields}


class MandateDate(Tidied, forms.DateField):
    """The day on which a mandate ends: today or later."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "dir": "ltr"})

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d"], help_text=_("The day on which it ends, as in 2030-06-30."), **options
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value < timezone.localdate():
            raise forms.ValidationError(_("Give a day that is still to come."))


class MandateForm(forms.Form):
    """Until when a liaison has an official mandate, and from whom."""

    mandate_from = Line(
        label=_("Mandate given by"),
        max_length=NAME,
        help_text=_("The mayor, the governor or the competent authority."),
    )
    mandate_until = MandateDate(label=_("Mandate until"))


class NewContactForm(forms.Form):
    """A person whom the liaison names."""

    name = Line(label=_("Name"), max_length=NAME)
    role = Line(label=_("Role"), max_length=NAME)
    email = Address(
        label=_("Official e-mail address"),
        help_text=_("The invitation to an account goes there once the network’s staff have agreed."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    telephone = Telephone(label=_("Telephone"), required=False, help_text=_("With the country’s code, as in +962."))
    language = LanguageField(label=_("Language of e-mails to this person"))


class ProposalForm(NewContactForm):
    """A further contact of the city."""

    kind = forms.ChoiceField(label=_("Kind of contact"), choices=PROPOSED_KINDS, widget=forms.RadioSelect)

    field_order = ["kind"]


class HandoverForm(NewContactForm):
    """Who takes the liaison's place: a contact of the city, or somebody new."""

    SOMEBODY_NEW = "new"

    successor = forms.ChoiceField(
        label=_("Who takes your place"),
        help_text=_("For somebody new, say below who it is. For a contact of your city, leave that empty."),
        widget=forms.RadioSelect,
    )
    mandate_from = Line(label=_("Their mandate given by"), max_length=NAME, required=False)
    mandate_until = MandateDate(label=_("Their mandate until"), required=False)
    outcome = forms.ChoiceField(
        label=_("What becomes of you"),
        choices=[
            (LEAVES, _("I am no longer a contact, and my account no longer opens the members’ section")),
            (STAYS, _("I stay a contact of my city")),
        ],
        widget=forms.RadioSelect,
    )

    field_order = ["successor"]

    def __init__(self, *args: Any, others: list[CityContact], **options: Any) -> None:
        super().__init__(*args, **options)
        self.others = {str(contact.pk): contact for contact in others}
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ChoiceField)  # noqa: S101 - for the type checker
        successor.choices = [
            # A label is bare text: what <bdi> does elsewhere, two characters do here.
            *((key, " · ".join(map(_isolated, _named(contact)))) for key, contact in self.others.items()),
            (self.SOMEBODY_NEW, _("Somebody new, named below")),
        ]
        if not self._names_somebody_new():
            for name in NewContactForm.base_fields:
                self.fields[name].required = False

    @property
    def chosen(self) -> CityContact | None:
        """The contact of the city who was chosen; None for somebody new."""
        return self.others.get(self.cleaned_data.get("successor", ""))

    @property
    def details(self) -> Details:
        """Who somebody new is."""
        return Details(
            **{name: self.cleaned_data[name] for name in NewContactForm.base_fields},
            kind=ContactKind.LIAISON,
            mandate_from=self.cleaned_data["mandate_from"],
            mandate_until=self.cleaned_data["mandate_until"],
        )

    def _names_somebody_new(self) -> bool:
        return bool(self.is_bound and self.data.get(self.add_prefix("successor")) == self.SOMEBODY_NEW)
