"""The outbox's worker as a process of its own, and what happens when it is killed with an e-mail in its hands."""

import os
import signal
import subprocess
import sys

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection
from django.utils import timezone

from home.services import outbox
from home.services.outbox_delivery import LEASE
from tests import mail_server

#: Seconds: a busy machine takes its time to start a process.
PATIENCE = 60


def worker(port: int) -> "subprocess.Popen[bytes]":
    """Start the worker on the tests' own database, and on the mail server at this port."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    command = [sys.executable, "manage.py", "send_outbox", "--forever"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL)


@pytest.mark.usefixtures("snapshots", "transactional_db")
def test_a_worker_killed_with_an_email_in_its_hands_loses_none_and_another_sends_the_same_one() -> None:
    waiting = [mail_server.post(f"application/{number}/acknowledged") for number in range(3)]
    with mail_server.listening(answers=False) as (port, received):
        process = worker(port)
        try:
            assert received.first.wait(PATIENCE), "The worker sent nothing."
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE)
    in_hand = received[0]["Message-ID"]

    assert outbox.send_due().sent == 2, "The one in hand is not sent while its worker may still live."
    with time_machine.travel(timezone.now() + LEASE * 2, tick=False):
        assert outbox.send_due().sent == 1
        assert outbox.send_due().sent == 0

    assert len(mail.outbox) == len(waiting)
    assert mail.outbox[-1].message()["Message-ID"] == in_hand
    assert {mail_server.state_of(email) for email in waiting} == {"sent"}
