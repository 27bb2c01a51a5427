"""`manage.py setup_roles`: the groups, their rights and the workflows."""

from typing import Any

from django.core.management.base import BaseCommand

from demo.roles import set_up_roles


class Command(BaseCommand):
    """Make the roles. Run it after a language or a members' section was added; it is safe to run again."""

    help = "Make the groups with their rights, and the workflows. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, and name each group."""
        names = set_up_roles()
        if options["verbosity"]:
            self.stdout.write("\n".join(names))
