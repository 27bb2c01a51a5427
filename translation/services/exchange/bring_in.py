"""A file brought in: what it would change first, then the change, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from translation.models import SegmentChange, SegmentComment, SegmentEvent, Unconfirmed
from translation.services import freshness, notices, words
from translation.services.exchange import gather
from translation.services.exchange.compare import Outcome, Standing, Successors, Verdict, compare
from translation.services.exchange.document import Document, Portion, Refused, same_language
from translation.services.exchange.inline import canonical
from translation.services.memory import OLDER_FILE

REFUSALS_SHOWN = 20


@dataclass(frozen=True)
class PagePlan:
    """What becomes of one page or snippet of the file; `left_out` says why it is not touched."""

    title: str
    language: str
    line: int
    translation: Translation | None = None
    file_version: int = 0
    version: int = 0
    verdicts: tuple[Verdict, ...] = ()
    left_out: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many segments have which outcome, by its code; all outcomes are named."""
        counted = Counter(verdict.outcome for verdict in self.verdicts)
        return {outcome.code: counted[outcome] for outcome in Outcome}

    @property
    def comments(self) -> int:
        """How many remarks are new."""
        return sum(len(verdict.comments) for verdict in self.verdicts)

    @property
    def figures(self) -> list[int]:
        """The counts as a line of a table has them: new, changed, the same, older, gone, remarks, refused."""
        counts = self.counts
        first = [counts[name] for name in ("new", "changed", "same", "older", "gone")]
        return [*first, self.comments, counts["refused"]]

    @property
    def is_older(self) -> bool:
        """Whether the source has changed since the file was made."""
        return self.file_version < self.version

    @property
    def refusals(self) -> list[Verdict]:
        """The segments that are refused, in the file's order."""
        return [verdict for verdict in self.verdicts if verdict.outcome is Outcome.REFUSED]

    @property
    def refusals_shown(self) -> list[Verdict]:
        """The first of them: as many as somebody mends before sending the file again."""
        return self.refusals[:REFUSALS_SHOWN]

    @property
    def refusals_more(self) -> int:
        """How many are refused beside those that are shown."""
        return max(len(self.refusals) - REFUSALS_SHOWN, 0)

    @property
    def to_write(self) -> int:
        """How many segments, suggestions and remarks are written."""
        wanted = self.counts
        return wanted["new"] + wanted["changed"] + wanted["older"] + self.comments


@dataclass(frozen=True)
class Plan:
    """What a file would do. `source_language` is the code of the language from which it translates."""

    pages: tuple[PagePlan, ...]
    source_language: str

    @property
    def counts(self) -> dict[str, int]:
        """The pages' counts together."""
        total: Counter[str] = Counter()
        for page in self.pages:
            total.update(page.counts)
        return {outcome.code: total[outcome.code] for outcome in Outcome}

    @property
    def comments(self) -> int:
        """How many remarks are new."""
        return sum(page.comments for page in self.pages)

    @property
    def to_write(self) -> int:
        """How many segments, suggestions and remarks are written."""
        return sum(page.to_write for page in self.pages)


def plan(document: Document, user: Any) -> Plan:
    """Return what the document would change, by this person's rights.

    Raises Refused for a document that knows no page of this site, or speaks of another language.
    """
    found = recognised(document)
    translations = list(found.values())
    allowed = {one.pk for one in gather.permitted(user, translations, translations[0].target_locale)}
    waiting = gather.frozen(translations)
    open_ones = [one for one in translations if one.pk in allowed and one.pk not in waiting]
    rows = gather.rows_of(open_ones, resolved=True)
    versions = gather.versions_of(open_ones)
    successors = _successors(open_ones)
    standing = {one.pk: Standing(rows[one.pk], successors.get(one.pk, {})) for one in open_ones}
    pages = []
    for portion in document.portions:
        translation = found.get(portion.translation)
        left_out = _left_out(translation, allowed, waiting)
        if translation is None or left_out:
            shown = translation is not None and translation.pk in allowed
            title = translation.source.object_repr if translation and shown else str(portion.translation)
            pages.append(PagePlan(title, document.target_language, portion.line, left_out=left_out))
            continue
        pages.append(_page(portion, translation, standing[translation.pk], versions[translation.pk]))
    # What is of consequence comes first, else in the file's order.
    pages.sort(key=lambda page: not (page.to_write or page.refusals or page.left_out))
    return Plan(tuple(pages), translations[0].source.locale.language_code)


@transaction.atomic
def bring_in(document: Document, user: Any) -> Plan:
    """Write what `plan` says, all of it or nothing, and return what it was.

    Words go through `words.put_many` and are checked; what is older is kept as a suggestion. Raises Refused as `plan`
    does, Frozen where a page was handed in meanwhile, and Overtaken where somebody wrote a segment meanwhile.
    """
    done = plan(document, user)
    touched = [(page, page.translation) for page in done.pages if page.translation is not None and page.to_write]
    # Whoever brings in another file meanwhile takes the pages in the same order.
    touched.sort(key=lambda pair: pair[1].pk)
    written = [one for page, translation in touched for one in _write(page, translation, user)]
    words.settle({translation.pk: translation for _page_of_it, translation in touched}.values(), written)
    return done


