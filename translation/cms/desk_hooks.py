"""What the desk adds to the CMS: its place on the menu, its look, and the message after a source is published."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import DraftStateMixin, Page

from home.services.translations import language_name
from translation import tasks
from translation.cms.assigning import may_open
from translation.models import SourceVersion
from translation.services import changes, freshness
from translation.services.readers import line_of_readers

hooks.register("register_next_tasks", tasks.to_approve, order=50)
hooks.register("register_next_tasks", tasks.to_finish, order=60)
hooks.register("register_next_tasks", tasks.to_begin, order=70)


hooks.register("register_translation_line", line_of_readers)


class DeskMenuItem(MenuItem):
    """The desk, for whoever has to do with pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_open(request.user)


@hooks.register("register_admin_menu_item")
def put_the_desk_on_the_menu() -> MenuItem:
    """Lead to the desk from everywhere."""
    return DeskMenuItem(
        gettext_lazy("Translation"),
        reverse("translation:desk"),
        name="translation",
        icon_name="wagtail-localize-language",
        order=300,
    )


@hooks.register("construct_reports_menu")
def drop_stock_report(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave wagtail-localize's own report out of “Reports”: the desk says more."""
    address = reverse("wagtail_localize:translations_report")
    items[:] = [item for item in items if item.url != address]


@hooks.register("insert_global_admin_css")
def dress_the_desk() -> str:
    """Give the desk its look."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms-desk.css"))


@hooks.register("after_publish_page")
def tell_what_a_page_asks_of_translators(request: HttpRequest, page: Page) -> None:
    """Say what changed and who is behind now, and let the change be called minor or urgent."""
    if freshness.is_source(page):
        _tell(request, page)


@hooks.register("after_edit_snippet")
def tell_what_a_snippet_asks_of_translators(request: HttpRequest, instance: Any) -> None:
    """Say the same of a snippet."""
    is_draft = isinstance(instance, DraftStateMixin) and (not instance.live or instance.has_unpublished_changes)
    if not is_draft and not isinstance(instance, Page) and freshness.is_source(instance):
        _tell(request, instance)


def _tell(request: HttpRequest, instance: Any) -> None:
    version = (
        SourceVersion.objects.filter(
            source__object_id=instance.translation_key, source__locale_id=instance.locale_id, number__gt=1
        )
        .select_related("source")
        .defer("source__content_json")
        .order_by("-number")
        .first()
    )
    if version is None or not version.changes_words or not _is_of_now(version, instance):
        return
    languages = changes.behind(version)
    if not languages:
        return
    address = reverse("translation:version", args=[version.pk])
    buttons = [messages.button(address, _("See the change"))]
    if version.pk in changes.markable(request.user, [version]):
        buttons += [
            messages.button(f"{address}?mark=minor", _("A minor change")),
            messages.button(f"{address}?mark=urgent", _("Urgent")),
        ]
    number = version.added + version.changed + version.removed
    changed = ngettext("%(count)d segment changed.", "%(count)d segments changed.", number) % {"count": number}
    names = _(", ").join(f"\u2068{language_name(code)}\u2069" for code in languages)
    is_behind = ngettext(
        "The translation is behind now: %(languages)s.",
        "The translations are behind now: %(languages)s.",
        len(languages),
    ) % {"languages": names}
    messages.info(request, f"{changed} {is_behind}", buttons=buttons)


def _is_of_now(version: SourceVersion, instance: Any) -> bool:
    """Say whether the version came with this very publication, which may have changed no word."""
    revision = getattr(instance, "live_revision_id", None)
    if revision is not None:
        return version.revision_id == revision
    # What has no revisions is taken in as it is saved: then the source is as old as the version.
    return abs((version.source.last_updated_at - version.created_at).total_seconds()) < 1
