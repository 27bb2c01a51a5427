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


def changed() -> str:
    """Return what is said to whoever wrote for a text that has another wording by now."""
    return _(
        "The source was published anew while you wrote: this text reads differently now. "
        "Your words are not lost: they stand here and in the segment’s history."
    )


def gone() -> str:
    """Return what is said to whoever wrote for a text that the page no longer has."""
    return _(
        "The source was published anew while you wrote: this text is no longer on the page. Your words stand here."
    )


def lists() -> list[tuple[str, str]]:
    """Return the lists of segments, by their names in the address."""
    return [
        ("all", _("All")),
        ("undone", _("To do")),
        ("changed", _("Source changed")),
        ("unconfirmed", _("To confirm")),
        ("findings", _("With findings")),
        ("comments", _("With comments")),
    ]


def present(person: Present) -> str:
    """Return who else is on the page, and where."""
    if person.segment is None:
        return _("%(name)s has this page open, too.") % {"name": person.name}
    return _("%(name)s has this page open, too, at segment %(number)d.") % {
        "name": person.name,
        "number": person.segment,
    }


def news(*, is_new_version: bool, is_frozen: bool, was_frozen: bool) -> str:
    """Return what happened to the translation since its page was opened; nothing where nothing did."""
    if is_frozen and not was_frozen:
        return frozen()
    if is_new_version:
        return _("The source was published anew since you opened this page.")
    if was_frozen and not is_frozen:
        return _("This translation is open to changes again.")
    return ""


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
        ("F6", _("To what stands beside the segment, and back")),
        ("F9", _("Write a comment")),
        ("Escape", _("From the panel back into the field")),
        ("Ctrl + B, Ctrl + I", _("Bold, italic, in rich text")),
        ("Ctrl + Z", _("Undo, also what was copied or taken")),
        ("Tab", _("To the buttons of the segment")),
    ]


def words_for_the_script() -> dict[str, str]:
    """Return what the script says."""
    return {
        "saving": _("Saving…"),
        "unsaved": _("Not saved yet"),
        "nothing_new": _("Nothing new to save."),
        "offline": _("Not saved: no connection. The words are kept in this browser and will be sent again."),
        "signed_out": _(
            "Not saved: you are signed out, or may no longer write here. The words are kept in this browser, "
            "and are sent again once you have signed in in another window."
        ),
        "failed": _("Not saved. The words are kept in this browser."),
        "kept": _("Words of %(when)s that were not saved:"),
        "link_kept": _("Link %(number)s needs words. To take it out, select all of it and delete it."),
        "put_link": _("Put link %(number)s back: “%(words)s”"),
        "none_left": _("No other segment is to be done."),
        "one_line": _("This text is one line: it takes no line breaks."),
        "copied": _("Copied"),
        "no_panel": _("This cannot be shown just now."),
    }
