"""The guard: what translation lets pass in the CMS, and what it adds to its menu."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Locale, Page, TranslatableMixin

from translation import tasks, views
from translation.drafts import TranslatedDrafts
from translation.services import rights

#: Before wagtail-localize's own hooks and addresses.
FIRST = -10

hooks.register("register_draft_keeper", TranslatedDrafts())
hooks.register("register_next_tasks", tasks.to_approve, order=50)
hooks.register("register_next_tasks", tasks.to_finish, order=60)
hooks.register("register_next_tasks", tasks.to_begin, order=70)


@hooks.register("register_admin_urls", order=FIRST)
def guarded_addresses() -> list[URLPattern]:
    """Stand before wagtail-localize's views, at their own addresses: the first one found answers."""
    translate = "localize/translate/<int:translation_id>/"
    return [
        path("localize/submit/page/<int:page_id>/", views.SubmitPage.as_view()),
        path("localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/", views.SubmitSnippet.as_view()),
        path("localize/update/<int:translation_source_id>/", views.Sync.as_view()),
        path("localize/page/<int:page_id>/convert_to_alias/", views.convert_to_alias),
        path("localize/reports/translations/", views.Report.as_view()),
        path("localize/reports/translations/results/", views.Report.as_view(results_only=True)),
        path(f"{translate}strings/<int:string_segment_id>/edit/", views.edit_string),
        path(f"{translate}overrides/<int:overridable_segment_id>/edit/", views.edit_override),
        path(f"{translate}pofile/download/", views.download_pofile),
        path(f"{translate}pofile/upload/", views.upload_pofile),
        path(f"{translate}machine_translate/", views.machine_translate),
        path(f"{translate}preview/", views.preview),
        path(f"{translate}preview/<str:mode>/", views.preview),
        path(f"{translate}disable/", views.stop),
    ]


@hooks.register("register_admin_urls")
def desk_addresses() -> list[URLResolver]:
    """Mount the desk below /admin/translation/."""
    return [path("translation/", include("translation.urls"))]


@hooks.register("before_edit_page", order=FIRST)
def hold_unready_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep a translated page from going live while strings are missing or nobody else has read it."""
    return _hold(request, page)


@hooks.register("before_edit_snippet", order=FIRST)
def guard_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Ask for rights in the snippet's language; to save one in a target language is to publish it."""
    if not isinstance(instance, TranslatableMixin):
        return None
    _check_language(request.user, instance.locale)
    is_target = instance.locale.language_code != settings.LANGUAGE_CODE
    if request.method == "POST" and is_target and not rights.may_publish_in(request.user, instance.locale):
        raise PermissionDenied
    return _hold(request, instance)


@hooks.register("before_create_snippet")
def guard_new_snippet(request: HttpRequest, model: type[Model]) -> None:
    """Ask for rights in the language in which a snippet is begun."""
    if issubclass(model, TranslatableMixin):
        locale = Locale.objects.filter(language_code=request.GET.get("locale", settings.LANGUAGE_CODE)).first()
        _check_language(request.user, locale or Locale.get_default())


@hooks.register("before_delete_snippet")
def guard_deletion(request: HttpRequest, instances: list[Any]) -> None:
    """Ask for rights in the language of each snippet that is to go."""
    for instance in instances:
        if isinstance(instance, TranslatableMixin):
            _check_language(request.user, instance.locale)


@hooks.register("before_unpublish")
def guard_withdrawal(request: HttpRequest, instance: Any) -> None:
    """Ask for rights in the language of a snippet that readers are no longer to see."""
    if isinstance(instance, TranslatableMixin) and not rights.may_publish_in(request.user, instance.locale):
        raise PermissionDenied


def _check_language(user: Any, locale: Locale) -> None:
    if not rights.may_write_in(user, locale):
        raise PermissionDenied


def _hold(request: HttpRequest, instance: Any) -> HttpResponse | None:
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = rights.translation_of(instance)
    reason = rights.obstacle(translation, request.user) if translation else ""
    if not reason:
        return None
    messages.error(request, reason)
    return redirect(request.path)


class TranslationMenuItem(MenuItem):
    """The report on the translations, for those who translate."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("wagtail_localize.submit_translation"))


@hooks.register("register_admin_menu_item")
def register_translation_menu_item() -> MenuItem:
    """Put the state of the translations on the menu."""
    return TranslationMenuItem(
        gettext_lazy("Translation"),
        reverse("wagtail_localize:translations_report"),
        name="translation",
        icon_name="wagtail-localize-language",
        order=300,
    )


@hooks.register("construct_reports_menu")
def drop_double_entry(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave the report out of “Reports” for those who have it on the menu."""
    if request.user.has_perm("wagtail_localize.submit_translation"):
        address = reverse("wagtail_localize:translations_report")
        items[:] = [item for item in items if item.url != address]
