import csv
import datetime
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from home.models import User
from home.services.spreadsheets import harmless
from membership.models import Application, Reading
from membership.services import queue
from membership.services.promise import Promise
from membership.services.working_days import WorkingCalendar
from tests.factories_membership import ApplicationFactory, officer

State = Application.State
SignIn = Callable[[User], Client]
#: What the queue may ask of the database, however many applications there are.
MOST = 20
PROMISE = Promise(within=3, calendar=WorkingCalendar())
#: A Wednesday.
NOW = datetime.datetime(2026, 3, 11, 12, tzinfo=datetime.UTC)


@pytest.fixture
def desk(db: None, sign_in: SignIn) -> Client:
    """Return the client of a signed-in officer."""
    return sign_in(officer())


def listed(client: Client, **query: str) -> list[str]:
    """Return the references in the queue, in their order."""
    response = client.get(reverse("applications:index"), query)
    assert response.status_code == 200
    return [application.reference for application in response.context["object_list"]]


def due_in(days: int, **values: object) -> Application:
    """Return an application that is due so many days from today."""
    made: Application = ApplicationFactory(due_on=timezone.localdate() + datetime.timedelta(days=days), **values)
    return made


@pytest.mark.parametrize(
    ("due_on", "urgency", "words"),
    [
        (datetime.date(2026, 3, 9), "overdue", "overdue by 2 working days"),
        (datetime.date(2026, 3, 10), "overdue", "overdue by 1 working day"),
        (datetime.date(2026, 3, 11), "today", "due today"),
        (datetime.date(2026, 3, 12), "soon", "1 working day left"),
        (datetime.date(2026, 3, 16), "in-time", "3 working days left"),
    ],
)
def test_the_working_days_left_are_said_in_words(due_on: datetime.date, urgency: str, words: str) -> None:
    application = Application(state=State.RECEIVED, due_on=due_on)
    assert queue.standing_of(application, PROMISE, NOW) == queue.Standing(queue.Urgency(urgency), words)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": State.UNCONFIRMED}, "waits for the address to be confirmed"),
        ({"state": State.RECEIVED, "asked_at": NOW}, "waits for the applicant’s answer"),
        ({"state": State.FORM_SENT}, "waits for the applicant’s form"),
        ({"state": State.DECLINED}, "closed"),
    ],
)
def test_it_is_said_for_what_an_application_waits(values: dict[str, object], words: str) -> None:
    assert queue.standing_of(Application(**values), PROMISE, NOW).words == words


def test_what_is_due_first_stands_first(desk: Client) -> None:
    later, first, last = due_in(5), due_in(-3), ApplicationFactory(state=State.FORM_SENT)
    assert listed(desk) == [first.reference, later.reference, last.reference]


def test_an_application_without_a_due_day_stands_last_either_way(desk: Client) -> None:
    waits, late = ApplicationFactory(state=State.FORM_SENT), due_in(-3)
    assert listed(desk, ordering="due_on") == [late.reference, waits.reference]
    assert listed(desk, ordering="-due_on") == [late.reference, waits.reference]


@pytest.mark.parametrize("key", ["reference", "place_name", "country", "state", "assigned_to", "submitted_at"])
def test_every_other_column_sorts_both_ways(desk: Client, key: str) -> None:
    for country in ("JO", "FR", "TN"):
        ApplicationFactory(country=country, submitted_at=NOW + datetime.timedelta(days=len(country)))
    assert len(listed(desk, ordering=key)) == len(listed(desk, ordering=f"-{key}")) == 3


def test_an_unconfirmed_address_is_hidden_until_it_is_asked_for(desk: Client) -> None:
    unconfirmed, received = ApplicationFactory(state=State.UNCONFIRMED), due_in(1)
    assert listed(desk) == [received.reference]
    assert listed(desk, state=State.UNCONFIRMED) == [unconfirmed.reference]


def test_the_filters_find_what_they_name(desk: Client) -> None:
    me = User.objects.get()
    other = officer()
    late = due_in(-9, country="FR", language="fr", assigned_to=me)
    soon = due_in(0, country="JO", assigned_to=other)
    waits = ApplicationFactory(
        state=State.FORM_SENT, country="TN", submitted_at=timezone.now() - datetime.timedelta(days=90)
    )
    month_ago = (timezone.localdate() - datetime.timedelta(days=30)).isoformat()
    for query, found in {
        ("due", "overdue"): late,
        ("due", "soon"): soon,
        ("due", "waiting"): waits,
        ("assigned_to", "me"): late,
        ("assigned_to", "nobody"): waits,
        ("assigned_to", str(other.pk)): soon,
        ("country", "TN"): waits,
        ("language", "fr"): late,
        ("state", State.FORM_SENT): waits,
        ("submitted_at_to", month_ago): waits,
    }.items():
        assert listed(desk, **dict([query])) == [found.reference], query


