"""Erasure by period: nothing that names anybody stays, and everything that counts does."""

import datetime
import shutil
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from wagtail.log_actions import log

from home.models import OutgoingEmail
from home.services import remembered
from home.storage import private_storage
from membership.models import (
    Application,
    ApplicationContact,
    ApplicationDraft,
    ApplicationNote,
    LogEntry,
    LogReason,
    MembershipSettings,
    Reading,
)
from membership.services import applications, clock_reading, erasure, links, transitions
from membership.services.applications import Answers
from membership.services.transitions import APPLICANT, SYSTEM, Action, Actor
from tests.database import places_of, private_files
from tests.factories_membership import (
    ApplicationContactFactory,
    ApplicationDraftFactory,
    ApplicationFactory,
    TextVersionFactory,
    officer,
)

pytestmark = pytest.mark.django_db
State = Application.State
NOW = timezone.now()
ANSWERS = Answers(
    name="Zaynab Qandil-Fictional",
    role="Adviser for Wondrousness",
    kind="policy",
    institution="Municipality of Unseenford",
    email="zaynab.qandil@unseenford.example.org",
    country="JO",
    place_name="Unseenford",
    authority_kind="city",
    why="Because Zaynab Qandil-Fictional wishes it.",
    place_id=250441,
    population=123457,
)
TRACES = [
    "Qandil",
    "Wondrousness",
    "Unseenford",
    "+962791234567",
    "791234567",
    "Confidant-Fictional",
    "250441",
    "123457",
    "A word of an officer",
    "A letter of mandate",
]


@pytest.fixture(autouse=True)
def no_files_of_other_tests() -> None:
    shutil.rmtree(private_files(), ignore_errors=True)


def days(number: float) -> datetime.timedelta:
    return datetime.timedelta(days=number)


def gone_through(ago: float = 200, end: Action = Action.DECLINE) -> Application:
    """Return an application that went through every hand, and ended so many days ago."""
    began = NOW - days(ago + 20)
    person = officer()
    draft = ApplicationDraftFactory(answers={"you": {"name": ANSWERS.name, "email": ANSWERS.email}})
    application = applications.submit(draft, ANSWERS, "ar", TextVersionFactory())
    transitions.perform(application.pk, Action.CONFIRM_ADDRESS, APPLICANT, now=began)
    by_officer = Actor.officer(person)
    transitions.perform(application.pk, Action.ASK, by_officer, why="Who is Qandil?", once="1", now=began + days(1))
    transitions.perform(application.pk, Action.ANSWER, APPLICANT, why="Qandil is I.", once="1", now=began + days(2))
    transitions.perform(application.pk, Action.SEND_FORM, by_officer, now=began + days(3))
    ApplicationContactFactory(
        application=application, name="Confidant-Fictional", email="c@unseenford.example.org", telephone="+962791234567"
    )
    application.refresh_from_db()
    application.problems = application.approaches = "Of Unseenford"
    application.no_liaison_reason = application.no_practitioner_reason = "Qandil knows none."
    application.mandate_letter.save("mandate.pdf", ContentFile(b"%PDF A letter of mandate for Qandil"))
    transitions.perform(application.pk, Action.SUBMIT_FORM, APPLICANT, now=began + days(4))
    ApplicationNote.objects.create(application=application, author=person, text="A word of an officer on Qandil.")
    Reading.objects.create(application=application, reader=person)
    log(application, "wagtail.edit", user=person, title="Zaynab Qandil-Fictional", data={"name": "Qandil"})
    actor = APPLICANT if end == Action.WITHDRAW else by_officer
    transitions.perform(application.pk, end, actor, why="Qandil’s place is no city.", now=NOW - days(ago))
    application.refresh_from_db()
    return application


def counts() -> dict[str, Any]:
    """Return what statistics and the service clock are made from."""
    return {
        "applications": list(Application.objects.values_list("reference", "country", "state", "language", "kind")),
        "log": list(LogEntry.objects.exclude(action="erase").values_list("pk", "action", "from_state", "actor", "at")),
        "readings": list(Reading.objects.values_list("pk", "kind", "count", "at", "reader")),
        "emails": OutgoingEmail.objects.count(),
        "clock": clock_reading.service_clock(),
        "submitted": list(Application.objects.values_list("submitted_at", "consent", "consented_at")),
    }


@pytest.mark.parametrize("end", [Action.DECLINE, Action.WITHDRAW])
def test_after_its_period_no_trace_of_anybody_is_left(end: Action, django_capture_on_commit_callbacks: Any) -> None:
    application = gone_through(end=end)
    assert all(places_of(trace) for trace in TRACES)
    before = counts()
    with django_capture_on_commit_callbacks(execute=True):
        assert erasure.erase_due(NOW) == [application.reference]
    assert {trace: places_of(trace) for trace in TRACES if places_of(trace)} == {}
    remembered.forget(clock_reading.SERVICE_CLOCK)
    assert counts() == before
    assert application.log.get(action="erase").actor_kind == "system"
    assert not private_storage().exists(application.mandate_letter.name)


