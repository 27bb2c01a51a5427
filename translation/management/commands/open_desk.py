"""Puts on the translation desk what is not there yet: after an upgrade, or after a language was added."""

from typing import Any

from django.core.management.base import BaseCommand

from translation.services.opening import open_desk


class Command(BaseCommand):
    """Safe to run again."""

    help = "Put every page and snippet of the source language on the desk of its translators."

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the desk, and say how much was new."""
        self.stdout.write(f"New on the translation desk: {open_desk()}")
