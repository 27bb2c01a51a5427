"""Every step of an application: who may take it, from where, once; what follows from it, and what it leaves behind.

Runs on SQLite with the other tests, and once more on a real PostgreSQL (tests/test_on_postgresql.py).
"""

import datetime
from typing import Any

import pytest
from demo.roles import set_up_roles
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from home.models import AppendOnlyError, OutgoingEmail, User
from membership.models import (
    Application,
    CalendarException,
    City,
    CityContact,
    Invitation,
    LogEntry,
    MembershipSettings,
    TextVersion,
)
from membership.services import transitions
from membership.services.letters import Letter
from membership.services.transitions import APPLICANT, SYSTEM, Action, Actor
from tests.factories import UserFactory
from tests.factories_membership import (
    ApplicationContactFactory,
    ApplicationFactory,
    TextVersionFactory,
    officer,
    with_rights,
)

pytestmark = pytest.mark.django_db

State = Application.State
#: What the network's own rules allow (facts 14 to 18), written down apart from the code.
STEPS: dict[tuple[str, str], dict[State, State]] = {
    ("applicant", Action.CONFIRM_ADDRESS): {State.UNCONFIRMED: State.RECEIVED},
    ("officer", Action.SEND_FORM): {State.RECEIVED: State.FORM_SENT},
    ("officer", Action.ASK): {State.RECEIVED: State.RECEIVED, State.FORM_RECEIVED: State.FORM_RECEIVED},
    ("applicant", Action.SUBMIT_FORM): {State.FORM_SENT: State.FORM_RECEIVED},
    ("officer", Action.CONFIRM): {State.FORM_RECEIVED: State.CONFIRMED},
    ("officer", Action.DECLINE): {
        State.RECEIVED: State.DECLINED,
        State.FORM_SENT: State.DECLINED,
        State.FORM_RECEIVED: State.DECLINED,
    },
    ("applicant", Action.WITHDRAW): dict.fromkeys(
        (State.UNCONFIRMED, State.RECEIVED, State.FORM_SENT, State.FORM_RECEIVED), State.WITHDRAWN
    ),
    ("officer", Action.WITHDRAW): dict.fromkeys(
        (State.UNCONFIRMED, State.RECEIVED, State.FORM_SENT, State.FORM_RECEIVED), State.WITHDRAWN
    ),
    ("system", Action.LAPSE): {State.UNCONFIRMED: State.LAPSED, State.FORM_SENT: State.LAPSED},
}
ROLES = (
    "Communications", "Publishers", "Translators: Arabic", "Reviewers: Arabic", "Translators: French",
    "Reviewers: French", "Members",
)  # fmt: skip


def actor_of(kind: str) -> Actor:
    return {"applicant": APPLICANT, "system": SYSTEM}.get(kind) or Actor.officer(officer())


def take(application: Application, action: Action, actor: Actor, **values: Any) -> transitions.Outcome:
    needs_words = transitions.RULES[action].needs_reason
    return transitions.perform(application.pk, action, actor, **({"why": "In a word."} if needs_words else {}) | values)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("kind", ["applicant", "officer", "system"])
def test_each_step_is_taken_from_the_stages_that_allow_it_and_from_no_other(kind: str, action: Action) -> None:
    steps = STEPS.get((kind, action), {})
    actor = actor_of(kind)
    for state in State:
        application = ApplicationFactory(state=state)
        if state in steps:
            outcome = take(application, action, actor)
            application.refresh_from_db()
            assert outcome.changed
            assert application.state == steps[state]
            assert application.log.get().to_state == steps[state]
        else:
            with pytest.raises((transitions.NotAllowed, transitions.NotPossible)):
                take(application, action, actor)
            application.refresh_from_db()
            assert application.state == state
            assert not application.log.exists()
            assert not OutgoingEmail.objects.filter(topic=f"application/{application.pk}").exists()


@pytest.mark.parametrize("action", [action for kind, action in STEPS if kind == "officer"])
def test_no_other_role_takes_an_officers_step(action: Action) -> None:
    set_up_roles()
    for role in ROLES:
        person = UserFactory(groups=[role])
        for state in State:
            application = ApplicationFactory(state=state)
            with pytest.raises(transitions.NotAllowed):
                take(application, action, Actor.officer(person))
            application.refresh_from_db()
            assert application.state == state


def test_who_may_only_read_applications_changes_none() -> None:
    application = ApplicationFactory(state=State.RECEIVED)
    reader = with_rights("membership.view_application")
    with pytest.raises(transitions.NotAllowed):
        take(application, Action.SEND_FORM, Actor.officer(reader))


