"""The form by which a city accepts its texts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from membership.models import TextVersion
from membership.services.terms import Asked


class AcceptanceForm(forms.Form):
    """One tick for each version that is asked: a version that came meanwhile has a tick of its own to be given."""

    def __init__(self, *args: Any, asked: Sequence[Asked], city: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for each in asked:
            values = {"text": each.text.get_kind_display(), "version": each.text.version, "city": city}
            self.fields[self.name_of(each)] = forms.BooleanField(
                label=_("I accept this version for %(city)s: %(text)s, version %(version)s") % values,
                error_messages={"required": _("Tick this to accept. Without it the members’ section stays closed.")},
            )

    @staticmethod
    def name_of(asked: Asked) -> str:
        """Return the name of the tick for this version."""
        return f"text-{asked.text.pk}"

    @property
    def rows(self) -> list[tuple[Asked, forms.BoundField]]:
        """Each version with its tick."""
        return [(each, self[self.name_of(each)]) for each in self.asked]

    @property
    def texts(self) -> list[TextVersion]:
        """The versions that are accepted, once the form is valid."""
        return [each.text for each in self.asked]
