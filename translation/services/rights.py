"""Who may translate what, and what may go live.

Rights are given on pages, one tree to a language. What has no tree (topics, funders, the site identity) follows
the same rights: whoever may change the first page of a language may change the snippets in that language.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationLog


def may_write_in(user: Any, locale: Locale) -> bool:
    """Say whether this person may change what stands in this language."""
    home = _first_page(locale)
    return user.is_superuser or (home is not None and home.permissions_for_user(user).can_edit())


def may_publish_in(user: Any, locale: Locale) -> bool:
    """Say whether what this person writes in this language may go live by their own decision."""
    home = _first_page(locale)
    return user.is_superuser or (home is not None and home.permissions_for_user(user).can_publish())


def may_translate(user: Any, instance: Any, locale: Locale) -> bool:
    """Say whether this person may work on the translation of `instance` into `locale`, also before it exists.

    A page that is not there yet is asked after at the place where it would stand.
    """
    if user.is_superuser:
        return True
    if not isinstance(instance, Page):
        return may_write_in(user, locale)
    place = _place_of(instance, locale)
    return place is not None and bool(place.permissions_for_user(user).can_edit())


def languages_of(user: Any) -> list[Locale]:
    """Return the target languages in which this person may write."""
    targets = Locale.objects.exclude(language_code=settings.LANGUAGE_CODE)
    return [locale for locale in targets if may_write_in(user, locale)]


@dataclass(frozen=True)
class Readiness:
    """What keeps a translation from going live."""

    missing: int
    own_words: bool

    @property
    def ready(self) -> bool:
        """Every string is translated, and somebody else than the translator looks at them."""
        return not (self.missing or self.own_words)


def readiness_of(translation: Translation, publisher: Any) -> Readiness:
    """Return what keeps `publisher` from publishing this translation."""
    total, translated = translation.get_progress()
    return Readiness(missing=total - translated, own_words=_wrote_since_last_time(publisher, translation))


def obstacle(translation: Translation, publisher: Any) -> str:
    """Return what keeps `publisher` from publishing this translation, in words; empty where nothing does."""
    readiness = readiness_of(translation, publisher)
    if readiness.missing:
        return ngettext(
            "Not published: %(count)d string is not translated yet.",
            "Not published: %(count)d strings are not translated yet.",
            readiness.missing,
        ) % {"count": readiness.missing}
    if readiness.own_words:
        return _("Not published: part of this translation is your own. Ask another reviewer to approve it.")
    return ""


def translation_of(instance: Any) -> Translation | None:
    """Return the translation whose strings make up `instance`; None for what is written by hand."""
    return Translation.objects.filter(
        source__object_id=instance.translation_key, target_locale_id=instance.locale_id, enabled=True
    ).first()


def _wrote_since_last_time(user: Any, translation: Translation) -> bool:
    if user.is_superuser:
        return False
    last = TranslationLog.objects.filter(source=translation.source, locale=translation.target_locale).aggregate(
        at=Max("created_at")
    )["at"]
    words = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale=translation.target_locale, last_translated_by=user
    )
    return (words.filter(updated_at__gt=last) if last else words).exists()


def _first_page(locale: Locale) -> Page | None:
    page = Page.objects.filter(depth=2, locale=locale).first()
    return page.specific if page else None


def _place_of(page: Page, locale: Locale) -> Page | None:
    """Return the page's translation, or that of its nearest ancestor which has one."""
    keys = list(page.get_ancestors(inclusive=True).filter(depth__gte=2).values_list("translation_key", flat=True))
    place = Page.objects.filter(translation_key__in=keys, locale=locale).order_by("-depth").first()
    return place.specific if place else None
