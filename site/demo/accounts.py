"""The demo's accounts, one for each role, at example.org."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from home.models import User

ACCOUNTS: dict[str, list[str]] = {
    "admin": [],
    "communications": ["Communications"],
    "publisher": ["Publishers"],
    "translator.ar": ["Translators: Arabic"],
    "reviewer.ar": ["Reviewers: Arabic"],
    "translator.fr": ["Translators: French"],
    "reviewer.fr": ["Reviewers: French"],
    "membership": ["Membership officers"],
    "member": ["Members"],
}


def address(name: str) -> str:
    """Return the e-mail address of a demo account."""
    return f"{name}@example.org"


def make_accounts(password: str | None) -> dict[str, User]:
    """Make the accounts that are missing, each in its groups, its address confirmed; return all by name.

    A password is set where one is given, on old and new accounts alike; a new account without one cannot be used
    until it has one.
    """
    accounts = {}
    for name, groups in ACCOUNTS.items():
        user = User.objects.filter(email=address(name)).first()
        if user is None:
            user = User.objects.create_user(address(name), is_superuser=name == "admin", is_staff=name == "admin")
            user.first_name, user.last_name = _fictional_name(name)
            user.groups.set(Group.objects.filter(name__in=groups))
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            _, _, language = name.partition(".")
            UserProfile.objects.create(user=user, preferred_language=language or "en")
        if password:
            user.set_password(password)
        user.save()
        accounts[name] = user
    return accounts


def _fictional_name(name: str) -> tuple[str, str]:
    role, _, language = name.partition(".")
    return role.capitalize(), f"({language}, fictional)" if language else "(fictional)"
