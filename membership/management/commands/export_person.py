"""`manage.py export_person`: what is kept on a person, for that person."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from membership.services import persons


class Command(BaseCommand):
    """Writes it as JSON. Make sure beforehand that whoever asks is who they say."""

    help = "Write everything that is kept on an e-mail address as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("email", help="The person's address.")
        parser.add_argument("--output", help="A new file, readable by you alone. Default: the terminal.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect and write."""
        found = persons.export(options["email"].strip())
        text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        if options["output"] is None:
            self.stdout.write(text)
            return
        path = Path(options["output"])
        try:
            # Never a moment in which others could read it, and never through somebody else's link.
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError as error:
            raise CommandError(f"{path} exists: name a new file.") from error
        self.stdout.write(f"Written to {path}")
