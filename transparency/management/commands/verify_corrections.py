"""`manage.py verify_corrections`: whether anybody has changed what was published as a correction."""

from typing import Any

from django.core.management.base import BaseCommand

from transparency.models import Correction
from transparency.services.verification import faults


class Command(BaseCommand):
    """Reads every correction; run it daily, and after each restored backup."""

    help = "Check the chain of corrections: every row, the version that it mends, and the log. Fail if one was changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Name each fault and exit with 1, or say how many corrections were found sound."""
        found = list(faults())
        for fault in found:
            self.stderr.write(f"Correction {fault.number}: {fault.what}")
        number = Correction.objects.count()
        if found:
            self.stderr.write(f"Corrections: {number}, faults: {len(found)}.")
            raise SystemExit(1)
        self.stdout.write(f"Corrections: {number}, none of them changed.")
