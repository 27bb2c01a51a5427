"""What transparency adds to the CMS and to the home page."""

from django.urls import URLPattern
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from transparency.cms import corrections as cms_corrections
from transparency.cms import guards
from transparency.cms.viewsets import TransparencyGroup
from transparency.services import tasks
from transparency.services.corrections import LOG_ACTION
from transparency.services.figures import number_of_rebuttals, number_of_records

hooks.register("register_home_figure", number_of_records, order=20)
hooks.register("register_home_figure", number_of_rebuttals, order=30)
hooks.register("register_page_header_buttons", cms_corrections.correction_button)
hooks.register("before_delete_page", guards.keep_from_deletion)
hooks.register("before_bulk_action", guards.keep_from_bulk_deletion)
hooks.register("before_convert_to_alias", guards.keep_own_words)
hooks.register("register_next_tasks", tasks.to_publish, order=60)
register_snippet(TransparencyGroup)


@hooks.register("register_admin_urls")
def register_corrections() -> list[URLPattern]:
    """Give the page on which a correction is published its address."""
    return cms_corrections.urls()


@hooks.register("register_log_actions")
def name_corrections_in_the_log(actions: LogActionRegistry) -> None:
    """Name a correction in a page's history: who published it is told there, and nowhere else."""
    actions.register_action(LOG_ACTION, gettext_lazy("Correct"), gettext_lazy("Published as a correction"))
