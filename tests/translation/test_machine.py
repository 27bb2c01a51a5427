"""Machine translation: only where a machine is set up, only when asked, and never in its own name."""

import logging
from typing import Any

import pytest
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import StringTranslation
from wagtail_localize.strings import StringValue

from tests.factories import UserFactory
from tests.translation.desk import desk_of, page_of, segment_of, write
from translation.models import Unconfirmed
from translation.services import machine
from translation.setup_checks import can_ask_machine

pytestmark = pytest.mark.django_db

LINKED = 'Read <a href="https://example.org/guide">the guide</a>.'
STORED = 'Read <a id="a1">the guide</a>.'


class Backwards(BaseMachineTranslator):
    """Writes each text backwards, with a link of its own making."""

    display_name = "Backwards"

    def translate(self, source_locale: Any, target_locale: Any, strings: list[StringValue]) -> dict[Any, StringValue]:
        return {string: StringValue(f'{string.render_text()[::-1]} <a id="a9">x</a>') for string in strings}

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        return str(target_locale.language_code) == "ar"


class Broken(Backwards):
    """Fails with the text in its mouth."""

    def translate(self, source_locale: Any, target_locale: Any, strings: list[StringValue]) -> dict[Any, StringValue]:
        raise RuntimeError(strings[0].data)


@pytest.fixture
def backwards(settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{__name__}.Backwards"}


def test_without_a_machine_there_is_nothing_to_ask() -> None:
    translation = desk_of(page_of(LINKED))
    assert machine.name_of(translation) == ""
    with pytest.raises(machine.NoTranslator):
        machine.suggest(translation, segment_of(translation, STORED))


@pytest.mark.usefixtures("backwards")
def test_a_machine_is_asked_for_the_languages_that_it_knows() -> None:
    page = page_of(LINKED)
    assert machine.name_of(desk_of(page)) == "Backwards"
    assert machine.name_of(desk_of(page, "fr")) == ""


@pytest.mark.usefixtures("backwards")
def test_what_a_machine_suggests_is_valid_in_the_segment_and_not_written() -> None:
    translation = desk_of(page_of(LINKED))
    suggestion = machine.suggest(translation, segment_of(translation, STORED))
    assert suggestion.html == ".ediug eht daeR x"
    assert not StringTranslation.objects.exists()


@pytest.mark.usefixtures("backwards")
def test_what_a_machine_fills_waits_for_a_person_and_leaves_what_is_there() -> None:
    translation = desk_of(page_of(LINKED, "Two."))
    write(translation, "Two.", "اثنان.", UserFactory())
    assert machine.fill(translation, UserFactory()) == 2  # The title and the sentence with the link.
    assert {word.words.translation_type for word in Unconfirmed.objects.select_related("words")} == {"machine"}
    assert StringTranslation.objects.get(translation_of__data="Two.").data == "اثنان."


def test_a_failing_machine_changes_nothing_and_its_text_is_in_no_log(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{__name__}.Broken"}
    translation = desk_of(page_of("A sentence that nobody outside may see."))
    with caplog.at_level(logging.DEBUG), pytest.raises(machine.MachineFailed):
        machine.fill(translation, UserFactory())
    assert not StringTranslation.objects.exists()
    assert "RuntimeError" in caplog.text
    assert "nobody outside" not in caplog.text


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (None, 0),
        ({"CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"}, 0),
        ({"CLASS": "nowhere.Translator"}, 1),
        ({"OPTIONS": {}}, 1),
    ],
)
def test_a_machine_that_cannot_be_loaded_is_told_of_at_once_and_breaks_no_page(
    settings: Any, named: dict[str, Any] | None, told: int
) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = named
    assert len(can_ask_machine()) == told
    if told:
        assert machine.translator_for(desk_of(page_of(LINKED))) is None
