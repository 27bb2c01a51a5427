"""The members of staff who look after membership, and what they are told."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.users.models import UserProfile

from home.models import User
from membership.models import CityContact, LogEntry
from membership.services import letters
from membership.services.letters import Kind

#: Who has this right hears of what is to be decided.
RIGHT = "change_application"


def officers() -> QuerySet[User]:
    """Return the active accounts that may decide on applications, administrators included."""
    rights = Permission.objects.filter(codename=RIGHT, content_type__app_label="membership")
    granted = Q(is_superuser=True) | Q(groups__permissions__in=rights) | Q(user_permissions__in=rights)
    return User.objects.filter(granted, is_active=True).order_by("pk").distinct()


def language_of(user: User) -> str:
    """Return the language in which this member of staff uses the CMS."""
    profile = UserProfile.objects.filter(user=user).first()
    known = dict(settings.LANGUAGES)
    return profile.preferred_language if profile and profile.preferred_language in known else settings.LANGUAGE_CODE


def tell_of_proposal(contact: CityContact, entry: LogEntry) -> None:
    """Write to each officer that a city proposes a contact or a liaison: once for the log's entry."""
    for user in officers():
        language = language_of(user)
        page = AdminURLFinder(user).get_edit_url(contact.city) or reverse("wagtailadmin_home")
        values = {"city": contact.city.name, letters.LINK: settings.SITE_URL + page}
        letters.send(
            letters.composed(Kind.STAFF_PROPOSAL, language, values),
            event=f"contact/{contact.pk}/proposal/{entry.pk}/{user.pk}",
            to=user.email,
            language=language,
            topic=f"contact/{contact.pk}",
        )
