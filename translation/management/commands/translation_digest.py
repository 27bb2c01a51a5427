"""`manage.py translation_digest`: what a timer runs once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from translation.services import digests


class Command(BaseCommand):
    """Safe to run again, and to run twice at once: nobody gets two in a day."""

    help = "Write to translators and reviewers what is new for them, and which deadlines are near."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say how many e-mails there were."""
        sent = digests.send_digests(timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"E-mails to translators and reviewers: {sent}")