def test_an_officer_whose_account_was_turned_off_changes_nothing() -> None:
    person = officer()
    User.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(transitions.NotAllowed):
        take(ApplicationFactory(), Action.SEND_FORM, Actor.officer(User.objects.get(pk=person.pk)))


def test_an_officer_without_an_account_is_nobody() -> None:
    with pytest.raises(transitions.NotAllowed):
        take(ApplicationFactory(), Action.SEND_FORM, Actor("officer"))


@pytest.mark.parametrize(("kind", "action"), STEPS)
def test_a_step_taken_twice_makes_one_change_one_entry_and_one_email(kind: str, action: Action) -> None:
    state = next(iter(STEPS[kind, action]))
    application = ApplicationFactory(state=state)
    first = take(application, action, actor_of(kind), once="the same form")
    second = take(application, action, actor_of(kind), once="the same form")
    assert first.changed
    assert not second.changed
    assert second.entry == first.entry
    assert application.log.count() == 1
    assert OutgoingEmail.objects.filter(topic=f"application/{application.pk}").count() <= 1


def test_the_second_officer_is_told_who_was_first() -> None:
    application = ApplicationFactory(state=State.FORM_RECEIVED)
    first = officer()
    take(application, Action.CONFIRM, Actor.officer(first))
    outcome = take(application, Action.CONFIRM, Actor.officer(officer()))
    assert not outcome.changed
    assert outcome.entry.actor == first


def test_two_officers_who_decide_differently_make_one_decision() -> None:
    application = ApplicationFactory(state=State.FORM_RECEIVED)
    take(application, Action.CONFIRM, actor_of("officer"))
    with pytest.raises(transitions.NotPossible):
        take(application, Action.DECLINE, actor_of("officer"))
    assert City.objects.count() == 1


@pytest.mark.parametrize("action", [Action.ASK, Action.DECLINE])
@pytest.mark.parametrize("nothing", ["", "  \n"])
def test_a_question_or_refusal_without_words_is_refused(action: Action, nothing: str) -> None:
    application = ApplicationFactory(state=State.RECEIVED)
    with pytest.raises(transitions.ReasonMissing):
        take(application, action, actor_of("officer"), why=nothing)
    assert not application.log.exists()


def test_a_question_waits_for_its_answer_and_the_answer_starts_the_clock_again() -> None:
    asked = timezone.now() - datetime.timedelta(days=20)
    application = ApplicationFactory(state=State.RECEIVED)
    take(application, Action.ASK, actor_of("officer"), why="Who is your mayor?", once="a", now=asked)
    application.refresh_from_db()
    assert (application.question, application.due_on) == ("Who is your mayor?", None)
    with pytest.raises(transitions.NotPossible):
        take(application, Action.ASK, actor_of("officer"), once="b")

    take(application, Action.ANSWER, APPLICANT, why="She is.", once="c")

    application.refresh_from_db()
    assert (application.question, application.asked_at) == ("", None)
    assert application.due_on > timezone.localdate()
    assert [entry.reason.text for entry in application.log.all()] == ["Who is your mayor?", "She is."]


def test_nothing_is_answered_that_nobody_asked() -> None:
    for state in State:
        with pytest.raises(transitions.NotPossible):
            take(ApplicationFactory(state=state), Action.ANSWER, APPLICANT)


def test_an_erased_application_goes_nowhere() -> None:
    application = ApplicationFactory(state=State.RECEIVED, erased_at=timezone.now())
    for kind, action in STEPS:
        with pytest.raises((transitions.NotPossible, transitions.NotAllowed)):
            take(application, action, actor_of(kind))


def test_what_is_undone_leaves_neither_entry_nor_email_nor_city() -> None:
    application = ApplicationFactory(state=State.FORM_RECEIVED)
    ApplicationContactFactory(application=application)

    class PowerCut(Exception):
        pass

    def confirm_and_fail() -> None:
        with transaction.atomic():
            take(application, Action.CONFIRM, actor_of("officer"))
            raise PowerCut

    with pytest.raises(PowerCut):
        confirm_and_fail()
    application.refresh_from_db()
    assert application.state == State.FORM_RECEIVED
    assert not LogEntry.objects.exists()
    assert not OutgoingEmail.objects.exists()
    assert not City.objects.exists()


