"""What waits for each person in the CMS. The apps above hand in their part through the hook `register_next_tasks`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.models import Page, TaskState, WorkflowState, get_page_models

from home.models import BasePage, OutgoingEmail

#: How many things one list names; the rest is counted.
SHOWN = 5
#: How many pages whose review is due are looked at, the longest due first.
LOOKED_AT = 30


@dataclass(frozen=True)
class Task:
    """One thing to do: its name, and where it is done."""

    title: str
    url: str
    language: str
    title_language: str = ""
    """The language of the name, where it is not the thing's own."""


@dataclass(frozen=True)
class TaskList:
    """Things of one kind: the first few, and how many there are."""

    heading: str
    tasks: list[Task]
    total: int

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.total - len(self.tasks)


TaskSource = Callable[[Any], TaskList]


def next_tasks(user: Any) -> list[TaskList]:
    """Return what waits for this person, list by list, in the order of the hooks. An empty list is left out."""
    sources: Iterable[TaskSource] = hooks.get_hooks("register_next_tasks")
    return [found for found in (source(user) for source in sources) if found.total]


def task_for(page: Page) -> Task:
    """Return the page as a thing to do in its editor. `page.locale` is to be fetched with it."""
    return Task(
        title=page.draft_title or page.title,
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        language=page.locale.language_code,
    )


def list_of(heading: str, pages: Any) -> TaskList:
    """Return a list of the pages in a queryset. Two queries."""
    return TaskList(heading, [task_for(page) for page in pages.select_related("locale")[:SHOWN]], pages.count())


def awaiting_approval(user: Any) -> TaskList:
    """Return what others have submitted and this person may approve."""
    states = TaskState.objects.reviewable_by(user)
    first = states.select_related("workflow_state").prefetch_related("workflow_state__content_object")
    return TaskList(
        _("Awaiting your approval"),
        _tasks_for(user, (state.workflow_state for state in first.order_by("started_at")[:SHOWN])),
        states.count(),
    )


def returned(user: Any) -> TaskList:
    """Return what this person submitted and got back."""
    states = WorkflowState.objects.filter(requested_by=user, status=WorkflowState.STATUS_NEEDS_CHANGES)
    first = states.prefetch_related("content_object").order_by("-created_at")[:SHOWN]
    return TaskList(_("Returned to you for changes"), _tasks_for(user, first), states.count())


def own_drafts(user: Any) -> TaskList:
    """Return the pages that this person edited last and that are neither published nor submitted."""
    submitted = WorkflowState.objects.active().filter(requested_by=user).values_list("object_id", flat=True)
    pages = Page.objects.filter(has_unpublished_changes=True, latest_revision__user=user).exclude(
        pk__in=[int(pk) for pk in submitted if pk.isdigit()]
    )
    return list_of(_("Your drafts"), pages.order_by("-latest_revision_created_at"))


def reviews_due(user: Any) -> TaskList:
    """Return the source language's live pages whose day of review has passed and that this person may publish."""
    due = _due_pages()
    pages = Page.objects.filter(pk__in=due).select_related("locale").specific(defer=True)
    mine = [page for page in pages if page.permissions_for_user(user).can_publish()]
    mine.sort(key=lambda page: due.index(page.pk))
    return TaskList(_("Due for review"), [task_for(page) for page in mine[:SHOWN]], len(mine))


def unsent_emails(user: Any) -> TaskList:
    """Return the e-mails that could not be sent, for whoever may send them again: what is wrong, never to whom."""
    failed = OutgoingEmail.objects.none()
    if user.has_perm("home.change_outgoingemail"):
        failed = OutgoingEmail.objects.filter(state=OutgoingEmail.State.FAILED).order_by("-pk")
    url = f"{reverse('outgoing_emails:index')}?state={OutgoingEmail.State.FAILED}"
    language = get_language() or settings.LANGUAGE_CODE
    tasks = [Task(title=email.get_problem_display(), url=url, language=language) for email in failed[:SHOWN]]
    return TaskList(_("E-mails that could not be sent"), tasks, failed.count())


def _due_pages() -> list[int]:
    today = timezone.localdate()
    by_type = [
        model.objects.live()
        .filter(locale__language_code=settings.LANGUAGE_CODE, next_review_on__lte=today)
        .order_by()
        .values_list("page_ptr_id", "next_review_on")
        for model in get_page_models()
        if issubclass(model, BasePage)
    ]
    rows = by_type[0].union(*by_type[1:], all=True).order_by("next_review_on")
    return [pk for pk, _day in rows[:LOOKED_AT]]


def _tasks_for(user: Any, states: Iterable[WorkflowState]) -> list[Task]:
    finder = AdminURLFinder(user)
    things = [state.content_object for state in states if state.content_object]
    return [
        Task(title=get_latest_str(thing), url=finder.get_edit_url(thing) or "", language=thing.locale.language_code)
        for thing in things
    ]
