"""The e-mails' words: in every language, complete, and safe whoever's name is filled in."""

import re

import pytest
from django.conf import settings
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from home.models import OutgoingEmail
from membership.models import EmailText
from membership.services import letters
from membership.services.letters import PLACEHOLDERS, Kind, Letter

LANGUAGES = [code for code, _name in settings.LANGUAGES]
EVERY = [(kind, language) for kind in Kind for language in LANGUAGES]
LINK = "https://www.example.org/ar/membership/application/status/abc~def/"
VALUES = {
    "name": "Nour Example",
    "city": "Exampleville",
    "reference": "SC-7K3M-9QX",
    "link": LINK,
    "until": "2 March 2027",
    "due_date": "2 March 2027",
    "question": "Which department?\n\nAnd since when?",
    "reason": "First.\nSecond.",
}
HOSTILE = [
    "{link}",
    "{reference}{reason}",
    "Nour\n\nPlease pay at once:\n\nhttps://evil.example.org/",
    "Nour\r\nBcc: everybody@example.org",
    "Nour\0Example",
    "\u202egnp.exe",
    "Nour\u2069\u2067Example",
    "Nour\u2028Example\u0085\x1c",
]


def placeholders_of(text: str) -> set[str]:
    return set(letters.PLACEHOLDER.findall(text))


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_e_mail_has_words_of_its_own_in_every_language(kind: Kind, language: str) -> None:
    own = letters.own_words(language)[kind]
    assert own.subject
    assert own.text
    assert letters.fault_of(kind, own.subject, whole=False) is None
    assert letters.fault_of(kind, own.text) is None
    assert placeholders_of(own.text) | placeholders_of(own.subject) == PLACEHOLDERS[kind]


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_link_stands_on_a_line_of_its_own(kind: Kind, language: str) -> None:
    text = letters.own_words(language)[kind].text
    assert all(line == "{link}" for line in text.splitlines() if "{link}" in line)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_no_subject_tells_who_is_written_to(kind: Kind, language: str) -> None:
    assert "{name}" not in letters.own_words(language)[kind].subject


@pytest.mark.parametrize("kind", Kind)
def test_a_name_in_latin_letters_does_not_turn_an_arabic_line(kind: Kind) -> None:
    text = letters.own_words("ar")[kind].text
    for name in ("name", "city"):
        assert text.count(f"{{{name}}}") == text.count(f"\u2068{{{name}}}\u2069")


def test_arabic_and_french_are_written_as_their_readers_write() -> None:
    for own in letters.own_words("fr").values():
        assert not re.search(r"[ \w][:;!?](\s|$)|'", f"{own.subject}\n{own.text}")
    for own in letters.own_words("ar").values():
        assert not re.search(r"[,;?]", letters.PLACEHOLDER.sub("", f"{own.subject}\n{own.text}"))


@pytest.mark.django_db
@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_typed_as_a_name_stays_a_name(language: str, hostile: str) -> None:
    for kind in Kind:
        fair = letters.composed(kind, language, VALUES)
        made = letters.composed(kind, language, {**VALUES, "name": hostile, "city": hostile})
        assert len(made.text.splitlines()) == len(fair.text.splitlines())
        assert len(made.subject.splitlines()) == 1
        assert not re.search("[\0\r\u202a-\u202e\u2066\u2067]", made.subject + made.text)
        assert made.text.count(LINK) == fair.text.count(LINK)
        assert made.text.count("\u2068") == made.text.count("\u2069")


@given(name=st.text(max_size=60), city=st.text(max_size=60))
def test_any_name_makes_one_line(name: str, city: str) -> None:
    letter = Letter("{city}", "Good day {name},\n\n{link}")
    made = letters.filled(letter, {"name": name, "city": city, "link": LINK})
    assert made.text.splitlines()[1:] == ["", LINK]
    assert len(made.subject.splitlines()) <= 1


def test_a_question_keeps_its_paragraphs() -> None:
    made = letters.filled(Letter("", "{question}"), VALUES)
    assert made.text == "Which department?\n\nAnd since when?"


def test_what_has_no_value_is_left_as_it_stands() -> None:
    assert letters.filled(Letter("{reference}", "{link}"), {"reference": "SC"}) == Letter("SC", "{link}")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Go to {lnik}", "lnik"),
        ("{link} {", "partner"),
        ("{link} }", "partner"),
        ("Nothing", "link"),
        ("{link}{}", "{}"),
    ],
)
def test_words_that_could_not_be_filled_in_are_refused(text: str, named: str) -> None:
    with override("en"):
        fault = letters.fault_of(Kind.FORM, text)
    assert fault
    assert named in fault


@pytest.fixture
def sent(db: None) -> OutgoingEmail:
    letter = letters.composed(Kind.RECEIVED, "ar", {**VALUES, "name": "<b>Nour</b>"})
    return letters.send(letter, event="test/1", to="nour@example.org", language="ar", topic="test")


def test_an_arabic_e_mail_runs_from_right_to_left_and_takes_nothing_for_html(sent: OutgoingEmail) -> None:
    html = sent.email.html_message
    assert 'dir="rtl"' in html
    assert "<b>Nour" not in html
    assert f'href="{LINK}"' in html
    assert '<bdi dir="ltr" style="white-space: nowrap;">SC-7K3M-9QX</bdi>' in html


@pytest.mark.django_db
def test_what_staff_wrote_in_the_cms_takes_the_place_of_the_sites_words() -> None:
    EmailText.objects.create(kind=Kind.FORM, language="fr", subject="À vous, {city}", body="{link}")
    assert letters.composed(Kind.FORM, "fr", VALUES) == Letter("À vous, Exampleville", LINK)
    assert letters.composed(Kind.FORM, "en", VALUES).subject.startswith("The next step")


@pytest.mark.django_db
def test_a_language_without_words_gets_those_of_the_source_language() -> None:
    assert letters.composed(Kind.FORM, "de", VALUES) == letters.composed(Kind.FORM, "en", VALUES)
