"""The forms of django-allauth that say or do something of the site's own."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from home.accounts import InvitationClosed, invited_by
from home.models import User


class AddKeyForm(AddWebAuthnForm):
    """Adds a passkey or security key. Without a name it is given one."""

    name = forms.CharField(label=_("Name of the key"), required=False)


class RenameKeyForm(EditWebAuthnForm):
    """Gives a passkey or security key another name."""

    name = forms.CharField(label=_("Name of the key"))


class InvitedSignupForm(SignupForm):
    """Makes the account of somebody who was invited, for the invited address and no other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invited = invited_by(context.request)
        email = self.fields["email"]
        email.label = _("E-mail address")
        email.help_text = _("The invitation is for this address. You sign in with it.")
        # Not disabled: it is to be read, reached by keyboard, and remembered by a password manager.
        email.widget.attrs |= {"readonly": True, "autocomplete": "username"}
        if self.invited:
            self.initial["email"] = self.invited.email

    def clean_email(self) -> str:
        """Return the invited address, whatever was sent."""
        if self.invited is None:
            raise forms.ValidationError(_("This invitation is no longer open."))
        self.cleaned_data["email"] = self.invited.email
        email: str = super().clean_email()
        return email

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account and use the invitation up.

        Lead to the invitation's page, which says why, where it is closed by now, or somebody has the address already.
        """
        elsewhere = redirect(self.invited.address if self.invited else "account_signup")
        if self.account_already_exists:
            return None, elsewhere
        try:
            return self.save(request), None
        except InvitationClosed:
            return None, elsewhere

    def save(self, request: HttpRequest) -> User:
        """Return the new account, its address verified; raise InvitationClosed."""
        if self.invited is None:
            raise InvitationClosed
        get_adapter().stash_verified_email(request, self.invited.email)
        return self.invited.accept(lambda: super(InvitedSignupForm, self).save(request))