def test_its_links_lead_nowhere_afterwards() -> None:
    application = gone_through()
    token = links.token(links.APPLICATION, application.key)
    assert applications.by_link(links.APPLICATION, token) == application
    erasure.erase_due(NOW)
    with pytest.raises(links.LinkForged):
        applications.by_link(links.APPLICATION, token)
    before = OutgoingEmail.objects.count()
    applications.send_link_again(application.reference, ANSWERS.email)
    applications.send_link_again(application.reference, "")
    assert OutgoingEmail.objects.count() == before


@pytest.mark.parametrize(("ago", "erased"), [(179.9, False), (180, True)])
def test_the_period_begins_with_the_end(ago: float, erased: bool) -> None:
    application = gone_through(ago)
    erasure.erase_due(NOW)
    application.refresh_from_db()
    assert bool(application.erased_at) is erased
    assert bool(application.name) is not erased


def test_the_period_is_set_in_the_cms() -> None:
    MembershipSettings.objects.create(erase_after=30)
    application = gone_through(31)
    assert erasure.erase_due(NOW) == [application.reference]


def test_a_lapsed_one_goes_by_the_same_period_and_an_unconfirmed_one_sooner() -> None:
    unconfirmed = ApplicationFactory(state=State.UNCONFIRMED)
    unfinished = ApplicationFactory(state=State.RECEIVED)
    transitions.perform(unfinished.pk, Action.SEND_FORM, Actor.officer(officer()), now=NOW - days(90))
    for application in (unconfirmed, unfinished):
        transitions.perform(application.pk, Action.LAPSE, SYSTEM, now=NOW - days(20))
    assert erasure.erase_due(NOW) == [unconfirmed.reference]
    assert erasure.erase_due(NOW + days(160)) == [unfinished.reference]


def test_what_is_going_on_or_confirmed_stays(django_capture_on_commit_callbacks: Any) -> None:
    person = Actor.officer(officer())
    confirmed = ApplicationContactFactory(application__submitted_at=NOW - days(900)).application
    transitions.perform(confirmed.pk, Action.CONFIRM, person, now=NOW - days(800))
    waiting = ApplicationFactory(submitted_at=NOW - days(900))
    assert erasure.erase_due(NOW) == []
    with pytest.raises(erasure.StillOpen):
        erasure.erase(waiting.pk)


def test_an_erased_one_is_erased_once_and_nobody_can_go_on_with_it() -> None:
    application = gone_through()
    assert erasure.erase(application.pk)
    assert not erasure.erase(application.pk)
    assert erasure.erase_due(NOW) == []
    with pytest.raises(transitions.NotPossible):
        transitions.perform(application.pk, Action.WITHDRAW, APPLICANT)


def test_one_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    broken, other = gone_through(), ApplicationFactory(state=State.RECEIVED)
    transitions.perform(other.pk, Action.WITHDRAW, APPLICANT, now=NOW - days(181))
    own = erasure.erase

    def erase(pk: int, now: datetime.datetime) -> bool:
        if pk == broken.pk:
            raise OSError("Qandil")
        return own(pk, now)

    monkeypatch.setattr(erasure, "erase", erase)
    assert erasure.erase_due(NOW) == [other.reference]
    assert "Qandil" not in caplog.text


def test_an_erasure_that_breaks_off_keeps_the_file() -> None:
    application = gone_through()
    try:
        with transitions.transaction.atomic():
            erasure.erase(application.pk)
            raise RuntimeError
    except RuntimeError:
        pass
    application.refresh_from_db()
    assert application.name == ANSWERS.name
    assert private_storage().exists(application.mandate_letter.name)


def test_unsent_answers_go_after_their_period() -> None:
    old, new = ApplicationDraftFactory(), ApplicationDraftFactory()
    ApplicationDraft.objects.filter(pk=old.pk).update(updated_at=NOW - days(14), answers={"name": "Nour"})
    ApplicationDraft.objects.filter(pk=new.pk).update(updated_at=NOW - days(13))
    assert erasure.erase_drafts(NOW) == 1
    assert list(ApplicationDraft.objects.all()) == [new]


def test_a_file_that_no_application_names_goes_after_a_day() -> None:
    application = gone_through(1)
    stray = private_storage().save("mandate-letters/stray.pdf", ContentFile(b"%PDF"))
    assert erasure.remove_stray_letters(timezone.now()) == 0
    assert erasure.remove_stray_letters(timezone.now() + days(1.01)) == 1
    assert not private_storage().exists(stray)
    assert private_storage().exists(application.mandate_letter.name)


def test_the_command_names_references_and_nobody() -> None:
    application = gone_through()
    out = StringIO()
    call_command("erase_applications", stdout=out)
    assert f"Applications erased: 1\n  {application.reference}\n" in out.getvalue()
    assert "Qandil" not in out.getvalue()
    assert not ApplicationContact.objects.exists()
    assert not LogReason.objects.exists()
