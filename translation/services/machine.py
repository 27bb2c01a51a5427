"""Machine translation, through wagtail-localize's own backends, where a deployment has set one up.

A text goes to another company's machine only when a person asks for it, and never into a log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import String, StringSegment, Translation

from translation.models import SegmentEvent, Unconfirmed
from translation.services import words
from translation.services.likeness import fitted
from translation.services.memory import Kind, Suggestion, undone_in

log = logging.getLogger(__name__)
#: As many texts as the backends' services take at once.
AT_ONCE = 50


class NoTranslator(Exception):
    """No machine is set up, or none that knows both languages."""


class MachineFailed(Exception):
    """The machine did not answer, or not with a translation. It can be asked again."""


def translator_for(translation: Translation) -> BaseMachineTranslator | None:
    """Return the machine that is set up, where it translates between the two languages; None where there is none."""
    try:
        translator = get_machine_translator()
    except (ImportError, KeyError, TypeError) as failure:  # translation/setup_checks.py says so at length
        log.warning("MACHINE_TRANSLATOR cannot be used: %s", type(failure).__name__)
        return None
    if translator and translator.can_translate(translation.source.locale, translation.target_locale):
        return translator
    return None


def suggest(translation: Translation, segment: StringSegment) -> Suggestion:
    """Ask the machine for one segment. Raises NoTranslator and MachineFailed."""
    translated = _ask(translation, [segment.string])
    if segment.string_id not in translated:
        raise MachineFailed
    return Suggestion(Kind.MACHINE, translated[segment.string_id], where=name_of(translation))


def fill(translation: Translation, actor: Any) -> int:
    """Fill what is undone with the machine's words, which wait to be confirmed; return how many were filled.

    Raises words.Frozen, NoTranslator and MachineFailed; then nothing was filled.
    """
    words.check_open(translation)
    undone = list(undone_in(translation))
    translated = _ask(translation, {segment.string_id: segment.string for segment in undone}.values())
    incoming = [
        words.Incoming(segment, translated[segment.string_id]) for segment in undone if segment.string_id in translated
    ]
    return len(
        words.fill_many(
            translation, incoming, actor, origin=Unconfirmed.Origin.MACHINE, action=SegmentEvent.Action.FILLED
        )
    )


def name_of(translation: Translation) -> str:
    """Return what the machine is called; empty where there is none for these languages."""
    translator = translator_for(translation)
    return str(translator.display_name) if translator else ""


def _ask(translation: Translation, strings: Iterable[String]) -> dict[int, str]:
    """Return the machine's words by the id of their text, with no mark-up that the text has not."""
    translator = translator_for(translation)
    if translator is None:
        raise NoTranslator
    found: dict[int, str] = {}
    waiting = list(strings)
    for start in range(0, len(waiting), AT_ONCE):
        by_value = {string.as_value(): string for string in waiting[start : start + AT_ONCE]}
        try:
            answer = translator.translate(translation.source.locale, translation.target_locale, list(by_value))
            found |= {
                by_value[value].pk: fitted(translated.data, value.data, value.data)
                for value, translated in answer.items()
                if translated.data.strip()
            }
        except Exception as failure:  # a backend raises whatever its own library does
            # Its message may hold the text that was sent.
            log.warning("The machine translator failed: %s", type(failure).__name__)
            raise MachineFailed from failure
    return found
