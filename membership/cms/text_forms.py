"""The forms by which a text goes from a proposal to a version in force, and by which meetings are recorded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from home.services.translations import language_name
from membership.models import Meeting, MeetingName, TextVersion
from membership.models.meetings import NAME
from membership.services.versions import OF_COMMITTEE


class ProposalForm(forms.ModelForm[TextVersion]):
    """What is to be changed, and what its next version will be called."""

    class Meta:
        model = TextVersion
        fields = ["kind", "version"]


class MeetingForm(forms.ModelForm[Meeting]):
    """A meeting, with a name for each language of the site."""

    class Meta:
        model = Meeting
        fields = ["held_on"]
        widgets = {"held_on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {name.language: name.name for name in self.instance.names.all()} if self.instance.pk else {}
        for code, _name in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name in: %(language)s") % {"language": language_name(code)},
                max_length=NAME,
                initial=names.get(code, ""),
                help_text=_("As readers of this language read it in the history."),
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )
        self.order_fields([*(f"name_{code}" for code, _name in settings.LANGUAGES), "held_on"])

    def clean_held_on(self) -> Any:
        """Refuse another day for a meeting on record: what was published stays."""
        day, kept = self.cleaned_data["held_on"], self.initial.get("held_on")
        if kept and day != kept and self.instance.is_on_record:
            raise forms.ValidationError(_("A text was adopted or reviewed at this meeting: its day stays as it is."))
        return day

    def save(self, commit: bool = True) -> Meeting:
        """Keep the meeting with its names."""
        with transaction.atomic():
            meeting: Meeting = super().save(commit=commit)
            for code, _name in settings.LANGUAGES:
                MeetingName.objects.update_or_create(
                    meeting=meeting, language=code, defaults={"name": self.cleaned_data[f"name_{code}"]}
                )
        return meeting


class AdoptionForm(forms.Form):
    """Which meeting adopted a proposal, when, and from when it is in force."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label=_("Meeting"),
        help_text=_("The meeting of the committee. One that is not in the list is added under “Meetings” first."),
    )
    adopted_on = forms.DateField(
        label=_("Adopted on"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Left empty, it is the day of the meeting, or the pages say that no date is published."),
    )
    in_force_on = forms.DateField(
        label=_("In force as from"),
        widget=AdminDateInput,
        help_text=_("From this day member cities are asked to accept it. It cannot be changed afterwards."),
    )
    #: What the person saw: nobody adopts words that a colleague has changed meanwhile.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, text: TextVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = Meeting.objects.prefetch_related("names")  # type: ignore[attr-defined]
        if text.kind not in OF_COMMITTEE:
            del self.fields["meeting"]


class ReviewForm(forms.Form):
    """Which meeting reviewed which text and changed nothing."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label=_("Meeting"),
        help_text=_("The meeting of the committee. One that is not in the list is added under “Meetings” first."),
    )
    kind = forms.ChoiceField(
        label=_("Text"),
        choices=[(kind.value, kind.label) for kind in OF_COMMITTEE],
        help_text=_("The record is public, and it cannot be changed or taken back."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = Meeting.objects.prefetch_related("names")  # type: ignore[attr-defined]
