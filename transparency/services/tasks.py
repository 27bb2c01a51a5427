"""What publishers are to do next about the ledger, on the CMS's first page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from home.tasks import SHOWN, Task, TaskList
from transparency.models import SupportRecord


def to_publish(user: Any) -> TaskList:
    """Return the live records that do not tell their sum, their day or their source, for whoever may change them.

    Each names what it lacks. Two queries.
    """
    if not user.has_perm("transparency.change_supportrecord"):
        return TaskList("", [], 0)
    lacking = Q(amount=None, band_from=None) | Q(agreed_on=None) | Q(source_document=None, source_url="")
    records = SupportRecord.objects.filter(lacking, live=True, locale__language_code=settings.LANGUAGE_CODE)
    tasks = [
        Task(
            title=_("%(title)s: without %(lacks)s")
            % {"title": record.title, "lacks": pgettext("between the items of a list", ", ").join(_lacks(record))},
            url=reverse(record.snippet_viewset.get_url_name("edit"), args=[record.pk]),
            language=get_language() or settings.LANGUAGE_CODE,
        )
        for record in records[:SHOWN]
    ]
    return TaskList(_("What to publish next"), tasks, records.count())


def _lacks(record: SupportRecord) -> list[str]:
    found = []
    if record.disclosure == SupportRecord.Disclosure.NOTHING:
        found.append(_("amount or band"))
    if record.agreed_on is None:
        found.append(_("day of the agreement"))
    if not record.has_source:
        found.append(pgettext("of a record", "source"))
    return found
