"""What must be copied to the letter: e-mail addresses, web addresses, telephone numbers and references."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from translation.checks.found import LONGEST, Found, excerpt
from translation.checks.languages import NO_BREAK, base
from translation.checks.reading import UNSEEN, Reading

#: Takes the place of what was read out of a text, sign for sign: places in the text stay what they were.
PLACE = "\ufffc"

#: An Arabic particle is written together with what follows it: بـinfo@example.org.
ALONE = "(?<![A-Za-z0-9_{}])"
EMAIL = re.compile(ALONE.format(".+-") + r"[A-Za-z0-9_.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
URL = re.compile(r"(?:https?://|(?<![A-Za-z0-9])www\.)[^\s<>\"«»“”،؛؟\ufffc]{1,2000}", re.IGNORECASE)
DOMAIN = re.compile(
    ALONE.format(".@-")
    + r"(?:[a-z0-9-]{1,63}\.){1,5}(?:com|edu|eu|example|gov|info|int|net|org|uk)\b(?:/[^\s<>\"«»“”،؛؟\ufffc]*)?",
    re.IGNORECASE,
)
#: A telephone number begins with +, 00 or 0, which is no group of a number, and has at least eight digits.
PHONE = re.compile(
    rf"(?<![A-Za-z0-9_+])(?<!\d[ {NO_BREAK}.,’'])"
    # 03.05.2024 is a date.
    r"(?!\d\d([.-])\d\d\1\d{4}\b)"
    rf"(?:\+|\(?0)[\d(](?:[\s{NO_BREAK}().\-\u2010\u2011]{{0,2}}\d){{6,18}}(?!\w)"
)
#: Capitals and digits in groups, joined by hyphens or strokes, with a digit and either three groups or four digits.
REFERENCE = re.compile(ALONE.format("/-") + r"[A-Z]{1,10}(?:[-/][A-Z0-9]{1,20}){1,8}(?![\w])")
PATTERNS = (("url", URL), ("email", EMAIL), ("url", DOMAIN), ("phone", PHONE), ("reference", REFERENCE))
#: What ends a sentence or a bracket, not an address.
TRAILING = ".,;:!?)]}'’"


@dataclass(frozen=True)
class Contact:
    """One of the things to be copied; `key` is what has to be the same on both sides."""

    kind: str
    key: str
    start: int
    end: int


def lost(source: Reading, target: Reading, language: str) -> Iterator[Found]:
    """Find the source's addresses, telephone numbers and references that the translation lacks, or has otherwise."""
    wanted, there = find(source.seen)[1], find(target.seen)[1]
    missing = Counter(_key(contact, language) for contact in wanted)
    missing.subtract(_key(contact, language) for contact in there)
    for contact in wanted:
        if missing[_key(contact, language)] > 0:
            missing[_key(contact, language)] -= 1
            shown = excerpt(source.seen, contact.start, contact.end)
            yield Found(f"{contact.kind}_lost", shown, {"written": _written(source.seen, contact)}, holds=True)
    for contact in there:
        if missing[_key(contact, language)] < 0:
            missing[_key(contact, language)] += 1
            shown = excerpt(target.seen, contact.start, contact.end)
            yield Found("contact_added", shown, {"written": _written(target.seen, contact)})


def _written(text: str, contact: Contact) -> str:
    return text[contact.start : contact.end][:LONGEST]


def find(text: str) -> tuple[str, list[Contact]]:
    """Return the text, its digits folded, with `PLACE` for all that is to be copied, and what that was, in order."""
    contacts: list[Contact] = []
    for kind, pattern in PATTERNS:
        text = pattern.sub(partial(_taken, kind, contacts), text if kind != "phone" else folded(text))
    return text, sorted(contacts, key=lambda contact: contact.start)


def _taken(kind: str, contacts: list[Contact], match: re.Match[str]) -> str:
    """Note what was found, and return what takes its place."""
    written = match[0].rstrip(TRAILING) if kind == "url" else match[0]
    if kind == "reference" and not _is_reference(written):
        return match[0]
    contacts.append(Contact(kind, _same(kind, written), match.start(), match.start() + len(written)))
    return PLACE * len(written) + match[0][len(written) :]


def folded(text: str) -> str:
    """Return the text with every digit of every script as 0 to 9, character for character."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def masked(text: str) -> str:
    """Return the text with `PLACE` for what is to be copied and for all that takes no room."""
    return find(UNSEEN.sub(PLACE, text))[0]


def _is_reference(written: str) -> bool:
    groups = re.split(r"[-/]", written)
    digits = max(sum(sign.isdigit() for sign in group) for group in groups)
    return digits >= 4 or (digits > 0 and len(groups) > 2)


def _same(kind: str, written: str) -> str:
    """Return what two ways of writing one thing have in common."""
    if kind == "phone":
        digits = "".join(sign for sign in folded(written).replace("(0)", "") if sign.isdigit())
        return digits.removeprefix("00") if digits.startswith("00") else digits
    if kind == "reference":
        return written
    if kind == "email":
        return written.lower()
    address = re.sub(r"^https?://", "", unicodedata.normalize("NFC", written), flags=re.IGNORECASE)
    host, slash, path = address.partition("/")
    return f"{host.lower().removeprefix('www.')}{slash}{path}".rstrip("/")


def _key(contact: Contact, language: str) -> tuple[str, str]:
    """Return what has to be the same; a page of a site may be named in either language: /en/faq is /ar/faq."""
    if contact.kind != "url":
        return contact.kind, contact.key
    return contact.kind, re.sub(rf"/(?:en|{re.escape(base(language))})(?=/|$)", "/*", contact.key, count=1)
