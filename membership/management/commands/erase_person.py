"""`manage.py erase_person`: what is kept on a person goes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from membership.services import persons


class Command(BaseCommand):
    """Erases a person everywhere. Make sure beforehand that whoever asks is who they say: it cannot be undone."""

    help = "Erase everything that is kept on an e-mail address. It cannot be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("email", help="The person's address.")
        parser.add_argument("--yes", action="store_true", help="Erase. Without it, nothing is.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, and say what, without a name."""
        if not options["yes"]:
            raise CommandError("Nothing was erased. It cannot be undone: use export_person first, then say --yes.")
        try:
            erased = persons.erase(options["email"].strip())
        except persons.IsStaff as error:
            raise CommandError(
                "Nothing was erased: the address belongs to an account of staff. Take its groups away in the CMS first."
            ) from error
        if not erased.anything:
            self.stdout.write("Nothing is kept on this address.")
            return
        self.stdout.write(f"Applications erased: {len(erased.applications)}")
        for reference in erased.applications:
            self.stdout.write(f"  {reference}")
        self.stdout.write(f"Entries as a contact in other applications deleted: {erased.named_elsewhere}")
        self.stdout.write(f"Contacts of cities erased: {erased.city_contacts}")
        self.stdout.write(f"Accounts deleted: {erased.accounts}")
        self.stdout.write(f"Unsent answers deleted: {erased.drafts}")
        self.stdout.write(f"E-mails erased: {erased.emails}")
