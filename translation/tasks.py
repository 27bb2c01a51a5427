"""What waits for translators and reviewers, from the desk's own figures."""

from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from home.tasks import SHOWN, Task, TaskList
from translation.models import DeskEntry, Status, Submission, SubmissionStatus
from translation.services import queue, rights


def to_begin(user: Any) -> TaskList:
    """Return what nobody has begun to translate into this person's languages."""
    untouched = _to_do(user).filter(follows=None, segments_to_do=F("segments"))
    return _list(_("Not translated yet"), untouched)


def to_finish(user: Any) -> TaskList:
    """Return the translations into this person's languages in which something is missing, changed or returned."""
    untouched = _to_do(user).filter(follows=None, segments_to_do=F("segments"), status=Status.TO_DO)
    return _list(_("Strings to translate"), _to_do(user).exclude(pk__in=untouched.values("pk").order_by()))


def to_approve(user: Any) -> TaskList:
    """Return what others handed in and this person may publish.

    Pages go through Wagtail's own workflow, and stand among what awaits approval: the rest is listed here.
    """
    languages = [locale for locale in _languages(user) if rights.may_publish_in(user, locale)]
    waiting = Submission.objects.filter(status=SubmissionStatus.IN_REVIEW, workflow_state=None).exclude(
        submitted_by=user
    )
    listed = queue.pressing(queue.entries(languages)).filter(translation__in=waiting.values("translation"))
    return _list(_("Translations to approve"), listed, "translation:review")


def _to_do(user: Any) -> QuerySet[DeskEntry]:
    """Return what this person has, or nobody, of what is to be translated into their languages."""
    listed = queue.pressing(queue.entries(_languages(user)))
    mine = listed.filter(assignee=user) | listed.filter(assignee=None)
    return mine.filter(status__in=queue.OPEN)


def _languages(user: Any) -> list[Any]:
    if not user.has_perm("wagtail_localize.submit_translation"):
        return []
    return rights.languages_of(user)


def _list(heading: str, entries: QuerySet[DeskEntry], address: str = "translation:edit") -> TaskList:
    tasks = [
        Task(
            title=entry.title,
            url=reverse(address, args=[entry.translation_id]),
            language=entry.translation.target_locale.language_code,
            title_language=settings.LANGUAGE_CODE,
        )
        for entry in entries[:SHOWN]
    ]
    return TaskList(heading, tasks, entries.count())
