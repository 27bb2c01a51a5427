"""What waits for translators and reviewers."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationLog

from home.tasks import SHOWN, Task, TaskList
from translation.services import rights


def to_begin(user: Any) -> TaskList:
    """Return the live pages of the source language that have no translation yet into this person's languages."""
    tasks: list[Task] = []
    total = 0
    for locale in _languages(user):
        pages = (
            Page.objects.live()
            .filter(depth__gte=2, locale__language_code=settings.LANGUAGE_CODE)
            .exclude(translation_key__in=Page.objects.filter(locale=locale).values("translation_key"))
            .order_by("path")
        )
        total += pages.count()
        tasks += [_submission(page, locale) for page in pages[:SHOWN]]
    return TaskList(_("Not translated yet"), tasks[:SHOWN], total)


def to_finish(user: Any) -> TaskList:
    """Return the translations into this person's languages in which strings are missing."""
    return _list(_("Strings to translate"), user, unfinished(_languages(user)))


def to_approve(user: Any) -> TaskList:
    """Return the complete translations with words newer than what readers see, where this person may publish."""
    languages = [locale for locale in _languages(user) if rights.may_publish_in(user, locale)]
    saved = TranslationLog.objects.filter(source=OuterRef("source_id"), locale=OuterRef("target_locale_id"))
    newer = StringTranslation.objects.filter(
        context__object_id=OuterRef("source__object_id"), locale=OuterRef("target_locale_id")
    ).filter(updated_at__gt=OuterRef("saved_at"))
    waiting = (
        Translation.objects.filter(enabled=True, target_locale__in=languages)
        .exclude(pk__in=unfinished(languages).values("pk"))
        .annotate(saved_at=Subquery(saved.order_by("-created_at").values("created_at")[:1]))
        .filter(Q(Exists(newer)) | Q(saved_at=None))
    )
    return _list(_("Translations to approve"), user, waiting)


def unfinished(languages: list[Locale]) -> QuerySet[Translation]:
    """Return the translations into these languages that lack a string. No query yet."""
    translated = StringTranslation.objects.filter(
        translation_of=OuterRef("string_id"),
        context=OuterRef("context_id"),
        locale=OuterRef("wanted_in"),
        has_error=False,
    )
    missing = (
        StringSegment.objects.filter(source=OuterRef("source_id"))
        .annotate(wanted_in=OuterRef("target_locale_id"))
        .exclude(Exists(translated))
    )
    return Translation.objects.filter(Exists(missing), enabled=True, target_locale__in=languages)


def _languages(user: Any) -> list[Locale]:
    if not user.has_perm("wagtail_localize.submit_translation"):
        return []
    return rights.languages_of(user)


def _submission(page: Page, locale: Locale) -> Task:
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return Task(page.title, f"{address}?select_locale={locale.language_code}", locale.language_code)


def _list(heading: str, user: Any, translations: QuerySet[Translation]) -> TaskList:
    finder = AdminURLFinder(user)
    tasks = []
    for translation in translations.select_related("source", "target_locale").order_by("source__last_updated_at")[
        :SHOWN
    ]:
        thing = translation.get_target_instance()
        language = translation.target_locale.language_code
        tasks.append(Task(get_latest_str(thing), finder.get_edit_url(thing) or "", language))
    return TaskList(heading, tasks, translations.count())
