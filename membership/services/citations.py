"""Principles as evidence: a rebuttal cites one by its id and its version, and shows what that version says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from home.registry import Cited
from membership.models import PrinciplesPage, TextVersion
from membership.services import terms


class PrincipleCitations:
    """The principles of every version that was adopted and that everybody may read. A key is “P2@version”."""

    name = "principle"

    def choices(self) -> list[tuple[str, str]]:
        """Return each principle of each version, the newest version first."""
        language = get_language() or settings.LANGUAGE_CODE
        found = []
        for text in _citable():
            wording = terms.wording_of(text, language)
            for principle in wording.principles if wording else []:
                label = f"{_label(principle['stable_id'], text, language)}: {principle['name']}"
                found.append((f"{principle['stable_id']}@{text.slug}", label))
        return found

    def cite(self, keys: Iterable[str], language: str) -> Mapping[str, Cited]:
        """Return what each key names, for a reader of `language`. Three queries, and two more with a cold cache."""
        keys = list(keys)
        slugs = {key.partition("@")[2] for key in keys}
        if not slugs or not (address := _address_in(language)):
            return {}
        found: dict[str, Cited] = {}
        for text in _citable().filter(slug__in=slugs):
            wording = terms.wording_of(text, language)
            for principle in wording.principles if wording else []:
                key = f"{principle['stable_id']}@{text.slug}"
                if wording and key in keys:
                    found[key] = Cited(
                        label=_label(principle["stable_id"], text, language),
                        text=f"{principle['name']}: {principle['statement']}",
                        url=f"{address}versions/{text.slug}/#{principle['stable_id']}",
                        language="" if wording.language == language else wording.language,
                    )
        return found


def _citable() -> QuerySet[TextVersion]:
    found: QuerySet[TextVersion] = TextVersion.objects.filter(
        kind=TextVersion.Kind.PRINCIPLES, state=TextVersion.State.ADOPTED, is_public=True
    )
    return found.order_by("-in_force_on", "-pk").prefetch_related("wordings")


def _label(stable_id: str, text: TextVersion, language: str) -> str:
    with override(language):
        return _("Principle %(id)s, version %(version)s") % {"id": stable_id, "version": text.version}


def _address_in(language: str) -> str:
    """Return where the principles stand for a reader of `language`, or in the source language; empty if nowhere."""
    pages = PrinciplesPage.objects.live().filter(locale__language_code__in={language, settings.LANGUAGE_CODE})
    by_language = {page.locale.language_code: page for page in pages.select_related("locale")}
    page = by_language.get(language) or by_language.get(settings.LANGUAGE_CODE)
    return (page.get_url() or "") if page else ""
