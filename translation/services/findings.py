"""What the checks find in the words, kept until it is mended or dismissed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from wagtail_localize.models import String, StringSegment, StringTranslation, Translation, TranslationContext

from home.services import remembered
from translation.checks import Found, check
from translation.checks.messages import Told, describe
from translation.matching.rules import TermRule
from translation.models import Finding
from translation.services import access, counting, glossary, rights

#: Words that are checked with one round of queries.
AT_ONCE = 400
#: Beside a finding's own values: which words it was dismissed for.
DISMISSED_FOR = "dismissed_for"
#: Words whose source stands in its page at present; those of earlier sources are kept, too.
IN_USE = Exists(StringSegment.objects.filter(context=OuterRef("context"), string=OuterRef("translation_of")))


class ReasonMissing(Exception):
    """A finding is dismissed for a reason, which colleagues read."""


def check_words(
    words: Sequence[StringTranslation],
    *,
    others: Mapping[int, list[str]] | None = None,
    known: Mapping[int, int] | None = None,
) -> bool:
    """Check these words anew, keep what is found and say whether anything is. The queries are constant for each 400.

    By the words' ids: `others` is how else their source is rendered in this language, `known` how many findings they
    have already; both are asked for where they are not given. Where nothing is known and nothing found, there is no
    query. What is mended goes. What was dismissed stays so while it is found in the same place; what holds back
    publication falls open as soon as a single letter of the words changes. Whether the words translate another
    source, too, is asked within their page, and only where `others` is not given.
    """
    anything = False
    for start in range(0, len(words), AT_ONCE):
        batch = words[start : start + AT_ONCE]
        found = _found_in(batch, others)
        _keep(batch, found, known)
        anything = anything or any(found.values())
    return anything


def check_everything() -> int:
    """Check all words of all languages and count the translations anew; return how many words there are.

    For after an upgrade that brought new checks, or words that came in behind the desk's back.
    """
    number = 0
    words = StringTranslation.objects.select_related("translation_of", "context").order_by("pk")
    every = words.iterator(AT_ONCE)
    while batch := list(islice(every, AT_ONCE)):
        check_words(batch)
        number += len(batch)
    counting.recount(Translation.objects.filter(enabled=True))
    return number


def dismiss(finding: Finding, actor: Any, reason: str) -> None:
    """Let what was found stand, for a reason. Raises ReasonMissing, or PermissionDenied for who may not translate it.

    What holds back publication is settled only by somebody who may publish in the language and did not write the
    words; from anybody else, it is a proposal.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    words = finding.words
    _ask_for_rights(words, actor)
    finding.dismissed_at, finding.dismissed_by, finding.reason = timezone.now(), actor, reason
    finding.settled = (
        finding.holds and words.last_translated_by_id != actor.pk and rights.may_publish_in(actor, words.locale)
    )
    finding.values = {**finding.values, DISMISSED_FOR: _fingerprint(words)}
    finding.save(update_fields=["dismissed_at", "dismissed_by", "reason", "settled", "values"])
    recount([words])


def reopen(finding: Finding, actor: Any) -> None:
    """Take a dismissal back. Raises PermissionDenied for who may not translate the words."""
    _ask_for_rights(finding.words, actor)
    _open(finding)
    finding.save(update_fields=["dismissed_at", "dismissed_by", "reason", "settled", "values"])
    recount([finding.words])


def told(finding: Finding) -> Told:
    """Return what a finding says, in the active language."""
    return describe(Found(finding.check_name, finding.excerpt, finding.values, finding.holds))


def recount(words: Sequence[StringTranslation]) -> None:
    """Count the translations anew to which these words belong, in a constant number of queries for each 400."""
    found: dict[int, Translation] = {}
    for start in range(0, len(words), AT_ONCE):
        found |= {translation.pk: translation for translation in _translations_of(words[start : start + AT_ONCE])}
    counting.recount(found.values())


def forget_rules() -> None:
    """Forget the glossary's rules, which are remembered for some minutes: the next check reads them anew."""
    remembered.forget(*(_rules_key(code) for code, _name in settings.LANGUAGES))


def _rules_key(language: str) -> str:
    return f"translation.rules.{language}"


def _rules(language: str) -> list[TermRule]:
    """Return the glossary's rules for a language. They are asked for at every save, and seldom change."""
    return remembered.remember(_rules_key(language), lambda: glossary.rules(language))


def _found_in(batch: Sequence[StringTranslation], others: Mapping[int, list[str]] | None) -> dict[int, list[Found]]:
    sources = _sources(batch)
    reused: Mapping[int, list[str]] = {}
    if others is None:
        others, reused = _renderings(batch), _reused(batch)
    codes = remembered.locale_codes()
    rules = {pk: _rules(codes[pk]) for pk in {word.locale_id for word in batch}}
    return {
        word.pk: check(
            sources[word.translation_of_id],
            word.data,
            codes[word.locale_id],
            source_language=settings.LANGUAGE_CODE,
            terms=rules[word.locale_id],
            others=others.get(word.pk, ()),
            reused=reused.get(word.pk, ()),
        )
        for word in batch
    }


