"""The e-mails' words, kind by kind and language by language: the site's own, or those that staff have written."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from membership.models import EmailText
from membership.services import letters
from membership.services.letters import Kind, Letter

#: What each placeholder is filled in with.
MEANINGS = {
    "name": gettext_lazy("the recipient’s name"),
    "city": gettext_lazy("the city’s name"),
    "reference": gettext_lazy("the application’s reference"),
    "link": gettext_lazy("the recipient’s own link"),
    "until": gettext_lazy("the day until which it can be done"),
    "due_date": gettext_lazy("the day by which the network answers"),
    "question": gettext_lazy("the officer’s question"),
    "reason": gettext_lazy("the officer’s reason"),
}


@dataclass(frozen=True)
class Words:
    """The words of one kind in one language: whose they are."""

    language: str
    is_own: bool
    is_lent: bool
    """That the site has none in this language, and uses the source language's."""


@dataclass(frozen=True)
class KindOfWords:
    """One kind of e-mail, with its words in each language."""

    kind: Kind
    words: list[Words]


def every_kind() -> list[KindOfWords]:
    """Return every kind of e-mail, with whose its words are in each of the site's languages. One query."""
    written = set(EmailText.objects.values_list("kind", "language"))
    return [
        KindOfWords(
            kind,
            [
                Words(code, (kind, code) not in written, kind not in letters.own_words(code))
                for code, _name in settings.LANGUAGES
            ],
        )
        for kind in Kind
    ]


def is_written(kind: Kind, language: str) -> bool:
    """Say whether staff have written words of their own."""
    return EmailText.objects.filter(kind=kind, language=language).exists()


def save(kind: Kind, language: str, letter: Letter) -> bool:
    """Keep these words; say whether that changed any.

    Words that are the site's own are not kept: a later version of the site may then better them.
    """
    if letter == letters.words_of(kind, language):
        return False
    if letter == letters.own_words(language).get(kind):
        return reset(kind, language)
    EmailText.objects.update_or_create(
        kind=kind, language=language, defaults={"subject": letter.subject, "body": letter.text}
    )
    return True


def reset(kind: Kind, language: str) -> bool:
    """Go back to the site's own words; say whether there were others."""
    deleted, _by_model = EmailText.objects.filter(kind=kind, language=language).delete()
    return bool(deleted)


def meanings_of(kind: Kind) -> list[tuple[str, str]]:
    """Return what may stand in braces in this kind, each with what is filled in for it."""
    return [(f"{{{name}}}", str(MEANINGS[name])) for name in sorted(letters.PLACEHOLDERS[kind])]


def sample(kind: Kind, language: str, letter: Letter) -> Letter:
    """Return the words filled in with made-up values, as a recipient would read them."""
    with override(language):
        day = letters.in_words(timezone.localdate() + datetime.timedelta(days=3), language)
        values = {
            "name": _("Sample Person (fictional)"),
            "city": _("Sampletown (fictional)"),
            "reference": "SC-7K3M-9QX",
            "link": f"{settings.SITE_URL}/{language}/example",
            "until": day,
            "due_date": day,
            "question": _("Here stands the question."),
            "reason": _("Here stands the reason."),
        }
    return letters.filled(letter, values)
