"""What transparency adds to the CMS and to the home page."""

from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from transparency.cms import corrections as cms_corrections
from transparency.cms import guards
from transparency.cms.citations import to_read_again
from transparency.cms.ledger import keep_what_was_public
from transparency.cms.viewsets import LedgerFilesViewSet, TransparencyGroup
from transparency.services import citations, import_writing, tasks
from transparency.services.corrections import LOG_ACTION
from transparency.services.evidence import LedgerCitable
from transparency.services.figures import number_of_rebuttals, number_of_records

hooks.register("register_home_figure", number_of_records, order=20)
hooks.register("register_home_figure", number_of_rebuttals, order=30)
hooks.register("register_citable", LedgerCitable())
hooks.register("register_next_tasks", to_read_again, order=25)
hooks.register("register_page_header_buttons", cms_corrections.correction_button)
hooks.register("before_delete_page", guards.keep_from_deletion)
hooks.register("before_bulk_action", guards.keep_from_bulk_deletion)
hooks.register("register_next_tasks", tasks.to_publish, order=60)
hooks.register("before_delete_snippet", keep_what_was_public)
register_snippet(TransparencyGroup)


@hooks.register("register_admin_urls")
def register_corrections() -> list[URLPattern]:
    """Give the page on which a correction is published its address."""
    return cms_corrections.urls()


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    """Name what is noted in a history: who published a correction is told there, and nowhere else."""
    actions.register_action(LOG_ACTION, gettext_lazy("Correct"), gettext_lazy("Published as a correction"))
    actions.register_action(import_writing.ACTION, gettext_lazy("Import"), gettext_lazy("Imported from a file"))
    actions.register_action(
        citations.STILL_RIGHT,
        gettext_lazy("Read again"),
        gettext_lazy("Read again after what it cites changed, and found still right"),
    )


@hooks.register("register_admin_viewset")
def register_ledger_files() -> LedgerFilesViewSet:
    """Give the import and the export of the ledger their addresses."""
    return LedgerFilesViewSet()


@hooks.register("insert_global_admin_css")
def dress_the_ledger() -> str:
    """Give the ledger's own pages in the CMS their look."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms-transparency.css"))