def recognised(document: Document) -> dict[UUID, Translation]:
    """Return the translations of this site that the document speaks of, by uuid. Raises Refused as `plan` does."""
    found = {
        translation.uuid: translation
        for translation in Translation.objects.filter(
            uuid__in=[portion.translation for portion in document.portions], enabled=True
        ).select_related("source__locale", "source__specific_content_type", "target_locale")
    }
    if not found:
        line = document.portions[0].line
        raise Refused(_("This file does not come from this site: it translates no page that is here."), line)
    first = next(iter(found.values()))
    for portion in document.portions:
        translation = found.get(portion.translation)
        if translation is None:
            continue
        if translation.target_locale_id != first.target_locale_id:
            raise Refused(_("The file mixes languages. Send one file for each."), portion.line)
        source, target = translation.source.locale.language_code, translation.target_locale.language_code
        if not (_says(document.source_language, source) and _says(document.target_language, target)):
            raise Refused(
                _("This page is translated from “%(source)s” into “%(target)s”. The file says “%(said)s”.")
                % {
                    "source": source,
                    "target": target,
                    "said": f"{document.source_language[:20]} → {document.target_language[:20]}",
                },
                portion.line,
            )
    return found


def _says(said: str, language: str) -> bool:
    """Say whether a file speaks of this language; one that says none is known by its pages."""
    return not said or same_language(said, language)


def _left_out(translation: Translation | None, allowed: set[int], waiting: set[int]) -> str:
    if translation is None:
        return _("It is not here any more.")
    if translation.pk not in allowed:
        return _("You may not translate this page into this language.")
    if translation.pk in waiting:
        return _("It is in review. Its words stay as they were handed in.")
    return ""


def _page(portion: Portion, translation: Translation, standing: Standing, version: int) -> PagePlan:
    return PagePlan(
        translation.source.object_repr,
        translation.target_locale.language_code,
        portion.line,
        translation,
        portion.version,
        version,
        tuple(compare(portion.units, standing)),
    )


def _successors(translations: Sequence[Translation]) -> dict[int, Successors]:
    """Return, by translation, what became of each source text that changed: through all versions to the newest."""
    steps: dict[int, dict[tuple[str, int], int]] = {}
    texts: dict[int, str] = {}
    by_source = {translation.source_id: translation.pk for translation in translations}
    changes = (
        SegmentChange.objects.filter(version__source__in=by_source, previous__isnull=False, string__isnull=False)
        .order_by("version__number", "pk")
        .values_list("version__source_id", "context__path", "previous_id", "previous__data", "string_id")
    )
    for source, place, previous, text, string in changes:
        steps.setdefault(by_source[source], {})[place, previous] = string
        texts[previous] = text
    return {
        pk: {(place, canonical(texts[old])): _last(found, place, old) for place, old in found}
        for pk, found in steps.items()
    }


def _last(steps: dict[tuple[str, int], int], place: str, string: int) -> int:
    passed = {string}
    while (place, string) in steps and steps[place, string] not in passed:
        string = steps[place, string]
        passed.add(string)
    return string


def _write(page: PagePlan, translation: Translation, user: Any) -> list[StringTranslation]:
    """Write what is decided of one page, and return the words that are to be checked."""
    wanted = [one for one in page.verdicts if one.outcome in {Outcome.NEW, Outcome.CHANGED}]
    segments = StringSegment.objects.select_related("string", "context").in_bulk(
        [verdict.row.segment for verdict in wanted if verdict.row]
    )
    incoming = [
        words.Incoming(
            segments[verdict.row.segment], verdict.text, confirmed=verdict.confirmed, token=verdict.row.token
        )
        for verdict in wanted
        if verdict.row
    ]
    written = words.put_many(
        translation, incoming, user, origin=Unconfirmed.Origin.FILE, action=SegmentEvent.Action.IMPORTED
    )
    _suggest(translation, [one for one in page.verdicts if one.outcome is Outcome.OLDER], user)
    _comment(translation, page.verdicts, user)
    return written


def _suggest(translation: Translation, older: Iterable[Verdict], user: Any) -> None:
    """Keep older words beside what stands; the same file sent twice suggests once."""
    older = [verdict for verdict in older if verdict.row]
    if not older:
        return
    known = set(
        SegmentEvent.objects.filter(translation=translation, origin=OLDER_FILE).values_list(
            "context_id", "string_id", "text"
        )
    )
    version = freshness.present_version(translation.source)
    now = timezone.now()
    SegmentEvent.objects.bulk_create(
        SegmentEvent(
            translation=translation,
            context_id=verdict.row.context,
            string_id=verdict.row.string,
            action=SegmentEvent.Action.IMPORTED,
            text=verdict.text,
            actor=user,
            at=now,
            version=version,
            origin=OLDER_FILE,
        )
        for verdict in older
        if verdict.row and (verdict.row.context, verdict.row.string, verdict.text) not in known
    )


def _comment(translation: Translation, verdicts: Iterable[Verdict], user: Any) -> None:
    """Keep the remarks, and let the page's editor hear of them in one e-mail."""
    comments = SegmentComment.objects.bulk_create(
        SegmentComment(
            translation=translation,
            context_id=verdict.row.context,
            string_id=verdict.row.string,
            author=user,
            text=text,
        )
        for verdict in verdicts
        if verdict.row
        for text in verdict.comments
    )
    if comments:
        notices.told_of_comment(*comments)
