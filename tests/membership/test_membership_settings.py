"""Membership's settings in the CMS."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from home.models import User
from membership.models import CalendarException, MembershipSettings
from membership.services import promise
from tests.factories_membership import officer

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    """Return the client of a signed-in officer."""
    return sign_in(officer())


def settings_form(**values: object) -> dict[str, str]:
    """Return what the form of the settings sends."""
    kept = MembershipSettings()
    names = [
        field.name
        for field in MembershipSettings._meta.concrete_fields
        if not field.primary_key and field.name not in values
    ]
    data: dict[str, str] = nested_form_data({name: getattr(kept, name) for name in names} | values)
    return data


def test_the_settings_show_the_holidays_that_they_lead_to(desk: Client) -> None:
    kept = MembershipSettings.load()
    address = reverse("wagtailsettings:edit", args=["membership", "membershipsettings", kept.pk])
    assert "No public holidays count." in desk.get(address).content.decode()
    year = datetime.datetime.now(tz=datetime.UTC).year
    exception = {"day": f"{year}-06-01", "kind": CalendarException.Kind.CLOSED, "name": "Away day"}
    data = settings_form(holiday_country="JO", reply_within=2, exceptions=inline_formset([exception]))
    assert desk.post(address, data).status_code == 302
    assert promise.current().within == 2
    assert promise.current().calendar.country == "JO"
    assert f"Public holidays of Jordan in {year}, as kept" in desk.get(address).content.decode()
