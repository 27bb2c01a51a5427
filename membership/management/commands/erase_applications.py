"""`manage.py erase_applications`: the part of the daily work that erases, by itself."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from membership.services import erasure


class Command(BaseCommand):
    """Erases what is due by the periods in the CMS, and names it by its references alone."""

    help = "Erase applications and unsent answers whose period has passed. Part of membership_daily; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, and say what."""
        now = timezone.now()
        references = erasure.erase_due(now)
        drafts = erasure.erase_drafts(now)
        files = erasure.remove_stray_letters(now)
        self.stdout.write(f"Applications erased: {len(references)}")
        for reference in references:
            self.stdout.write(f"  {reference}")
        self.stdout.write(f"Unsent answers erased: {drafts}")
        self.stdout.write(f"Files without an application removed: {files}")
