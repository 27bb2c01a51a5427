"""The officers' forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from home.models import User
from membership.models import Application, ApplicationNote
from membership.models.applications import SHORT_TEXT
from membership.services import letters, staff_work
from membership.services.letters import Kind, Letter
from membership.services.transitions import RULES, Action


def written_in(language: str, rows: int | None = None) -> dict[str, Any]:
    """Return the attributes of a field whose words are in `language`."""
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    return {"lang": language, "dir": direction} | ({"rows": rows} if rows else {})


class LetterForm(forms.Form):
    """The e-mail that goes with an action, and the action's reason. `opened` says as of which change it was opened."""

    why = forms.CharField(max_length=SHORT_TEXT, strip=True)
    subject = forms.CharField(label=_("Subject"), max_length=160)
    text = forms.CharField(label=_("Words"), max_length=10_000, strip=True)
    opened = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    once = forms.UUIDField(widget=forms.HiddenInput)

    #: What is asked for under `why`, and what becomes of it.
    REASONS = {
        Action.ASK: (
            _("Your question"),
            _("It stands in the e-mail where {question} is, and on the applicant’s page."),
        ),
        Action.DECLINE: (
            _("The reason"),
            _(
                "It is kept in the log, and stands in the e-mail where {reason} is. Take {reason} out of the words "
                "below to keep it among colleagues."
            ),
        ),
        Action.WITHDRAW: (
            _("Who asked for it, and how"),
            _("For the log; it does not stand in the e-mail. It may stay empty."),
        ),
    }

    def __init__(self, *args: Any, action: Action, kind: Kind, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        words = written_in(language)
        if action in self.REASONS:
            self.fields["why"].label, self.fields["why"].help_text = self.REASONS[action]
            self.fields["why"].required = RULES[action].needs_reason
            self.fields["why"].widget = forms.Textarea(attrs={"rows": 5, "dir": "auto"})
        else:
            del self.fields["why"]
        self.fields["subject"].widget.attrs |= words
        self.fields["text"].widget = forms.Textarea(attrs=written_in(language, rows=14))
        if letters.LINK in letters.PLACEHOLDERS[kind]:
            self.fields["text"].help_text = _(
                "{link} stands for the recipient’s own link: it is filled in when the e-mail goes, and has to stay."
            )

    def clean_subject(self) -> str:
        """Refuse braces for which nothing is filled in."""
        return self._checked("subject", whole=False)

    def clean_text(self) -> str:
        """Refuse braces for which nothing is filled in, and words without the link that they need."""
        return self._checked("text", whole=True)

    def _checked(self, name: str, whole: bool) -> str:
        words: str = self.cleaned_data[name]
        if fault := letters.fault_of(self.kind, words, whole=whole):
            raise ValidationError(fault)
        return words

    @property
    def letter(self) -> Letter:
        """The e-mail as it was worded."""
        return Letter(self.cleaned_data["subject"], self.cleaned_data["text"].replace("\r\n", "\n"))


class NoteForm(forms.ModelForm[ApplicationNote]):
    """A note for colleagues."""

    class Meta:
        model = ApplicationNote
        fields = ["text"]
        labels = {"text": _("A note for colleagues")}
        help_texts = {"text": _("The applicant never sees it. It is erased with the application.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}


class AssigneeField(forms.ModelChoiceField[User]):
    """A membership officer, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class AssignForm(forms.Form):
    """Who looks after the application."""

    assigned_to = AssigneeField(
        queryset=User.objects.none(), required=False, label=_("Assigned to"), empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"assigned_to": application.assigned_to_id}
        self.fields["assigned_to"].queryset = staff_work.officers()  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is done with a city or a contact."""

    why = forms.CharField(
        label=_("The reason"),
        max_length=SHORT_TEXT,
        help_text=_("It is kept in the log, for colleagues."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class EmailTextForm(forms.Form):
    """The words of one kind of e-mail in one language."""

    subject = forms.CharField(
        label=_("Subject"), max_length=160, help_text=_("Without the recipient’s personal data: it is read in passing.")
    )
    body = forms.CharField(
        label=_("Words"),
        max_length=10_000,
        help_text=_("Plain text. An empty line parts two paragraphs; a line that begins with “- ” is part of a list."),
    )

    def __init__(self, *args: Any, kind: Kind, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["subject"].widget.attrs |= written_in(language)
        self.fields["body"].widget = forms.Textarea(attrs=written_in(language, rows=14))

    def clean_subject(self) -> str:
        """Refuse braces for which nothing is filled in."""
        return self._checked("subject", whole=False)

    def clean_body(self) -> str:
        """Refuse braces for which nothing is filled in, and words without the link that they need."""
        return self._checked("body", whole=True)

    def _checked(self, name: str, whole: bool) -> str:
        words: str = self.cleaned_data[name].replace("\r\n", "\n")
        if fault := letters.fault_of(self.kind, words, whole=whole):
            raise ValidationError(fault)
        return words

    @property
    def letter(self) -> Letter:
        """The words as they were typed."""
        return Letter(self.cleaned_data["subject"], self.cleaned_data["body"])
