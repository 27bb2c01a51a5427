"""What an applicant writes on the status page."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from membership.forms.application import PageForm
from membership.forms.fields import Lines
from membership.models.applications import SHORT_TEXT


class AnswerForm(PageForm):
    """The answer to a question. Its key tells a second press from a second answer."""

    title = _("Your answer")

    key = forms.UUIDField(widget=forms.HiddenInput)
    answer = Lines(label=_("Your answer"), max_length=SHORT_TEXT)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("key", uuid.uuid4())