def _keep(
    batch: Sequence[StringTranslation], found: Mapping[int, list[Found]], known: Mapping[int, int] | None
) -> None:
    """Bring what is kept of the words in step with what is found in them."""
    by_id = {word.pk: word for word in batch}
    new = {(pk, _key(one.check, one.excerpt, one.values, holds=one.holds)): one for pk in by_id for one in found[pk]}
    mended, fallen = [], []
    asked = [pk for pk in by_id if known is None or known.get(pk)]
    for finding in Finding.objects.filter(words__in=asked) if asked else ():
        key = _key(finding.check_name, finding.excerpt, finding.values, holds=finding.holds)
        if new.pop((finding.words_id, key), None) is None:
            mended.append(finding.pk)
        elif finding.holds and finding.values.get(DISMISSED_FOR, "") not in {"", _fingerprint(by_id[finding.words_id])}:
            _open(finding)
            fallen.append(finding)
    if mended:
        Finding.objects.filter(pk__in=mended).delete()
    if fallen:
        Finding.objects.bulk_update(fallen, ["dismissed_at", "dismissed_by", "reason", "settled", "values"])
    if new:
        Finding.objects.bulk_create(
            Finding(words_id=pk, check_name=one.check, excerpt=one.excerpt, values=dict(one.values), holds=one.holds)
            for (pk, _found), one in new.items()
        )


def _open(finding: Finding) -> None:
    finding.dismissed_at = finding.dismissed_by = None
    finding.reason, finding.settled = "", False
    finding.values = {name: value for name, value in finding.values.items() if name != DISMISSED_FOR}


Key = tuple[str, str, bool, tuple[tuple[str, str | int], ...]]


def _key(code: str, excerpt: str, values: Mapping[str, str | int], *, holds: bool) -> Key:
    """Return what makes two findings in the same words one."""
    return code, excerpt, holds, tuple(sorted((name, value) for name, value in values.items() if name != DISMISSED_FOR))


def _fingerprint(words: StringTranslation) -> str:
    return hashlib.sha256(words.data.encode()).hexdigest()[:16]


def _translations_of(words: Sequence[StringTranslation]) -> QuerySet[Translation]:
    """Return the translations that these words, or words beside them in their languages, belong to."""
    places = TranslationContext.objects.filter(pk__in={word.context_id for word in words})
    return Translation.objects.filter(
        source__object__in=places.values("object"),
        target_locale__in={word.locale_id for word in words},
        enabled=True,
    )


def _ask_for_rights(words: StringTranslation, actor: Any) -> None:
    every = _translations_of([words]).select_related("source__specific_content_type", "target_locale")
    translation = every.first()
    if translation is None or not access.may_work_on(actor, translation):
        raise PermissionDenied


def _sources(batch: Iterable[StringTranslation]) -> dict[int, str]:
    """Return the source texts by their ids; asked for only where they are not at hand."""
    sources = {}
    missing = set()
    for word in batch:
        if StringTranslation.translation_of.is_cached(word):
            sources[word.translation_of_id] = word.translation_of.data
        else:
            missing.add(word.translation_of_id)
    missing -= sources.keys()
    if missing:
        sources |= dict(String.objects.filter(pk__in=missing).values_list("pk", "data"))
    return sources


def _renderings(batch: Sequence[StringTranslation]) -> dict[int, list[str]]:
    """Return, by the words' ids, how else their source is rendered in their language. One query."""
    rows = StringTranslation.objects.filter(
        IN_USE,
        translation_of__in={word.translation_of_id for word in batch},
        locale__in={word.locale_id for word in batch},
    ).values_list("translation_of_id", "locale_id", "pk", "data")
    families: defaultdict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for source, locale, pk, data in rows:
        families[source, locale].append((pk, data))
    return {
        word.pk: [data for pk, data in families[word.translation_of_id, word.locale_id] if pk != word.pk]
        for word in batch
    }


def _reused(batch: Sequence[StringTranslation]) -> dict[int, list[str]]:
    """Return, by the words' ids, which other sources of the same page have the very same translation. Two queries.

    Within a page it is most often a slip: a paste into the wrong segment. Across pages it is most often right (Contact,
    Contact us: اتصل بنا), and to look for it reads every translation there is, for their text has no index.
    """
    objects = dict(
        TranslationContext.objects.filter(pk__in={word.context_id for word in batch}).values_list("pk", "object_id")
    )
    rows = (
        StringTranslation.objects.filter(IN_USE, context__object__in=set(objects.values()))
        .filter(locale__in={word.locale_id for word in batch}, data__in={word.data for word in batch})
        .values_list("context__object_id", "locale_id", "data", "translation_of_id", "translation_of__data")
    )
    families: defaultdict[tuple[Any, int, str], dict[int, str]] = defaultdict(dict)
    for page, locale, data, string, source in rows:
        families[page, locale, data][string] = source
    return {
        word.pk: [
            source
            for string, source in families[objects.get(word.context_id), word.locale_id, word.data].items()
            if string != word.translation_of_id
        ]
        for word in batch
    }
