"""What a text needs on paper: a table of contents, and nothing that only a screen can show."""

from __future__ import annotations

from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

#: A text of fewer sections is looked through faster than its table of contents.
FEWEST_SECTIONS = 4


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents. `language` is set where the heading says its own."""

    anchor: str
    heading: str
    language: str = ""


def prepared(html: str) -> tuple[str, list[Entry]]:
    """Return the text with an anchor at each heading of its highest rank, and these as entries, if not few.

    A picture gives way to its description: a document opens no file but the typeface's. A closed fold is opened.
    """
    soup = BeautifulSoup(html, "html.parser")
    for picture in soup.find_all("img"):
        described = soup.new_tag("span", attrs={"class": "document__picture"})
        described.string = str(picture.get("alt") or "")
        picture.replace_with(described)
    for fold in soup.find_all("details"):
        fold.name = "div"
        if fold.summary:
            fold.summary.name = "h4"
    headings = soup.find_all("h2") or soup.find_all("h3")
    entries = [_entry(heading, number) for number, heading in enumerate(headings, start=1)]
    return str(soup), entries if len(entries) >= FEWEST_SECTIONS else []


def _entry(heading: Tag, number: int) -> Entry:
    section = heading.find_parent("section")
    opens = section is not None and section.find(heading.name) is heading
    anchor = heading.get("id") or (section.get("id") if section and opens else "")
    if not anchor:
        anchor = heading["id"] = f"part-{number}"
    said_by = heading if heading.get("lang") else heading.find_parent(lang=True)
    return Entry(
        anchor=str(anchor),
        heading=" ".join(heading.get_text().split()),
        language=str(said_by.get("lang")) if said_by else "",
    )
