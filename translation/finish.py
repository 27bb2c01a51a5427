"""What Wagtail does when a workflow ends well. Read before any model is (WAGTAIL_FINISH_WORKFLOW_ACTION)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.workflows import publish_workflow_state

if TYPE_CHECKING:
    from wagtail.models import WorkflowState


def finish(workflow_state: WorkflowState, user: Any = None) -> None:
    """Publish what was approved: of a translation exactly the words that were submitted, else the latest draft."""
    from translation.services import review

    submission = review.submission_in(workflow_state)
    if submission is None:
        publish_workflow_state(workflow_state, user=user)
    else:
        review.decide(submission, user)
