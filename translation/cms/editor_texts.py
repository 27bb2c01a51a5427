"""What the editor says."""

from typing import Any

from django.utils.translation import gettext as _

from translation.services.presence import Present


def frozen() -> str:
    """Return why nothing can be written."""
    return _("This translation is with its reviewer: its words stay as they are until it is returned or withdrawn.")


def conflict(author: Any) -> str:
    """Return what is said to whoever was slower."""
    name = str(author or _("Somebody else"))
    return _("%(name)s has written this segment meanwhile. Both texts are kept in its history.") % {"name": name}


def lists() -> list[tuple[str, str]]:
    """Return the lists of segments, by their names in the address."""
    return [
        ("all", _("All")),
        ("undone", _("To do")),
        ("changed", _("Source changed")),
        ("unconfirmed", _("To confirm")),
        ("findings", _("With findings")),
    ]


def present(person: Present) -> str:
    """Return who else is on the page, and where."""
    if person.segment is None:
        return _("%(name)s has this page open, too.") % {"name": person.name}
    return _("%(name)s has this page open, too, at segment %(number)d.") % {
        "name": person.name,
        "number": person.segment,
    }


def not_adapted_here() -> str:
    """Return why a picture or document is shown and no more."""
    return _("A picture, document or page of the source. Readers of this language see the same.")


def keys() -> list[tuple[str, str]]:
    """Return what the keys do. Each has a button, too."""
    return [
        ("Ctrl + Enter", _("Save, and on to the next segment that is to be done")),
        ("Ctrl + Shift + Enter", _("Keep the old words, or confirm, and on to the next")),
        ("F8", _("To the next segment that is to be done; with Shift to the one before")),
        ("Alt + Page Down", _("To the next segment")),
        ("Alt + Page Up", _("To the segment before")),
        ("F2", _("Copy the source into the field")),
        ("F4", _("Take the first suggestion")),
        ("Ctrl + B, Ctrl + I", _("Bold, italic, in rich text")),
        ("Tab", _("To the buttons of the segment")),
    ]


def words_for_the_script() -> dict[str, str]:
    """Return what the script says."""
    return {
        "saving": _("Saving…"),
        "unsaved": _("Not saved yet"),
        "nothing_new": _("Nothing new to save."),
        "offline": _("Not saved: no connection. The words are kept in this browser and will be sent again."),
        "signed_out": _("Not saved: you are signed out. Sign in in another window: the words are kept here."),
        "failed": _("Not saved. The words are kept in this browser."),
        "kept": _("Words of %(when)s that were not saved:"),
        "link_kept": _("Link %(number)s needs words. To take it out, select all of it and delete it."),
        "put_link": _("Put link %(number)s back: “%(words)s”"),
        "none_left": _("No other segment is to be done."),
        "no_panel": _("This cannot be shown just now."),
    }
