"""`manage.py extract_translations`: brings locale/ in step with the code."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from home.services import catalogues


class Command(BaseCommand):
    """Extracts in Python: GNU gettext need not be installed."""

    help = "Bring the interface's catalogues in step with the texts in the code and the templates."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail where a catalogue is out of step or incomplete."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Update the catalogues, or check them."""
        template = catalogues.extracted()
        if options["check"]:
            self._check([fault for code in catalogues.targets() for fault in catalogues.faults(code, template)])
            return
        for code in catalogues.targets():
            changed = catalogues.update(code, template)
            self.stdout.write(f"{code}: {'brought in step' if changed else 'in step already'}, {len(template)} texts")

    def _check(self, faults: list[str]) -> None:
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError("The catalogues are not complete: run `make messages`, then translate.")
        self.stdout.write("The catalogues are complete.")
