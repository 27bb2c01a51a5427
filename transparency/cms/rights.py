"""Who may do what with the ledger as a whole."""

from __future__ import annotations

from typing import Any


def may_import(user: Any) -> bool:
    """Say whether this person may change the ledger from a file: what it holds is live at once."""
    return bool(user.has_perms(["transparency.add_supportrecord", "transparency.publish_supportrecord"]))


def may_export(user: Any) -> bool:
    """Say whether this person may take the ledger out: whoever may change records, in whatever language."""
    return bool(user.has_perm("transparency.change_supportrecord"))
