"""The forms of django-allauth whose fields need a label that can be translated."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AddKeyForm(AddWebAuthnForm):
    """Adds a passkey or security key. Without a name it is given one."""

    name = forms.CharField(label=_("Name of the key"), required=False)


class RenameKeyForm(EditWebAuthnForm):
    """Gives a passkey or security key another name."""

    name = forms.CharField(label=_("Name of the key"))
