"""wagtail-localize's own addresses, with the questions that they do not ask.

As they come, they let whoever may translate publish into every language. The desk has its own page for each; so
these lead there, or refuse. To stop a translation is refused too: its page could then be written and published by one
person alone.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views import View
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail.snippets.views.snippets import get_snippet_model_from_url_params
from wagtail_localize.models import Translation

from translation.services import access, rights

#: Before wagtail-localize's own hooks and addresses.
FIRST = -10
#: What wagtail-localize adds to menus and lists, and the desk does in its own way.
DROPPED_ACTIONS = {"localize-convert-to-alias"}
DROPPED_BUTTONS = ("/localize/update/", "/localize/submit/")


class ToTheDesk(View):
    """Leads from an address of one translation to its page at the desk; whatever would change something is refused."""

    http_method_names = ["get", "head", "post", "put", "delete"]

    def get(self, request: HttpRequest, translation_id: int, **kwargs: Any) -> HttpResponse:
        """Lead those who may work on it to the desk."""
        return redirect("translation:edit", _translation(request, translation_id).pk)

    def post(self, request: HttpRequest, translation_id: int, **kwargs: Any) -> HttpResponse:
        """Refuse: the desk has its own way, with its checks."""
        raise PermissionDenied

    put = post
    delete = post


class Begin(View):
    """Leads from “Translate this page” to the page's translation at the desk, in one's own language."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Lead to the language that was asked for, or to the first of one's own."""
        instance = self._instance(**kwargs)
        translations = _every().filter(source__object_id=instance.translation_key, enabled=True)
        if code := request.GET.get("select_locale"):
            translations = translations.filter(target_locale__language_code=code)
        own = [one for one in translations.order_by("target_locale_id") if access.may_work_on(request.user, one)]
        if own:
            return redirect("translation:edit", own[0].pk)
        languages = Locale.objects.exclude(language_code=settings.LANGUAGE_CODE)
        if not any(rights.may_translate(request.user, instance, locale) for locale in languages):
            raise PermissionDenied
        messages.warning(request, _("It is not on the desk yet: it comes there when it is published."))
        return redirect("translation:desk")

    post = get

    def _instance(self, **kwargs: Any) -> Any:
        if "page_id" in kwargs:
            return get_object_or_404(Page.objects.filter(depth__gte=2), pk=kwargs["page_id"]).specific
        model = get_snippet_model_from_url_params(kwargs["app_label"], kwargs["model_name"])
        if not issubclass(model, TranslatableMixin):
            raise PermissionDenied
        return get_object_or_404(model, pk=kwargs["pk"])


def to_the_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Lead from the stock report, and from “Sync”, to the desk: changes of a source come there by themselves."""
    if request.method not in {"GET", "HEAD"}:
        raise PermissionDenied
    return redirect("translation:desk")


def refuse(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Refuse what the desk does not need: the source in a translation's place, and lists of every snippet."""
    raise PermissionDenied


def addresses() -> list[URLPattern]:
    """Return what stands before wagtail-localize's views, at their own addresses: the first one found answers."""
    translate = "localize/translate/<int:translation_id>/"
    to_the_desk = ToTheDesk.as_view()
    return [
        path("localize/submit/page/<int:page_id>/", Begin.as_view()),
        path("localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/", Begin.as_view()),
        path("localize/update/<int:translation_source_id>/", to_the_list),
        path("localize/page/<int:page_id>/convert_to_alias/", refuse),
        path("localize/reports/translations/", to_the_list),
        path("localize/reports/translations/results/", to_the_list),
        path(f"{translate}strings/<int:string_segment_id>/edit/", to_the_desk),
        path(f"{translate}overrides/<int:overridable_segment_id>/edit/", to_the_desk),
        path(f"{translate}pofile/download/", to_the_desk),
        path(f"{translate}pofile/upload/", to_the_desk),
        path(f"{translate}machine_translate/", to_the_desk),
        path(f"{translate}preview/", to_the_desk),
        path(f"{translate}preview/<str:mode>/", to_the_desk),
        path(f"{translate}disable/", to_the_desk),
        path("localize/api/snippets/<slug:app_label>/<slug:model_name>/", refuse),
        path("localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/", refuse),
    ]


def _every() -> QuerySet[Translation]:
    return Translation.objects.select_related("source__object", "source__specific_content_type", "target_locale")


def _translation(request: HttpRequest, translation_id: int) -> Translation:
    found = get_object_or_404(_every(), pk=translation_id)
    if not access.may_work_on(request.user, found):
        raise PermissionDenied
    return found


@hooks.register("before_edit_page", order=FIRST - 1)
def guard_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Let nobody write a translated page past the desk, nor put it back there without the right to publish."""
    if request.method != "POST":
        return None
    if "localize-restart-translation" in request.POST and not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return _to_the_desk(request, page)


@hooks.register("before_edit_snippet", order=FIRST - 1)
def guard_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Let nobody write a translated snippet past the desk; to save one in a target language is to publish it."""
    if not isinstance(instance, TranslatableMixin) or request.method != "POST":
        return None
    is_target = instance.locale.language_code != settings.LANGUAGE_CODE
    if is_target and not rights.may_publish_in(request.user, instance.locale):
        raise PermissionDenied
    return _to_the_desk(request, instance)


@hooks.register("before_create_snippet")
def guard_new_snippet(request: HttpRequest, model: type[Model]) -> None:
    """Ask for rights in the language in which a snippet is begun."""
    if issubclass(model, TranslatableMixin):
        locale = Locale.objects.filter(language_code=request.GET.get("locale", settings.LANGUAGE_CODE)).first()
        _check_language(request.user, locale or Locale.get_default())


@hooks.register("before_delete_snippet")
def guard_deletion(request: HttpRequest, instances: list[Any]) -> None:
    """Ask for rights in the language of each snippet that is to go; readers miss it, so a translator's do not do."""
    for instance in instances:
        if isinstance(instance, TranslatableMixin):
            _check_language(request.user, instance.locale, public=True)


@hooks.register("construct_page_action_menu")
def drop_page_actions(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Offer no action that the desk does in its own way, or refuses."""
    items[:] = [item for item in items if item.name not in DROPPED_ACTIONS]


@hooks.register("construct_snippet_action_menu")
def drop_snippet_actions(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Offer no action that the desk does in its own way, or refuses."""
    items[:] = [item for item in items if item.name not in DROPPED_ACTIONS]


@hooks.register("construct_page_listing_buttons")
def drop_page_buttons(buttons: list[Any], page: Page, user: Any, context: dict[str, Any] | None = None) -> None:
    """Offer no “Sync”: what changes in a source comes before its translators by itself."""
    buttons[:] = [button for button in buttons if not any(part in (button.url or "") for part in DROPPED_BUTTONS)]


@hooks.register("construct_snippet_listing_buttons")
def drop_snippet_buttons(buttons: list[Any], snippet: Any, user: Any) -> None:
    """Offer no “Sync”: what changes in a source comes before its translators by itself."""
    buttons[:] = [button for button in buttons if not any(part in (button.url or "") for part in DROPPED_BUTTONS)]


def _check_language(user: Any, locale: Locale, *, public: bool = False) -> None:
    if not rights.may_keep_snippets_in(user, locale, public=public):
        raise PermissionDenied


def _to_the_desk(request: HttpRequest, instance: Any) -> HttpResponse | None:
    translation = rights.translation_of(instance)
    if translation is None:
        return None
    messages.error(request, _("This is a translation: it is written, submitted and approved at the desk."))
    return redirect("translation:edit", translation.pk)
