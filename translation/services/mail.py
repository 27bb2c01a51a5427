"""How the desk writes to a person: who wants to hear, in which language, and with which words around the matter."""

from __future__ import annotations

from collections.abc import Iterable

from babel.dates import format_date
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.models import User
from home.services import outbox
from home.services.translations import language_name
from translation.models import DeskEntry, DeskPreference
from translation.services.people import Team

#: Signs of a comment or a reason that an e-mail quotes.
QUOTED = 600
#: How many translations an e-mail names; the rest is counted.
NAMED = 10
#: A deadline within so many days cannot wait.
DAYS_BEFORE = 2


def responsible(entry: DeskEntry, teams: dict[int, Team]) -> list[User]:
    """Return who is to see to a translation: who has it, else who translates the language, else who reviews it.

    Who had it and works in the language no more hears nothing of it: then it is as if nobody had it.
    """
    team = teams.get(entry.translation.target_locale_id, Team())
    if entry.assignee is not None and works_in(team, entry.assignee):
        return [entry.assignee]
    return team.only_translators or team.reviewers


def works_in(team: Team, user: User) -> bool:
    """Say whether this person may still do the team's work; an administrator may do everybody's."""
    return user in team.translators or (user.is_superuser and user.is_active)


def who_want(wish: str, users: Iterable[User]) -> dict[int, User]:
    """Return those who keep this kind of e-mail on. One query."""
    every = {user.pk: user for user in users if user.is_active and user.email}
    declined = DeskPreference.objects.filter(user__in=every, **{wish: False}).values_list("user_id", flat=True)
    return {pk: user for pk, user in every.items() if pk not in set(declined)}


def may_hear(wish: str, user: User) -> bool:
    """Say whether this person keeps this kind of e-mail on. One query."""
    return bool(who_want(wish, [user]))


def language_of(entry: DeskEntry) -> str:
    """Return the name of the entry's language in itself."""
    return apart(language_name(entry.translation.target_locale.language_code))


def apart(words: str) -> str:
    """Return words of whichever direction so that they disturb none of those around them."""
    return f"\u2068{words}\u2069"


def quoted(words: str) -> str:
    """Return what somebody wrote as one paragraph, cut where it is long."""
    flat = " ".join(words.split())
    return f"{flat[:QUOTED].rstrip()}…" if len(flat) > QUOTED else flat


def address(path: str) -> str:
    """Return the whole address of a page of the CMS."""
    return f"{settings.SITE_URL}{path}"


def post(event: str, user: User, language: str, subject: str, paragraphs: list[str]) -> None:
    """Put an e-mail into the outbox, once for each event, with the way to switch its kind off.

    The active language is to be `language`.
    """
    footer = _("You choose here which of these e-mails you get:")
    text = "\n\n".join([*paragraphs, footer, address(reverse("translation:notices"))])
    outbox.post(event, user.email, language=language, subject=subject, text=text, topic=f"desk/{user.pk}")


def list_of(entries: list[DeskEntry], language: str) -> str:
    """Return entries as the lines of an e-mail in the active language: the first NAMED, and how many more."""
    lines = [_line(entry, language) for entry in entries[:NAMED]]
    more = max(len(entries) - NAMED, 0)
    if more:
        lines.append(ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more})
    return "\n".join(f"- {line}" for line in lines)


def _line(entry: DeskEntry, language: str) -> str:
    title = f"{apart(entry.title)} ({language_of(entry)})"
    if entry.urgent:
        title = _("Urgent: %(title)s") % {"title": title}
    if entry.deadline:
        day = format_date(entry.deadline, format="long", locale=_babel(language))
        return _("%(title)s, due on %(day)s") % {"title": title, "day": day}
    return title


def _babel(language: str) -> str:
    return "en_GB" if language == "en" else language.replace("-", "_")
