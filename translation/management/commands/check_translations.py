"""Checks all translations anew: after an upgrade, or after words came in behind the desk's back."""

from typing import Any

from django.core.management.base import BaseCommand

from translation.services import findings


class Command(BaseCommand):
    """`manage.py check_translations`; it may run as often as one likes, also while people translate."""

    help = "Check every translation anew, and count what holds back publication."

    def handle(self, *args: Any, **options: Any) -> None:
        number = findings.check_everything()
        self.stdout.write(f"Checked {number} translated segments.")
