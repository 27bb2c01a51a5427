"""`manage.py send_outbox`: the outbox's worker."""

import signal
from argparse import ArgumentParser
from threading import Event
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from home.services.outbox_delivery import send_due, send_until


class Command(BaseCommand):
    """Any number of them may run at once. SIGTERM and Ctrl-C end one when the e-mail in hand is done."""

    help = "Send the e-mails that are due; with --forever, go on doing so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("--forever", action="store_true", help="Go on until told to stop.")
        parser.add_argument("--limit", type=int, default=50, help="Without --forever: the most to send. Default: 50.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say what was done in numbers alone."""
        stop = Event()

        def end(number: int, frame: FrameType | None) -> None:
            stop.set()

        before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            if options["forever"]:
                send_until(stop)
                return
            done = send_due(options["limit"], stopped=stop.is_set)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        self.stdout.write(
            f"{done.sent} sent, {done.postponed} to be tried again, {done.failed} failed, {done.expired} expired"
        )
