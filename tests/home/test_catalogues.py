"""The interface's translations, from the code to what Django reads, without GNU gettext."""

import gettext
import os
from io import StringIO
from pathlib import Path
from typing import Any

import allauth
import django
import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po
from django.conf import settings as site_settings
from django.contrib import auth
from django.core.management import CommandError, call_command

from home.services import catalogues

MODULE = """
from django.utils.translation import gettext as _, ngettext_lazy, pgettext
def texts(name):
    return _("Good morning"), _(name), pgettext("month", "May"), ngettext_lazy("%(n)d city", "%(n)d cities", "n")
"""
TEMPLATE = """
{% load i18n %}
<p>{% translate "Sign in" %}</p>
    {# Translators: the name of a city #}
    <p>{% blocktranslate trimmed with name=city.name %}
        Welcome to {{ name }}.
    {% endblocktranslate %}</p>
  {% blocktranslate count counter=total %}{{ counter }} page{% plural %}{{ counter }} pages{% endblocktranslate %}
{% translate "May" context "verb" %}
"""


@pytest.fixture
def project(tmp_path: Path, settings: Any) -> Path:
    """Return a small site of its own, with one module and one template."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "texts.py").write_text(MODULE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    return tmp_path


def extract(*arguments: str) -> str:
    out = StringIO()
    call_command("extract_translations", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def translate(path: Path, **translations: str) -> None:
    """Translate every text, as a careless translator would: with the text itself."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.parent.name)
    for message in catalogue:
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            message.string = (message.id[1],) * catalogue.num_plurals
        else:
            message.string = translations.get(message.id, message.id)
    path.write_bytes(catalogues.written(catalogue))


def test_texts_of_code_and_templates_are_found_with_their_plurals_and_contexts(project: Path) -> None:
    found = {(message.id, message.context) for message in catalogues.extracted() if message.id}
    assert found == {
        ("Good morning", None),
        ("May", "month"),
        (("%(n)d city", "%(n)d cities"), None),
        ("Sign in", None),
        ("Welcome to %(name)s.", None),
        (("%(counter)s page", "%(counter)s pages"), None),
        ("May", "verb"),
    }


def test_arabic_has_six_plural_forms_and_french_two(project: Path) -> None:
    extract()
    arabic, french = (catalogues.path_of(code).read_text() for code in ("ar", "fr"))
    assert "nplurals=6" in arabic
    assert "msgstr[5]" in arabic
    assert "nplurals=2" in french
    assert "msgstr[2]" not in french


def test_a_translator_finds_the_note_the_place_and_the_kind_of_placeholder(project: Path) -> None:
    extract()
    text = catalogues.path_of("ar").read_text()
    assert "#. Translators: the name of a city\n#: templates/page.html\n#, python-format" in text


def test_extracting_again_changes_nothing(project: Path) -> None:
    extract()
    before = catalogues.path_of("ar").read_bytes()
    assert "in step already" in extract()
    assert catalogues.path_of("ar").read_bytes() == before


def test_a_translation_is_kept_and_a_reworded_text_is_marked_for_another_look(project: Path) -> None:
    extract()
    path = catalogues.path_of("fr")
    translate(path, **{"Good morning": "Bonjour", "Sign in": "Se connecter"})
    (project / "home" / "texts.py").write_text(MODULE.replace("Good morning", "Good mornings"))
    extract()
    text = path.read_text()
    assert '#, fuzzy\nmsgid "Good mornings"\nmsgstr "Bonjour"' in text
    assert 'msgid "Sign in"\nmsgstr "Se connecter"' in text
    assert "#~" not in text


def test_the_check_is_content_with_complete_catalogues(project: Path) -> None:
    extract()
    for code in ("ar", "fr"):
        translate(catalogues.path_of(code))
    assert "complete" in extract("--check")


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda text: text.replace('msgstr "Sign in"', 'msgstr ""'), "not translated: Sign in"),
        (lambda text: text.replace('msgid "Sign in"', '#, fuzzy\nmsgid "Sign in"'), "fuzzy: Sign in"),
        (lambda text: text.replace('msgstr "Welcome to %(name)s."', 'msgstr "Bienvenue."'), "Welcome to"),
        (lambda text: text.replace('msgstr "Welcome to %(name)s."', 'msgstr "%(city)s : bienvenue."'), "Welcome to"),
        (lambda text: text.replace('msgstr[1] "%(counter)s pages"', 'msgstr[1] "pages"'), "%(counter)s page"),
        (lambda text: text.replace('msgstr[1] "%(counter)s pages"', 'msgstr[1] ""'), "%(counter)s page"),
        (
            lambda text: text.replace('msgstr[1] "%(counter)s pages"', 'msgstr[1] "%(counter)s pages"\nmsgstr[2] "x"'),
            "step",
        ),
        (lambda text: text.replace('msgid "Sign in"', 'msgid "Log in"'), "out of step"),
    ],
    ids=[
        "untranslated",
        "fuzzy",
        "placeholder lost",
        "placeholder renamed",
        "count lost",
        "plural form missing",
        "plural form too many",
        "out of step",
    ],
)
def test_the_check_names_each_fault(project: Path, mistake: object, named: str) -> None:
    extract()
    for code in ("ar", "fr"):
        translate(catalogues.path_of(code))
    path = catalogues.path_of("fr")
    path.write_text(mistake(path.read_text()))  # type: ignore[operator]
    faults = StringIO()
    with pytest.raises(CommandError):
        call_command("extract_translations", "--check", stderr=faults)
    assert named in faults.getvalue()


def test_a_form_for_one_or_two_may_leave_the_count_out(project: Path) -> None:
    extract()
    for code in ("ar", "fr"):
        translate(catalogues.path_of(code))
    path = catalogues.path_of("ar")
    path.write_text(path.read_text().replace('msgstr[2] "%(counter)s pages"', 'msgstr[2] "صفحتان"'))
    assert "complete" in extract("--check")


@pytest.mark.parametrize("code", [code for code, _name in site_settings.LANGUAGES[1:]])
def test_the_interface_is_complete_in_each_language(code: str) -> None:
    assert catalogues.faults(code, catalogues.extracted()) == []


def test_what_is_said_in_a_packages_place_is_still_said_by_the_package() -> None:
    packages = (Path(allauth.__file__).parent, Path(django.__file__).parent / "conf", Path(auth.__file__).parent)
    catalogue = Catalog()
    for package in packages:
        with (package / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
            for message in read_po(file):
                catalogue[message.id] = message
    ours = [
        message.id
        for message in catalogues.extracted()
        if any(name == "home/package_texts.py" for name, _line in message.locations)
    ]
    assert ours
    assert [text for text in ours if catalogue.get(text) is None] == []


def test_what_is_compiled_is_what_was_translated(project: Path) -> None:
    extract()
    path = catalogues.path_of("fr")
    translate(path, **{"Sign in": "Se connecter"})
    call_command("compile_translations", stdout=StringIO())
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.gettext("Sign in") == "Se connecter"
    assert compiled.ngettext("%(n)d city", "%(n)d cities", 2) == "%(n)d cities"


def test_only_what_changed_is_compiled(project: Path) -> None:
    extract()
    assert len(catalogues.compile_all()) == 2
    assert catalogues.compile_all() == []
    later = catalogues.path_of("ar").with_suffix(".mo").stat().st_mtime_ns + 1
    os.utime(catalogues.path_of("ar"), ns=(later, later))
    assert catalogues.compile_all() == [catalogues.path_of("ar")]
