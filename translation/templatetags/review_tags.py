"""What the editor's page shows of the review."""

from typing import Any

from django import template

from translation.models import Status, Submission
from translation.services import obstacles

register = template.Library()


@register.inclusion_tag("translation/includes/review_state.html", takes_context=True)
def review_actions(context: template.Context) -> dict[str, Any]:
    """Show where the context's `translation` stands in its review, and what this person can do with it."""
    translation, user = context["translation"], context["request"].user
    last = translation.submissions.select_related("submitted_by", "decided_by").defer("words").first()
    is_open = bool(last and last.status in Submission.OPEN)
    return {
        "translation": translation,
        "submission": last,
        "is_open": is_open,
        "publishes": is_open and obstacles.may_publish(user, translation),
        "submits": not is_open and translation.desk.status != Status.UP_TO_DATE,
    }
