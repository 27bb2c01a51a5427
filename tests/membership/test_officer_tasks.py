import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home.models import User
from home.tasks import next_tasks
from membership.models import Application, City, CityContact
from tests.factories_membership import ApplicationFactory, CityContactFactory, CityFactory, officer

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def headings(user: User) -> dict[str, list[str]]:
    """Return what waits for this person, list by list."""
    return {found.heading: [task.title for task in found.tasks] for found in next_tasks(user)}


def due(days: int, **values: object) -> Application:
    """Return an application that is due so many days from today."""
    made: Application = ApplicationFactory(due_on=timezone.localdate() + datetime.timedelta(days=days), **values)
    return made


def test_late_applications_come_first_and_a_colleagues_not_at_all() -> None:
    me, colleague = officer(), officer()
    late, soon = due(-8, assigned_to=me, place_name="Lateville"), due(2, place_name="Soonville")
    due(-8, assigned_to=colleague, place_name="Elsewhere")
    ApplicationFactory(state=Application.State.FORM_SENT)
    found = headings(me)
    assert list(found)[:2] == ["Applications that are overdue", "Applications to be answered"]
    assert [late.reference in title for title in found["Applications that are overdue"]] == [True]
    assert [soon.reference in title for title in found["Applications to be answered"]] == [True]
    assert "Elsewhere" not in str(found)


def test_proposed_contacts_and_ending_mandates_wait_for_officers() -> None:
    proposing, ending = CityFactory(name="Proposing"), CityFactory(name="Ending")
    CityContactFactory(city=proposing, user=None, status=CityContact.Status.PROPOSED)
    CityContactFactory(city=ending, user=None, mandate_until=timezone.localdate() + datetime.timedelta(days=30))
    gone = CityFactory(name="Gone", status=City.Status.LEFT)
    CityContactFactory(city=gone, user=None, mandate_until=timezone.localdate())
    found = headings(officer())
    assert found["Contacts to agree to"] == ["Proposing"]
    assert found["Mandates that end"] == ["Ending"]


def test_a_task_names_no_person() -> None:
    application = due(1)
    assert application.name not in str(headings(officer()))


def test_the_dashboard_shows_how_the_promise_was_kept(sign_in: SignIn) -> None:
    content = sign_in(officer()).get(reverse("wagtailadmin_home")).content.decode()
    assert "How long we take" in content
    assert content.count("Too few cases to say.") == 2
