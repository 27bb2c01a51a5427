#!/usr/bin/env python
"""Put site/ on the import path, then run the command.

site/ holds the packages `config` and `demo`; it is no package itself, because the standard library owns
the name `site` (docs/decisions/0001-site-is-a-plain-folder.md).
"""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run a management command with the development settings, unless the environment names others."""
    sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
