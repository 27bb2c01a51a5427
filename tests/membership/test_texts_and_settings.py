"""The texts that people agree to, and membership's settings, in the CMS."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from home.models import User
from membership.models import CalendarException, MembershipSettings, TextVersion
from membership.services import promise
from tests.factories_membership import ApplicationFactory, TextVersionFactory, officer

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    """Return the client of a signed-in officer."""
    return sign_in(officer())


def version(**values: str) -> dict[str, str]:
    """Return what the form of a version sends."""
    wording = {"language": "ar", "body": rich_text("<p>نص</p>"), "what_changed": ""}
    data: dict[str, str] = nested_form_data(
        {"kind": "terms", "version": "2", "in_force_on": "2027-01-01"}
        | values
        | {"wordings": inline_formset([wording])}
    )
    return data


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


def test_an_officer_adds_a_version_in_a_language_chosen_by_name(desk: Client) -> None:
    form = desk.get(reverse("text_versions:add")).content.decode()
    assert "العربيّة" in form or "العربية" in form
    desk.post(reverse("text_versions:add"), version())
    added = TextVersion.objects.get(kind=TextVersion.Kind.TERMS)
    assert (added.version, added.wordings.get().language) == ("2", "ar")


def test_a_version_that_somebody_agreed_to_stays_as_it_is(desk: Client) -> None:
    agreed = TextVersionFactory(kind=TextVersion.Kind.PRIVACY)
    ApplicationFactory(consent=agreed)
    response = desk.post(reverse("text_versions:edit", args=[agreed.pk]), version(kind="privacy", version="changed"))
    assert "Somebody has agreed to this version" in response.content.decode()
    agreed.refresh_from_db()
    assert agreed.version == "1"


def test_no_version_is_deleted_by_hand(desk: Client) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("text_versions:delete", args=[TextVersionFactory().pk])


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
