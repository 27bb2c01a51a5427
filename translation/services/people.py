"""Who works in a language: found by the rights on its tree, as `rights` asks for them one person at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Q
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail.users.models import UserProfile

from home.models import User

WRITE = "change_page"
PUBLISH = "publish_page"


@dataclass(frozen=True)
class Team:
    """The active accounts that work in one language, by their names. Administrators count only by their groups."""

    translators: list[User] = field(default_factory=list)
    """Who may write in it, reviewers included."""
    reviewers: list[User] = field(default_factory=list)
    """Who may publish in it."""

    @property
    def only_translators(self) -> list[User]:
        """Who may write in it and not publish."""
        reviewers = {user.pk for user in self.reviewers}
        return [user for user in self.translators if user.pk not in reviewers]


def teams() -> dict[int, Team]:
    """Return the people of each target language, by the language's id. Four queries, however many languages."""
    targets = set(Locale.objects.exclude(language_code=settings.LANGUAGE_CODE).values_list("pk", flat=True))
    homes = dict(Page.objects.filter(depth=2, locale__in=targets).order_by("-path").values_list("pk", "locale_id"))
    given = GroupPagePermission.objects.filter(
        Q(page__in=homes) | Q(page__depth=1), permission__codename__in=(WRITE, PUBLISH)
    ).values_list("group_id", "page_id", "permission__codename")
    groups: dict[tuple[int, str], set[int]] = {}
    for group, page, codename in given:
        for locale in [homes[page]] if page in homes else targets:
            groups.setdefault((locale, codename), set()).add(group)
    members = _members_of({group for found in groups.values() for group in found})
    return {
        locale: Team(
            translators=_people(members, groups.get((locale, WRITE), set())),
            reviewers=_people(members, groups.get((locale, PUBLISH), set())),
        )
        for locale in targets
    }


def languages_of(users: Iterable[User]) -> dict[int, str]:
    """Return the language in which each of them uses the CMS, by the account's id. One query."""
    pks = [user.pk for user in users]
    chosen = dict(UserProfile.objects.filter(user__in=pks).values_list("user_id", "preferred_language"))
    known = dict(settings.LANGUAGES)
    return {pk: chosen[pk] if chosen.get(pk) in known else settings.LANGUAGE_CODE for pk in pks}


def _members_of(groups: set[int]) -> dict[int, list[User]]:
    pairs = Group.user_set.through.objects.filter(group_id__in=groups, user__is_active=True)
    members: dict[int, list[User]] = {}
    for pair in pairs.select_related("user"):
        members.setdefault(pair.group_id, []).append(pair.user)
    return members


def _people(members: dict[int, list[User]], groups: set[int]) -> list[User]:
    found = {user.pk: user for group in groups for user in members.get(group, [])}
    return sorted(found.values(), key=lambda user: (str(user).casefold(), user.pk))
