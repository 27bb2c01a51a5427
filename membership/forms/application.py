"""The questions of a request for membership, one form for each page."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from home.templatetags.site_tags import number
from membership.forms.fields import Address, Count, Line, Lines
from membership.models import Application, AuthorityKind, TextVersion
from membership.models.applications import NAME, PLACE, SHORT_TEXT
from membership.services import places
from membership.services.places import Place

#: What the applicant chooses where no place of the list is meant.
NONE_OF_THESE = "none"
MOST_PEOPLE = 100_000_000


class PageForm(forms.Form):
    """The questions of one page. Nothing is checked by the browser: the errors are ours, in the reader's language."""

    title: ClassVar[str | Promise]
    introduction: ClassVar[str | Promise] = ""
    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, label_suffix="", **options)

    def kept(self) -> dict[str, Any]:
        """Return the answers as they are kept in a draft."""
        return {name: value for name, value in self.cleaned_data.items() if name != Honeypot.NAME}


def _countries() -> list[tuple[str, Any]]:
    return [("", _("Choose a country")), *countries]


class Honeypot(forms.Form):
    """A field that no person sees, and that a machine fills in."""

    NAME: ClassVar = "website"

    website = forms.CharField(
        label=_("Leave this field empty"),
        help_text=_("It is a trap for machines."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        """Refuse whatever stands there."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Empty this field, then send again."))
        return ""


class YouForm(PageForm, Honeypot):
    """Who applies."""

    title = _("You")
    introduction = _("Anyone who works for a municipality in an official capacity may apply.")

    name = Line(label=_("Your name"), max_length=NAME, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    role = Line(
        label=_("Your role"),
        max_length=NAME,
        help_text=_("Your title, or what you do there."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    kind = forms.ChoiceField(
        label=_("You apply as"), choices=Application.ApplicantKind.choices, widget=forms.RadioSelect
    )
    institution = Line(
        label=_("Where you work"),
        max_length=200,
        help_text=_("The municipality, or the institution in it."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = Address(
        label=_("Your official e-mail address"),
        help_text=_("We write to it, so that you can confirm that it is yours."),
    )


class CityForm(PageForm):
    """For which city."""

    title = _("Your city")

    country = forms.ChoiceField(
        label=_("Country"), choices=_countries, widget=forms.Select(attrs={"autocomplete": "off"})
    )
    place_name = Line(
        label=_("City, town or region"),
        max_length=PLACE,
        help_text=_("Its name as you write it, in any language."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    authority_kind = forms.ChoiceField(
        label=_("What kind of authority it is"), choices=AuthorityKind.choices, widget=forms.RadioSelect
    )
    population = Count(
        label=_("How many people live there"),
        help_text=_("About; in digits."),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
    )


class PlaceForm(PageForm):
    """Which of the places of that name."""

    title = _("Which place do you mean?")
    introduction = _("Your choice also sets the time zone of the dates that we tell you.")

    def __init__(self, *args: Any, city: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        typed = city.get("place_name", "")
        as_typed = format_html(_("None of these: keep “{}” as I wrote it"), format_html("<bdi>{}</bdi>", typed))
        as_typed = format_html("<span>{}</span>", as_typed)
        choices = [(str(place.id), _described(place)) for place in places.find(typed, city.get("country", ""))]
        self.fields["place"] = forms.ChoiceField(
            label=_("Place"), choices=[*choices, (NONE_OF_THESE, as_typed)], widget=forms.RadioSelect
        )


class WhyForm(PageForm):
    """Why the city wishes to join."""

    title = _("Why your city wishes to join")

    why = Lines(
        label=_("In your own words"),
        max_length=SHORT_TEXT,
        help_text=_("A few sentences are enough. Name no person, and nothing that must stay secret."),
    )


class ShownVersion(forms.IntegerField):
    """The version that the page shows: always today's, also where an older one was sent."""

    widget = forms.HiddenInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class ConsentForm(PageForm):
    """That the applicant agrees to the version of the privacy notice that was shown."""

    title = _("What happens to your data")
    introduction = _("This is the whole notice, in the version that is in force today.")

    version = ShownVersion()
    agree = forms.BooleanField(
        label=_("I have read this notice, and agree that my data is used as it says"),
        error_messages={"required": _("Without this we may not take your request.")},
    )

    def __init__(self, *args: Any, notice: TextVersion, **options: Any) -> None:
        super().__init__(*args, **options)
        self.notice = notice
        if self.initial.get("version") != notice.pk:
            self.initial = {"version": notice.pk}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "agree" in cleaned and cleaned.get("version") != self.notice.pk:
            self.add_error("agree", _("The notice has changed while you read. Please read the new one."))
        return cleaned


class CheckForm(Honeypot, forms.Form):
    """Nothing more to answer: what the browser proved in the background."""

    challenge = forms.CharField(required=False, widget=forms.HiddenInput)
    solution = forms.CharField(required=False, widget=forms.HiddenInput)


class LinkAgainForm(Honeypot, PageForm):
    """By what an application is found again."""

    title = _("Ask for your link again")
    introduction = _("The link shows where your application stands, and what is awaited from you.")

    field_order = ["reference", "email"]

    reference = Line(
        label=_("Your reference"),
        max_length=60,
        help_text=_("It stands in every e-mail that you had from us, and begins with SC."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )
    email = Address(label=_("The e-mail address with which you applied"))


def _described(place: Place) -> SafeString:
    name = places.name_in(place, get_language() or "")
    region = f", {place.region}" if place.region else ""
    text = format_html(
        _("{} (about {} people)"), format_html("<bdi>{}{}</bdi>", name, region), number(place.population)
    )
    return format_html("<span>{}</span>", text)
