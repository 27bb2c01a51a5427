"""The demo's membership: a living queue in three languages, which nobody takes for real and which leaves no machine."""

import datetime
import re
import tomllib
from collections import Counter
from io import StringIO
from typing import Any

import pytest
import time_machine
from demo import content, membership
from demo.roles import set_up_roles
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from home.models import OutgoingEmail, User
from membership.models import (
    Acceptance,
    Application,
    ApplicationContact,
    City,
    CityContact,
    LogEntry,
    Meeting,
    ResourcePage,
    TextReview,
    TextVersion,
)
from membership.services import clock_reading, duplicates, promise, terms
from membership.services.standing import Standing, standing_of
from tests.factories import UserFactory
from tests.pages import LANGUAGES

MARKS = {"en": "(fictional)", "ar": "(خيالي", "fr": "(ficti"}
#: A Wednesday without a weekend in the promise's way.
NOW = datetime.datetime(2026, 9, 16, 12, tzinfo=datetime.UTC)
State = Application.State


@pytest.fixture
def officer(db: None) -> User:
    set_up_roles()
    user: User = UserFactory(email="membership@example.org", groups=["Membership officers"])
    return user


@pytest.fixture
def member(db: None) -> User:
    from allauth.account.models import EmailAddress

    user: User = UserFactory(email="member@example.org")
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


@pytest.fixture
def loaded(officer: User, member: User) -> None:
    membership.texts(LANGUAGES)
    assert membership.queue(officer, member, NOW) == Application.objects.count()


@pytest.mark.usefixtures("loaded")
def test_there_is_an_application_in_each_state_and_language() -> None:
    assert set(Application.objects.values_list("state", flat=True)) == set(State.values)
    assert set(Application.objects.values_list("language", flat=True)) == set(LANGUAGES)


@pytest.mark.usefixtures("loaded")
def test_one_is_overdue_one_is_due_today_and_one_waits_for_an_answer() -> None:
    waiting = Application.objects.exclude(due_on=None)
    left = Counter(promise.current().days_left(due_on, NOW) for due_on in waiting.values_list("due_on", flat=True))
    assert {-1, 0, 3} <= set(left)
    assert Application.objects.exclude(asked_at=None).count() == 1
    assert Application.objects.exclude(assigned_to=None).exists()


@pytest.mark.usefixtures("loaded")
def test_an_officer_sees_a_possible_duplicate() -> None:
    found = [duplicates.of(application).found for application in Application.objects.filter(state=State.RECEIVED)]
    assert [match for matches in found for match in matches if match.same_place and match.same_domain]


@pytest.mark.usefixtures("loaded")
def test_every_person_and_place_says_that_it_is_fictional() -> None:
    for application in Application.objects.all():
        mark = MARKS[application.language]
        for words in (application.name, application.place_name, application.institution):
            assert mark in words, words
        assert application.email.endswith(".example.org")
    for model in (ApplicationContact, CityContact):
        for contact in model.objects.all():
            assert any(mark in contact.name for mark in MARKS.values())
            assert contact.email.endswith("example.org")
            assert str(contact.telephone).startswith("+4420794600") or str(contact.telephone).startswith("+442079460")
    assert all(any(mark in city.name for mark in MARKS.values()) for city in City.objects.all())


@pytest.mark.usefixtures("loaded")
def test_the_cities_differ_as_real_ones_do() -> None:
    assert set(City.objects.values_list("status", flat=True)) == {"active", "suspended"}
    assert {"public", "members"} <= set(City.objects.values_list("visibility", flat=True))
    assert CityContact.objects.filter(visibility="public").count() == 1


@pytest.mark.usefixtures("loaded")
def test_the_demo_member_speaks_for_a_city_that_accepted(member: User) -> None:
    contact = CityContact.objects.get(user=member)
    assert contact.kind == "liaison"
    accepted = Acceptance.objects.filter(city=contact.city)
    assert set(accepted.values_list("text__kind", flat=True)) == {"terms", "principles"}
    assert standing_of(User.objects.get(pk=member.pk)) is Standing.ENTERS


@pytest.mark.usefixtures("loaded")
def test_the_clock_has_enough_cases_to_tell() -> None:
    later = set(LogEntry.objects.filter(at__gt=NOW).values_list("action", flat=True))
    assert later <= {"assign", "accept", "account", "suspend"}
    with time_machine.travel(NOW):
        clock = clock_reading.service_clock()
    assert clock.first_reply.enough
    assert clock.decision.enough


