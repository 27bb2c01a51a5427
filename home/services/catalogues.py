"""The interface's translations: from the code into locale/, and from there into what Django reads.

Babel does what Django's own makemessages and compilemessages ask of GNU gettext, so that nobody has to install it.
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import django
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

FUNCTIONS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOTE = "Translators"
FOLDERS = ("faq", "home", "membership", "site", "templates", "translation", "transparency")
TEMPLATES = {".html", ".txt"}
# What a machine writes into a catalogue's head and no reader needs: it would change with every run.
CHURN = re.compile(
    rb'^"(POT-Creation-Date|Report-Msgid-Bugs-To|PO-Revision-Date|Last-Translator|Language-Team|Generated-By): .*\n',
    re.M,
)
PLURAL_FORMS = re.compile(r"Plural-Forms: (?P<forms>[^\\]+)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
HEADER = """\
# Strong Cities Network: the interface in {language}.
# Brought in step with the code by `manage.py extract_translations`."""


def targets() -> list[str]:
    """Return the codes of the languages that the interface is translated into."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def path_of(code: str) -> Path:
    """Return where a language's catalogue stands."""
    return Path(settings.LOCALE_PATHS[0]) / code.replace("-", "_") / "LC_MESSAGES" / "django.po"


def compile_catalogue(source: Path) -> bool:
    """Write the compiled catalogue beside `source` where it is missing or older; say whether it was."""
    compiled = source.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    partial = source.with_suffix(".mo.partial")
    with source.open("rb") as text, partial.open("wb") as binary:
        write_mo(binary, read_po(text))
    partial.replace(compiled)
    return True


def compile_all() -> list[Path]:
    """Compile what changed since it was last compiled, in every language; return the catalogues compiled."""
    sources = sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po"))
    return [source for source in sources if compile_catalogue(source)]


def extracted(base: Path | None = None) -> Catalog:
    """Return every text below `base` (the site) that is marked for translation, in a stable order."""
    base = base or settings.BASE_DIR
    catalogue = Catalog(charset="utf-8")
    for path in _files(base):
        name = path.relative_to(base).as_posix()
        for line, message, notes, context in extract("python", _python_of(path), FUNCTIONS, (NOTE,)):
            catalogue.add(message, locations=[(name, line)], auto_comments=notes, context=context)
    return catalogue


def _files(base: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((base / folder).rglob("*")):
            if path.suffix in {".py", *TEMPLATES} and "migrations" not in path.parts:
                yield path


def _python_of(path: Path) -> BytesIO:
    source = path.read_text(encoding="utf-8")
    if path.suffix in TEMPLATES:
        # Django rewrites a template as calls of gettext; its indentation would be a mistake in Python.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    return BytesIO(source.encode())


def updated(code: str, template: Catalog) -> Catalog:
    """Return the language's catalogue, in step with `template`. A reworded text keeps its translation, as fuzzy."""
    path = path_of(code)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=code)
    else:
        catalogue = Catalog(locale=code, charset="utf-8")
    catalogue.mime_headers = [("Plural-Forms", _plural_forms(code))]
    catalogue.header_comment = HEADER.format(language=catalogue.locale.english_name)
    catalogue.fuzzy = False
    catalogue.project, catalogue.version = "Strong Cities Network", "1"
    catalogue.update(template)
    catalogue.obsolete.clear()
    return catalogue


def _plural_forms(code: str) -> str:
    # Django merges our catalogue with its own only where both count alike.
    own = Path(django.__file__).parent / "conf" / "locale" / code.replace("-", "_") / "LC_MESSAGES" / "django.po"
    text = own.read_text(encoding="utf-8").replace('"\n"', "")
    found = PLURAL_FORMS.search(text)
    return found["forms"] if found else "nplurals=2; plural=(n != 1);"


def written(catalogue: Catalog) -> bytes:
    """Return the catalogue as the text of a .po file: the same for the same texts and translations."""
    file = BytesIO()
    write_po(file, catalogue, width=110, include_lineno=False)
    return CHURN.sub(b"", file.getvalue())


def update(code: str, template: Catalog) -> bool:
    """Bring the language's catalogue in step with `template`; say whether that changed it."""
    path = path_of(code)
    text = written(updated(code, template))
    if path.exists() and path.read_bytes() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return True


def faults(code: str, template: Catalog) -> list[str]:
    """Return what is wrong with a language's catalogue: out of step, untranslated, fuzzy, a placeholder lost."""
    path = path_of(code)
    if not path.exists():
        return [f"{code}: there is no catalogue."]
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    found = []
    if path.read_bytes() != written(updated(code, template)):
        found.append(f"{code}: the catalogue is out of step with the code.")
    for message in catalogue:
        if not message.id:
            continue
        texts, translations = _forms(message.id), _forms(message.string)
        text = texts[0]
        if message.fuzzy:
            found.append(f"{code}: fuzzy: {text}")
        if not all(translations):
            found.append(f"{code}: not translated: {text}")
        else:
            found += [f"{code}: {text}: {error}" for error in message.check(catalogue)]
            if not _placeholders_agree(texts, translations):
                found.append(f"{code}: a placeholder is lost or added: {text}")
    return found


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    return (text or "",) if isinstance(text, str | None) else text


def _placeholders_agree(texts: Sequence[str], translations: Sequence[str]) -> bool:
    if len(texts) == 1:
        return sorted(PLACEHOLDER.findall(texts[0])) == sorted(PLACEHOLDER.findall(translations[0]))
    # "One city" need not write its number; but no form may name what nobody fills in, the last, which serves most
    # numbers, names everything, and a bare "%d" stands in each: Python fails on a number that no form takes.
    known = {placeholder for text in texts for placeholder in PLACEHOLDER.findall(text)}
    bare = {placeholder for placeholder in known if placeholder in {"%d", "%s"}}
    forms = [set(PLACEHOLDER.findall(translation)) for translation in translations]
    return forms[-1] == known and all(bare <= form <= known for form in forms)
