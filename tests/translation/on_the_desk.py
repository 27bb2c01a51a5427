"""A translation and the people who work on it, for the tests of the review."""

from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.models import StandardPage, User
from tests import factories
from translation.models import Finding
from translation.services import freshness, words
from translation.services.opened import opened


@dataclass
class People:
    """Those who work in Arabic and French, and those who write in English."""

    translator: User
    reviewer: User
    second_reviewer: User
    french: User
    publisher: User
    editor: User


def people() -> People:
    """Give every role its rights, and make one person of each."""
    for code in ("ar", "fr"):
        factories.home_page(code)
    call_command("setup_roles", verbosity=0)

    def one_of(group: str, name: str) -> User:
        made: User = factories.UserFactory(groups=[group], second_factor=True, email=f"{name}@example.org")
        return made

    return People(
        one_of("Translators: Arabic", "translator"),
        one_of("Reviewers: Arabic", "reviewer"),
        one_of("Reviewers: Arabic", "second"),
        one_of("Reviewers: French", "french"),
        one_of("Publishers", "publisher"),
        one_of("Communications", "editor"),
    )


def published(**values: Any) -> StandardPage:
    """Return an English page that was published as an editor does."""
    page = factories.StandardPageFactory(**({"title": "Privacy", "introduction": "We keep little."} | values))
    page.save_revision().publish()
    found: StandardPage = StandardPage.objects.get(pk=page.pk)
    return found


def translation_of(instance: Any, code: str = "ar") -> Translation:
    """Return the instance's translation as the desk opens it."""
    found = Translation.objects.get(
        source__object_id=instance.translation_key, target_locale__language_code=code, source__locale=instance.locale
    )
    return opened(found.pk)


def begun(instance: Any, code: str = "ar") -> Translation:
    """Return the translation, with its page as a draft where it is one."""
    translation = translation_of(instance, code)
    if isinstance(instance, Page) and not instance.has_translation(translation.target_locale):
        instance.specific.copy_for_translation(translation.target_locale, copy_parents=True)
    return translation


def write(translation: Translation, writer: User, said: str = "كلمة") -> None:
    """Translate every segment: `said`, then the source."""
    translation = opened(translation.pk)
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string", "context"):
        there = StringTranslation.objects.filter(
            context=segment.context, translation_of=segment.string, locale=translation.target_locale
        ).first()
        token = words.token_of(there)
        words.write(translation, segment, f"{said} {segment.string.data}", writer, token=token)


def change(page: Page, **values: Any) -> None:
    """Publish the page with these values."""
    found = Page.objects.get(pk=page.pk).specific
    for name, value in values.items():
        setattr(found, name, value)
    found.save_revision().publish()


def holding(translation: Translation, **values: Any) -> Finding:
    """Let a check have found something in the translation's title that holds it back."""
    words_of_title = StringTranslation.objects.get(
        context__object_id=translation.source.object_id, context__path="title", locale=translation.target_locale
    )
    made: Finding = Finding.objects.create(words=words_of_title, check_name="numbers", holds=True, **values)
    return made


def dismissed(by: User, settled: bool = False) -> dict[str, Any]:
    """Return what a dismissal writes on a finding."""
    return {"dismissed_by": by, "dismissed_at": timezone.now(), "reason": "A name.", "settled": settled}


def follows(translation: Translation) -> int | None:
    """Return the number of the version that readers see translated."""
    version = opened(translation.pk).desk.follows
    return version.number if version else None


__all__ = ["People", "begun", "change", "dismissed", "follows", "freshness", "holding", "people", "published", "write"]
