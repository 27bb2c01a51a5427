"""An account's way in and out of the members' section.

The gate asks at every request whether the account may enter (standing.py), so that nobody reads on in a session that
was open before. What is done here besides keeps Wagtail's own restrictions, which know groups alone, in step.
"""

from __future__ import annotations

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import transaction

from home.models import User
from membership.services.gate import MEMBERS


def let_in(user: User) -> None:
    """Put the account into the group of members."""
    user.groups.add(Group.objects.get_or_create(name=MEMBERS)[0])


def shut_out(user: User) -> None:
    """Take the account out of the group of members, and end every session of it once the transaction holds."""
    user.groups.remove(*Group.objects.filter(name=MEMBERS))
    transaction.on_commit(lambda: get_adapter().end_sessions(UserSession.objects.filter(user=user)))