@pytest.mark.usefixtures("loaded")
def test_no_e_mail_waits_to_leave_the_machine() -> None:
    assert OutgoingEmail.objects.exists()
    assert not OutgoingEmail.objects.unsent().exists()


def test_the_demos_mailbox_gets_what_is_from_today(officer: User, member: User, settings: Any) -> None:
    settings.DEMO_MAILBOX = True
    membership.texts(LANGUAGES)
    membership.queue(officer, member, NOW)
    waiting = OutgoingEmail.objects.unsent()
    assert 0 < waiting.count() < 5


@pytest.mark.usefixtures("loaded")
def test_it_is_made_once(officer: User, member: User) -> None:
    assert membership.texts(LANGUAGES) == 0
    assert membership.queue(officer, member) == 0


@pytest.mark.parametrize("day", range(14, 21))
def test_it_loads_on_any_day_of_the_week(officer: User, member: User, day: int) -> None:
    membership.texts(LANGUAGES)
    now = NOW.replace(day=day, hour=0, minute=5)
    assert membership.queue(officer, member, now)
    for application in Application.objects.all():
        moments = [*application.log.order_by("pk").exclude(action="assign").values_list("at", flat=True)]
        assert moments == sorted(moments)
        assert application.submitted_at == moments[0]


@pytest.mark.django_db
def test_the_texts_are_worded_in_every_language_and_say_that_they_are_a_demonstration() -> None:
    assert membership.texts(LANGUAGES) == 3
    for kind in TextVersion.Kind:
        text = terms.in_force(kind)
        assert text
        assert text.version == "demonstration 1"
        bodies = {wording.language: str(wording.body) for wording in text.wordings.all()}
        assert set(bodies) == set(LANGUAGES)
        assert not any(re.search(r"<a |lorem", body, re.IGNORECASE) for body in bodies.values())
        shapes = {re.sub(r">[^<]*<", "><", body) for body in bodies.values()}
        assert len(shapes) == 1


@pytest.mark.django_db
def test_the_principles_were_adopted_at_the_inaugural_meeting_whose_day_is_not_published() -> None:
    membership.texts(LANGUAGES)
    principles = terms.in_force(TextVersion.Kind.PRINCIPLES)
    assert principles
    ids = [f"P{number}" for number in range(1, 8)]
    for wording in principles.wordings.all():
        assert [principle["stable_id"] for principle in wording.principles] == ids
    meeting = Meeting.objects.get()
    assert principles.adopted_at == meeting
    assert (principles.adopted_on, meeting.held_on) == (None, None)
    assert meeting.name_in("ar") == "الاجتماع الافتتاحي للجنة التوجيه الدولية"
    of_terms = terms.in_force(TextVersion.Kind.TERMS)
    assert of_terms
    assert of_terms.adopted_at is None
    # No review is invented: what is recorded is the adoption.
    assert [review.outcome for review in TextReview.objects.all()] == [TextReview.Outcome.ADOPTED]


def test_the_privacy_notice_and_the_privacy_page_tell_the_sites_own_periods() -> None:
    from membership.models import MembershipSettings

    periods = MembershipSettings()
    for name in ("texts", "privacy"):
        words = (content.FOLDER / f"{name}.toml").read_text(encoding="utf-8")
        assert str(periods.erase_after) in words
        assert str(periods.erase_drafts_after) in words
        assert tomllib.loads(words)


@pytest.mark.usefixtures("demo")
def test_the_whole_demo_carries_it_and_every_resource_has_a_topic_in_its_language() -> None:
    assert Application.objects.count() == len(content.read("applications")["applications"])
    assert City.objects.count() == 4
    for page in ResourcePage.objects.live():
        assert page.topic
        assert page.topic.locale == page.locale
    # An applicant reads the notice before anything is sent.
    assert terms.in_force(TextVersion.Kind.PRIVACY)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_that_shows_the_clock_says_that_its_figures_are_fictional(code: str) -> None:
    words = {"en": "fictional requests", "ar": "طلبات خيالية", "fr": "demandes fictives"}[code]
    assert words in Client().get(f"/{code}/membership/apply/").content.decode()


@pytest.mark.usefixtures("demo")
def test_the_days_work_has_something_to_do_in_the_demo() -> None:
    out = StringIO()
    call_command("membership_daily", stdout=out)
    said = out.getvalue()
    for what in ("Reminders of an unconfirmed address: 1", "Reminders of an unfinished form: 1", "mandates that end"):
        assert what in said
    assert Application.objects.filter(submitted_at__gt=timezone.now()).count() == 0
