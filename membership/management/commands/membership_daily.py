"""`manage.py membership_daily`: what a timer runs once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from membership.services import daily


class Command(BaseCommand):
    """Lets lapse, reminds, announces, erases. It is safe to run again, and to run twice at once."""

    help = "Do the day's work: lapses, reminders to applicants and staff, announcements, erasure. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done, in numbers."""
        results = daily.work(timezone.now())
        if options["verbosity"]:
            lines = [
                f"{result.what.capitalize()}: {'broke off' if result.count is None else result.count}"
                for result in results
                if result.count != 0
            ]
            self.stdout.write("\n".join(lines or ["Nothing was due."]))
        if broken := [result.what for result in results if result.count is None]:
            raise CommandError(f"Broke off: {', '.join(broken)}. The log says why.")
