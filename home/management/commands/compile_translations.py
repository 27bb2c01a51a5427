"""`manage.py compile_translations`: what Django reads, from what translators write."""

from typing import Any

from django.core.management.base import BaseCommand

from home.services import catalogues


class Command(BaseCommand):
    """Compiles in Python: GNU gettext need not be installed."""

    help = "Compile the interface's translations, where they changed since they were last compiled."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile, and name each catalogue compiled."""
        for path in catalogues.compile_all():
            self.stdout.write(f"Compiled {path.parent.parent.name}")
