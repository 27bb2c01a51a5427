"""Fields that take whatever is typed, and keep what a person can read of it.

Controls, null bytes and the marks that turn the direction of what follows are taken out without a word: nobody sees
them, nobody means them, and they let a name read as another. What joins letters (U+200C, U+200D) stays: Persian and
emoji need it. What is too long is refused, never cut off.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import SUPPORTED_REGIONS, example_number

LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: Nobody sees these. The Arabic signs that Unicode calls format characters (U+0600 to U+0605) are seen, and stay.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
#: Digits in groups of three, as they are written somewhere: 120 000, 120,000, 120.000, ١٢٠٬٠٠٠.
GROUPED = re.compile(r"\d{1,3}(?:[\s.,'’٬،]\d{3})+")


def tidy(text: str) -> str:
    """Return the text without what nobody sees, composed (NFC), its lines ended alike, at most one of them empty."""
    seen = UNSEEN.sub("", LINE_ENDS.sub("\n", text)).replace("\t", " ")
    lines = "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", seen).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def tidy_line(text: str) -> str:
    """Return the text as one line, with one blank between its words."""
    return " ".join(tidy(text).split())


class Tidied(forms.Field):
    """A field that tidies what was typed before it looks at it, and shows it tidied where it is wrong."""

    def clean(self, value: Any) -> Any:
        return super().clean(self.tidied(value))

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self.tidied(super().bound_data(data, initial))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave the length to the server: a browser would cut off what is pasted, and say nothing."""
        attributes = super().widget_attrs(widget)
        attributes.pop("maxlength", None)
        return attributes

    def tidied(self, value: Any) -> Any:
        """Return what was typed, made readable; what is no text stays as it is."""
        return tidy_line(value) if isinstance(value, str) else value


class Line(Tidied, forms.CharField):
    """One line of text, in whatever direction it is written."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"dir": "auto", **super().widget_attrs(widget)}


class Lines(Line):
    """Several lines of text."""

    widget = forms.Textarea(attrs={"rows": 6})

    def tidied(self, value: Any) -> Any:
        return tidy(value) if isinstance(value, str) else value


class Address(Tidied, forms.EmailField):
    """An e-mail address; its domain may be written in any script."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr", "spellcheck": "false"})
    default_error_messages = {"invalid": _("Write the whole address, as in name@city.example.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=254, **options)

    def clean(self, value: Any) -> Any:
        name, at, domain = super().clean(value).rpartition("@")
        return f"{name}{at}{domain.lower()}"

    def tidied(self, value: Any) -> Any:
        """Return the address without blanks: it has none, and a telephone's keyboard adds them."""
        return "".join(tidy(value).split()) if isinstance(value, str) else value


class Telephone(Tidied, PhoneNumberField):
    """A telephone number of `region`, or of another with its country’s code. Its value is kept as E.164."""

    def __init__(self, *, region: str | None = None, **options: Any) -> None:
        region = region if region in SUPPORTED_REGIONS else None
        super().__init__(**{**options, "region": region})
        self.error_messages["invalid"] = _("This is no telephone number. Write it with the country’s code: %s") % (
            _example(region)
        )
        self.widget.attrs.update({"dir": "ltr", "autocomplete": "off"})


class Count(Tidied, forms.IntegerField):
    """A whole number, in the digits and with the separators that its writer is used to."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"})
    default_error_messages = {"invalid": _("Write a whole number, in digits alone.")}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and GROUPED.fullmatch(value):
            value = re.sub(r"\D", "", value)
        return super().to_python(value)


def _example(region: str | None) -> str:
    number = example_number(region) if region else None
    if number is None:
        return "+962 6 512 3456"
    return str(PhoneNumber(number.country_code, number.national_number).as_international)
