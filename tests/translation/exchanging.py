"""A page that goes out in a file and comes back, for the tests of the exchange."""

from collections.abc import Callable

from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.models import StandardPage, User
from tests import factories
from translation.services import words
from translation.services.exchange import bring_in, gather, xliff
from translation.services.exchange.document import Document
from translation.services.exchange.formats import parse
from translation.services.opened import opened

Writer = Callable[[Document], bytes]
INTRODUCTION = "It takes two days."


def waiting_page() -> StandardPage:
    """Return an English page that waits for its Arabic and French translators."""
    for code in ("ar", "fr"):
        factories.language(code)
    made: StandardPage = factories.StandardPageFactory(title="Two days", introduction=INTRODUCTION)
    made.save_revision().publish()
    return made


def into(english: StandardPage, code: str = "ar") -> Translation:
    return opened(
        Translation.objects.get(
            source__object_id=StandardPage.objects.get(pk=english.pk).translation_key, target_locale__language_code=code
        ).pk
    )


def put(english: StandardPage, text: str, actor: User, source: str = INTRODUCTION) -> None:
    """Type these words for a segment, over what stands."""
    translation = into(english)
    segment = segment_of(english, source)
    standing = StringTranslation.objects.filter(context=segment.context, translation_of=segment.string).first()
    words.write(translation, segment, text, actor, token=words.token_of(standing))


def segment_of(english: StandardPage, source: str = INTRODUCTION) -> StringSegment:
    return StringSegment.objects.select_related("string", "context").get(
        source=into(english).source, string__data=source
    )


def out(english: StandardPage, write: Writer = xliff.write2) -> str:
    return write(gather.document_of([into(english)])).decode()


def words_of(english: StandardPage, source: str = INTRODUCTION) -> str:
    found = StringTranslation.objects.filter(translation_of__data=source, locale__language_code="ar").first()
    return found.data if found else ""


def send(data: str, user: User) -> bring_in.Plan:
    return bring_in.bring_in(parse(data.encode()), user)


def filled(data: str, text: str, state: str = "translated") -> str:
    """Return a file in which the introduction is translated, as a tool would do it."""
    source = f"<source>{INTRODUCTION}</source>"
    if data.startswith("<?xml") and "<segment" in data:
        start, end = data.split(source)
        head, _open, _attributes = start.rpartition("<segment")
        rest = end[end.index("</segment>") :]
        return f'{head}<segment state="{state}">{source}<target>{text}</target>{rest}'
    if data.startswith("<?xml"):
        start, end = data.split(source)
        rest = (
            end[end.index("/>") + 2 :]
            if end.strip().startswith('<target state="new"/>')
            else end.split("</target>", 1)[1]
        )
        return f'{start}{source}<target state="{state}">{text}</target>{rest}'
    start, end = data.split(f'msgid "{INTRODUCTION}"\n')
    return f'{start}msgid "{INTRODUCTION}"\nmsgstr "{text}"\n{end.split(chr(10), 1)[1]}'