def test_confirming_makes_the_city_and_invites_each_contact_in_the_applicants_language() -> None:
    TextVersionFactory(kind=TextVersion.Kind.TERMS)
    application = ApplicationFactory(state=State.FORM_RECEIVED, language="ar", population=120_000)
    contacts = ApplicationContactFactory.create_batch(3, application=application)

    take(application, Action.CONFIRM, actor_of("officer"))

    city = City.objects.get()
    assert (city.name, city.application, city.language, city.population) == (
        application.place_name, application, "ar", 120_000,
    )  # fmt: skip
    assert {contact.email for contact in city.contacts.all()} == {contact.email for contact in contacts}
    assert set(CityContact.objects.values_list("visibility", flat=True)) == {"staff"}
    assert Invitation.objects.count() == 3
    invitations = OutgoingEmail.objects.filter(event__startswith="invitation/")
    assert {email.language for email in invitations} == {"ar"}
    assert all("/ar/members/invitation/" in email.email.message for email in invitations)


def test_the_confirmation_carries_the_terms_of_reference_in_the_applicants_language() -> None:
    TextVersionFactory(
        kind=TextVersion.Kind.TERMS, wordings={"en": "<p>What cities agree to.</p>", "ar": "<p>ما تتفق عليه المدن.</p>"}
    )
    application = ApplicationFactory(state=State.FORM_RECEIVED, language="ar")
    take(application, Action.CONFIRM, actor_of("officer"))
    [document] = OutgoingEmail.objects.get(event__endswith="to:confirmed").attachments.all()
    assert "-ar." in document.name
    assert document.content


def test_the_officers_own_words_are_sent_with_the_applicants_link_in_its_place() -> None:
    application = ApplicationFactory(state=State.RECEIVED)
    letter = Letter("About {reference}", "Please go on here:\n\n{link}\n\nWith thanks.")
    take(application, Action.SEND_FORM, actor_of("officer"), letter=letter)
    sent = OutgoingEmail.objects.get(topic=f"application/{application.pk}").email
    assert sent.subject == f"About {application.reference}"
    assert "/en/membership/application/status/" in sent.message
    assert "{link}" not in sent.message


def test_nobody_is_written_to_at_an_address_that_was_never_confirmed() -> None:
    for action, actor in ((Action.LAPSE, SYSTEM), (Action.WITHDRAW, APPLICANT)):
        take(ApplicationFactory(state=State.UNCONFIRMED), action, actor)
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize(
    ("action", "state", "actor"),
    [(Action.CONFIRM_ADDRESS, State.UNCONFIRMED, APPLICANT), (Action.SUBMIT_FORM, State.FORM_SENT, APPLICANT)],
)
def test_the_applicant_is_told_the_day_by_which_an_answer_comes(action: Action, state: State, actor: Actor) -> None:
    # A Thursday: three working days later is the Tuesday after, which ends on Wednesday morning in Amman.
    thursday = datetime.datetime(2026, 11, 26, 15, tzinfo=datetime.UTC)
    for zone, told in (("UTC", "1 December 2026"), ("Asia/Amman", "2 December 2026")):
        application = ApplicationFactory(state=state, time_zone=zone)
        take(application, action, actor, now=thursday)
        application.refresh_from_db()
        assert application.due_on == datetime.date(2026, 12, 1)
        letter = OutgoingEmail.objects.get(topic=f"application/{application.pk}")
        assert told in letter.email.message


def test_due_days_move_when_staff_change_the_calendar(django_capture_on_commit_callbacks: Any) -> None:
    since = datetime.datetime(2026, 11, 26, 15, tzinfo=datetime.UTC)
    application = ApplicationFactory(due_since=since, due_on=datetime.date(2026, 12, 1))
    kept = MembershipSettings.load()
    with django_capture_on_commit_callbacks(execute=True):
        kept.save()
        CalendarException.objects.create(settings=kept, day=datetime.date(2026, 11, 30))
    application.refresh_from_db()
    assert application.due_on == datetime.date(2026, 12, 2)


def test_the_log_is_only_ever_added_to() -> None:
    application = ApplicationFactory(state=State.RECEIVED)
    entry = take(application, Action.SEND_FORM, actor_of("officer")).entry
    entry.to_state = State.CONFIRMED
    for attempt in (
        entry.save,
        entry.delete,
        LogEntry.objects.all().delete,
        lambda: LogEntry.objects.update(to_state=State.CONFIRMED),
        lambda: LogEntry.objects.bulk_update([entry], ["to_state"]),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()
    assert LogEntry.objects.get().to_state == State.FORM_SENT


def test_the_right_to_decide_is_the_officers_alone() -> None:
    set_up_roles()
    right = Permission.objects.get(codename="change_application")
    assert [group.name for group in right.group_set.all()] == ["Membership officers"]
