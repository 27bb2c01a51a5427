"""Personal data is in no log and no error report, whatever fails."""

import io
import logging
from collections.abc import Iterator
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import sentry_sdk
from config.discretion import MASK, DiscreetFormatter, masked, masked_event
from django.conf import settings
from django.core.management import call_command
from django.db import DataError, IntegrityError
from django.test import Client
from django.utils import timezone
from django.utils.log import AdminEmailHandler
from sentry_sdk.transport import Transport
from sentry_sdk.utils import event_from_exception

from home.models import OutgoingEmail
from home.services import outbox
from membership.models import Application
from membership.services import applications, erasure, links, persons, transitions
from membership.services.applications import Answers
from membership.services.transitions import APPLICANT, Action, Actor
from tests.factories import home_page
from tests.factories_membership import (
    ApplicationContactFactory,
    ApplicationDraftFactory,
    TextVersionFactory,
    officer,
)

ANSWERS = Answers(
    name="Zaynab Qandil-Fictional",
    role="Adviser",
    kind="policy",
    institution="Municipality of Unseenford",
    email="zaynab.qandil@unseenford.example.org",
    country="JO",
    place_name="Unseenford",
    authority_kind="city",
    why="Because of Unseenford.",
)
TELEPHONE = "+962791234567"
PERSONAL = ("Qandil", "qandil", "Unseenford", "unseenford", "962791234567", "Confidant")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return everything that is logged, from the least level on, as the site's own handler writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter("%(name)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    # What Django's own debugging level tells of each query holds every value: production never logs at that level.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    logging.getLogger("django.db.backends").setLevel(logging.NOTSET)


def submitted() -> Application:
    return applications.submit(ApplicationDraftFactory(), ANSWERS, "ar", TextVersionFactory())


@pytest.mark.django_db
def test_a_whole_membership_leaves_no_name_in_the_log(
    written: io.StringIO, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    home_page()
    person = officer()
    application = submitted()
    applications.send_link_again(application.reference, ANSWERS.email)
    transitions.perform(application.pk, Action.CONFIRM_ADDRESS, APPLICANT)
    with pytest.raises(transitions.NotPossible):
        transitions.perform(application.pk, Action.CONFIRM, Actor.officer(person))
    transitions.perform(application.pk, Action.SEND_FORM, Actor.officer(person))
    ApplicationContactFactory(
        application=application, name="Confidant-Fictional", email="c@unseenford.example.org", telephone=TELEPHONE
    )
    transitions.perform(application.pk, Action.SUBMIT_FORM, APPLICANT)
    transitions.perform(application.pk, Action.CONFIRM, Actor.officer(person))

    class Refusing:
        def open(self) -> None:
            return None

        def close(self) -> None:
            return None

        def send_messages(self, messages: list[Any]) -> int:
            raise SMTPRecipientsRefused({ANSWERS.email: (550, f"{ANSWERS.name} is unknown".encode())})

    monkeypatch.setattr("home.services.outbox_delivery.get_connection", lambda backend: Refusing())
    outbox.send_due()
    assert OutgoingEmail.objects.filter(state="failed").exists()
    call_command("membership_daily", stdout=io.StringIO())
    for language in ("ar", "en"):
        token = links.token(links.APPLICATION, application.key)
        client.get(f"/{language}/membership/application/status/{token}/")
        client.get(f"/{language}/membership/application/status/{token}x/nowhere/")
        client.post(f"/{language}/membership/application/status/{token}/", {"answer": ANSWERS.name})
    client.get(f"/en/nowhere/?email={ANSWERS.email}&telephone={TELEPHONE}")
    persons.erase(ANSWERS.email)
    erasure.erase_due(timezone.now())
    log = written.getvalue()
    assert log
    assert [word for word in PERSONAL if word in log] == []
    assert application.key.hex not in log


@pytest.mark.parametrize(
    "secret",
    [
        "zaynab.qandil@unseenford.example.org",
        "zaynab.qandil%40unseenford.example.org",
        "+962 79 123 4567",
        "+962791234567",
        f"{'0123456789abcdef' * 2}~1vNQz0~abc-DEF_123",
    ],
)
@pytest.mark.parametrize("sentence", ["Not Found: /en/{}/", 'duplicate: ("{}")', "to={}", "{}", "a\n{}\nb"])
def test_what_tells_of_a_person_is_masked_wherever_it_stands(secret: str, sentence: str) -> None:
    told = masked(sentence.format(secret))
    assert secret not in told
    assert MASK in told


@pytest.mark.parametrize(
    "line",
    [
        "E-mail 7: try 2 failed: SMTPDataError 550",
        "application/7/form_reminder/1: ValidationError",
        '[24/Nov/2026 22:00:00] "GET /en/membership/ HTTP/1.1" 200 5120',
        "Not Found: /en/membership/application/",
        "2026-11-24T22:00:00+00:00 Watching",
    ],
)
def test_what_helps_to_mend_a_failure_stays(line: str) -> None:
    assert masked(line) == line


def test_links_to_an_account_are_masked() -> None:
    told = masked("/en/accounts/password/reset/key/1a-c9xyz-0123456789/ and /en/accounts/confirm-email/MQ:1v:x/")
    assert told == f"/en/accounts/password/reset/key/{MASK}/ and /en/accounts/confirm-email/{MASK}/"


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError(
            'null value in column "role"\nDETAIL:  Failing row contains (7, Zaynab Qandil, Because\nof Unseenford).'
        ),
        DataError("bad\nLINE 1: INSERT INTO a VALUES ('Zaynab Qandil')"),
    ],
)
def test_what_a_database_tells_of_a_row_is_masked_in_a_traceback(error: Exception) -> None:
    try:
        raise error
    except (IntegrityError, DataError):
        record = logging.getLogger().makeRecord("x", logging.ERROR, "", 0, "Broke", (), __import__("sys").exc_info())
    told = DiscreetFormatter().format(record)
    assert "Traceback" in told
    assert not [word for word in PERSONAL if word in told]


class Kept(Transport):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.sent.append(envelope.serialize().decode())


def test_an_error_report_carries_no_token_no_address_and_no_row() -> None:
    kept = Kept()
    client = sentry_sdk.Client(
        dsn="https://key@sentry.example.org/1",
        include_local_variables=False,
        default_integrations=False,
        before_send=masked_event,
        transport=kept,
    )
    try:
        raise IntegrityError(f"broken\nDETAIL:  Key (email)=({ANSWERS.email}), ({ANSWERS.name}) exists.")
    except IntegrityError as error:
        event, hint = event_from_exception(error, client_options=client.options)
    client.capture_event(event, hint, sentry_sdk.Scope())
    (report,) = kept.sent
    assert "IntegrityError" in report
    assert not [word for word in PERSONAL if word in report]


def test_production_masks_its_error_reports() -> None:
    source = (settings.BASE_DIR / "site/config/settings/production.py").read_text()
    assert "before_send=masked_event" in source


def test_no_failure_is_sent_by_e_mail() -> None:
    loggers = [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]
    assert not [logger for logger in loggers if any(isinstance(own, AdminEmailHandler) for own in logger.handlers)]


def test_every_handler_of_the_site_masks() -> None:
    own = settings.LOGGING
    assert {handler["formatter"] for handler in own["handlers"].values()} <= set(own["formatters"])
    assert all("Discreet" in formatter["()"] for formatter in own["formatters"].values())
