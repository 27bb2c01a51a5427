"""A translated page is closed to those to whom its source is closed."""

from wagtail.models import Page, PageViewRestriction
from wagtail_localize.models import Translation


def close_like(source: Page, target: Page) -> None:
    """Close a translated page as its source is, unless it is closed already: by itself, or by a page above it.

    Nothing is opened: that is for those who publish in the language.
    """
    if target.get_view_restrictions().exists():
        return
    for restriction in source.view_restrictions.all():
        _copy(restriction, PageViewRestriction(page=target))


def follow(restriction: PageViewRestriction) -> None:
    """Close the translations of a source page as it was closed now."""
    for target in _translations_of(restriction.page):
        own = target.view_restrictions.first()
        if own or not target.get_view_restrictions().exists():
            _copy(restriction, own or PageViewRestriction(page=target))


def _copy(restriction: PageViewRestriction, to: PageViewRestriction) -> None:
    to.restriction_type, to.password = restriction.restriction_type, restriction.password
    to.save()
    to.groups.set(restriction.groups.all())


def _translations_of(source: Page) -> list[Page]:
    languages = Translation.objects.filter(source__object_id=source.translation_key, source__locale=source.locale_id)
    return list(
        Page.objects.filter(
            translation_key=source.translation_key, locale__in=languages.filter(enabled=True).values("target_locale")
        )
    )