@pytest.mark.parametrize("field", ["place_name", "institution", "name", "email"])
def test_a_search_finds_an_application_at_any_stage(desk: Client, field: str) -> None:
    found = ApplicationFactory(state=State.UNCONFIRMED, **{field: "needle@haystack.example.org"})
    ApplicationFactory()
    response = desk.post(reverse("applications:index"), {"words": " NEEDLE@haystack "})
    assert [application.reference for application in response.context["object_list"]] == [found.reference]


def test_a_reference_is_found_however_it_is_typed(desk: Client) -> None:
    found, _other = ApplicationFactory(), ApplicationFactory()
    typed = found.reference.removeprefix("SC-").replace("-", " ").lower()
    response = desk.post(reverse("applications:index"), {"words": typed})
    assert [application.reference for application in response.context["object_list"]] == [found.reference]


@pytest.mark.parametrize("words", ["\0", "%' OR 1=1 --", "🏙" * 5000, "\u202egnp", "<script>"])
def test_a_hostile_search_finds_nothing_and_breaks_nothing(desk: Client, words: str) -> None:
    ApplicationFactory()
    response = desk.post(reverse("applications:index"), {"words": words})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().split("queue-words")[1][:300]


def test_words_that_are_searched_for_stand_in_no_link(desk: Client) -> None:
    for _number in range(60):
        ApplicationFactory(institution="Needle")
    content = desk.post(reverse("applications:index"), {"words": "Needle"}).content.decode()
    assert "=Needle" not in content
    assert content.count('value="Needle"') == 2
    second = desk.post(reverse("applications:index"), {"words": "Needle", "p": "2"})
    assert len(second.context["object_list"]) == 10


def test_the_list_names_no_person(desk: Client) -> None:
    application = ApplicationFactory(name="Nour Example (fictional)")
    content = desk.get(reverse("applications:index")).content.decode()
    assert application.place_name in content
    assert application.name not in content
    assert application.email not in content


def test_a_reference_is_isolated_and_read_from_left_to_right(desk: Client) -> None:
    application = ApplicationFactory()
    content = desk.get(reverse("applications:index")).content.decode()
    assert f'<bdi dir="ltr" class="reference">{application.reference}</bdi>' in content


def test_the_queue_costs_the_same_however_long_it_is(desk: Client) -> None:
    people = [officer() for _number in range(3)]
    ApplicationFactory(assigned_to=people[0])
    desk.get(reverse("applications:index"))
    with CaptureQueriesContext(connection) as few:
        desk.get(reverse("applications:index"))
    for number in range(120):
        ApplicationFactory(assigned_to=people[number % 3], country=["JO", "FR", "TN"][number % 3])
    with CaptureQueriesContext(connection) as many:
        response = desk.get(reverse("applications:index"))
    assert len(response.context["object_list"]) == 50
    assert len(many) == len(few) <= MOST


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "\x00=1"])
def test_no_cell_becomes_a_formula(text: str) -> None:
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("value", ["Exampleville", "مدينة المثال", "", 7, None])
def test_every_other_cell_stays_as_it_is(value: object) -> None:
    assert harmless(value) == value


def test_an_export_holds_what_is_listed_and_is_noted(desk: Client) -> None:
    ApplicationFactory(place_name="=HYPERLINK(1)", name="Nour Example (fictional)")
    ApplicationFactory(place_name="مدينة المثال", country="FR", assigned_to=officer(first_name="=Olive"))
    ApplicationFactory(state=State.UNCONFIRMED)
    response = desk.get(reverse("applications:index"), {"export": "csv"})
    text = b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:3] == ["Reference", "City", "Country"]
    assert {row[1] for row in rows[1:]} == {"'=HYPERLINK(1)", "مدينة المثال"}
    assert {row[7] for row in rows[1:]} == {"", "'=Olive"}
    assert "Nour" not in text
    reading = Reading.objects.get()
    assert (reading.kind, reading.count, reading.application) == (Reading.Kind.EXPORT, 2, None)


def test_an_export_for_excel_survives_what_excel_cannot_hold(desk: Client) -> None:
    ApplicationFactory(place_name="=1\x0b+1")
    response = desk.get(reverse("applications:index"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(response))).active  # type: ignore[arg-type]
    assert sheet is not None
    assert [cell.value for cell in list(sheet.rows)[1]][1] == "'=1+1"


def test_a_stranger_is_led_to_sign_in(db: None, client: Client) -> None:
    assert client.get(reverse("applications:index")).status_code == 302
