"""Activities and their calendar files."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from tests.factories import ActivityPageFactory, MembersHomePageFactory, translated
from tests.pages import member, path_of, sign_in

pytestmark = pytest.mark.django_db

START = datetime.datetime(2030, 7, 1, 10, 0, tzinfo=datetime.UTC)


def calendar_of(page: Any) -> Calendar:
    """Return the activity's calendar file as a calendar reads it."""
    answer = sign_in(Client(), member()).get(path_of(page) + page.reverse_subpage("calendar"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert f'filename="{page.slug}.ics"' in answer["Content-Disposition"]
    return Calendar.from_ical(answer.content)


def event_of(page: Any) -> Any:
    """Return the one event of the activity's calendar file."""
    (event,) = calendar_of(page).walk("VEVENT")
    return event


@pytest.mark.parametrize(
    ("zone", "hour"), [("Europe/Copenhagen", 12), ("Asia/Amman", 13), ("Asia/Kathmandu", 15), ("UTC", 10)]
)
def test_the_calendar_file_tells_the_hours_of_the_activitys_zone(zone: str, hour: int) -> None:
    page = ActivityPageFactory(starts_at=START, ends_at=START + datetime.timedelta(hours=2), time_zone=zone)
    event = event_of(page)
    assert event.decoded("dtstart") == START
    assert event.decoded("dtstart").hour == hour
    assert event.decoded("dtend") - event.decoded("dtstart") == datetime.timedelta(hours=2)
    assert event.decoded("dtstart").utcoffset() == START.astimezone(ZoneInfo(zone)).utcoffset()


def test_the_calendar_file_says_what_where_and_which_page() -> None:
    title = "Workshop, with; signs\\ and a very long name that has to be folded over several lines of the file"
    page = ActivityPageFactory(title=title, introduction="First line.\nSecond line.", place="A fictional hall, Aarhus")
    event = event_of(page)
    assert event["summary"] == title
    assert event["description"] == "First line.\nSecond line."
    assert event["location"] == "A fictional hall, Aarhus"
    assert str(event["url"]).endswith(path_of(page))


def test_one_activity_has_one_identifier_in_every_language_and_version() -> None:
    page = ActivityPageFactory()
    copy = translated(page, "ar", title="ورشة")
    before = event_of(page)["uid"]
    page.title = "Renamed"
    page.save_revision().publish()
    assert event_of(page)["uid"] == event_of(copy)["uid"] == before
    assert event_of(ActivityPageFactory(parent=page.get_parent()))["uid"] != before
    assert event_of(copy)["summary"] == "ورشة"


@pytest.mark.parametrize("hours", [0, -1])
def test_an_activity_that_ends_before_it_starts_is_refused(hours: int) -> None:
    with pytest.raises(ValidationError) as refused:
        ActivityPageFactory(starts_at=START, ends_at=START + datetime.timedelta(hours=hours))
    assert "ends_at" in refused.value.message_dict


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "/etc/localtime", "x" * 60])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ActivityPageFactory(time_zone=zone)
    assert "time_zone" in refused.value.message_dict


def test_members_see_the_hours_of_the_activitys_zone() -> None:
    page = ActivityPageFactory(
        starts_at=START, ends_at=START + datetime.timedelta(hours=2), time_zone="Europe/Copenhagen"
    )
    html = sign_in(Client(), member()).get(path_of(page)).content.decode()
    assert "12:00" in html
    assert "10:00" not in html


def test_the_members_home_page_lists_what_is_coming_the_soonest_first() -> None:
    home = MembersHomePageFactory()
    now = timezone.now()
    for title, days in (("Later", 20), ("Sooner", 10), ("Past", -10)):
        start = now + datetime.timedelta(days=days)
        ActivityPageFactory(
            parent=home, title=f"{title} meeting", starts_at=start, ends_at=start + datetime.timedelta(1)
        )
    running = now - datetime.timedelta(hours=1)
    ActivityPageFactory(parent=home, title="Running meeting", starts_at=running, ends_at=now + datetime.timedelta(1))
    ActivityPageFactory(parent=home, title="Draft meeting", live=False)
    listing = sign_in(Client(), member()).get(path_of(home)).context["listing"]
    titles = [coming.link.title for coming in listing.activities]
    assert titles == [
        "Running meeting",
        "Sooner meeting",
        "Later meeting",
    ]
